from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onderwijsregios.models import DeclaredInterest
from onderwijsregios.selectors.ranking import standings, weighted_mean
from onderwijsregios.selectors.rounds import criteria_of, handed_in_applications
from tests.factories.assessment import ReviewFactory, closed_round


def ranking(round_):
    return standings(list(handed_in_applications(round_)), list(criteria_of(round_)))


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 9)), min_size=1))
def test_weighted_mean_stays_within_its_scores_and_counts_a_weight_as_repetition(pairs):
    mean = weighted_mean(pairs)
    repeated = [score for score, weight in pairs for _ in range(weight)]
    assert min(s for s, _w in pairs) <= mean <= max(s for s, _w in pairs)
    assert mean == Fraction(sum(repeated), len(repeated))


@pytest.mark.django_db
def test_ranking_shows_mean_spread_ties_and_who_has_no_reviews():
    round_ = closed_round(applications=4, criteria=2)  # weights 1 and 2
    first, second, third, fourth = handed_in_applications(round_)
    ReviewFactory(application=first, scores=[2, 2])
    ReviewFactory(application=second, scores=[5, 5])
    ReviewFactory(application=second, scores=[2, 5])
    ReviewFactory(application=third, scores=[1, 5])
    ReviewFactory(application=third, scores=[5, 5])
    ReviewFactory(application=third)  # assigned, not handed in
    rows = ranking(round_)
    assert [
        (row.application, row.place, row.is_shared, row.exact_mean, row.lowest, row.highest, len(row.reviews))
        for row in rows
    ] == [
        (second, 1, False, Fraction(9, 2), 4.0, 5.0, 2),
        (third, 2, False, Fraction(13, 3), pytest.approx(11 / 3), 5.0, 2),
        (first, 3, False, Fraction(2), 2.0, 2.0, 1),
        (fourth, None, False, None, None, None, 0),
    ]
    assert [row.deviation for row in rows] == [
        pytest.approx(0.7071, abs=1e-4),
        pytest.approx(0.9428, abs=1e-4),
        None,
        None,
    ]
    assert rows[1].criterion_means == [3.0, 5.0]
    assert (rows[0].mean_position, rows[0].lowest_position, rows[0].highest_position) == (
        "87.50%",
        "75.00%",
        "100.00%",
    )


@pytest.mark.django_db
def test_equal_means_share_a_place_and_the_next_place_is_skipped():
    round_ = closed_round(applications=3, criteria=3)  # weights 1, 2, 3
    first, second, third = handed_in_applications(round_)
    ReviewFactory(application=first, scores=[3, 3, 3])
    ReviewFactory(application=second, scores=[1, 4, 3])  # (1+8+9)/6 = 3 exactly
    ReviewFactory(application=third, scores=[1, 1, 1])
    assert [(row.place, row.is_shared) for row in ranking(round_)] == [(1, True), (1, True), (3, False)]


@pytest.mark.django_db
def test_review_of_somebody_with_an_interest_does_not_count():
    round_ = closed_round(applications=1)
    application = handed_in_applications(round_).get()
    ReviewFactory(application=application, scores=[3, 3])
    partial = ReviewFactory(application=application, scores=[5, 5])
    DeclaredInterest.objects.create(application=application, reviewer=partial.reviewer, reason="Familie.")
    assert [row.exact_mean for row in ranking(round_)] == [Fraction(3)]
