"""Reads about the result of an application, from its publication on."""

from django.db.models import QuerySet

from onderwijsregios.enums import Outcome
from onderwijsregios.models import Decision, DecisionQuestion


def is_acceptable(decision: Decision) -> bool:
    """Tell whether there is anything to accept: a place as voorloper that was not accepted yet."""
    return decision.outcome != Outcome.NOT_SELECTED and decision.accepted_at is None


def questions_of(decision: Decision) -> QuerySet[DecisionQuestion]:
    """Return what was asked about the decision, in the order of asking."""
    return DecisionQuestion.objects.filter(decision=decision)


def unanswered_questions() -> QuerySet[DecisionQuestion]:
    """Return the questions that wait for an answer, the oldest first, with their application."""
    return (
        DecisionQuestion.objects.filter(answered_at__isnull=True)
        .select_related("decision__application__lead")
        .order_by("asked_at", "id")
    )
