from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from onderwijsregios.core.distribution import distribute


@st.composite
def situations(draw):
    applications = [f"a{n}" for n in range(draw(st.integers(0, 6)))]
    reviewers = [f"r{n}" for n in range(draw(st.integers(0, 5)))]
    pairs = [(a, r) for a in applications for r in reviewers]
    kind = draw(
        st.lists(st.sampled_from(["free", "barred", "fixed"]), min_size=len(pairs), max_size=len(pairs))
    )
    return {
        "applications": applications,
        "reviewers": reviewers,
        "per_application": draw(st.integers(1, 3)),
        "barred": frozenset(p for p, k in zip(pairs, kind, strict=True) if k == "barred"),
        "fixed": frozenset(p for p, k in zip(pairs, kind, strict=True) if k == "fixed"),
    }


@given(situations())
def test_distribution_bars_keeps_and_fills(case):
    pairs = distribute(**case)
    assert not pairs & case["barred"]
    assert case["fixed"] <= pairs
    for application in case["applications"]:
        free = [r for r in case["reviewers"] if (application, r) not in case["barred"]]
        fixed = sum(a == application for a, _r in case["fixed"])
        assert sum(a == application for a, _r in pairs) == max(min(case["per_application"], len(free)), fixed)


@given(situations())
def test_distribution_is_the_most_even_one_by_any_single_handover(case):
    pairs = distribute(**case)
    load = Counter(r for _a, r in pairs)
    for application, giver in pairs - case["fixed"]:
        for taker in case["reviewers"]:
            if (application, taker) not in pairs | case["barred"]:
                assert load[giver] - load[taker] <= 1


def test_distribution_reaches_an_even_division_only_found_through_a_chain():
    pairs = distribute(
        applications=["a1", "a2", "a3"],
        reviewers=["r1", "r2", "r3"],
        per_application=1,
        barred={("a1", "r3"), ("a2", "r3"), ("a3", "r3"), ("a2", "r1")} - {("a2", "r3")},
    )
    assert sorted(Counter(r for _a, r in pairs).values()) == [1, 1, 1]


def test_distribution_gives_the_same_division_for_the_same_input():
    case = {"applications": list("abcdef"), "reviewers": [1, 2, 3], "per_application": 2}
    assert distribute(**case) == distribute(**case)
    assert Counter(r for _a, r in distribute(**case)) == {1: 4, 2: 4, 3: 4}
