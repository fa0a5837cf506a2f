"""What an applicant does with a published decision: accept it, or ask about it; and what staff answer."""

import datetime as dt

from django.db import transaction
from django.urls import reverse

from onderwijsregios.enums import Outcome
from onderwijsregios.models import Decision, DecisionQuestion
from onderwijsregios.selectors.applications import role_of
from regio.core import clock
from regio.core.errors import NotAllowed, Refused, TooEarly
from regio.core.wording import ended
from regio.enums import Audience, StaffRole
from regio.models import User
from regio.selectors.accounts import representatives_of, staff_with_role
from regio.services.audit import record_action
from regio.services.outbox import post
from regio.services.transitions import lock

STAFF_LABEL = "coördinator"


@transaction.atomic
def accept_decision(*, decision: Decision, actor: User, arrived_at: dt.datetime) -> Decision:
    """Accept a place as voorloper; accepting again changes nothing.

    Raises :class:`NotAllowed`, :class:`TooEarly` before publication, or :class:`Refused`
    when there is nothing to accept.
    """
    decision = _published(decision, actor, "onderwijsregios.accept_decision")
    if decision.outcome == Outcome.NOT_SELECTED:
        raise Refused("Uw regio is niet gekozen. Er valt niets aan te nemen.")
    if decision.accepted_at is not None:
        return decision
    decision.accepted_at, decision.accepted_by = arrived_at, actor
    decision.save(update_fields=["accepted_at", "accepted_by"])
    _record(decision, actor, role_of(actor, decision.application), "accept", "Uitslag aangenomen")
    return decision


@transaction.atomic
def ask_about_decision(
    *, decision: Decision, actor: User, text: str, arrived_at: dt.datetime
) -> DecisionQuestion:
    """Put a question about a published decision to the Realisatie-Eenheid; coordinators get a mail.

    The same question that still waits for its answer is not put twice. Raises
    :class:`NotAllowed`, :class:`TooEarly` before publication, or :class:`Refused`
    without a question.
    """
    decision = _published(decision, actor, "onderwijsregios.ask_about_decision")
    if not text.strip():
        raise Refused("Schrijf uw vraag.")
    waiting = decision.questions.filter(text=text.strip(), answered_at__isnull=True).first()
    if waiting is not None:
        return waiting
    question = DecisionQuestion.objects.create(
        decision=decision, text=text.strip(), asked_by=actor, asked_at=arrived_at
    )
    _record(decision, actor, role_of(actor, decision.application), "ask", "Vraag gesteld over de uitslag")
    for person in staff_with_role(StaffRole.COORDINATOR):
        _mail("decision-question-asked", question, person, "staff-questions")
    return question


@transaction.atomic
def answer_question(*, question: DecisionQuestion, actor: User, answer: str) -> DecisionQuestion:
    """Answer a question about a decision; who may act for the applicant gets a mail that there is an answer.

    Raises :class:`NotAllowed`, or :class:`Refused` without an answer or when a colleague
    gave another one already.
    """
    question = lock(question)
    if not actor.has_perm("onderwijsregios.answer_question"):
        raise NotAllowed("U kunt geen vragen beantwoorden met dit account. Vraag het een coördinator.")
    if not answer.strip():
        raise Refused("Schrijf het antwoord.")
    if question.answered_at is not None:
        if question.answer == answer.strip():
            return question
        raise Refused("Een collega heeft deze vraag al beantwoord. Uw antwoord is niet verstuurd.")
    question.answer, question.answered_by, question.answered_at = answer.strip(), actor, clock.now()
    question.save()
    decision = question.decision
    _record(decision, actor, STAFF_LABEL, "answer", "Vraag over de uitslag beantwoord")
    for person in representatives_of(decision.application.lead):
        _mail("decision-question-answered", question, person, "application-result")
    return question


def _published(decision: Decision, actor: User, permission: str) -> Decision:
    """Return the decision fresh and locked, when it is public and ``actor`` may do this."""
    decision = lock(decision)
    if decision.published_at is None:
        raise TooEarly("De uitslag is nog niet bekend.")
    if not actor.has_perm(permission, decision):
        raise NotAllowed(
            "U mag dit niet doen met dit account. "
            + ended(f"Vraag het iemand met een mandaat voor {decision.application.lead.display_name}")
        )
    return decision


def _record(decision: Decision, actor: User, label: str, action: str, sentence: str) -> None:
    record_action(
        actor=actor,
        actor_label=label,
        action=f"onderwijsregios.decision.{action}",
        sentence=sentence,
        obj=decision,
        audiences=[Audience.APPLICANT, Audience.STAFF],
        dossier=decision.application.dossier,
    )


def _mail(template: str, question: DecisionQuestion, person: User, page: str) -> None:
    application = question.decision.application
    post(
        key=f"{template}:{question.pk}:{person.pk}",
        template=template,
        context={
            "dossier": application.dossier_number,
            "path": reverse(f"onderwijsregios:{page}", args=[application.pk]),
        },
        to=person,
    )
