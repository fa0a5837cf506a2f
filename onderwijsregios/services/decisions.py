"""Decide on applications; nothing of it is known outside before the publication."""

import datetime as dt

from django.db import transaction

from onderwijsregios.enums import ApplicationState, Outcome
from onderwijsregios.models import Application, Decision
from onderwijsregios.selectors.interests import interests
from onderwijsregios.selectors.reviews import is_sealed, is_sealed_for
from onderwijsregios.selectors.rounds import last_revision, reviewers
from onderwijsregios.selectors.supplements import has_open_question
from regio.core import clock
from regio.core.errors import EditConflict, NotAllowed, PortalError, Refused, TooEarly, TooLate
from regio.enums import Audience
from regio.models import User
from regio.services.audit import record_action
from regio.services.transitions import lock

ACTOR_LABEL = "coördinator"
DUE_IN_THE_PAST = (
    "De datum waarop aan de voorwaarden moet zijn voldaan, is al voorbij. Kies vandaag of een latere dag."
)


def obstacle_to_deciding(application: Application) -> PortalError | None:
    """Return why nobody can decide on ``application`` now, as :func:`decide` would raise it; or None."""
    round_ = application.round
    if round_.published_at is not None:
        return TooLate("De uitslag is gepubliceerd. Een besluit kan niet meer veranderen.")
    if is_sealed(round_):
        return TooEarly("De ronde is nog open. Besluit zodra de ronde is gesloten.")
    if is_sealed_for(application):
        return TooEarly(
            "Deze aanvrager is later toegelaten en kan de aanvraag nog wijzigen. Besluit als dat voorbij is."
        )
    if application.state != ApplicationState.SUBMITTED or last_revision(application) is None:
        return Refused("Deze aanvraag is niet ingediend. Er valt niets te besluiten.")
    if has_open_question(application):
        return Refused(
            "De aanvrager is nog aan zet: er staat een vraag om aanvulling open. Besluit zodra het antwoord "
            "er is of de termijn voorbij is, of trek de vraag eerst in."
        )
    return None


@transaction.atomic
def decide(
    *,
    actor: User,
    application: Application,
    version: int,
    outcome: Outcome,
    reason: str,
    conditions: str = "",
    conditions_due: dt.date | None = None,
) -> Decision:
    """Write or change the decision on ``application``, for staff's eyes until the publication.

    ``version`` is that of the decision that the form was made from; 0 when there was
    none. Locks the round first, so that a publication never sees half a change. Writes
    one log row that only staff can read, with how many reviewers were away because of
    an interest. Raises :class:`TooEarly` while the round is
    open, :class:`TooLate` after publication, :class:`EditConflict`, :class:`Refused`,
    or :class:`NotAllowed` (also for a coordinator with an interest).
    """
    round_ = lock(application.round)
    application = lock(application)
    application.round = round_
    if not actor.has_perm("onderwijsregios.decide_application", application):
        raise NotAllowed(
            "U kunt over deze aanvraag niet besluiten: u bent geen coördinator, of u heeft er een belang "
            "bij. Vraag het een collega."
        )
    if obstacle := obstacle_to_deciding(application):
        raise obstacle
    decision = Decision.objects.select_for_update(of=("self",)).filter(application=application).first()
    wanted = _checked(outcome, reason, conditions, conditions_due)
    if (decision.version if decision else 0) != version:
        raise EditConflict(
            "Dit besluit is intussen gewijzigd, door uzelf in een ander venster of door een collega. "
            "Vergelijk en bewaar opnieuw.",
            mine=wanted,
            theirs=values_of(decision),
        )
    before = values_of(decision)
    if decision is not None and before == wanted:
        return decision
    decision = decision or Decision(application=application, version=0)
    decision.revision = application.revisions.latest("number")
    decision.outcome, decision.reason = outcome, reason.strip()
    decision.conditions = wanted["conditions"]
    decision.conditions_due = conditions_due if outcome == Outcome.PROVISIONAL else None
    decision.decided_by, decision.decided_at = actor, clock.now()
    decision.version += 1
    decision.save()
    record_action(
        actor=actor,
        actor_label=ACTOR_LABEL,
        action="onderwijsregios.decision.change" if version else "onderwijsregios.decision.write",
        sentence="Besluit gewijzigd (nog niet openbaar)"
        if version
        else "Besluit genomen (nog niet openbaar)",
        obj=decision,
        audiences=[Audience.STAFF],
        dossier=application.dossier,
        before=before,
        after=wanted | {"absent_reviewers": len(interests([application], list(reviewers())))},
        reason=reason.strip(),
    )
    return decision


def values_of(decision: Decision | None) -> dict[str, str]:
    """Return a decision as words, for the log and for laying versions side by side."""
    if decision is None:
        return {}
    return {
        "outcome": decision.outcome,
        "reason": decision.reason,
        "conditions": decision.conditions,
        "conditions_due": str(decision.conditions_due or ""),
    }


def _checked(
    outcome: Outcome, reason: str, conditions: str, conditions_due: dt.date | None
) -> dict[str, str]:
    if not reason.strip():
        raise Refused("Schrijf waarom dit besluit is genomen.", code="reden-ontbreekt")
    is_provisional = outcome == Outcome.PROVISIONAL
    if is_provisional and not conditions.strip():
        raise Refused("Schrijf aan welke voorwaarden de regio nog moet voldoen.")
    if is_provisional and conditions_due is None:
        raise Refused("Kies de datum waarop aan de voorwaarden moet zijn voldaan.")
    if is_provisional and conditions_due is not None and conditions_due < clock.today():
        raise Refused(DUE_IN_THE_PAST)
    return {
        "outcome": str(outcome),
        "reason": reason.strip(),
        "conditions": conditions.strip() if is_provisional else "",
        "conditions_due": str(conditions_due) if is_provisional else "",
    }
