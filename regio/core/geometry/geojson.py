"""Shapes as RFC 7946 wants them: WGS 84, outer rings counter-clockwise, no ``crs``."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping, shape

Geometry = dict[str, Any]

DECIMALS = 5
"""About a metre; more digits would claim what the source does not know."""


def united(geometries: Iterable[Mapping[str, Any]]) -> Geometry:
    """Return the area of all these geometries together, which share their borders exactly.

    Raises ``ValueError`` when there is nothing to unite.
    """
    shapes = [shape(geometry) for geometry in geometries]
    if not shapes:
        raise ValueError("No geometry to unite.")
    return right_handed(mapping(shapely.coverage_union_all(shapes)))


def right_handed(geometry: Mapping[str, Any]) -> Geometry:
    """Return the same area with its rings turned as RFC 7946 asks (section 3.1.6)."""
    turned = shapely.orient_polygons(shape(geometry), exterior_cw=False)
    rounded: Geometry = mapping(shapely.transform(turned, lambda c: np.round(c, DECIMALS)))
    return rounded
