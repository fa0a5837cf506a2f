"""What an import would do is decided without a database."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from regio.core.duo.comparison import Change, Comparison, Difference, Known, Wanted, compare

TODAY = dt.date(2026, 10, 1)
BEFORE = dt.date(2026, 8, 4)
LATER = dt.date(2026, 11, 1)


def known(name="School", *, as_of=BEFORE, is_open=True, is_expected=True, **values):
    return Known({"name": name, **values}, as_of, as_of, is_open, is_expected)


def wanted(key, name="School", **values):
    return Wanted(key, 2, name, {"name": name, **values})


def test_new_changed_unchanged_and_vanished_are_told_apart():
    outcome = compare(
        [wanted("A", "Nieuw"), wanted("B", "Anders"), wanted("C")],
        {"B": known(), "C": known(), "D": known("Weg")},
        as_of=TODAY,
    )
    assert outcome == Comparison(
        created=(Change("A", "Nieuw", 2),),
        changed=(Change("B", "Anders", 2, (Difference("name", "School", "Anders"),)),),
        vanished=(Change("D", "Weg"),),
        unchanged=1,
    )


def test_an_older_file_neither_changes_nor_closes_nor_reopens_what_is_newer():
    outcome = compare(
        [wanted("A", "Oud"), wanted("B")],
        {"A": known(as_of=LATER), "B": known(as_of=LATER, is_open=False), "C": known(as_of=LATER)},
        as_of=TODAY,
    )
    assert outcome == Comparison(newer_known=2)


def test_something_closed_that_is_back_in_the_file_opens_again():
    outcome = compare([wanted("A")], {"A": known(is_open=False)}, as_of=TODAY)
    assert outcome == Comparison(changed=(Change("A", "School", 2, (), reopened=True),))


def test_what_is_spared_or_not_expected_or_closed_does_not_vanish():
    outcome = compare(
        [],
        {"A": known(), "B": known(is_expected=False), "C": known(is_open=False)},
        as_of=TODAY,
        spared=frozenset({"A"}),
    )
    assert outcome == Comparison()


def test_nothing_vanishes_when_a_refused_line_may_be_about_it():
    outcome = compare([], {"A": known()}, as_of=TODAY, vanished_uncertain=True)
    assert outcome == Comparison(vanished_uncertain=True)


def test_a_place_spelled_otherwise_is_no_change():
    outcome = compare(
        [wanted("A", place="Noord-Scharwoude")], {"A": known(place="NOORD SCHARWOUDE")}, as_of=TODAY
    )
    assert outcome == Comparison(unchanged=1)


def test_a_quarter_of_the_register_gone_at_once_points_to_half_a_file():
    register = {f"{number:03d}": known() for number in range(100)}
    most = [wanted(f"{number:03d}") for number in range(75)]
    assert not compare(most, register, as_of=TODAY).too_many_vanished
    assert compare(most[:-1], register, as_of=TODAY).too_many_vanished


names = st.sampled_from(["Een", "Twee", "Drie"])


@given(
    rows=st.dictionaries(st.sampled_from("ABCDEF"), names, min_size=1),
    register=st.dictionaries(st.sampled_from("ABCDEF"), names),
)
def test_applying_a_comparison_leaves_nothing_to_change(rows, register):
    file = [wanted(key, name) for key, name in rows.items()]
    now = {key: known(name) for key, name in register.items()}
    outcome = compare(file, now, as_of=TODAY)
    for change in (*outcome.created, *outcome.changed):
        now[change.key] = known(rows[change.key], as_of=TODAY)
    for change in outcome.vanished:
        now[change.key] = known(is_open=False, as_of=TODAY)
    assert not compare(file, now, as_of=TODAY).changes_something
    assert len(outcome.created) + len(outcome.changed) + outcome.unchanged == len(rows)
