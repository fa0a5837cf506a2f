"""Rounds in words: ``{% load rounds %}``."""

from dataclasses import replace
from pathlib import PurePath
from typing import Any

from django import template
from django.urls import reverse

from onderwijsregios.core.toets.question import LONGEST
from onderwijsregios.selectors.toets import question_of
from regio.enums import SECTOR_ABBREVIATIONS, Sector

register = template.Library()


@register.filter
def sector_letters(sectors: list[str]) -> str:
    """Name sectors as everybody in the field does: ``po, (v)so, vo``."""
    return ", ".join(SECTOR_ABBREVIATIONS[sector] for sector in Sector if sector in sectors)


@register.filter
def file_kind(name: str) -> str:
    """Name the kind of a file for its link: ``PDF``."""
    return PurePath(name).suffix.removeprefix(".").upper()


@register.simple_tag
def toets_link(slug: str, content: dict[str, Any]) -> dict[str, Any]:
    """Return the address of the toets of a round, filled in with what an application holds.

    Schools that would make the address too long are left to their boards;
    ``counts_all_schools`` says so.
    """
    page, question = reverse("onderwijsregios:toets", args=[slug]), question_of(content)
    address = f"{page}?{question.address()}"
    is_too_long = len(address) > LONGEST
    if is_too_long:
        address = f"{page}?{replace(question, schools=()).address()}"
    return {"href": f"{address}#uitkomst", "counts_all_schools": is_too_long}
