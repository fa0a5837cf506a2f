"""How a party stands, as a sign with words: ``{% load signing %}``."""

from django import template

from onderwijsregios.enums import Section, Standing

register = template.Library()

ICONS = {
    Standing.SIGNED: "check",
    Standing.FALLEN: "alert",
    Standing.NOT_YET: "clock",
    Standing.BY_HANDING_IN: "arrow-right",
    Standing.COVENANT: "file",
    Standing.MANDATE: "user",
    Standing.OBJECTION: "error",
    Standing.NOT_FOR: "minus",
}

TONES = {
    Standing.SIGNED: "success",
    Standing.FALLEN: "warning",
    Standing.NOT_YET: "neutral",
    Standing.BY_HANDING_IN: "neutral",
    Standing.COVENANT: "success",
    Standing.MANDATE: "success",
    Standing.OBJECTION: "danger",
    Standing.NOT_FOR: "neutral",
}


@register.filter
def standing_icon(standing: Standing) -> str:
    """Return the name of the icon."""
    return ICONS[standing]


@register.filter
def standing_tone(standing: Standing) -> str:
    """Return the tone of the badge or the icon."""
    return TONES[standing]


@register.filter
def standing_label(standing: Standing) -> str:
    """Return the standing in words."""
    return str(standing.label)


@register.filter
def section_label(section: str) -> str:
    """Return the name of a section."""
    return str(Section(section).label)


@register.simple_tag
def standings() -> list[Standing]:
    """Return all standings, for a legend."""
    return list(Standing)
