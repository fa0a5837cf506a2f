"""Errors of the API as problem details (RFC 9457), each in whole Dutch sentences."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response

from regio.core.errors import PortalError
from regio.core.problems import MEDIA_TYPE, InputError, problem


class InvalidInput(exceptions.APIException):
    """The question holds mistakes; all of them are told at once."""

    status_code = 400

    def __init__(self, errors: Iterable[InputError]) -> None:
        self.errors = list(errors)
        super().__init__(detail="Ongeldige invoer")


def problem_response(status: int, *, instance: str = "") -> HttpResponse:
    """Return a whole answer, for errors that happen outside the views of the API."""
    content = json.dumps(problem(status, instance=instance), ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE)


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Return a problem for what goes wrong in a view; what nobody foresaw becomes a 500 further out."""
    if isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    status, detail, errors = _told(exc)
    if status is None:
        return None
    instance = context["request"].path
    members = problem(status, detail=detail, instance=instance, errors=errors)
    return Response(members, status=status, headers=_headers(exc), content_type=MEDIA_TYPE)


def _told(exc: Exception) -> tuple[int | None, str, list[InputError]]:
    """Return the status, the sentence and the mistakes that an exception stands for."""
    told: tuple[int | None, str, list[InputError]]
    match exc:
        case InvalidInput():
            told = 400, " ".join(error.detail for error in exc.errors), exc.errors
        case PortalError():
            told = exc.status, exc.message, []
        case Http404():
            told = 404, str(exc), []
        case exceptions.Throttled():
            told = 429, f"U kunt over {_seconds(exc)} seconden weer een vraag stellen.", []
        case exceptions.APIException():
            told = exc.status_code, "", []
        case _:
            told = None, "", []
    return told


def _headers(exc: Exception) -> dict[str, str]:
    return {"Retry-After": str(_seconds(exc))} if isinstance(exc, exceptions.Throttled) else {}


def _seconds(exc: exceptions.Throttled) -> int:
    """Return how long to wait, at least a second."""
    return max(1, round(getattr(exc, "wait", None) or 60))
