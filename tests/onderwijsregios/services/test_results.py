"""From the publication on an applicant accepts the result or asks about it."""

import pytest

from onderwijsregios.enums import Outcome
from onderwijsregios.models import DecisionQuestion
from onderwijsregios.services.results import accept_decision, answer_question, ask_about_decision
from regio.core import clock
from regio.core.errors import NotAllowed, Refused, TooEarly
from regio.models import ActionLog, OutboxMessage
from tests.factories.aftercare import handed_in, published
from tests.factories.assessment import DecisionFactory, administrator, coordinator, reviewer
from tests.factories.onderwijsregios import representative_of
from tests.factories.regio import UserFactory
from tests.factories.team import writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision():
    return published()


@pytest.fixture
def lead(decision):
    return representative_of(decision.application.lead)


def ask(decision, actor, text="Wat verwacht u van ons?"):
    return ask_about_decision(decision=decision, actor=actor, text=text, arrived_at=clock.now())


def recipients(template):
    return set(OutboxMessage.objects.filter(template=template).values_list("user__email", flat=True))


def test_accepting_says_who_and_when_once(decision, lead):
    moment = clock.now()
    colleague = representative_of(decision.application.lead)

    accept_decision(decision=decision, actor=lead, arrived_at=moment)
    accept_decision(decision=decision, actor=colleague, arrived_at=clock.now())

    decision.refresh_from_db()
    assert (decision.accepted_at, decision.accepted_by) == (moment, lead)
    lines = ActionLog.objects.filter(action="onderwijsregios.decision.accept")
    assert [(one.sentence, one.dossier, one.audiences) for one in lines] == [
        ("Uitslag aangenomen", decision.application.dossier, ["aanvrager", "realisatie-eenheid"])
    ]


def test_who_was_not_chosen_has_nothing_to_accept():
    decision = published(outcome=Outcome.NOT_SELECTED)
    with pytest.raises(Refused, match="niet gekozen"):
        accept_decision(
            decision=decision, actor=representative_of(decision.application.lead), arrived_at=clock.now()
        )


def test_nothing_can_be_done_with_a_decision_before_its_publication():
    decision = DecisionFactory(application=handed_in())
    lead = representative_of(decision.application.lead)
    with pytest.raises(TooEarly):
        accept_decision(decision=decision, actor=lead, arrived_at=clock.now())
    with pytest.raises(TooEarly):
        ask(decision, lead)


def test_only_people_with_a_mandate_accept_and_ask(decision):
    for person in (UserFactory(), writer(decision.application), coordinator(), reviewer(), administrator()):
        with pytest.raises(NotAllowed):
            accept_decision(decision=decision, actor=person, arrived_at=clock.now())
        with pytest.raises(NotAllowed):
            ask(decision, person)


def test_a_question_is_put_once_and_coordinators_hear_of_it(decision, lead):
    person = coordinator()

    first = ask(decision, lead, " Wat nu? ")

    assert ask(decision, lead, "Wat nu?") == first
    assert (first.text, first.asked_by, DecisionQuestion.objects.count()) == ("Wat nu?", lead, 1)
    assert recipients("decision-question-asked") == {person.email, decision.decided_by.email}
    with pytest.raises(Refused):
        ask(decision, lead, "  ")


def test_an_answer_is_given_once_and_the_mail_only_says_that_it_is_there(decision, lead):
    question, person = ask(decision, lead), coordinator()

    answer_question(question=question, actor=person, answer=" U hoort van ons. ")

    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("U hoort van ons.", person)
    assert recipients("decision-question-answered") == {lead.email}
    assert not any("hoort" in str(one.context) for one in OutboxMessage.objects.all())
    answer_question(question=question, actor=person, answer="U hoort van ons.")
    with pytest.raises(Refused, match="al beantwoord"):
        answer_question(question=question, actor=coordinator(), answer="Iets anders.")


def test_only_coordinators_answer(decision, lead):
    question = ask(decision, lead)
    for person in (lead, reviewer(), administrator()):
        with pytest.raises(NotAllowed):
            answer_question(question=question, actor=person, answer="Ja.")
    with pytest.raises(Refused, match="Schrijf het antwoord"):
        answer_question(question=question, actor=coordinator(), answer=" ")
