"""The content of an application in words: ``{% load board %}``.

Works on the plain data of ``content_of``, so that a draft and a frozen revision of
years ago are shown by the same templates.
"""

import datetime as dt
from typing import Any

from django import template

from onderwijsregios.enums import Section, Standing
from onderwijsregios.selectors.completeness import STEPS
from onderwijsregios.selectors.signing import SUPPLEMENTED
from onderwijsregios.selectors.standing import GIVEN_BY_HANDING_IN
from onderwijsregios.templatetags.signing import TONES
from regio.core.files.kinds import ALL_KINDS
from regio.enums import MembershipRole, Sector

register = template.Library()

SIGNED_BY_HANDING_IN = "tekende door in te dienen"


@register.filter
def sector_names(sectors: list[str]) -> str:
    """Name sectors."""
    return ", ".join(str(Sector(sector).label) for sector in sectors)


@register.filter
def names(rows: list[dict[str, str]]) -> str:
    """Name municipalities in alphabetical order."""
    return ", ".join(sorted(row["name"] for row in rows))


@register.filter
def texts_of(content: dict[str, Any]) -> list[dict[str, str]]:
    """Return the texts in the order of the call, each with its label and the page on which it is written."""
    return [
        {
            "key": key.value,
            "label": str(key.label),
            "text": content["parts"].get(key.value, ""),
            "url_name": f"onderwijsregios:application-{step.key}",
        }
        for step in STEPS
        for key in step.parts
    ]


@register.filter
def attached_to(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sections that have attachments, each with its files and how each is called."""
    held = content.get("attachments", {})
    return [
        {"section": section, "files": [_file(one) for one in held[section.value]]}
        for section in Section
        if held.get(section.value)
    ]


def _file(facts: dict[str, Any]) -> dict[str, Any]:
    extension = "." + facts["name"].rpartition(".")[2]
    kind = next((kind.short for kind in ALL_KINDS if kind.extension == extension), "")
    return {**facts, "kind": kind}


@register.filter
def schools_by_sector(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the schools by sector, each with its name for readers; an old revision has none."""
    schools = content.get("schools", [])
    found = [(sector, [one for one in schools if one["sector"] == sector]) for sector in Sector]
    return [
        {"sector": str(sector.label), "count": f"{len(some)}", "schools": some}
        for sector, some in found
        if some
    ]


@register.filter
def by_role(members: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the parties with the name of their role: the penvoerder first, then by role and name."""
    order = list(MembershipRole)
    return [
        {**member, "roleName": str(MembershipRole(member["role"]).label)}
        for member in sorted(members, key=lambda m: (order.index(MembershipRole(m["role"])), m["name"]))
    ]


@register.filter
def standings_of(signatures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return how each party stood to a revision, in words; an old revision has none."""
    return [
        {
            "name": one["name"],
            "role_name": str(MembershipRole(one["role"]).label),
            "standing": SIGNED_BY_HANDING_IN if _handed_in(one) else str(Standing(one["standing"]).label),
            "tone": "success" if _handed_in(one) else TONES[Standing(one["standing"])],
            "function": one["signerFunction"],
            "moment": dt.datetime.fromisoformat(one["signedAt"]) if one["signedAt"] else None,
            "corrections": one["corrections"],
            "supplemented": [str(Section(section).label) for section in one.get(SUPPLEMENTED, [])],
        }
        for one in signatures
    ]


@register.filter
def agreed_of(signatures: list[dict[str, Any]]) -> str:
    """Return how many parties agreed with a revision; to hand it in was the word of the penvoerder."""
    agreed = sum(_handed_in(one) or one["standing"] in Standing.given() for one in signatures)
    return f"{agreed} van {len(signatures)} akkoord"


def _handed_in(one: dict[str, Any]) -> bool:
    """Tell whether handing in is all that this organisation said; older revisions call that otherwise."""
    said_nothing_else = {*GIVEN_BY_HANDING_IN, Standing.BY_HANDING_IN}
    return one["role"] == MembershipRole.LEAD and one["standing"] in said_nothing_else
