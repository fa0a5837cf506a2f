"""Ask parties to sign, and remind them."""

import datetime as dt
import logging
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from onderwijsregios.enums import ApplicationState, Section, Signing
from onderwijsregios.models import Application, ApplicationMember, Signature, SigningRequest
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.signing import SigningLedger, named
from onderwijsregios.services.applications.recording import record_for_applicant
from onderwijsregios.services.signing.gates import lock_for_managing
from onderwijsregios.services.signing.mails import People, forget_mails, is_reachable, people_of, tell_party
from regio.core import clock
from regio.core.errors import Refused
from regio.enums import MembershipRole
from regio.models import Organisation, User

logger = logging.getLogger(__name__)

LADDER = (3, 7, 10)
"""So many days after a party was asked it is reminded, when it did not answer."""
BEFORE_CLOSING = dt.timedelta(days=2)
"""And once more so long before the round closes."""


@dataclass
class Asked:
    """What became of asking some parties: their names, or where something must be done, themselves."""

    asked: list[str] = field(default_factory=list)
    unreachable: list[Organisation] = field(default_factory=list)
    """Nobody with an account, and no address."""
    settled: list[str] = field(default_factory=list)
    """Their word stands already."""


@transaction.atomic
def set_request(
    *,
    application: Application,
    actor: User,
    organisation: UUID,
    sections: Collection[Section],
    email: str,
    arrived_at: dt.datetime,
) -> SigningRequest:
    """Lay down for what a party signs and at which address it is reached; sends nothing.

    Another address makes links in earlier mails void. Raises :class:`Refused` without
    any section, or for who is no party.
    """
    application = lock_for_managing(application, actor=actor, arrived_at=arrived_at)
    member = _members(application, [organisation]).first()
    if member is None:
        raise Refused("Deze organisatie is geen partij in uw aanvraag. Voeg haar eerst toe bij Partijen.")
    chosen = [section for section in Section if section in sections]
    if not chosen:
        raise Refused("Kies ten minste één onderdeel waarvoor deze partij tekent.")
    request = _request_for(application, member)
    before = request.sections
    if request.email.lower() != email.lower():
        forget_mails(request, only_to_address=True)
        request.email, request.nonce, request.received = email, uuid.uuid4(), None
    request.sections = [section.value for section in chosen]
    request.save()
    names = ", ".join(str(section.label) for section in chosen)
    if before != request.sections:
        record_for_applicant(
            application,
            actor,
            "onderwijsregios.signing.set",
            f"{member.organisation.display_name} tekent voor: {names}",
        )
    return request


@transaction.atomic
def ask_to_sign(
    *, application: Application, actor: User, organisations: Collection[UUID], arrived_at: dt.datetime
) -> Asked:
    """Ask parties to sign, each by one mail to whoever may sign for it, and say what became of it.

    Who was asked for nothing in particular signs for all sections. Asking again starts
    the reminders anew; whose word stands is not asked again. The applicant needs no
    asking. Raises :class:`Refused` when there is nobody to ask among ``organisations``.
    """
    application = lock_for_managing(application, actor=actor, arrived_at=arrived_at)
    ledger = SigningLedger(application, content_of(application))
    outcome, now = Asked(), clock.now()
    members = list(_members(application, organisations).exclude(role=MembershipRole.LEAD))
    requests = [_request_for(application, member) for member in members]
    people = people_of(requests)
    for member, request in zip(members, requests, strict=True):
        name = member.organisation.display_name
        standing = ledger.party(member.organisation_id)
        if standing is not None and standing.is_given:
            outcome.settled.append(name)
        elif not is_reachable(request, people):
            outcome.unreachable.append(member.organisation)
        else:
            request.asked_at, request.asked_by = now, actor
            request.reminders, request.reminded_at = 0, None
            request.save()
            tell_party(
                application, request, people, what=f"vraag-{now:%Y%m%dT%H%M%S%f}", template="signing-request"
            )
            outcome.asked.append(name)
    if outcome.asked:
        record_for_applicant(
            application,
            actor,
            "onderwijsregios.signing.ask",
            f"Gevraagd om te tekenen: {named(outcome.asked)}",
        )
    elif not outcome.unreachable and not outcome.settled:
        raise Refused("Kies ten minste één partij.")
    return outcome


