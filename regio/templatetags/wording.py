"""Sentences that end with a name: ``{% load wording %}U hebt een mandaat voor {{ name|ended }}``."""

from django import template

from regio.core import wording

register = template.Library()


@register.filter
def ended(text: object) -> str:
    """Put a full stop after ``text``, unless it ends with one already ("Eindhoven e.o.")."""
    return wording.ended(str(text))
