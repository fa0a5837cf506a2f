"""What reviewers write: scores with reasons, and interests that keep them away."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from onderwijsregios.enums import ApplicationState, ReviewState
from onderwijsregios.models import Application, Criterion, DeclaredInterest, Review, ReviewScore
from onderwijsregios.selectors.reviews import has_decision
from onderwijsregios.selectors.rounds import criteria_of, last_revision
from onderwijsregios.selectors.supplements import has_open_question
from regio.core import clock
from regio.core.errors import EditConflict, Incomplete, NotAllowed, Refused, TooEarly, TooLate
from regio.enums import Audience
from regio.models import User
from regio.services.audit import record_action
from regio.services.transitions import lock

ACTOR_LABEL = "beoordelaar"


@dataclass(frozen=True)
class Score:
    """What a reviewer says on one criterion; both parts may still be missing."""

    score: int | None
    reason: str


@transaction.atomic
def save_review(
    *, actor: User, review: Review, version: int, summary: str, scores: Mapping[int, Score]
) -> Review:
    """Keep what the reviewer wrote so far; ``scores`` is by key of the criterion.

    A review that was handed in stays handed in when it is still complete, and otherwise
    goes back to begun. From then on its reviewer could read what others think, so what
    changes is put on record with what it was. Raises :class:`EditConflict` when the review was saved since
    ``version``, :class:`TooLate` once a decision exists, or :class:`NotAllowed`.
    """
    fresh = _lock_own(actor, review)
    criteria = list(criteria_of(fresh.application.round))
    if fresh.version != version:
        raise EditConflict(
            "Deze beoordeling is intussen in een ander venster bewaard. Vergelijk en bewaar opnieuw.",
            mine=_texts(summary, scores),
            theirs=_texts(fresh.summary, scores_of(fresh)),
        )
    was_handed_in, before = fresh.state == ReviewState.SUBMITTED, scores_of(fresh)
    for criterion in criteria:
        given = scores.get(criterion.pk, Score(None, ""))
        ReviewScore.objects.update_or_create(
            review=fresh, criterion=criterion, defaults={"score": given.score, "reason": given.reason.strip()}
        )
    fresh.summary = summary.strip()
    fresh.revision = last_revision(fresh.application)
    fresh.version += 1
    if fresh.state != ReviewState.SUBMITTED or missing_from(fresh):
        fresh.state, fresh.submitted_at = ReviewState.STARTED, None
    fresh.save()
    if was_handed_in:
        _log_change(actor, fresh, criteria, before, scores_of(fresh))
    else:
        _log(actor, fresh, "save", "Beoordeling bewaard")
    return fresh


@transaction.atomic
def submit_review(*, actor: User, review: Review) -> Review:
    """Hand in what was saved; handing in again changes nothing.

    Raises :class:`Incomplete` with one sentence for each thing that is missing,
    :class:`TooEarly` while the applicant is asked to supplement, :class:`TooLate` once a
    decision exists, or :class:`NotAllowed`.
    """
    fresh = _lock_own(actor, review)
    if has_open_question(fresh.application):
        raise TooEarly(
            "Uw beoordeling is bewaard. Inleveren kan zodra de aanvrager heeft geantwoord op een vraag om "
            "aanvulling, of als de termijn daarvoor voorbij is."
        )
    missing = missing_from(fresh)
    if missing:
        raise Incomplete(
            "De beoordeling is bewaard, maar nog niet compleet. Vul aan wat ontbreekt en lever dan in.",
            missing=missing,
        )
    if fresh.state == ReviewState.SUBMITTED:
        return fresh
    fresh.state, fresh.submitted_at = ReviewState.SUBMITTED, clock.now()
    fresh.revision = last_revision(fresh.application)
    fresh.version += 1
    fresh.save()
    _log(actor, fresh, "submit", "Beoordeling ingeleverd")
    return fresh


@transaction.atomic
def declare_interest(*, actor: User, application: Application, reason: str) -> DeclaredInterest:
    """Put on record that an interest keeps ``actor`` away; access ends at once.

    What he or she wrote stays in the record but no longer counts. Declaring twice
    changes nothing. Raises :class:`Refused` without a reason and :class:`NotAllowed`
    for somebody to whom the application was not assigned.
    """
    if not reason.strip():
        raise Refused("Schrijf kort welk belang u heeft.", code="reden-ontbreekt")
    application = lock(application)
    earlier = DeclaredInterest.objects.filter(application=application, reviewer=actor).first()
    if earlier:
        return earlier
    if not actor.has_perm("onderwijsregios.review_application", application):
        raise NotAllowed("Deze aanvraag is niet aan u toegewezen.")
    declared = DeclaredInterest.objects.create(
        application=application, reviewer=actor, reason=reason.strip(), declared_at=clock.now()
    )
    record_action(
        actor=actor,
        actor_label=ACTOR_LABEL,
        action="onderwijsregios.application.declare_interest",
        sentence="Een beoordelaar meldt een belang en is afwezig",
        obj=application,
        audiences=[Audience.STAFF],
        dossier=application.dossier,
        reason=reason.strip(),
    )
    return declared


def missing_from(review: Review) -> list[tuple[str, str]]:
    """Return what keeps a saved review from being handed in, as (field, sentence)."""
    given = scores_of(review)
    missing = []
    for criterion in criteria_of(review.application.round):
        one = given.get(criterion.pk, Score(None, ""))
        if one.score is None:
            missing.append((f"score-{criterion.pk}", f"Kies een score voor “{criterion.title}”."))
        if not one.reason:
            missing.append((f"reason-{criterion.pk}", f"Motiveer uw score voor “{criterion.title}”."))
    return missing


def scores_of(review: Review) -> dict[int, Score]:
    """Return what is saved, by key of the criterion."""
    return {row.criterion_id: Score(row.score, row.reason) for row in review.scores.all()}


def _lock_own(actor: User, review: Review) -> Review:
    application = lock(review.application)
    fresh = lock(review)
    if fresh.reviewer_id != actor.pk or not actor.has_perm("onderwijsregios.review_application", application):
        raise NotAllowed("Deze beoordeling is niet van u, of u heeft een belang bij de aanvraag.")
    if application.state != ApplicationState.SUBMITTED or has_decision(application):
        raise TooLate("Er is een besluit over deze aanvraag. De beoordeling verandert niet meer.")
    fresh.application = application
    return fresh


def _texts(summary: str, scores: Mapping[int, Score]) -> dict[str, str]:
    texts = {"summary": summary}
    for pk, one in scores.items():
        texts[f"score-{pk}"] = "" if one.score is None else str(one.score)
        texts[f"reason-{pk}"] = one.reason
    return texts


def _log_change(
    actor: User,
    review: Review,
    criteria: Sequence[Criterion],
    before: Mapping[int, Score],
    after: Mapping[int, Score],
) -> None:
    """Say in words which scores changed, and keep scores and reasons as they were and became."""
    changed = [one for one in criteria if before.get(one.pk) != after.get(one.pk)]
    moved = [
        f"“{one.title}” van {_in_words(before.get(one.pk))} naar {_in_words(after.get(one.pk))}"
        for one in changed
        if _in_words(before.get(one.pk)) != _in_words(after.get(one.pk))
    ]
    _log(
        actor,
        review,
        "change",
        "Ingeleverde beoordeling gewijzigd" + (f": {'; '.join(moved)}" if moved else ""),
        before={one.key: asdict(before.get(one.pk, Score(None, ""))) for one in changed},
        after={one.key: asdict(after.get(one.pk, Score(None, ""))) for one in changed},
    )


def _in_words(given: Score | None) -> str:
    return "geen" if given is None or given.score is None else str(given.score)


def _log(
    actor: User,
    review: Review,
    action: str,
    sentence: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    record_action(
        actor=actor,
        actor_label=ACTOR_LABEL,
        action=f"onderwijsregios.review.{action}",
        sentence=sentence,
        obj=review,
        audiences=[Audience.STAFF],
        dossier=review.application.dossier,
        before={"scores": before} if before else None,
        after={"state": review.state, "version": review.version} | ({"scores": after} if after else {}),
    )
