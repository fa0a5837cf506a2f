"""Errors of the API as problem details (RFC 9457), each in whole Dutch sentences."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response

from regio.core.errors import PortalError

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of problem; its ``slug`` is an anchor on the page that explains it."""

    slug: str
    title: str
    detail: str


KINDS: Final[Mapping[int, Kind]] = {
    400: Kind("ongeldige-invoer", "Ongeldige invoer", "De vraag kan zo niet worden beantwoord."),
    403: Kind("niet-toegestaan", "Niet toegestaan", "Dit mag u niet opvragen."),
    404: Kind("niet-gevonden", "Niet gevonden", "Op dit adres staat niets. Controleer het adres."),
    405: Kind("methode", "Methode niet toegestaan", "Deze API is alleen te lezen: gebruik GET."),
    406: Kind(
        "formaat", "Formaat niet beschikbaar", "Dit adres kan niet antwoorden in het gevraagde formaat."
    ),
    415: Kind("soort-inhoud", "Soort inhoud niet ondersteund", "Deze soort inhoud kunnen wij niet lezen."),
    429: Kind("te-veel-vragen", "Te veel vragen", "Wacht even en probeer het opnieuw."),
    500: Kind("storing", "Fout bij ons", "Er ging bij ons iets mis. Probeer het later opnieuw."),
    503: Kind(
        "onbereikbaar", "Even niet bereikbaar", "De API is even niet bereikbaar. Probeer het later opnieuw."
    ),
}


@dataclass(frozen=True)
class InputError:
    """What is wrong with one part of the question."""

    name: str
    code: str
    detail: str


class InvalidInput(exceptions.APIException):
    """The question holds mistakes; all of them are told at once."""

    status_code = 400

    def __init__(self, errors: Iterable[InputError]) -> None:
        self.errors = list(errors)
        super().__init__(detail="Ongeldige invoer")


def problem(
    status: int, *, detail: str = "", instance: str = "", errors: Iterable[InputError] = ()
) -> dict[str, Any]:
    """Return the members of a problem."""
    kind = KINDS.get(status) or KINDS[500 if status >= 500 else 400]
    found: dict[str, Any] = {
        "type": f"{settings.SITE_URL}/over/api/#{kind.slug}",
        "title": kind.title,
        "status": status,
        "detail": detail or kind.detail,
    }
    if instance:
        found["instance"] = instance
    if listed := [{"in": "query", **asdict(error)} for error in errors]:
        found["errors"] = listed
    return found


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
