import datetime as dt

import pytest

from onderwijsregios.enums import ApplicationState, Outcome
from onderwijsregios.models import Decision
from onderwijsregios.selectors.rounds import last_revision
from onderwijsregios.services.decisions import DUE_IN_THE_PAST, decide
from regio.core.errors import EditConflict, NotAllowed, Refused, TooEarly
from regio.enums import Audience
from regio.models import ActionLog, OutboxMessage
from tests.factories.assessment import DecisionFactory, administrator, closed_round, coordinator, reviewer
from tests.factories.onderwijsregios import ApplicationFactory, SubmittedApplicationFactory
from tests.factories.regio import MandateFactory

pytestmark = pytest.mark.django_db

SELECTED = {"outcome": Outcome.SELECTED, "reason": "Een sterk plan."}


@pytest.fixture
def application():
    return closed_round(applications=1).applications.get()


def test_decision_is_written_for_staff_only_and_nothing_else_changes(application):
    actor = coordinator()
    decision = decide(actor=actor, application=application, version=0, **SELECTED)
    application.refresh_from_db()
    assert (application.state, decision.revision, decision.version, decision.published_at) == (
        ApplicationState.SUBMITTED,
        last_revision(application),
        1,
        None,
    )
    assert list(ActionLog.objects.values_list("sentence", "audiences", "dossier")) == [
        ("Besluit genomen (nog niet openbaar)", [Audience.STAFF], application.dossier)
    ]
    assert not OutboxMessage.objects.exists()


def test_decision_changes_with_old_and_new_in_the_log(application):
    decide(actor=coordinator(), application=application, version=0, **SELECTED)
    changed = decide(
        actor=coordinator(),
        application=application,
        version=1,
        outcome=Outcome.PROVISIONAL,
        reason="Toch nog niet.",
        conditions="Betrek de beroepsgroep.",
        conditions_due=dt.date(2030, 1, 1),
    )
    assert (changed.version, changed.conditions_due) == (2, dt.date(2030, 1, 1))
    row = ActionLog.objects.last()
    assert (row.before["outcome"], row.after["outcome"], row.audiences) == (
        "voorloper",
        "voorlopig",
        [Audience.STAFF],
    )


def test_conditions_go_when_the_outcome_no_longer_has_any(application):
    DecisionFactory(application=application, provisional=True)
    changed = decide(actor=coordinator(), application=application, version=1, **SELECTED)
    assert (changed.conditions, changed.conditions_due) == ("", None)


def test_saving_the_same_again_writes_nothing(application):
    decide(actor=coordinator(), application=application, version=0, **SELECTED)
    assert decide(actor=coordinator(), application=application, version=1, **SELECTED).version == 1
    assert ActionLog.objects.count() == 1


def test_second_coordinator_does_not_overwrite_the_first(application):
    decide(actor=coordinator(), application=application, version=0, **SELECTED)
    with pytest.raises(EditConflict) as caught:
        decide(
            actor=coordinator(),
            application=application,
            version=0,
            outcome=Outcome.NOT_SELECTED,
            reason="Te dun.",
        )
    assert (caught.value.mine["outcome"], caught.value.theirs["outcome"]) == ("niet-gekozen", "voorloper")
    assert Decision.objects.get().outcome == Outcome.SELECTED


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reason": " "}, "Schrijf waarom dit besluit is genomen."),
        (
            {"outcome": Outcome.PROVISIONAL, "conditions_due": dt.date(2030, 1, 1)},
            "Schrijf aan welke voorwaarden de regio nog moet voldoen.",
        ),
        (
            {"outcome": Outcome.PROVISIONAL, "conditions": "Meer scholen."},
            "Kies de datum waarop aan de voorwaarden moet zijn voldaan.",
        ),
        (
            {
                "outcome": Outcome.PROVISIONAL,
                "conditions": "Meer scholen.",
                "conditions_due": dt.date(2020, 1, 1),
            },
            DUE_IN_THE_PAST,
        ),
    ],
)
def test_decision_without_what_it_needs_is_refused_in_words(application, wrong, sentence):
    with pytest.raises(Refused) as caught:
        decide(actor=coordinator(), application=application, version=0, **(SELECTED | wrong))
    assert caught.value.message == sentence


@pytest.mark.parametrize("make", [reviewer, administrator])
def test_nobody_but_a_coordinator_decides(application, make):
    with pytest.raises(NotAllowed):
        decide(actor=make(), application=application, version=0, **SELECTED)


def test_coordinator_with_an_interest_leaves_it_to_a_colleague(application):
    actor = coordinator()
    MandateFactory(user=actor, organisation=application.lead)
    with pytest.raises(NotAllowed):
        decide(actor=actor, application=application, version=0, **SELECTED)


def test_no_decision_while_the_round_is_open_or_on_a_draft():
    with pytest.raises(TooEarly):
        decide(actor=coordinator(), application=SubmittedApplicationFactory(), version=0, **SELECTED)
    with pytest.raises(Refused, match="niet ingediend"):
        decide(
            actor=coordinator(), application=ApplicationFactory(round=closed_round()), version=0, **SELECTED
        )
