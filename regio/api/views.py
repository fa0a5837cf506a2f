"""What all resources of the API share: reading, paging, links and formats."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import set_response_etag
from django_filters import FilterSet
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from regio.api.pages import (
    PAGE,
    SIZE,
    ListPage,
    check_nothing_asked,
    check_page_only,
    checked_filters,
    page_of,
)
from regio.api.renderers import CRS84, GEOJSON, GeoJSONRenderer, feature, feature_collection
from regio.api.schema import ResourceSchema
from regio.api.serializers import Links, ResourceSerializer
from regio.api.throttles import PerMinute
from regio.core.answers import Answer, answers
from regio.selectors.snapshots import moment

ROOT: Final = "/api/v1"


class ApiView(APIView):
    """A public resource that can only be read."""

    is_public = True
    throttle_classes = (PerMinute,)
    schema = ResourceSchema()
    tag: ClassVar[str] = "algemeen"
    """The group in the description."""
    summary: ClassVar[str]
    """What it returns, in one Dutch line of the description."""
    explanation: ClassVar[str] = ""
    """More about it, for the description."""
    identifier_text: ClassVar[str] = ""
    """What the identifier in the address is."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Mark the function too, because the portal's middleware sees only that."""
        view: Any = super().as_view(**initkwargs)
        view.is_public = True
        return view

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]  # DRF's own request
        """Answer a browser that asks whether another site may read this."""
        return Response(
            status=204,
            headers={
                "Allow": "GET, HEAD, OPTIONS",
                "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
                "Access-Control-Allow-Headers": "Accept, If-None-Match",
                "Access-Control-Max-Age": "86400",
            },
        )

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Give a good answer to a reader its entity tag, made from what it says."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            if isinstance(response, Response):
                response.add_post_render_callback(set_response_etag)
            else:
                set_response_etag(response)
        return response

    @property
    def links(self) -> Links:
        """Return what makes links for this request."""
        return Links(self.request.build_absolute_uri("/")[:-1])


class Resource(ApiView):
    """A resource with rows of one kind; with ``has_geometry`` it also answers in GeoJSON."""

    serializer_class: ClassVar[type[ResourceSerializer]]
    has_geometry: ClassVar[bool] = False

    def get_renderers(self) -> list[BaseRenderer]:
        return [JSONRenderer(), GeoJSONRenderer()] if self.has_geometry else [JSONRenderer()]

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the answer, the one that was given before when nothing was committed since."""
        question = ("api", request.build_absolute_uri(), request.accepted_renderer.media_type)
        now = moment()
        if known := answers.get(now, question):
            return HttpResponse(known.content, headers=dict(known.headers))
        response = self.answer()
        response.add_post_render_callback(
            lambda made: answers.keep(now, question, Answer(made.content, dict(made.headers)))
        )
        return response

    def answer(self) -> Response:
        """Make the answer; raises what the exception handler tells as a problem."""
        raise NotImplementedError

    def represent(self, rows: Iterable[Any]) -> list[dict[str, Any]]:
        """Return rows as members of JSON."""
        serializer = self.serializer_class(context={"links": self.links})
        return [serializer.to_representation(row) for row in rows]

    def geometries(self, rows: list[Any]) -> Mapping[Any, Mapping[str, Any] | None]:
        """Return the GeoJSON geometry of each row, by its primary key."""
        return {}

    def features(self, rows: list[Any]) -> list[dict[str, Any]]:
        """Return rows as Features."""
        geometries = self.geometries(rows)
        return [
            feature(members, identifier=self.identifier(row), geometry=geometries.get(row.pk))
            for row, members in zip(rows, self.represent(rows), strict=True)
        ]

    def identifier(self, row: Any) -> str:
        """Return the public identifier of a row; never an internal key."""
        raise NotImplementedError

    @property
    def wants_geojson(self) -> bool:
        """Tell whether GeoJSON was asked for."""
        return bool(self.request.accepted_renderer.media_type == GEOJSON)


class ListResource(Resource):
    """A paged list."""

    filterset_class: ClassVar[type[FilterSet] | None] = None

    def rows(self) -> QuerySet[Any]:
        """Return what the list is about, before filters."""
        raise NotImplementedError

    def asked_rows(self) -> QuerySet[Any]:
        """Return the rows that were asked for; raises ``InvalidInput``."""
        query = self.request.query_params
        if self.filterset_class is None:
            check_page_only(query)
            return self.rows()
        filterset = checked_filters(self.filterset_class, query, self.rows())
        rows: QuerySet[Any] = filterset.qs
        return rows

    def answer(self) -> Response:
        page = page_of(self.prepared(self.asked_rows()), self.request.query_params)
        addresses = self.addresses(page)
        members = {
            "aantal": page.total,
            "pagina": page.number,
            "paginaGrootte": page.size,
            "_links": {relation: {"href": href} for relation, href in addresses.items()},
        }
        headers = {
            "Link": ", ".join(f'<{href}>; rel="{name}"' for name, href in addresses.items() if name != "self")
        }
        if self.wants_geojson:
            headers["Content-Crs"] = CRS84
            return Response(feature_collection(self.features(page.rows), members), headers=headers)
        return Response({**members, "resultaten": self.represent(page.rows)}, headers=headers)

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Add to the rows of a page what only the answer needs."""
        return rows

    def addresses(self, page: ListPage) -> dict[str, str]:
        """Return the addresses of this page and its neighbours, with the same question."""
        kept = [
            (name, value)
            for name, values in self.request.query_params.lists()
            for value in values
            if name not in {PAGE, SIZE} and value
        ]
        base = self.links.of(self.request.path.removeprefix(ROOT))
        return {
            relation: f"{base}?{urlencode([*kept, (PAGE, number), (SIZE, page.size)])}"
            for relation, number in page.numbers().items()
        }


class DetailResource(Resource):
    """One thing, by its public identifier."""

    missing: ClassVar[str] = "Dit bestaat niet."
    """The sentence for an identifier that nobody has."""

    def find(self, identifier: str) -> Any | None:
        """Return the row with this identifier, or None."""
        raise NotImplementedError

    def answer(self) -> Response:
        check_nothing_asked(self.request.query_params)
        identifier = self.kwargs["identifier"]
        row = self.find(identifier)
        if row is None:
            raise Http404(self.missing.format(identifier[:40]))
        if self.wants_geojson:
            return Response(self.features([row])[0], headers={"Content-Crs": CRS84})
        return Response(self.represent([row])[0])
