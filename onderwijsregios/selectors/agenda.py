"""The moments of a round as a calendar (RFC 5545), for whoever wants them in an agenda."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from icalendar import Calendar, Event

from onderwijsregios.models import Round
from regio.core.moments import in_words

PRODUCT = "-//Regio-infrastructuur//Rondes voor voorlopers//NL"


@dataclass(frozen=True)
class _Entry:
    key: str
    summary: str
    start: dt.datetime | dt.date
    text: str


def round_calendar(round_: Round, *, address: str, host: str, now: dt.datetime) -> bytes:
    """Return the calendar of ``round_``: opening, closing, selection and publication.

    The identifiers stay the same, so that a calendar that is fetched again moves its
    entries; ``address`` is that of the public page. Moments are in UTC, which every
    program shows in the reader's own zone; the text says them in Dutch time.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", round_.title)
    for entry in _entries(round_):
        event = Event()
        event.add("uid", f"{round_.slug}-{entry.key}@{host}")
        event.add("dtstamp", now.astimezone(dt.UTC))
        event.add("sequence", round_.version)
        event.add("summary", f"{round_.title}: {entry.summary}")
        event.add("description", f"{entry.text}\n{address}")
        event.add("url", address)
        if isinstance(entry.start, dt.datetime):
            event.add("dtstart", entry.start.astimezone(dt.UTC))
        else:
            event.add("dtstart", entry.start)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _entries(round_: Round) -> Iterator[_Entry]:
    opening, closing = (in_words(moment, seconds=True) for moment in (round_.opens_at, round_.closes_at))
    yield _Entry("opent", "aanvragen kan", round_.opens_at, f"De ronde opent op {opening}.")
    yield _Entry("sluit", "laatste moment om in te dienen", round_.closes_at, f"De ronde sluit op {closing}.")
    yield _Entry("selectie", "selectie", round_.selection_date, "Op deze dag wordt geselecteerd.")
    published = round_.published_at or round_.publish_at
    yield _Entry("uitslag", "uitslag", published, f"De uitslag is openbaar op {in_words(published)}.")
