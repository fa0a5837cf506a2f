"""Publish the outcome of a round: everything at its moment, in one transaction."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.text import slugify

from onderwijsregios.enums import Outcome
from onderwijsregios.models import Application, Decision, Onderwijsregio, Revision, Round
from onderwijsregios.selectors.rounds import criteria_of, undecided
from onderwijsregios.selectors.supplements import with_open_questions
from onderwijsregios.selectors.windows import extensions_of
from onderwijsregios.services.letters import (
    failing_letters,
    failure_of,
    letter_fingerprint,
    prepare_letters,
)
from onderwijsregios.services.rounds import dossier_of
from regio.core import clock
from regio.core.identifiers import new_public_id
from regio.core.moments import in_words
from regio.enums import Audience, CollaborationStatus, Confirmation, MembershipRole, StaffRole
from regio.models import Collaboration, CollaborationMunicipality, Membership
from regio.selectors.accounts import representatives_of, staff_with_role
from regio.services import outbox
from regio.services.audit import record_action
from regio.services.search import index_collaboration
from regio.services.transitions import perform

TRANSITIONS = {
    Outcome.SELECTED: "select",
    Outcome.PROVISIONAL: "select_provisionally",
    Outcome.NOT_SELECTED: "decline",
}
STATUSES = {
    Outcome.SELECTED: CollaborationStatus.FRONTRUNNER,
    Outcome.PROVISIONAL: CollaborationStatus.PROVISIONAL,
}
PREPARE_BEFORE = dt.timedelta(minutes=15)
"""How long before the moment the letters are made, so that the moment itself is quick."""


@dataclass(frozen=True)
class Check:
    """One thing that must be right before the outcome can become public."""

    label: str
    obstacles: list[str]
    """Whole sentences; empty when all is well."""


def checks_of(round_: Round) -> list[Check]:
    """Return the check list of the publication: what is right and what still holds it up."""
    running = [one for one in extensions_of(round_) if one.is_running_at(clock.now())]
    open_ends = [
        f"{one.organisation.display_name} mag nog indienen tot en met {in_words(one.until, seconds=True)}."
        for one in running
    ]
    missing = [
        f"Over {application.dossier_number} ({application}) is nog niet besloten."
        for application in undecided(round_)
    ]
    last_revisions = Revision.objects.filter(application=OuterRef("application")).order_by("-number")
    outdated = [
        f"{decision.application.dossier_number}: er is een latere versie ingediend dan waarover is besloten."
        for decision in _decisions(round_).exclude(revision=Subquery(last_revisions.values("pk")[:1]))
    ]
    asked = [
        f"{application.dossier_number} ({application}): de aanvrager is nog gevraagd om een aanvulling."
        for application in with_open_questions(round_)
    ]
    letterless = [failure_of(decision) for decision in failing_letters(round_)]
    return [
        Check("Niemand kan nog indienen", open_ends),
        Check("Over elke ingediende aanvraag is besloten", missing),
        Check("Elk besluit gaat over de laatst ingediende versie", outdated),
        Check("Er staat geen vraag om aanvulling open", asked),
        Check("Elke brief kan worden gemaakt", letterless),
    ]


def obstacles_of(round_: Round) -> list[str]:
    """Return, in whole sentences, why the round could not be published now; empty when it could."""
    return [obstacle for check in checks_of(round_) for obstacle in check.obstacles]


def publish_round(*, round_: Round) -> bool:
    """Publish the outcome of ``round_`` if its moment has come; tell whether this call did it.

    In one transaction: each application moves to its new state, each decision gets its
    moment and its letter, an onderwijsregio comes into being for who was chosen, the
    mails go into the outbox, the log is written and the round is published. Before
    that, letters are made that were not made yet. When a decision is missing, or a
    letter cannot be made, nothing happens, except that coordinators hear of it, once for
    each publication moment.

    Safe to call at any time and by several workers at once: the row of the round is
    locked, and whoever finds it locked or published does nothing.
    """
    if clock.now() < round_.publish_at:
        return False
    prepare_letters(round_=round_)
    with transaction.atomic():
        locked = (
            Round.objects.select_for_update(skip_locked=True)
            .filter(pk=round_.pk, published_at__isnull=True, publish_at__lte=clock.now())
            .first()
        )
        if locked is None:
            return False
        obstacles = obstacles_of(locked)
        if obstacles:
            _report_held(locked, len(obstacles))
            return False
        decisions = list(_decisions(locked).select_for_update(of=("self",)))
        criteria = list(criteria_of(locked))
        if any(one.letter_fingerprint != letter_fingerprint(one, criteria) for one in decisions):
            return False  # a decision changed a moment ago; the next poke has its letter
        _publish(locked, decisions)
    return True


def _publish(round_: Round, decisions: list[Decision]) -> None:
    now = clock.now()
    for decision in decisions:
        outcome = Outcome(decision.outcome)
        decision.published_at = now
        if outcome in STATUSES:
            decision.region = _found_region(decision, STATUSES[outcome], now)
        decision.save(update_fields=["published_at", "region"])
        perform(
            obj=decision.application,
            name=TRANSITIONS[outcome],
            actor=None,
            actor_label="Realisatie-Eenheid",
            reason=decision.reason,
            notify=_announce,
        )
    round_.published_at = now
    round_.save(update_fields=["published_at"])
    record_action(
        actor=None,
        action="onderwijsregios.round.publish",
        sentence="Uitslag van de ronde gepubliceerd",
        obj=round_,
        audiences=[*Audience],
        dossier=dossier_of(round_),
        after={"decisions": len(decisions), "published_at": now.isoformat()},
    )


def _decisions(round_: Round) -> QuerySet[Decision]:
    return (
        Decision.objects.filter(application__round=round_, published_at__isnull=True)
        .select_related("application__round", "application__lead", "revision")
        .order_by("application__dossier_number")
    )


def _announce(application: Application) -> None:
    """Tell each person who may act for the applicant that a message is ready; not what it says."""
    path = reverse("onderwijsregios:application", args=[application.pk])
    for person in representatives_of(application.lead):
        outbox.post(
            key=f"decision-ready:{application.pk}:{person.pk}",
            template="decision-ready",
            context={"path": path, "dossier": application.dossier_number},
            to=person,
        )


def _report_held(round_: Round, count: int) -> None:
    path = reverse("onderwijsregios:staff-publication", args=[round_.slug])
    for person in staff_with_role(StaffRole.COORDINATOR):
        outbox.post(
            key=f"publication-held:{round_.pk}:{round_.publish_at:%Y%m%dT%H%M%SZ}:{person.pk}",
            template="publication-held",
            context={"path": path, "round": round_.title, "count": count},
            to=person,
        )


def _found_region(decision: Decision, status: CollaborationStatus, now: dt.datetime) -> Onderwijsregio:
    """Let the onderwijsregio come into being as the judged revision describes it."""
    content, application = decision.revision.content, decision.application
    day = now.astimezone(clock.AMSTERDAM).date()
    name = _free_name(content["title"], application.dossier_number or "")
    region = Onderwijsregio.objects.create(
        public_id=_free_public_id(),
        slug=_free_slug(name),
        programme="onderwijsregios",
        name=name,
        status=status,
        sectors=content["sectors"],
        is_national=content["isNational"],
        valid_from=day,
        frontrunner_since=day if status == CollaborationStatus.FRONTRUNNER else None,
        conditions=decision.conditions,
        reference_date=day,
        is_sample=application.is_sample,
    )
    CollaborationMunicipality.objects.bulk_create(
        CollaborationMunicipality(collaboration=region, municipality_id=one["code"], valid_from=day)
        for one in content["municipalities"]
    )
    Membership.objects.bulk_create(
        _membership(region, one, decision.revision, day) for one in content["members"]
    )
    index_collaboration(collaboration=region)
    return region


def _membership(
    region: Onderwijsregio, member: dict[str, str], revision: Revision, day: dt.date
) -> Membership:
    """The penvoerder handed in the application itself; the others are asked to confirm later."""
    is_lead = member["role"] == MembershipRole.LEAD
    return Membership(
        collaboration=region,
        organisation_id=member["id"],
        role=member["role"],
        valid_from=day,
        confirmation=Confirmation.CONFIRMED if is_lead else Confirmation.NOT_ASKED,
        confirmed_at=revision.arrived_at if is_lead else None,
        confirmed_by_id=revision.submitted_by_id if is_lead else None,
    )


def _free_name(title: str, dossier_number: str) -> str:
    """Return the title, with the dossier number behind it when another region has that name."""
    if not Collaboration.objects.filter(programme="onderwijsregios", name=title).exists():
        return title
    ending = f" ({dossier_number})"
    return title[: 150 - len(ending)] + ending


def _free_slug(name: str) -> str:
    base = slugify(name)[:100] or "onderwijsregio"
    taken = set(Collaboration.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in _numbered(base) if slug not in taken)


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def _free_public_id() -> str:
    public_id = new_public_id("OR")
    while Collaboration.objects.filter(public_id=public_id).exists():
        public_id = new_public_id("OR")
    return public_id
