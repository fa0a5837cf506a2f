"""Rounds in words: ``{% load rounds %}``."""

from django import template

from regio.enums import SECTOR_ABBREVIATIONS, Sector

register = template.Library()


@register.filter
def sector_letters(sectors: list[str]) -> str:
    """Name sectors as everybody in the field does: ``po, (v)so, vo``."""
    return ", ".join(SECTOR_ABBREVIATIONS[sector] for sector in Sector if sector in sectors)
