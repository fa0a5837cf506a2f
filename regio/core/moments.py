"""Moments in words, with the zone, so that nobody has to guess."""

import datetime as dt

from django.utils.formats import date_format

from regio.core.clock import AMSTERDAM


def in_words(moment: dt.datetime, *, seconds: bool = False) -> str:
    """Return ``29 april 2023 om 23:59:59 uur Nederlandse zomertijd``."""
    local = moment.astimezone(AMSTERDAM)
    time = local.strftime("%H:%M:%S" if seconds else "%H:%M")
    season = "zomertijd" if local.dst() else "wintertijd"
    return f"{date_format(local, 'j F Y')} om {time} uur Nederlandse {season}"