@transaction.atomic
def remind_parties(
    *, application: Application, actor: User, organisations: Collection[UUID], arrived_at: dt.datetime
) -> list[str]:
    """Remind parties that were asked and did not answer since; return the names of who gets a mail.

    At most once a day each.
    """
    application = lock_for_managing(application, actor=actor, arrived_at=arrived_at)
    requests = list(unanswered().filter(application=application, organisation__in=organisations))
    people = people_of(requests)
    told = [
        request.organisation.display_name
        for request in requests
        if _remind(application, request, what=f"herinnering-{clock.today():%Y%m%d}", people=people)
    ]
    if told:
        record_for_applicant(
            application,
            actor,
            "onderwijsregios.signing.remind",
            f"Herinnerd aan tekenen: {named(told)}",
        )
    return told


def unanswered() -> QuerySet[SigningRequest]:
    """Return what was asked of parties that gave no word since; whoever left is no party any more."""
    answer = Signature.objects.filter(
        application=OuterRef("application"),
        organisation=OuterRef("organisation"),
        withdrawn_at__isnull=True,
        signed_at__gte=OuterRef("asked_at"),
    )
    return (
        SigningRequest.objects.filter(
            ~Exists(answer),
            asked_at__isnull=False,
            application__members__organisation=F("organisation"),
        )
        .select_related("organisation")
        .order_by("pk")
    )


def remind_due() -> int:
    """Remind parties whose next reminder is due; return how many; beat pokes it each minute.

    Three, seven and ten days after they were asked and two days before closing, as long
    as the round is open and they gave no word. Of reminders that were missed by a
    standstill only the last is sent.
    """
    now = clock.now()
    due = Q(pk=None)
    for days in LADDER:
        step = dt.timedelta(days=days)
        due |= Q(asked_at__lte=now - step) & (
            Q(reminded_at__isnull=True) | Q(reminded_at__lt=F("asked_at") + step)
        )
    closing = F("application__round__closes_at") - BEFORE_CLOSING
    due |= Q(application__round__closes_at__lte=now + BEFORE_CLOSING, asked_at__lt=closing) & (
        Q(reminded_at__isnull=True) | Q(reminded_at__lt=closing)
    )
    requests = unanswered().filter(
        due,
        application__round__opens_at__lte=now,
        application__round__closes_at__gte=now,
        application__state__in=ApplicationState.editable(),
    )
    requests = requests.exclude(application__round__signing=Signing.NOT_ASKED)
    return sum(_remind_if_still_due(pk, now) for pk in requests.values_list("pk", flat=True))


@transaction.atomic
def _remind_if_still_due(pk: UUID, now: dt.datetime) -> bool:
    request = (
        unanswered()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("organisation", "application__round", "application__lead")
        .filter(pk=pk)
        .first()
    )
    if request is None or request.asked_at is None:
        return False
    step = step_reached(request.asked_at, closes_at=request.application.round.closes_at, now=now)
    if step is None or (request.reminded_at is not None and request.reminded_at >= step):
        return False
    people = people_of([request])
    what = f"ladder-{request.asked_at:%Y%m%dT%H%M%S%f}-{step:%Y%m%dT%H%M}"
    return _remind(request.application, request, what=what, people=people)


def step_reached(asked_at: dt.datetime, *, closes_at: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    """Return the last moment of the ladder that has passed at ``now``; None before the first."""
    moments = [asked_at + dt.timedelta(days=days) for days in LADDER]
    if closes_at - BEFORE_CLOSING > asked_at:
        moments.append(closes_at - BEFORE_CLOSING)
    return max((one for one in moments if one <= now and one < closes_at), default=None)


def _remind(application: Application, request: SigningRequest, *, what: str, people: People) -> bool:
    if not tell_party(application, request, people, what=what, template="signing-reminder"):
        return False
    request.reminders, request.reminded_at = request.reminders + 1, clock.now()
    request.save(update_fields=["reminders", "reminded_at"])
    return True


def _members(application: Application, organisations: Collection[UUID]) -> QuerySet[ApplicationMember]:
    members = ApplicationMember.objects.filter(application=application, organisation__in=organisations)
    return members.select_related("organisation").order_by("organisation__name", "organisation_id")


def _request_for(application: Application, member: ApplicationMember) -> SigningRequest:
    """Return the request of a party; a new one, for all sections, when there is none yet."""
    request, _ = SigningRequest.objects.get_or_create(
        application=application,
        organisation=member.organisation,
        defaults={"sections": [section.value for section in Section]},
    )
    return request
