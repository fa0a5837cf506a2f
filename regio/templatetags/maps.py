"""Maps as template tags: ``{% load maps %}``.

``{% region_map map programme=… label=… %}`` and ``{% map_legend … %}`` draw what
``regio.selectors.maps.region_map`` read. ``{% small_map collaboration %}`` and
``{% municipality_map municipality %}`` are for detail pages and ask the selector
themselves: two queries and one query, whatever the number of municipalities.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template

from regio.core import clock
from regio.core.registry import Programme, programme
from regio.models import Collaboration, Municipality, School
from regio.selectors import maps

register = template.Library()

Values = dict[str, Any]


@register.inclusion_tag("regio/maps/region_map.html")
def region_map(map: maps.RegionMap, *, programme: Programme, label: str) -> Values:  # noqa: A002  the word of the page
    """Draw a layer of the regiokaart; each region is a link to its own page."""
    return {"map": map, "ground": map.ground, "programme": programme, "label": label}


@register.inclusion_tag("regio/maps/legend.html")
def map_legend(
    map: maps.RegionMap,  # noqa: A002  the word of the page
    *,
    programme: Programme,
    is_filtered: bool = False,
    municipality: Municipality | None = None,
) -> Values:
    """List what the colours and patterns of the layer mean; only those that are on the map."""
    return {"map": map, "programme": programme, "is_filtered": is_filtered, "municipality": municipality}


@register.inclusion_tag("regio/maps/small_map.html")
def small_map(
    collaboration: Collaboration,
    *,
    day: dt.date | None = None,
    municipalities: Iterable[Municipality] | None = None,
) -> Values:
    """Draw where a collaboration works; nothing for a national one without municipalities.

    A page that has read the ``municipalities`` of the day already gives them, which
    saves a query.
    """
    if municipalities is None:
        codes = maps.area_codes(collaboration, day=day or clock.today())
    else:
        codes = [municipality.pk for municipality in municipalities]
    return {
        "map": maps.small_map(codes) if codes else None,
        "colour": programme(collaboration.programme).order,
        "title": f"Gemeenten van {collaboration.name}",
    }


@register.inclusion_tag("regio/maps/small_map.html")
def municipality_map(municipality: Municipality) -> Values:
    """Draw where a municipality lies."""
    return {
        "map": maps.small_map([municipality.pk], margin=160),
        "colour": 7,
        "title": f"Ligging van {municipality.name}",
    }


@register.inclusion_tag("regio/maps/small_map.html")
def school_map(school: School) -> Values:
    """Draw where a school stands in its municipality; nothing when its point is not known."""
    if school.latitude is None or school.longitude is None:
        return {"map": None}
    point = (school.longitude, school.latitude)
    return {
        "map": maps.small_map([school.municipality_id], margin=60, point=point),
        "colour": 7,
        "title": f"Ligging van {school.name}",
    }
