"""Problem details (RFC 9457): what is wrong, in whole Dutch sentences, for programs.

Plain values; ``regio.api`` turns errors into these, and so does a page that also
answers in JSON.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.conf import settings

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
