"""Moments in words: ``{% load moments %}{{ round.closes_at|moment:"seconds" }}``."""

import datetime as dt

from django import template

from regio.core.moments import in_words

register = template.Library()


@register.filter
def moment(value: dt.datetime | None, precision: str = "") -> str:
    """Say a moment in words with its zone; ``"seconds"`` gives the second too."""
    return in_words(value, seconds=precision == "seconds") if value else ""
