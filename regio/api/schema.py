"""The description of the API (OpenAPI), made from the views themselves.

The views say what they return and which filters they take; what every operation has in
common (headers, problems, formats) is added here once. ``tests/regio/api`` holds the
result against the Dutch API Design Rules and against real answers.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import django_filters
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

from regio.api.pages import LARGEST_SIZE, PAGE, SIZE, USUAL_SIZE
from regio.api.renderers import GEOJSON
from regio.api.serializers import links_field
from regio.core.problems import KINDS, MEDIA_TYPE

Json = dict[str, Any]

GEOMETRY: Final[Json] = {
    "type": "object",
    "nullable": True,
    "description": "Geometrie in WGS 84, lengtegraad eerst; leeg als er geen is.",
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"type": "string", "enum": ["Point", "Polygon", "MultiPolygon"]},
        "coordinates": {"type": "array", "items": {}},
    },
}
LIST_LINKS: Final = ("self", "first", "last", "prev", "next")
HEADERS: Final[dict[str, Json]] = {
    "API-Version": {"description": "Versie van de API.", "schema": {"type": "string"}, "required": True},
    "Access-Control-Allow-Origin": {
        "description": "Iedereen mag lezen.",
        "schema": {"type": "string", "enum": ["*"]},
        "required": True,
    },
}
ETAG: Final[Json] = {"description": "Kenmerk van deze inhoud.", "schema": {"type": "string"}}
LINK: Final[Json] = {"description": "Adressen van andere pagina's.", "schema": {"type": "string"}}
CONTENT_CRS: Final[Json] = {"description": "Coördinaatstelsel, bij GeoJSON.", "schema": {"type": "string"}}
RETRY_AFTER: Final[Json] = {
    "description": "Over hoeveel seconden een vraag weer kan.",
    "schema": {"type": "integer"},
}
PROBLEM: Final[Json] = {
    "type": "object",
    "description": "Wat er misging, volgens RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Adres van de uitleg."},
        "title": {"type": "string", "description": "Soort fout."},
        "status": {"type": "integer", "description": "De HTTP-status."},
        "detail": {"type": "string", "description": "Wat er deze keer misging en wat u kunt doen."},
        "instance": {"type": "string", "description": "Het adres waar het misging."},
        "errors": {
            "type": "array",
            "description": "Alle fouten in de vraag.",
            "items": {
                "type": "object",
                "required": ["in", "name", "code", "detail"],
                "properties": {
                    "in": {"type": "string", "enum": ["query"]},
                    "name": {"type": "string", "description": "Naam van de parameter."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


class ResourceSchema(AutoSchema):
    """Describes an operation from what its view says of itself."""

    view: Any

    def get_operation_id(self) -> str:
        parts = [p for p in self.path.replace("/api/v1", "").split("/") if p]
        name = "".join(part.title() for p in parts if not p.startswith("{") for part in p.split("-"))
        return f"{'lees' if self._is_detail() else 'lijst'}{name}"

    def get_tags(self) -> list[str]:
        return [self.view.tag]

    def get_summary(self) -> str:
        return str(self.view.summary)

    def get_description(self) -> str:  # type: ignore[override]  # drf-spectacular's own form
        return str(self.view.explanation or self.view.summary)

    def get_filter_backends(self) -> list[Any]:
        return []

    def get_override_parameters(self) -> list[Any]:
        found: list[Any] = []
        if "{identifier}" in self.path:
            found.append(
                OpenApiParameter(
                    "identifier",
                    str,
                    OpenApiParameter.PATH,
                    required=True,
                    description=self.view.identifier_text,
                )
            )
        if not self._is_list():
            return found
        return [*found, *_page_parameters(), *_filter_parameters(getattr(self.view, "filterset_class", None))]

    def get_response_serializers(self) -> Any:
        serializer = self.view.serializer_class
        answers: dict[tuple[int, str], Any] = {(200, "application/json"): serializer}
        if self._is_list():
            answers = {(200, "application/json"): _list_of(serializer)}
        if self.view.has_geometry:
            shape = "FeatureCollection" if self._is_list() else "Feature"
            answers[200, GEOJSON] = {"$ref": f"#/components/schemas/{shape}"}
        return answers

    def _is_list(self) -> bool:
        return hasattr(self.view, "asked_rows")

    def _is_detail(self) -> bool:
        return hasattr(self.view, "find")


@cache
def _list_of(serializer: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    name = serializer.__name__.removesuffix("Serializer")
    return inline_serializer(
        f"{name}Lijst",
        {
            "aantal": serializers.IntegerField(help_text="Aantal rijen op alle pagina's samen."),
            "pagina": serializers.IntegerField(),
            "paginaGrootte": serializers.IntegerField(),
            "_links": links_field("self", "first", "last", prev=None, next=None),
            "resultaten": serializer(many=True),
        },
    )


def _page_parameters() -> list[OpenApiParameter]:
    whole = {"type": "integer", "minimum": 1}
    size = {**whole, "maximum": LARGEST_SIZE, "default": USUAL_SIZE}
    return [
        OpenApiParameter(PAGE, {**whole, "default": 1}, description="Welke pagina."),
        OpenApiParameter(SIZE, size, description="Hoeveel rijen op een pagina."),
    ]


def _filter_parameters(filterset_class: type[django_filters.FilterSet] | None) -> Iterator[OpenApiParameter]:
    if filterset_class is None:
        return
    for name, one in filterset_class.base_filters.items():
        schema, is_many = _parameter_schema(filterset_class, name, one)
        text = " ".join(str(part) for part in (one.label or name, one.extra.get("help_text")) if part)
        yield OpenApiParameter(name, schema, description=text, explode=is_many or None, many=False)


def _parameter_schema(
    filterset_class: type[django_filters.FilterSet], name: str, one: django_filters.Filter
) -> tuple[Json, bool]:
    """Return the form of one filter's value, and whether it may be given more than once."""
    if isinstance(one, django_filters.DateFilter):
        return {"type": "string", "format": "date"}, False
    choices = [str(key) for key, _ in _choices(filterset_class, name, one)]
    if isinstance(one, django_filters.OrderingFilter):
        return {"type": "string", "enum": choices}, False
    if isinstance(one, django_filters.MultipleChoiceFilter):
        return {"type": "array", "items": {"type": "string", "enum": choices}}, True
    if choices:
        return {"type": "string", "enum": choices}, False
    longest = one.extra.get("max_length")
    return {"type": "string", **({"maxLength": longest} if longest else {})}, False


