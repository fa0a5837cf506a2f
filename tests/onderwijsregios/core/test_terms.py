import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onderwijsregios.core.terms import (
    easter_sunday,
    extended,
    last_day_for_bezwaar,
    last_day_to_decide_on_bezwaar,
    public_holidays,
)

DAYS = st.dates(dt.date(2014, 1, 1), dt.date(2050, 12, 31))


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    "easter",
    ["1961-04-02", "2000-04-23", "2008-03-23", "2011-04-24", "2023-04-09", "2024-03-31", "2038-04-25"],
)
def test_easter_is_on_the_days_that_are_known(easter):
    assert easter_sunday(day(easter).year) == day(easter)


def test_holidays_of_2023_are_those_of_the_law():
    assert sorted(public_holidays(2023)) == [
        day(one)
        for one in (
            "2023-01-01",
            "2023-04-07",
            "2023-04-10",
            "2023-04-27",
            "2023-05-05",
            "2023-05-18",
            "2023-05-29",
            "2023-12-25",
            "2023-12-26",
        )
    ]


@pytest.mark.parametrize(
    ("year", "celebrated"),
    [
        (2012, "2012-04-30"),
        (2013, "2013-04-30"),
        (2014, "2014-04-26"),
        (2023, "2023-04-27"),
        (2025, "2025-04-26"),
    ],
)
def test_birthday_of_the_head_of_state_moves_away_from_sunday(year, celebrated):
    assert [one for one in public_holidays(year) if (one.month, one.day) in {(4, 26), (4, 27), (4, 30)}] == [
        day(celebrated)
    ]


@pytest.mark.parametrize(
    ("would_end", "ends"),
    [
        ("2023-06-22", "2023-06-22"),  # a Thursday
        ("2023-06-24", "2023-06-26"),  # Saturday
        ("2023-06-25", "2023-06-26"),  # Sunday
        ("2023-04-07", "2023-04-11"),  # Good Friday, and the whole of Easter
        ("2023-05-18", "2023-05-19"),  # Ascension Day; the Friday after is an ordinary day by law
        ("2023-12-23", "2023-12-27"),  # Saturday before Christmas
        ("2022-12-31", "2023-01-02"),  # over the end of the year
    ],
)
def test_term_runs_on_to_the_first_working_day(would_end, ends):
    assert extended(day(would_end)) == day(ends)


@pytest.mark.parametrize(
    ("sent", "last", "decided"),
    [
        ("2023-05-11", "2023-06-22", "2023-08-03"),
        ("2023-05-13", "2023-06-26", "2023-08-07"),  # 24 June is a Saturday
        ("2023-11-13", "2023-12-27", "2024-02-07"),  # 25 and 26 December are Christmas
    ],
)
def test_bezwaar_has_six_weeks_and_the_decision_on_it_six_more(sent, last, decided):
    assert (last_day_for_bezwaar(day(sent)), last_day_to_decide_on_bezwaar(day(last))) == (
        day(last),
        day(decided),
    )


@given(DAYS)
def test_extended_term_ends_on_a_working_day_within_a_week(would_end):
    ends = extended(would_end)
    is_working_day = ends.weekday() < 5 and ends not in public_holidays(ends.year)
    assert (is_working_day, dt.timedelta() <= ends - would_end <= dt.timedelta(days=6)) == (True, True)


@given(DAYS)
def test_a_day_later_never_gives_a_shorter_term(sent):
    assert last_day_for_bezwaar(sent) <= last_day_for_bezwaar(sent + dt.timedelta(days=1))
