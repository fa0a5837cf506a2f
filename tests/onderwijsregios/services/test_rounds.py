import datetime as dt

import pytest

from onderwijsregios.models import Criterion, Round
from onderwijsregios.services.rounds import (
    OPENS_LONG_AGO,
    create_round,
    remove_criterion,
    save_criterion,
    update_round,
)
from regio.core import clock
from regio.core.errors import EditConflict, NotAllowed, Refused, TooLate
from regio.enums import Audience, Sector
from regio.models import ActionLog
from tests.factories.assessment import ReviewFactory, administrator, closed_round, coordinator, reviewer
from tests.factories.onderwijsregios import CriterionFactory, RoundFactory, days

pytestmark = pytest.mark.django_db

REAL = {
    "title": "Voorlopers 2023",
    "introduction": "",
    "sectors": [Sector.PO, Sector.VO, Sector.MBO],
    "announced_at": clock.amsterdam(dt.date(2023, 3, 28), dt.time(9)),
    "opens_at": clock.amsterdam(dt.date(2023, 4, 1), dt.time(0)),
    "closes_at": clock.amsterdam(dt.date(2023, 4, 29), dt.time(23, 59, 59)),
    "selection_date": dt.date(2023, 5, 11),
    "publish_at": clock.amsterdam(dt.date(2023, 5, 11), dt.time(16)),
}
BEFORE = clock.amsterdam(dt.date(2023, 3, 1), dt.time(12))
ANCHORS = {score: f"Dit is een {score}." for score in range(1, 6)}


@pytest.fixture
def actor():
    return coordinator()


def log():
    return list(ActionLog.objects.values_list("action", "sentence", "audiences"))


def test_coordinator_makes_the_real_round_of_2023_and_it_is_logged(actor):
    with clock.moved_to(clock.amsterdam(dt.date(2023, 3, 1), dt.time(12))):
        round_ = create_round(actor=actor, **REAL)
    stored = Round.objects.values().get()
    assert {name: stored[name] for name in REAL} == REAL
    assert (round_.slug, round_.version) == ("voorlopers-2023", 1)
    assert log() == [("onderwijsregios.round.create", "Ronde aangemaakt", [Audience.STAFF])]


def test_second_round_with_the_same_title_gets_an_address_of_its_own(actor):
    with clock.moved_to(BEFORE):
        rounds = [create_round(actor=actor, **REAL) for _ in range(3)]
    assert [round_.slug for round_ in rounds] == ["voorlopers-2023", "voorlopers-2023-2", "voorlopers-2023-3"]


def test_new_round_that_opened_more_than_a_day_ago_is_refused_and_yesterday_is_not(actor):
    with clock.moved_to(REAL["opens_at"] + dt.timedelta(hours=25)):
        with pytest.raises(Refused) as caught:
            create_round(actor=actor, **REAL)
        assert (caught.value.message, Round.objects.count()) == (OPENS_LONG_AGO, 0)
    with clock.moved_to(REAL["opens_at"] + dt.timedelta(hours=23)):
        assert create_round(actor=actor, **REAL) == Round.objects.get()


@pytest.mark.parametrize("make", [reviewer, administrator])
def test_nobody_but_a_coordinator_makes_or_changes_a_round(make):
    with pytest.raises(NotAllowed):
        create_round(actor=make(), **REAL)
    round_ = RoundFactory()
    with pytest.raises(NotAllowed):
        update_round(actor=make(), round_=round_, version=1, title="Anders")
    assert log() == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"closes_at": REAL["opens_at"]},
            "De ronde sluit voordat zij opent. Kies een later sluitingsmoment.",
        ),
        (
            {"publish_at": REAL["closes_at"]},
            "De uitslag wordt openbaar voordat de ronde sluit. Kies een later moment van publicatie.",
        ),
        ({"sectors": []}, "Kies ten minste één sector."),
        (
            {"selection_date": dt.date(2023, 4, 28)},
            "De selectie is voordat de ronde sluit. Kies een latere datum.",
        ),
    ],
)
def test_moments_that_do_not_follow_each_other_are_refused_in_words(actor, wrong, sentence):
    with clock.moved_to(BEFORE), pytest.raises(Refused) as caught:
        create_round(actor=actor, **(REAL | wrong))
    assert caught.value.message == sentence


def test_new_round_takes_over_the_criteria_of_an_earlier_one(actor):
    earlier = closed_round(criteria=2)
    with clock.moved_to(BEFORE):
        round_ = create_round(actor=actor, **REAL, copy_criteria_from=earlier)
    facts = "key", "title", "explanation", "weight", "position", "anchors__score", "anchors__text"
    assert list(round_.criteria.order_by("position", "anchors__score").values_list(*facts)) == list(
        earlier.criteria.order_by("position", "anchors__score").values_list(*facts)
    )
    assert Criterion.objects.count() == 4


