"""The front door of the API, and its description."""

import json
from functools import cache
from typing import Any

from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from regio.api.pages import check_nothing_asked
from regio.api.views import ApiView
from regio.core.registry import programmes

REGISTERS = ("organisaties", "scholen", "gemeenten")


class Root(ApiView):
    """Where to begin."""

    @extend_schema(exclude=True)  # its address is that of the server; the description would give it a slash
    def get(self, request: Request) -> Response:
        check_nothing_asked(request.query_params)
        links = self.links
        names = [*(programme.api_path for programme in programmes()), *REGISTERS]
        return Response(
            {
                "_links": {
                    "self": links.to(""),
                    "describedby": links.to("/openapi.json"),
                    **{name: links.to(f"/{name}") for name in names},
                }
            }
        )


class Description(ApiView):
    """The description in OpenAPI, at the place where the design rules want it."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        check_nothing_asked(request.query_params)
        return HttpResponse(_description(), content_type="application/json")


@cache
def _description() -> str:
    """Make the description once for each process: it changes with the code only."""
    generator: Any = SchemaGenerator  # has no types
    schema = generator().get_schema(request=None, public=True)
    return json.dumps(schema, ensure_ascii=False)
