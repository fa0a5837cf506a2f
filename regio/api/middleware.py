"""What every answer below ``/api/`` has in common, errors included.

Stands outside all other middleware that can answer by itself, so that a redirect, a
refused host or a crash carries the same headers and the same form of error.
"""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from regio.api.problems import problem_response
from regio.core.problems import MEDIA_TYPE

PREFIX: Final = "/api"

HEADERS: Final = {
    "API-Version": settings.API_VERSION,
    # open data: everybody may read it from a page of their own
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "API-Version, Content-Crs, ETag, Link, Retry-After",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    # and not on a cookie: whoever asks gets the same answer
    "Vary": "Accept, Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

ASK_AGAIN: Final = "public, no-cache"
"""Keep it, but ask each time whether it is still right: a publication shows at once.

The design rules name ``no-store`` "to prevent sensitive information from being cached";
open data is not sensitive. See docs/decisions/.
"""


class ApiMiddleware:
    """Give answers of the API their headers and form of error, and "not modified" where it is true.

    The entity tag comes from the view: here the content may already be compressed, and
    that differs from answer to answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != PREFIX and not request.path.startswith(f"{PREFIX}/"):
            return self.get_response(request)
        response = self.get_response(request)
        if response.status_code >= 400:
            response = self._as_problem(request, response)
            response.headers["Cache-Control"] = "no-store"
        elif etag := response.headers.get("ETag"):
            response.headers["Cache-Control"] = ASK_AGAIN
            response = get_conditional_response(request, etag=etag, response=response) or response
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    @staticmethod
    def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        return problem_response(response.status_code, instance=request.path)
