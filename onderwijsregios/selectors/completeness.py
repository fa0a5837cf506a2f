"""The steps of an application, and what each still needs before it can be handed in.

Works on the content of an application as :func:`content_of` gives it, so that the
side navigation, the check page and the gate of handing in never disagree.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from onderwijsregios.enums import PartKey, Section
from regio.enums import MembershipRole, ScanState, Sector
from regio.models import Document


@dataclass(frozen=True)
class Step:
    """One page of the application."""

    key: str
    """Last part of the address, and of the URL name ``application-<key>``."""
    label: str
    parts: tuple[PartKey, ...] = ()
    section: Section | None = None
    """What is written there; None for a page on which nothing is written."""


STEPS = (
    *(Step(section.value, str(section.label), section.parts, section) for section in Section),
    Step("ondertekenen", "Ondertekenen"),
    Step("controleren", "Controleren en indienen"),
)

NAMES = {
    PartKey.OPGAVEN: "de opgaven",
    PartKey.WERVEN: "hoe u werft",
    PartKey.MATCHEN: "hoe u matcht",
    PartKey.OPLEIDEN: "hoe u opleidt",
    PartKey.BEGELEIDEN: "hoe u begeleidt",
    PartKey.PROFESSIONALISEREN: "hoe u professionaliseert",
    PartKey.REGIO: "waarom deze regio samenhangt",
    PartKey.GOVERNANCE: "hoe u samen bestuurt",
    PartKey.ROL_BESTUREN: "de rol van de schoolbesturen",
    PartKey.ROL_OPLEIDERS: "de rol van de lerarenopleidingen",
    PartKey.ROL_BEROEPSGROEP: "de rol van de beroepsgroep",
}
"""How a sentence goes on after "Beschrijf"."""

MAY_HAND_IN = "U kunt zo indienen, maar beoordelaars letten hierop."


@dataclass(frozen=True)
class Gap:
    """Something that is missing: on which step, at which field, in a whole sentence."""

    step: str
    field: str
    sentence: str


def step(key: str) -> Step:
    """Return the step with this key."""
    return next(step for step in STEPS if step.key == key)


def gaps(content: dict[str, Any], *, plan: Document | None, sectors: Collection[str]) -> list[Gap]:
    """Return all that must still be set right before handing in, in a round for ``sectors``."""
    return [gap for step in STEPS for gap in _gaps_of(step, content, plan, sectors)]


def remarks(content: dict[str, Any]) -> list[Gap]:
    """Return what does not stop handing in, but what assessors will ask about.

    The call of 28 March 2023 asks for boards, institutes and the profession as equals;
    applications without the profession did get a provisional place then. A plan without
    schools, or with schools of a board that left, can be handed in too: no rule forbids it.
    """
    roles = {member["role"] for member in content["members"]}
    asked = (
        (MembershipRole.TRAINER, "Er doet nog geen lerarenopleiding mee."),
        (MembershipRole.PROFESSION, "Er doet nog geen vertegenwoordiging van de beroepsgroep mee."),
    )
    found = [
        Gap("partijen", "q", f"{sentence} {MAY_HAND_IN}") for role, sentence in asked if role not in roles
    ]
    if not content.get("schools"):
        found.append(Gap("scholen", "q", f"Er zijn nog geen scholen gekozen. {MAY_HAND_IN}"))
    if stray := len(stray_schools(content)):
        whose = "1 school hoort" if stray == 1 else f"{stray} scholen horen"
        sentence = (
            f"{whose} bij een bestuur dat geen partij meer is. Haal ze weg, of voeg het bestuur weer toe."
        )
        found.append(Gap("scholen", "geen-partij", sentence))
    return found


def stray_schools(content: dict[str, Any]) -> list[dict[str, str]]:
    """Return the schools of boards that are no party: they stay when a party leaves or is removed."""
    parties = {member["id"] for member in content["members"]}
    return [one for one in content.get("schools", []) if one["boardId"] and one["boardId"] not in parties]


def _gaps_of(
    step: Step, content: dict[str, Any], plan: Document | None, sectors: Collection[str]
) -> Iterator[Gap]:
    if step.key == "regio":
        yield from _gaps_of_region(content, sectors)
    for key in step.parts:
        if not content["parts"][key].strip():
            yield Gap(step.key, key.value, f"Beschrijf {NAMES[key]}.")
    if step.key == "partijen" and len(content["members"]) < 2:
        yield Gap(step.key, "q", "Voeg ten minste één andere organisatie toe.")
    if step.key == "plan":
        if plan is None:
            yield Gap(step.key, "bestand", "Voeg het plan toe als PDF.")
        elif plan.scan_state == ScanState.INFECTED:
            yield Gap(step.key, "bestand", "In uw plan is een virus gevonden. Voeg een schoon bestand toe.")


def _gaps_of_region(content: dict[str, Any], sectors: Collection[str]) -> Iterator[Gap]:
    if not content["title"].strip():
        yield Gap("regio", "title", "Geef de regio een naam.")
    if not content["sectors"]:
        yield Gap("regio", "sectors_0", "Kies ten minste één sector.")
    if others := [str(Sector(one).label) for one in content["sectors"] if one not in sectors]:
        yield Gap(
            "regio",
            "sectors_0",
            f"Deze ronde is niet voor {' en '.join(others)}. Kies alleen sectoren van de ronde.",
        )
    if not content["isNational"] and not content["municipalities"]:
        yield Gap(
            "regio",
            "municipalities",
            "Kies de gemeenten van de regio, of geef aan dat de regio landelijk is.",
        )