def test_change_is_logged_with_old_and_new_and_raises_the_version(actor):
    round_ = RoundFactory(announced=True, title="Oud")
    changed = update_round(actor=actor, round_=round_, version=1, title="Nieuw")
    assert changed.version == 2
    row = ActionLog.objects.get()
    assert (row.before, row.after, row.audiences) == ({"title": "Oud"}, {"title": "Nieuw"}, [Audience.STAFF])


def test_saving_without_a_change_writes_nothing(actor):
    round_ = RoundFactory()
    assert update_round(actor=actor, round_=round_, version=1, title=round_.title).version == 1
    assert log() == []


def test_second_coordinator_sees_both_versions_instead_of_overwriting(actor):
    round_ = RoundFactory(announced=True)
    update_round(actor=actor, round_=round_, version=1, title="Van de eerste")
    with pytest.raises(EditConflict, match="door uzelf in een ander venster of door een collega") as caught:
        update_round(actor=coordinator(), round_=round_, version=1, title="Van de tweede")
    assert caught.value.mine == {"title": "Van de tweede"}
    assert caught.value.theirs["title"] == "Van de eerste"
    round_.refresh_from_db()
    assert round_.title == "Van de eerste"


def test_closing_moves_later_while_open_and_everybody_may_read_that(actor):
    round_ = RoundFactory()
    later = round_.closes_at + dt.timedelta(days=1)
    changed = update_round(
        actor=actor,
        round_=round_,
        version=1,
        closes_at=later,
        selection_date=later.date() + dt.timedelta(days=9),
    )
    assert changed.closes_at == later
    assert log() == [("onderwijsregios.round.update", "Sluitingsmoment van de ronde verzet", [*Audience])]


@pytest.mark.parametrize(
    ("phase", "changes", "error"),
    [
        ({}, {"closes_at": days(3)}, Refused),
        ({}, {"opens_at": days(-9)}, TooLate),
        ({}, {"sectors": [Sector.MBO]}, TooLate),
        ({}, {"announced_at": None}, TooLate),
        ({"closed": True}, {"closes_at": days(3)}, TooLate),
        ({"closed": True}, {"publish_at": days(-0.5)}, Refused),
    ],
)
def test_what_applicants_count_on_does_not_change_under_them(actor, phase, changes, error):
    round_ = RoundFactory(**phase)
    with pytest.raises(error):
        update_round(actor=actor, round_=round_, version=1, **changes)
    assert log() == []


def test_published_round_does_not_change(actor):
    round_ = closed_round(publish_at=days(-0.5))
    Round.objects.filter(pk=round_.pk).update(published_at=clock.now())
    with pytest.raises(TooLate):
        update_round(actor=actor, round_=round_, version=1, title="Anders")


def test_criterion_is_added_with_its_scores_in_words(actor):
    round_ = RoundFactory()
    save_criterion(
        actor=actor,
        round_=round_,
        version=1,
        title="Aanpak",
        explanation="Vijf delen.",
        weight=3,
        anchors=ANCHORS,
    )
    criterion = Criterion.objects.get()
    assert (criterion.key, criterion.weight, dict(criterion.anchors.values_list("score", "text"))) == (
        "aanpak",
        3,
        ANCHORS,
    )
    round_.refresh_from_db()
    assert round_.version == 2
    assert log() == [
        (
            "onderwijsregios.round.criteria",
            "Criterium toegevoegd: Aanpak",
            [Audience.REVIEWER, Audience.STAFF],
        )
    ]


def test_each_score_must_be_explained(actor):
    with pytest.raises(Refused, match="Nog leeg: 2, 5"):
        save_criterion(
            actor=actor,
            round_=RoundFactory(),
            version=1,
            title="Aanpak",
            explanation="Vijf delen.",
            weight=1,
            anchors=ANCHORS | {2: " ", 5: ""},
        )
    assert not Criterion.objects.exists()


def test_criterion_is_changed_and_removed_with_the_old_text_in_the_log(actor):
    criterion = CriterionFactory(title="Oud", weight=1)
    round_ = criterion.round
    save_criterion(
        actor=actor,
        round_=round_,
        version=1,
        criterion=criterion,
        title="Nieuw",
        explanation="Uitleg.",
        weight=2,
        anchors=ANCHORS,
    )
    remove_criterion(actor=actor, round_=round_, version=2, criterion=criterion)
    assert not Criterion.objects.exists()
    assert [(row.before.get("title"), row.after.get("title")) for row in ActionLog.objects.all()] == [
        ("Oud", "Nieuw"),
        ("Nieuw", None),
    ]


def test_criteria_stay_as_they_are_once_a_review_has_been_handed_in(actor):
    round_ = closed_round(applications=1)
    ReviewFactory(application=round_.applications.get(), scores=[3, 3])
    with pytest.raises(TooLate, match="met dezelfde maat"):
        save_criterion(
            actor=actor, round_=round_, version=1, title="Nog een", explanation="x", weight=1, anchors=ANCHORS
        )
    with pytest.raises(TooLate):
        remove_criterion(actor=actor, round_=round_, version=1, criterion=round_.criteria.first())
    assert round_.criteria.count() == 2
