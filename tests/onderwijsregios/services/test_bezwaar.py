"""A bezwaar is taken in whatever its moment, and handled by somebody who did not decide."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from onderwijsregios.core.terms import last_day_for_bezwaar
from onderwijsregios.enums import BezwaarOutcome, BezwaarState
from onderwijsregios.models import Bezwaar
from onderwijsregios.services.bezwaar import (
    add_to_bezwaar,
    decide_on_bezwaar,
    file_bezwaar,
    take_up_bezwaar,
    withdraw_bezwaar,
)
from regio.core import clock
from regio.core.errors import NotAllowed, Refused, TooEarly
from regio.core.registry import document_use
from regio.models import ActionLog, OutboxMessage
from tests.factories.aftercare import BezwaarFactory, handed_in, published
from tests.factories.assessment import (
    DecisionFactory,
    ReviewFactory,
    administrator,
    coordinator,
    reviewer,
)
from tests.factories.documents import DocumentFactory
from tests.factories.onderwijsregios import representative_of
from tests.factories.regio import MandateFactory, UserFactory
from tests.factories.team import writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision():
    return published()


@pytest.fixture
def lead(decision):
    return representative_of(decision.application.lead)


def file(decision, actor, **given):
    return file_bezwaar(
        decision=decision,
        actor=actor,
        **{
            "text": "Ons plan is anders gelezen.",
            "document": None,
            "request_key": uuid.uuid4(),
            "arrived_at": clock.now(),
            **given,
        },
    )


def end_of_term(decision):
    last = last_day_for_bezwaar(decision.published_at.astimezone(clock.AMSTERDAM).date())
    return last, clock.amsterdam(last + dt.timedelta(days=1), dt.time())


def recipients(template):
    return set(OutboxMessage.objects.filter(template=template).values_list("user__email", flat=True))


def test_a_bezwaar_gets_a_number_a_term_and_a_confirmation(decision, lead):
    arrived_at = clock.now()
    year = arrived_at.astimezone(clock.AMSTERDAM).year

    bezwaar = file(decision, lead, arrived_at=arrived_at)
    second = file(decision, lead)

    assert (bezwaar.number, second.number) == (f"BZ-{year}-0001", f"BZ-{year}-0002")
    assert (bezwaar.state, bezwaar.last_day, bezwaar.is_late, bezwaar.arrived_at) == (
        BezwaarState.RECEIVED,
        end_of_term(decision)[0],
        False,
        arrived_at,
    )
    assert recipients("bezwaar-received") == {lead.email}
    assert recipients("bezwaar-filed") == {decision.decided_by.email}
    line = ActionLog.objects.filter(action="onderwijsregios.bezwaar.file").last()
    assert (line.dossier, line.audiences) == (
        decision.application.dossier,
        ["aanvrager", "realisatie-eenheid"],
    )


def test_the_last_day_counts_whole_and_a_late_one_is_taken_in_and_marked(decision, lead):
    _last, end = end_of_term(decision)
    in_time = file(decision, lead, arrived_at=end - dt.timedelta(milliseconds=1))
    late = file(decision, lead, arrived_at=end)

    assert (in_time.is_late, late.is_late) == (False, True)
    assert late.state == BezwaarState.RECEIVED


def test_the_same_request_gives_the_same_bezwaar(decision, lead):
    key = uuid.uuid4()
    assert file(decision, lead, request_key=key) == file(decision, lead, request_key=key)
    assert Bezwaar.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_are_given_out_once_and_without_gaps_under_parallel_requests():
    decision = published()
    lead = representative_of(decision.application.lead)

    def one(_):
        try:
            return file(decision, lead).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(pool.map(one, range(8)))
    year = clock.today().year
    assert numbers == [f"BZ-{year}-{n:04d}" for n in range(1, 9)]


def test_only_published_decisions_of_rounds_that_say_so_are_open_to_bezwaar():
    closed = published(round_fields={"is_open_to_bezwaar": False})
    with pytest.raises(Refused, match="kan geen bezwaar"):
        file(closed, representative_of(closed.application.lead))
    secret = DecisionFactory(application=handed_in())
    with pytest.raises(TooEarly):
        file(secret, representative_of(secret.application.lead))


def test_only_people_with_a_mandate_file_add_and_withdraw(decision):
    bezwaar = BezwaarFactory(decision=decision)
    for person in (UserFactory(), writer(decision.application), coordinator(), administrator()):
        with pytest.raises(NotAllowed):
            file(decision, person)
        with pytest.raises(NotAllowed):
            add(bezwaar, person)
        with pytest.raises(NotAllowed):
            withdraw_bezwaar(bezwaar=bezwaar, actor=person, arrived_at=clock.now())


def add(bezwaar, actor, **given):
    return add_to_bezwaar(
        bezwaar=bezwaar,
        actor=actor,
        **{
            "text": "De gronden.",
            "document": None,
            "request_key": uuid.uuid4(),
            "arrived_at": clock.now(),
            **given,
        },
    )


def test_grounds_may_follow_until_it_is_decided(decision, lead):
    bezwaar, key = file(decision, lead, text="De gronden volgen."), uuid.uuid4()

    addition = add(bezwaar, lead, request_key=key)

    assert add(bezwaar, lead, request_key=key) == addition
    assert [one.text for one in bezwaar.additions.all()] == ["De gronden."]
    assert recipients("bezwaar-added") == {decision.decided_by.email}
    withdraw_bezwaar(bezwaar=bezwaar, actor=lead, arrived_at=clock.now())
    with pytest.raises(Refused, match="afgerond"):
        add(bezwaar, lead)


def decider(decision):
    return decision.decided_by


def judge(decision):
    person = coordinator()
    ReviewFactory(application=decision.application, reviewer=person)
    return person


def involved(decision):
    person = coordinator()
    MandateFactory(user=person, organisation=decision.application.members.last().organisation)
    return person


@pytest.mark.parametrize(
    ("who", "sentence"),
    [(decider, "nam zelf het besluit"), (judge, "beoordeelde deze aanvraag"), (involved, "een belang")],
)
def test_who_decided_reviewed_or_has_an_interest_does_not_handle_it(decision, who, sentence):
    bezwaar, person = BezwaarFactory(decision=decision), who(decision)
    with pytest.raises(NotAllowed, match=sentence):
        take_up_bezwaar(bezwaar=bezwaar, actor=person)
    take_up_bezwaar(bezwaar=bezwaar, actor=coordinator())
    with pytest.raises(NotAllowed, match=sentence):
        decide_now(bezwaar, person)


def decide_now(bezwaar, actor, **given):
    return decide_on_bezwaar(
        bezwaar=bezwaar,
        actor=actor,
        **{"outcome": BezwaarOutcome.UPHELD, "reason": "U heeft gelijk.", "document": None, **given},
    )


def test_an_independent_coordinator_takes_it_up_and_decides(decision, lead):
    bezwaar, first, second = BezwaarFactory(decision=decision), coordinator(), coordinator()

    assert take_up_bezwaar(bezwaar=bezwaar, actor=first).handler == first
    decided = decide_now(bezwaar, second, document=DocumentFactory())

    assert (decided.state, decided.handler, decided.outcome, decided.outcome_reason) == (
        BezwaarState.DECIDED,
        second,
        BezwaarOutcome.UPHELD,
        "U heeft gelijk.",
    )
    assert recipients("bezwaar-taken-up") == recipients("bezwaar-decided") == {lead.email}
    assert not any("gelijk" in str(one.context) for one in OutboxMessage.objects.all())
    with pytest.raises(Refused, match="al beslist"):
        decide_now(bezwaar, first)
    with pytest.raises(Refused):
        withdraw_bezwaar(bezwaar=bezwaar, actor=lead, arrived_at=clock.now())


def test_it_is_taken_up_before_it_is_decided_and_with_reasons(decision):
    bezwaar = BezwaarFactory(decision=decision)
    with pytest.raises(Refused):
        decide_now(bezwaar, coordinator())
    take_up_bezwaar(bezwaar=bezwaar, actor=coordinator())
    with pytest.raises(Refused, match="motivering"):
        decide_now(bezwaar, coordinator(), reason=" ")


def test_only_coordinators_handle_it(decision, lead):
    bezwaar = BezwaarFactory(decision=decision)
    for person in (lead, reviewer(), administrator(), UserFactory()):
        with pytest.raises(NotAllowed):
            take_up_bezwaar(bezwaar=bezwaar, actor=person)


def test_withdrawing_is_told_to_the_handler_and_may_be_repeated(decision, lead):
    bezwaar, handler = BezwaarFactory(decision=decision), coordinator()
    take_up_bezwaar(bezwaar=bezwaar, actor=handler)
    for _ in range(2):
        done = withdraw_bezwaar(bezwaar=bezwaar, actor=lead, arrived_at=clock.now())
    assert (done.state, recipients("bezwaar-withdrawn")) == (BezwaarState.WITHDRAWN, {handler.email})


def test_files_of_a_bezwaar_are_for_the_applicant_and_for_coordinators_and_administrators(decision, lead):
    sent, added, outcome = DocumentFactory.create_batch(3)
    bezwaar = BezwaarFactory(decision=decision, document=sent)
    add(bezwaar, lead, document=added)
    take_up_bezwaar(bezwaar=bezwaar, actor=coordinator())
    people = {
        "lead": lead,
        "team": writer(decision.application),
        "other applicant": representative_of(published().application.lead),
        "reviewer": ReviewFactory(application=decision.application).reviewer,
        "coordinator": coordinator(),
        "administrator": administrator(),
    }

    def readers(document):
        return [name for name, person in people.items() if document_use(person, document)]

    Bezwaar.objects.filter(pk=bezwaar.pk).update(outcome_document=outcome)
    assert readers(outcome) == []  # prepared, not decided
    Bezwaar.objects.filter(pk=bezwaar.pk).update(outcome_document=None)
    decide_now(bezwaar, coordinator(), document=outcome)
    everybody = ["lead", "coordinator", "administrator"]
    assert [readers(one) for one in (sent, added, outcome)] == [everybody] * 3
