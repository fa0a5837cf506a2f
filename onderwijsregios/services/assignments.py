"""Assign reviewers to applications, by hand or as a balanced division."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from onderwijsregios.core.distribution import distribute
from onderwijsregios.enums import ApplicationState, ReviewState
from onderwijsregios.models import Application, Review, Round
from onderwijsregios.selectors.interests import Interest, Pair, interests
from onderwijsregios.selectors.reviews import is_sealed
from onderwijsregios.selectors.rounds import handed_in_applications, reviewers
from regio.core.errors import NotAllowed, Refused, TooEarly, TooLate
from regio.enums import Audience
from regio.models import User
from regio.services.audit import record_action
from regio.services.transitions import lock

ACTOR_LABEL = "coördinator"


@dataclass(frozen=True)
class Proposal:
    """A division that nobody has saved yet, with what it was made from."""

    applications: list[Application]
    people: list[User]
    away: dict[Pair, Interest]
    chosen: dict[uuid.UUID, list[User]]

    def eligible(self, application: Application) -> list[User]:
        """Return who could review ``application``: reviewers without an interest in it."""
        return [person for person in self.people if (application.pk, person.pk) not in self.away]


def propose_division(*, round_: Round, per_application: int) -> Proposal:
    """Return for each application whom to assign; writes nothing.

    What is assigned already stays, nobody gets an application in which he or she has
    an interest, and the work is divided as evenly as can be.
    """
    applications = list(handed_in_applications(round_))
    people = list(reviewers())
    away = interests(applications, people)
    existing = Review.objects.filter(application__in=applications, reviewer__in=people)
    pairs = distribute(
        applications=[application.pk for application in applications],
        reviewers=[person.pk for person in people],
        per_application=per_application,
        barred=away.keys(),
        fixed=frozenset(existing.values_list("application_id", "reviewer_id")) - away.keys(),
    )
    chosen = {
        application.pk: [person for person in people if (application.pk, person.pk) in pairs]
        for application in applications
    }
    return Proposal(applications=applications, people=people, away=away, chosen=chosen)


@transaction.atomic
def set_reviewers(*, actor: User, application: Application, people: Iterable[User]) -> Application:
    """Let exactly ``people`` review ``application``; who was assigned already keeps the work.

    Writes one log row when something changed. Somebody whose review was handed in, or
    who turned out to have an interest, stays in the record. Raises :class:`TooEarly`
    before the round has closed, :class:`TooLate` after its publication,
    :class:`Refused` for somebody with an interest or an application that does not
    count, or :class:`NotAllowed`.
    """
    if not actor.has_perm("onderwijsregios.assign_reviewers"):
        raise NotAllowed("Alleen een coördinator van de Realisatie-Eenheid wijst beoordelaars toe.")
    application = lock(application)
    wanted = {person.pk: person for person in people}
    _check_moment(application)
    away = interests([application], wanted.values())
    kept = _that_stay(application, wanted)
    barred = [pk for pk in wanted if (application.pk, pk) in away and pk not in kept]
    if barred:
        names = ", ".join(sorted(wanted[pk].get_full_name() for pk in barred))
        raise Refused(
            f"Deze beoordelaar heeft een belang bij de aanvraag: {names}. Kies iemand anders.", code="belang"
        )
    before = set(application.reviews.values_list("reviewer_id", flat=True))
    dropped = before - wanted.keys() - kept
    added = wanted.keys() - before
    if not dropped and not added:
        return application
    application.reviews.filter(reviewer__in=dropped).delete()
    Review.objects.bulk_create(Review(application=application, reviewer_id=pk) for pk in sorted(added))
    record_action(
        actor=actor,
        actor_label=ACTOR_LABEL,
        action="onderwijsregios.application.assign",
        sentence=_in_words(len(added), len(dropped)),
        obj=application,
        audiences=[Audience.STAFF],
        dossier=application.dossier,
        before={"reviewers": sorted(before)},
        after={"reviewers": sorted((before - dropped) | added)},
    )
    return application


@transaction.atomic
def set_division(
    *, actor: User, round_: Round, division: Mapping[uuid.UUID, Collection[User]]
) -> list[Application]:
    """Call :func:`set_reviewers` for each application of ``round_`` in ``division``; all or nothing."""
    applications = {application.pk: application for application in handed_in_applications(round_)}
    return [
        set_reviewers(actor=actor, application=applications[pk], people=people)
        for pk, people in division.items()
        if pk in applications
    ]


def _check_moment(application: Application) -> None:
    if application.state != ApplicationState.SUBMITTED:
        if application.state in ApplicationState.decided():
            raise TooLate("De uitslag is bekend. Er worden geen beoordelaars meer toegewezen.")
        raise Refused("Deze aanvraag is niet ingediend en wordt dus niet beoordeeld.")
    if is_sealed(application.round):
        raise TooEarly(
            "De ronde is nog open: aanvragen kunnen nog veranderen. "
            "Wijs beoordelaars toe zodra de ronde is gesloten."
        )


def _that_stay(application: Application, wanted: Collection[int]) -> set[int]:
    """Return reviewers that no coordinator takes away: work was handed in, or an interest is on record."""
    rows = list(application.reviews.select_related("reviewer"))
    away = interests([application], [row.reviewer for row in rows])
    return {
        row.reviewer_id
        for row in rows
        if row.state == ReviewState.SUBMITTED or (application.pk, row.reviewer_id) in away
    }


def _in_words(added: int, dropped: int) -> str:
    parts = [
        f"{number} beoordelaar{'s' if number > 1 else ''} {what}"
        for number, what in ((added, "toegewezen"), (dropped, "van de aanvraag gehaald"))
        if number
    ]
    sentence = " en ".join(parts)
    return sentence[0].upper() + sentence[1:]