def _choices(filterset_class: type[django_filters.FilterSet], name: str, one: django_filters.Filter) -> Any:
    if name == "sector" and hasattr(filterset_class, "sectors"):
        return [(sector.value, "") for sector in filterset_class.sectors]
    if name == "status" and hasattr(filterset_class, "statuses"):
        return [(status.value, "") for status in filterset_class.statuses]
    found = one.extra.get("choices", ())
    return found if isinstance(found, list | tuple) else ()


def complete(result: Json, generator: Any, request: Any, public: bool) -> Json:
    """Add to each operation what all have in common; drf-spectacular calls this at the end."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(_shared_schemas())
    for path, operations in result["paths"].items():
        for operation in operations.values():
            _complete_operation(path, operation)
    return result


def _shared_schemas() -> dict[str, Json]:
    feature = {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": GEOMETRY,
            "properties": {"type": "object", "description": "Dezelfde leden als in JSON."},
        },
    }
    collection = {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
            "aantal": {"type": "integer"},
            "pagina": {"type": "integer"},
            "paginaGrootte": {"type": "integer"},
            "_links": {"type": "object"},
        },
    }
    return {"Feature": feature, "FeatureCollection": collection, "Problem": PROBLEM}


def _complete_operation(path: str, operation: Json) -> None:
    answers = operation["responses"]
    takes_query = any(parameter["in"] == "query" for parameter in operation.get("parameters", ()))
    good = answers["200"]
    good["headers"] = {**HEADERS, "ETag": ETAG}
    good.setdefault("description", "")
    good["description"] = good["description"] or "Gelukt."
    if takes_query:
        good["headers"]["Link"] = LINK
    if GEOJSON in good.get("content", {}):
        good["headers"]["Content-Crs"] = CONTENT_CRS
    answers["304"] = {
        "description": "Er is niets veranderd sinds uw kenmerk (If-None-Match).",
        "headers": dict(HEADERS),
    }
    for status in (400, 404, 405, 406, 429, 500):
        answers[str(status)] = {
            "description": KINDS[status].title,
            "headers": {**HEADERS, **({"Retry-After": RETRY_AFTER} if status == 429 else {})},
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
