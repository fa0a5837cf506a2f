"""Windows: pure arithmetic on moments, at every edge and at every closing moment of twelve years."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onderwijsregios.enums import Admission, Grace
from onderwijsregios.models import Extension, Round
from onderwijsregios.selectors.windows import Window, end_of_second, window_with
from regio.core.clock import AMSTERDAM, amsterdam
from regio.core.moments import in_words

MS = dt.timedelta(milliseconds=1)
SECOND = dt.timedelta(seconds=1)

days = st.dates(dt.date(2024, 1, 1), dt.date(2035, 12, 31))
times = st.times().map(lambda time: time.replace(microsecond=0))
moments = st.integers(
    int(dt.datetime(2024, 1, 1, tzinfo=dt.UTC).timestamp() * 1000),
    int(dt.datetime(2036, 1, 1, tzinfo=dt.UTC).timestamp() * 1000),
).map(lambda ms: dt.datetime.fromtimestamp(ms / 1000, tz=dt.UTC))
LAST_SUNDAY_OF_MARCH, LAST_SUNDAY_OF_OCTOBER = dt.date(2026, 3, 29), dt.date(2026, 10, 25)


def round_of(closes_at, **fields):
    return Round(opens_at=closes_at - dt.timedelta(days=28), closes_at=closes_at, **fields)


@given(day=days, time=times, grace=st.integers(1, 3600), late=st.timedeltas(-30 * SECOND, 2 * 3600 * SECOND))
@example(day=LAST_SUNDAY_OF_MARCH, time=dt.time(2, 30), grace=60, late=dt.timedelta())
@example(day=LAST_SUNDAY_OF_OCTOBER, time=dt.time(2, 59, 59), grace=60, late=dt.timedelta())
def test_verdict_of_any_moment_at_any_closing_follows_from_the_distance_to_it(day, time, grace, late):
    closes_at = amsterdam(day, time)
    too_late = closes_at + SECOND  # the last second counts whole
    moment = too_late + late

    plain = window_with(round_of(closes_at), None)
    kind, seconds = Grace.SILENT, grace
    graced = window_with(round_of(closes_at, grace_kind=kind, grace_seconds=seconds), None)

    assert plain.admission(moment) == (Admission.OPEN if late < dt.timedelta() else None)
    expected = None if late >= dt.timedelta(seconds=grace) else Admission.GRACE
    assert graced.admission(moment) == (Admission.OPEN if late < dt.timedelta() else expected)
    assert graced.is_over_at(moment) == (graced.admission(moment) is None)


@given(day=days, time=times)
@example(day=LAST_SUNDAY_OF_MARCH, time=dt.time(2))
@example(day=LAST_SUNDAY_OF_MARCH, time=dt.time(2, 59, 59))
@example(day=LAST_SUNDAY_OF_OCTOBER, time=dt.time(2))
@example(day=LAST_SUNDAY_OF_OCTOBER, time=dt.time(2, 59, 59))
def test_who_reads_the_closing_on_a_dutch_clock_is_never_late(day, time):
    """Whichever of its readings a moment has: all are in time, and one second after the last is not."""
    window = window_with(round_of(amsterdam(day, time)), None)
    wall = dt.datetime.combine(day, time, tzinfo=AMSTERDAM)
    readings = {wall.replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1)}

    assert {window.admission(reading) for reading in readings} == {Admission.OPEN}
    assert window.admission(max(readings) + SECOND) is None
    assert window.last_second == max(readings)


def test_doubled_and_missing_hour_are_told_apart_in_words():
    doubled = amsterdam(LAST_SUNDAY_OF_OCTOBER, dt.time(2, 30))
    missing = amsterdam(LAST_SUNDAY_OF_MARCH, dt.time(2, 30))

    assert (in_words(doubled, seconds=True), in_words(missing, seconds=True)) == (
        "25 oktober 2026 om 02:30:00 uur Nederlandse wintertijd",
        "29 maart 2026 om 03:30:00 uur Nederlandse zomertijd",
    )


@given(
    opens=moments,
    length=st.timedeltas(SECOND, dt.timedelta(days=60)),
    grace=st.timedeltas(dt.timedelta(), dt.timedelta(hours=1)),
    extra=st.none() | st.timedeltas(dt.timedelta(), dt.timedelta(days=30)),
    offset=st.timedeltas(dt.timedelta(days=-1), dt.timedelta(days=91)),
)
def test_a_window_is_one_stretch_that_begins_at_opening_and_ends_at_its_last_end(
    opens, length, grace, extra, offset
):
    closing = opens + length
    window = Window(
        opens, closing, grace=grace, extended_until=closing + extra if extra is not None else None
    )
    moment = opens + offset

    is_in = window.admission(moment) is not None

    assert is_in == (opens <= moment and not window.is_over_at(moment))
    if window.is_shown_open_at(moment):
        assert is_in, "a page offers what the service refuses"


def test_early_is_refused_to_the_millisecond():
    window = window_with(round_of(amsterdam(dt.date(2026, 4, 29), dt.time(23, 59, 59))), None)

    assert [window.admission(window.opens_at + late) for late in (-MS, dt.timedelta())] == [
        None,
        Admission.OPEN,
    ]


@pytest.mark.parametrize(
    ("kind", "shown", "why"),
    [
        (Grace.NONE, 0, ""),
        (Grace.DISCLOSED, 60, "met het respijt na sluiting"),
        (Grace.SILENT, 0, ""),
    ],
)
def test_pages_speak_of_grace_only_when_it_is_disclosed(kind, shown, why):
    round_ = round_of(
        amsterdam(dt.date(2026, 4, 29), dt.time(23, 59, 59)),
        grace_kind=kind,
        grace_seconds=0 if kind == Grace.NONE else 60,
    )
    window = window_with(round_, None)

    assert (window.shown_end, window.end_in_words) == (round_.closing + shown * SECOND, why)


def test_an_extension_counts_its_last_second_whole_and_is_named():
    round_ = round_of(amsterdam(dt.date(2026, 4, 29), dt.time(23, 59, 59)))
    until = round_.closes_at + dt.timedelta(days=2)
    window = window_with(round_, Extension(until=until))

    assert [window.admission(until + late) for late in (999 * MS, SECOND)] == [Admission.EXTENSION, None]
    assert (window.last_second, window.end_in_words) == (until, "omdat de Realisatie-Eenheid u later toelaat")


@given(moments)
def test_end_of_second_is_the_first_moment_after_it(moment):
    end = end_of_second(moment)

    assert end.microsecond == 0
    assert dt.timedelta() < end - moment <= SECOND
