import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onderwijsregios.selectors.decision_clock import decision_clock
from regio.core.clock import AMSTERDAM


def moment(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


CLOSING = moment("2023-04-30 00:00")  # the last second that counted was on 29 April


def clock_at(now, *questions, days=91):
    return decision_clock(
        closing=CLOSING,
        days=days,
        questions=[(moment(asked), moment(closed) if closed else None) for asked, closed in questions],
        now=moment(now),
    )


def test_term_is_so_many_days_after_the_last_day_of_the_round():
    clock = clock_at("2023-05-11 10:00")
    assert (clock.last_day, clock.paused_days, clock.is_paused, clock.days_left) == (
        dt.date(2023, 7, 29),
        0,
        False,
        79,
    )


@pytest.mark.parametrize(
    ("questions", "paused"),
    [
        (
            [("2023-05-01 09:00", "2023-05-04 17:00")],
            2,
        ),  # 2 and 3 May: from the day after, until the day itself
        ([("2023-05-01 09:00", "2023-05-01 17:00")], 0),
        ([("2023-05-01 09:00", "2023-05-02 17:00")], 0),
        ([("2023-05-01 23:59", "2023-05-16 00:00")], 14),  # a term that ends with 15 May
        ([("2023-05-01 09:00", "2023-05-04 17:00"), ("2023-05-10 09:00", "2023-05-12 09:00")], 3),
        ([("2023-05-01 09:00", "2023-05-10 17:00"), ("2023-05-03 09:00", "2023-05-05 09:00")], 8),  # inside
        ([("2023-05-01 09:00", "2023-05-06 17:00"), ("2023-05-03 09:00", "2023-05-10 09:00")], 8),  # overlap
        ([("2023-08-01 09:00", "2023-08-20 09:00")], 0),  # asked when the term had passed
    ],
)
def test_each_day_on_which_a_question_was_open_moves_the_last_day_once(questions, paused):
    clock = clock_at("2023-09-01 10:00", *questions)
    assert (clock.paused_days, clock.last_day) == (paused, dt.date(2023, 7, 29) + dt.timedelta(days=paused))


def test_clock_stands_still_while_a_question_is_open():
    left = [
        clock_at(now, ("2023-05-01 09:00", None)).days_left
        for now in ("2023-05-02 10:00", "2023-05-09 23:00")
    ]
    assert left == [89, 89]
    assert clock_at("2023-05-09 23:00", ("2023-05-01 09:00", None)).is_paused is True


@pytest.mark.parametrize(
    ("now", "questions", "words"),
    [
        ("2023-05-11 10:00", [], "Het besluit komt uiterlijk op 29 juli 2023 (nog 79 dagen)."),
        ("2023-07-28 10:00", [], "Het besluit komt uiterlijk op 29 juli 2023 (nog 1 dag)."),
        ("2023-07-29 23:59", [], "Het besluit komt uiterlijk op 29 juli 2023 (vandaag is de laatste dag)."),
        ("2023-07-30 00:00", [], "De beslistermijn liep tot en met 29 juli 2023 en is verstreken."),
        (
            "2023-05-02 10:00",
            [("2023-05-01 09:00", None)],
            (
                "De beslistermijn staat stil zolang onze vraag openstaat. "
                "Daarna zijn er nog 89 dagen om te besluiten."
            ),
        ),
    ],
)
def test_clock_is_said_in_words(now, questions, words):
    assert clock_at(now, *questions).in_words == words


MOMENTS = st.integers(0, 62 * 24 * 60).map(lambda minutes: CLOSING + dt.timedelta(minutes=minutes))


@given(st.lists(st.tuples(MOMENTS, MOMENTS).map(lambda pair: (min(pair), max(pair))), max_size=6))
def test_overlapping_questions_count_once_whatever_their_order(questions):
    def paused(given):
        return decision_clock(
            closing=CLOSING, days=91, questions=given, now=moment("2023-09-01 00:00")
        ).paused_days

    still = {
        first + dt.timedelta(days=n)
        for asked, closed in questions
        for first in [asked.date() + dt.timedelta(days=1)]
        for n in range(max(0, (closed.date() - first).days))
    }
    assert paused(questions) == paused(questions[::-1]) == len(still)
