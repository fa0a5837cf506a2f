"""The regiokaart: a map that is a table, both from one question that stands in the address."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views import View

from regio.core.registry import MapLayer, Programme, programmes
from regio.enums import Sector
from regio.forms.filters import CollaborationFilterSet
from regio.models import Collaboration
from regio.selectors.maps import region_map
from regio.views.base import PublicView
from regio.views.public.collaborations import sector_words
from regio.views.remembered import RememberedPage

KEPT_BETWEEN_LAYERS: Final = ("q", "bredeRegio", "provincie", "gemeente", "peilDatum")
"""Filters that mean the same in every layer, and go along to the next one."""
VIEWS: Final = {"bredeRegio": "broad_region", "provincie": "province"}
"""Filters that also narrow what the map shows, and the attribute of a municipality they compare."""


@dataclass(frozen=True)
class Layer:
    """A layer with the programme that it belongs to."""

    programme: Programme
    definition: MapLayer

    @property
    def key(self) -> str:
        """Return the value of ``laag`` in the address."""
        return self.definition.key

    @property
    def label(self) -> str:
        """Return the name on the tab."""
        return self.definition.label


def layers() -> Iterator[Layer]:
    """Yield the layers of all programmes, in the order of the tabs."""
    for programme in programmes():
        for definition in programme.layers:
            yield Layer(programme, definition)


class RegionMapPage(PublicView, RememberedPage, View):
    """Map, legend and table of one layer. ``samenwerking`` in the address selects a region."""

    def get(self, request: HttpRequest) -> HttpResponse:
        every_layer = list(layers())
        asked = request.GET.get("laag", "")
        layer = next((one for one in every_layer if one.key == asked), every_layer[0])
        filterset = _filterset(layer, request.GET)
        rows = list(filterset.qs) if filterset.is_valid() else []
        for row in rows:
            row.sector_words = sector_words(row.sectors)
        cleaned = filterset.form.cleaned_data
        selected = request.GET.get("samenwerking", "").upper()
        municipality = cleaned.get("gemeente")
        region_of = region_map(
            rows=rows,
            layer=_filterset(layer, {"peilDatum": request.GET.get("peilDatum", "")}).qs,
            day=filterset.day,
            around={VIEWS[name]: cleaned[name].pk for name in VIEWS if cleaned.get(name)},
            selected=selected,
            municipality=municipality.pk if municipality else "",
        )
        context = {
            "section": "regiokaart",
            "layer": layer,
            "tabs": [(one.label, _address(request, one), one.key == layer.key) for one in every_layer],
            "programme": layer.programme,
            "form": filterset.form,
            "rows": rows,
            "map": region_of,
            "selected": next((row for row in rows if row.public_id == selected), None),
            "municipality": municipality,
            "select_query": _query_without(request, "samenwerking", laag=layer.key),
            "notice": _notice(request, layer, selected, rows),
            "hides_ended": filterset.hides_ended and not cleaned.get("status"),
            "day": filterset.day,
            "is_another_day": bool(cleaned.get("peilDatum")),
            "is_filtered": any(value for name, value in cleaned.items() if name != "sorteer"),
            "has_sample_data": any(row.is_sample for row in rows),
        }
        return render(request, "regio/public/map.html", context)


def _filterset(layer: Layer, data: Any) -> CollaborationFilterSet:
    """Return the filters of the programme on the collaborations of the layer."""
    filterset_class: type[CollaborationFilterSet] = import_string(layer.programme.filters)
    model: type[Collaboration] = apps.get_model(layer.programme.model)
    collaborations = model._default_manager.all()
    wanted = layer.definition.sectors
    if not wanted:
        return filterset_class(data, collaborations)
    filterset = filterset_class(data, collaborations.filter(sectors__overlap=sorted(wanted)))
    filterset.filters["sector"].extra["choices"] = [
        (sector.value, sector.label) for sector in Sector if sector in wanted
    ]
    return filterset


def _address(request: HttpRequest, layer: Layer) -> str:
    """Return the address of a layer with the filters that go along."""
    kept = [(name, value) for name in KEPT_BETWEEN_LAYERS for value in request.GET.getlist(name) if value]
    return f"?{urlencode([('laag', layer.key), *kept])}"


def _query_without(request: HttpRequest, name: str, **changed: str) -> str:
    """Return the query of this address without ``name``, and with these values."""
    query = request.GET.copy()
    query.pop(name, None)
    for key, value in changed.items():
        query[key] = value
    return query.urlencode()


def _notice(request: HttpRequest, layer: Layer, selected: str, rows: list[Collaboration]) -> str:
    """Say what of the address could not be followed."""
    asked = request.GET.get("laag", "")
    if asked and asked != layer.key:
        return f"De kaartlaag “{asked[:40]}” kennen wij niet. U ziet {layer.label}."
    if selected and all(row.public_id != selected for row in rows):
        return (
            f"De samenwerking {selected[:12]} staat niet op deze kaart. "
            "Kies een andere kaartlaag of haal een filter weg."
        )
    return ""
