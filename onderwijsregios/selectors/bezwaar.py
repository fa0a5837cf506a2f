"""Reads about bezwaar: its term, who may handle it, and why somebody may read its files."""

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from onderwijsregios.core.terms import last_day_for_bezwaar, last_day_to_decide_on_bezwaar
from onderwijsregios.enums import BezwaarState
from onderwijsregios.models import Bezwaar, BezwaarAddition, Decision, Review
from onderwijsregios.selectors.applications import representing
from onderwijsregios.selectors.interests import has_interest
from onderwijsregios.selectors.results import unanswered_questions
from regio.core.clock import AMSTERDAM
from regio.core.registry import DocumentUse
from regio.enums import StaffRole
from regio.models import Document, User
from regio.selectors.accounts import Person, mandated_organisation_ids, roles_of

PENDING = (BezwaarState.RECEIVED, BezwaarState.IN_TREATMENT)


def last_day_of(decision: Decision) -> dt.date | None:
    """Return the last day of the term for bezwaar; None when there is none, or not yet."""
    if decision.published_at is None or not decision.application.round.is_open_to_bezwaar:
        return None
    return last_day_for_bezwaar(decision.published_at.astimezone(AMSTERDAM).date())


def decide_by(bezwaar: Bezwaar) -> dt.date:
    """Return until when may be decided on the bezwaar."""
    return last_day_to_decide_on_bezwaar(bezwaar.last_day)


def bezwaren_of(decision: Decision) -> QuerySet[Bezwaar]:
    """Return what was filed against the decision, the newest first."""
    return Bezwaar.objects.filter(decision=decision).select_related("document", "outcome_document")


def bezwaren_for_staff() -> QuerySet[Bezwaar]:
    """Return all bezwaren; what must be decided first comes first, then what is done, the newest first."""
    return (
        Bezwaar.objects.annotate(is_pending=Q(state__in=PENDING))
        .select_related("decision__application__lead", "decision__application__round", "handler")
        .order_by(F("is_pending").desc(), "last_day", "-arrived_at", "-id")
    )


def state_counts() -> list[tuple[BezwaarState, int]]:
    """Return how many bezwaren are in each state, zeros included."""
    counts = dict(Bezwaar.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return [(state, counts.get(state, 0)) for state in BezwaarState]


def aftercare_panel(user: Person, moment: dt.datetime) -> dict[str, Any] | None:
    """Return what "Mijn overzicht" shows to staff of what waits for them after a round; None for others."""
    if not roles_of(user) & {StaffRole.COORDINATOR, StaffRole.ADMINISTRATOR}:
        return None
    return {
        "questions": list(unanswered_questions()),
        "bezwaren": Bezwaar.objects.filter(state__in=PENDING).count(),
    }


def obstacle_to_handling(user: User, bezwaar: Bezwaar) -> str:
    """Return in a sentence why ``user`` may not handle ``bezwaar``; "" when nothing stands in the way.

    Who took the decision does not decide on the bezwaar against it (Awb 10:3, third
    paragraph); neither does who reviewed the application, or has an interest (Awb 2:4).
    """
    decision = bezwaar.decision
    if decision.decided_by_id == user.pk:
        return "U nam zelf het besluit. Daarom behandelt een collega dit bezwaar (Awb, artikel 10:3)."
    if Review.objects.filter(application=decision.application_id, reviewer=user).exists():
        return "U beoordeelde deze aanvraag. Daarom behandelt een collega dit bezwaar."
    if has_interest(user, decision.application):
        return "U heeft een belang bij deze aanvraag. Daarom behandelt een collega dit bezwaar."
    return ""


def use_in_bezwaar(user: Person, document: Document) -> DocumentUse | None:
    """Let the applicant and staff read what belongs to a bezwaar; the outcome only once it is decided."""
    roles = roles_of(user) & {StaffRole.COORDINATOR, StaffRole.ADMINISTRATOR}
    mandated = mandated_organisation_ids(user)
    if not roles and not mandated:
        return None
    added = BezwaarAddition.objects.filter(bezwaar=OuterRef("pk"), document=document)
    bezwaar = (
        Bezwaar.objects.filter(
            Q(document=document) | Q(Exists(added)) | Q(outcome_document=document, state=BezwaarState.DECIDED)
        )
        .select_related("decision__application__lead")
        .first()
    )
    if bezwaar is None:
        return None
    application = bezwaar.decision.application
    if application.lead_id in mandated:
        return DocumentUse(dossier=application.dossier, actor_label=representing(application.lead))
    if not roles:
        return None
    label = "coördinator" if StaffRole.COORDINATOR in roles else "beheerder"
    return DocumentUse(dossier=application.dossier, actor_label=label)
