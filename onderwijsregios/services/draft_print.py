"""The application as a document to read, print and send round: tagged PDF with a watermark."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings

from onderwijsregios.enums import PartKey, Section
from onderwijsregios.models import Application, Revision
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.completeness import STEPS
from regio.core.errors import Refused
from regio.core.moments import in_words
from regio.core.typesetting import CannotTypeset, typeset
from regio.enums import MembershipRole, Sector

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "onderwijsregios" / "letters" / "draft.typ"
EMPTY = "Niet ingevuld."
NOT_HANDED_IN = "CONCEPT – niet ingediend"


def mark_of(application: Application, revision: Revision | None) -> str:
    """Return what stands across the pages: what this is, so that a copy is never taken for more.

    ``revision`` is the one that counts and holds exactly this content, if there is one.
    """
    if revision is None:
        return NOT_HANDED_IN
    return f"{application.dossier_number}, versie {revision.number}"


def document_of(
    application: Application, *, revision: Revision | None, content: dict[str, Any], made_at: dt.datetime
) -> dict[str, Any]:
    """Return everything that the document says, in the order in which it says it."""
    return {
        "mark": mark_of(application, revision),
        "title": str(application),
        "round": application.round.title,
        "facts": [
            ["Aanvrager", application.lead.display_name],
            ["Ronde", application.round.title],
            ["Toestand", mark_of(application, revision)],
            ["Afgedrukt op", in_words(made_at, seconds=True)],
        ],
        "sections": [
            {"heading": step.label, "blocks": _blocks(step.section, content)}
            for step in STEPS
            if step.section is not None
        ],
    }


def render_draft(application: Application, *, revision: Revision | None, made_at: dt.datetime) -> bytes:
    """Return the application as it stands now as PDF. Raises :class:`Refused` when that cannot be."""
    facts = document_of(application, revision=revision, content=content_of(application), made_at=made_at)
    try:
        return typeset(TEMPLATE, facts, name="draft", made_at=made_at)
    except CannotTypeset as error:
        raise Refused(
            "Van deze tekst kan geen PDF worden gemaakt. Gebruik de afdrukpagina van uw browser."
        ) from error


def _blocks(section: Section, content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the blocks of a section: a heading, and paragraphs or a list."""
    blocks: list[dict[str, Any]] = []
    if section == Section.REGIO:
        blocks += [
            _text("Naam van de regio", content["title"]),
            _text("Sectoren", ", ".join(str(Sector(one).label) for one in content["sectors"])),
            _text("Landelijk", "ja" if content["isNational"] else "nee"),
            _list("Gemeenten", sorted(one["name"] for one in content["municipalities"])),
        ]
    blocks += [
        _text(str(PartKey(part).label), content["parts"].get(part.value, "")) for part in section.parts
    ]
    if section == Section.PARTIJEN:
        roles = list(MembershipRole)
        members = sorted(content["members"], key=lambda one: (roles.index(one["role"]), one["name"]))
        blocks.append(_list("", [f"{one['name']} ({MembershipRole(one['role']).label})" for one in members]))
    if section == Section.SCHOLEN:
        blocks.append(_list("", [f"{one['name']} ({one['code']})" for one in content.get("schools", [])]))
    if section == Section.PLAN:
        plan = content["plan"]
        blocks.append(_list("", [plan["name"]] if plan else []))
    if files := content.get("attachments", {}).get(section.value, []):
        blocks.append(_list("Bijlagen", [one["title"] or one["name"] for one in files]))
    return blocks


def _text(heading: str, text: str) -> dict[str, Any]:
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n") if part.strip()]
    return {"heading": heading, "paragraphs": paragraphs or [EMPTY], "items": []}


def _list(heading: str, items: list[str]) -> dict[str, Any]:
    return {"heading": heading, "paragraphs": [] if items else [EMPTY], "items": items}
