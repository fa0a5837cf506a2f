"""Until when may be decided on an application: the decision clock, which a supplement stops.

Plain arithmetic on days. The term starts on the day after closing. It stands still from
the day after the one on which the applicant was asked to supplement, until the day on
which the supplement came or its term passed (Awb 4:15, first paragraph, with 4:5).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format

from onderwijsregios.models import Application, Supplement
from regio.core.clock import AMSTERDAM

DAY = dt.timedelta(days=1)

Question = tuple[dt.datetime, dt.datetime | None]
"""When something was asked, and when that was over; None while the question is open."""


@dataclass(frozen=True)
class DecisionClock:
    """How a decision term stands on ``today``."""

    last_day: dt.date
    """The last day on which a decision is in time, as it stands today."""
    paused_days: int
    """How many days the term has stood still, today included while a question is open."""
    is_paused: bool
    today: dt.date

    @property
    def days_left(self) -> int:
        """Return how many days remain after today; negative when it is too late."""
        return (self.last_day - self.today).days

    @property
    def in_words(self) -> str:
        """Return the clock as a sentence for anybody."""
        last = date_format(self.last_day, "j F Y")
        if self.is_paused:
            return (
                "De beslistermijn staat stil zolang onze vraag openstaat. "
                f"Daarna {'is' if self.days_left == 1 else 'zijn'} er nog {_days(self.days_left)} "
                "om te besluiten."
            )
        if self.days_left < 0:
            return f"De beslistermijn liep tot en met {last} en is verstreken."
        left = "vandaag is de laatste dag" if self.days_left == 0 else f"nog {_days(self.days_left)}"
        return f"Het besluit komt uiterlijk op {last} ({left})."


def decision_clock(
    *, closing: dt.datetime, days: int, questions: Iterable[Question], now: dt.datetime
) -> DecisionClock:
    """Return the clock of a term of ``days`` days after ``closing``, the first moment that was too late.

    Days on which several questions were open stop the clock once. A question that was
    asked after the term had passed stops nothing.
    """
    today = _day(now)
    last_day = _day(closing - dt.timedelta(microseconds=1)) + days * DAY
    paused = 0
    for first, end in _merged(questions, today):
        if first > last_day:
            break
        paused += (end - first).days
        last_day += end - first
    return DecisionClock(
        last_day=last_day,
        paused_days=paused,
        is_paused=any(closed_at is None for _asked_at, closed_at in questions),
        today=today,
    )


def clock_of(application: Application, supplements: Iterable[Supplement], now: dt.datetime) -> DecisionClock:
    """Return the clock of ``application``, of which ``supplements`` are all that were asked."""
    return decision_clock(
        closing=application.round.closing,
        days=application.round.decision_days,
        questions=[(one.asked_at, one.closed_at) for one in supplements],
        now=now,
    )


def _merged(questions: Iterable[Question], today: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Return the days of standstill as periods that do not overlap: first day, and the day after the last."""
    merged: list[tuple[dt.date, dt.date]] = []
    for asked_at, closed_at in sorted(questions, key=lambda one: one[0]):
        first, end = _day(asked_at) + DAY, _day(closed_at) if closed_at else today + DAY
        if end <= first:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return merged


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(AMSTERDAM).date()


def _days(number: int) -> str:
    return "1 dag" if number == 1 else f"{number} dagen"
