"""GeoJSON, for resources that have a geometry."""

from collections.abc import Mapping
from typing import Any, Final

from rest_framework.renderers import JSONRenderer

GEOJSON: Final = "application/geo+json"
CRS84: Final = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
"""WGS 84 with longitude first, the only system of RFC 7946; told in ``Content-Crs``."""


class GeoJSONRenderer(JSONRenderer):
    """Renders what :func:`feature` and :func:`feature_collection` made."""

    media_type = GEOJSON
    format = "geojson"


def feature(
    members: Mapping[str, Any], *, identifier: str, geometry: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return a Feature with what JSON would tell as its properties; no geometry is ``null``."""
    return {"type": "Feature", "id": identifier, "geometry": geometry, "properties": members}


def feature_collection(features: list[dict[str, Any]], page: Mapping[str, Any]) -> dict[str, Any]:
    """Return a FeatureCollection that also carries the members of the page."""
    return {"type": "FeatureCollection", "features": features, **page}
