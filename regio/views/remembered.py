"""Public pages that are made once for all visitors between two commits."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from regio.core.answers import Answer, answers
from regio.selectors.snapshots import moment


class RememberedPage:
    """Mixin for a class-based view, before ``View``: the same address gives the same page.

    Only for pages that say nothing about the visitor, the hour or the request's headers.
    Visitors who bring a cookie, and so may be somebody, always get their own page.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Give the page that was made before, or make it."""
        if request.COOKIES or request.method not in {"GET", "HEAD"}:
            return self._made(request, *args, **kwargs)
        question = ("page", request.build_absolute_uri())
        now = moment()
        if known := answers.get(now, question):
            return HttpResponse(known.content, headers=dict(known.headers))
        response = self._made(request, *args, **kwargs)
        if isinstance(response, HttpResponse) and response.status_code == 200 and not response.cookies:
            answers.keep(now, question, Answer(response.content, dict(response.headers)))
        return response

    def _made(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        made: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # View comes after
        return made
