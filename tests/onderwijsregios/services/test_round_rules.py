"""What a round asks and allows besides its moments: toets, grace, signing, bezwaar, term."""

import pytest

from onderwijsregios.enums import Grace, Signing
from onderwijsregios.services.rounds import update_round
from regio.core.errors import Refused, TooLate
from regio.models import ActionLog
from tests.factories.assessment import closed_round, coordinator
from tests.factories.onderwijsregios import RoundFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return coordinator()


def update(actor, round_, **changes):
    return update_round(actor=actor, round_=round_, version=round_.version, **changes)


def test_rules_of_a_round_are_changed_and_logged_in_words(actor):
    round_ = RoundFactory(announced=True)

    changed = update(
        actor,
        round_,
        rule_set="ldnor-2025",
        grace_kind=Grace.DISCLOSED,
        grace_seconds=120,
        signing=Signing.REQUIRED,
        is_open_to_bezwaar=True,
        decision_days=60,
    )

    row = ActionLog.objects.get()
    assert changed.version == round_.version + 1
    assert row.before == {
        "rule_set": "voorlopers-2023",
        "grace_kind": "geen",
        "grace_seconds": "0",
        "signing": "gevraagd",
        "is_open_to_bezwaar": "nee",
        "decision_days": "91",
    }
    assert row.after == {
        "rule_set": "ldnor-2025",
        "grace_kind": "openbaar",
        "grace_seconds": "120",
        "signing": "verplicht",
        "is_open_to_bezwaar": "ja",
        "decision_days": "60",
    }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"grace_kind": Grace.SILENT, "grace_seconds": 0}, "Kies bij respijt 1 tot en met 3600 seconden"),
        ({"grace_kind": Grace.NONE, "grace_seconds": 5}, "0 seconden zonder respijt"),
        ({"decision_days": 0}, "De beslistermijn is ten minste één dag."),
    ],
)
def test_rules_that_cannot_be_are_refused_with_a_sentence(changes, sentence, actor):
    with pytest.raises(Refused) as refused:
        update(actor, RoundFactory(announced=True), **changes)
    assert sentence in refused.value.message


@pytest.mark.parametrize(
    ("before", "changes"),
    [
        ({}, {"rule_set": "ldnor-2025"}),
        ({}, {"signing": Signing.REQUIRED}),
        ({"grace_kind": Grace.DISCLOSED, "grace_seconds": 60}, {"grace_seconds": 59}),
        ({"grace_kind": Grace.DISCLOSED, "grace_seconds": 60}, {"grace_kind": Grace.SILENT}),
        (
            {"grace_kind": Grace.DISCLOSED, "grace_seconds": 60},
            {"grace_kind": Grace.NONE, "grace_seconds": 0},
        ),
    ],
)
def test_what_applicants_count_on_stays_once_the_round_is_open(before, changes, actor):
    with pytest.raises(TooLate):
        update(actor, RoundFactory(**before), **changes)


def test_grace_grows_while_the_round_is_open_and_never_changes_after_closing(actor):
    round_ = RoundFactory(grace_kind=Grace.DISCLOSED, grace_seconds=60)
    assert update(actor, round_, grace_seconds=600).grace_seconds == 600

    closed = closed_round(grace_kind=Grace.SILENT, grace_seconds=60)
    for changes in ({"grace_seconds": 3600}, {"grace_kind": Grace.NONE, "grace_seconds": 0}):
        with pytest.raises(TooLate, match="Het respijt kan niet meer veranderen"):
            update(actor, closed, **changes)
