"""What the home page tells of rounds."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format

from onderwijsregios.enums import RoundPhase
from onderwijsregios.selectors.rounds import visible_rounds
from regio.core.clock import AMSTERDAM
from regio.core.registry import Announcement


def round_announcements(moment: dt.datetime) -> list[Announcement]:
    """Return the rounds that are open at ``moment`` or will open; the one that closes first comes first."""
    rounds = visible_rounds(moment).filter(closes_at__gte=moment.replace(microsecond=0)).order_by("closes_at")
    found = []
    for round_ in rounds:
        is_open = round_.phase_at(moment) == RoundPhase.OPEN
        found.append(
            Announcement(
                title=round_.title,
                text=(
                    f"Aanvragen kan tot en met {_in_words(round_.closes_at)} Nederlandse tijd."
                    if is_open
                    else f"Aanvragen kan vanaf {_in_words(round_.opens_at)} Nederlandse tijd."
                ),
                href=round_.get_absolute_url(),
                link_text="Lees hoe u meedoet" if is_open else "Lees wat u nodig hebt",
                until=round_.closes_at if is_open else None,
                is_sample=round_.is_sample,
            )
        )
    return found


def _in_words(moment: dt.datetime) -> str:
    local = timezone.localtime(moment, AMSTERDAM)
    return f"{date_format(local, 'l j F Y')} om {date_format(local, 'H.i')} uur"
