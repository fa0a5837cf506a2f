"""Longitude and latitude (WGS 84) to Rijksdriehoek coordinates, the grid of Dutch maps.

The polynomial of Schreutelkamp and Strang van Hees (Geodesia 2001-2), right to
within a metre in the Netherlands; a map that shows 300 metres per step needs no more.
"""

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

_ORIGIN_LATITUDE: Final = 52.15517440
_ORIGIN_LONGITUDE: Final = 5.38720621
_ORIGIN_X: Final = 155_000.0
_ORIGIN_Y: Final = 463_000.0

# (power of latitude, power of longitude, factor)
_X: Final = (
    (0, 1, 190094.945),
    (1, 1, -11832.228),
    (2, 1, -114.221),
    (0, 3, -32.391),
    (1, 0, -0.705),
    (3, 1, -2.340),
    (1, 3, -0.608),
    (0, 2, -0.008),
    (2, 3, 0.148),
)
_Y: Final = (
    (1, 0, 309056.544),
    (0, 2, 3638.893),
    (2, 0, 73.077),
    (1, 2, -157.984),
    (3, 0, 59.788),
    (0, 1, 0.433),
    (2, 2, -6.439),
    (1, 1, -0.032),
    (0, 4, 0.092),
    (1, 4, -0.054),
)

Coordinates = NDArray[np.float64]


def _polynomial(terms: tuple[tuple[int, int, float], ...], north: Any, east: Any) -> Any:
    return sum(factor * north**p * east**q for p, q, factor in terms)


def rijksdriehoek(coordinates: Coordinates) -> Coordinates:
    """Return metres east and north for rows of longitude and latitude."""
    east = 0.36 * (coordinates[:, 0] - _ORIGIN_LONGITUDE)
    north = 0.36 * (coordinates[:, 1] - _ORIGIN_LATITUDE)
    return np.column_stack(
        (_ORIGIN_X + _polynomial(_X, north, east), _ORIGIN_Y + _polynomial(_Y, north, east))
    )


def project(geometry: BaseGeometry) -> BaseGeometry:
    """Return a shape in longitude and latitude as a shape in metres."""
    return shapely.transform(geometry, rijksdriehoek)
