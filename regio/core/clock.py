"""The only source of time in the portal.

Moments are stored in UTC and shown in Europe/Amsterdam. Nothing else calls
``timezone.now()`` or ``date.today()`` (ruff refuses it), so that a test or a
rehearsal can move the whole portal to another moment.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.utils import timezone

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_shift = dt.timedelta()


def now() -> dt.datetime:
    """Return this moment as an aware datetime in UTC."""
    return timezone.now() + _shift


def today() -> dt.date:
    """Return the calendar day in the Netherlands."""
    return now().astimezone(AMSTERDAM).date()


def amsterdam(day: dt.date, time: dt.time) -> dt.datetime:
    """Return the moment at which clocks in the Netherlands show this day and time.

    The doubled hour of October means its last occurrence, and the missing hour of
    March the same distance from midnight as on other days: of the two readings of
    an odd moment always the later one, so that nobody is late who read it right.
    """
    wall = dt.datetime.combine(day, time, tzinfo=AMSTERDAM)
    return max(wall.replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1))


@contextmanager
def moved_to(moment: dt.datetime) -> Iterator[None]:
    """Let the portal's clock run from ``moment``; for tests and rehearsals only."""
    global _shift  # noqa: PLW0603  one clock for the whole process is the point
    before = _shift
    _shift = moment - timezone.now()
    try:
        yield
    finally:
        _shift = before
