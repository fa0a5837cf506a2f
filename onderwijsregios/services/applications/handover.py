"""Hand the lead of an application over to another member organisation.

The lead offers, a representative of the other organisation accepts or declines. The
application stays the same one: its texts, history, dossier number and team go along. The
people of the former lead stay in the team with the right to write, until the new lead
decides otherwise, so that nobody loses sight of the own work overnight.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from onderwijsregios.enums import ApplicationState, Section, TeamRight, TeamState
from onderwijsregios.models import Application, SectionRight, TeamMember
from onderwijsregios.selectors.applications import representing
from onderwijsregios.selectors.team import forget_access
from onderwijsregios.services.applications.gates import lock_for_editing, require, require_open
from onderwijsregios.services.applications.recording import record_for_applicant, touch
from regio.core import clock
from regio.core.errors import NotAllowed, Refused
from regio.enums import MembershipRole, OrganisationKind
from regio.models import Organisation, User
from regio.selectors.accounts import representatives_of
from regio.services.outbox import post
from regio.services.transitions import lock, perform


@transaction.atomic
def offer_lead(
    *, application: Application, organisation_id: UUID, actor: User, arrived_at: dt.datetime
) -> Application:
    """Offer the lead to a member organisation; its representatives hear of it by mail.

    An earlier offer to another one ends. Raises :class:`NotAllowed`, :class:`TooEarly`,
    :class:`TooLate`, or :class:`Refused` when the organisation takes no part or nobody
    could answer for it.
    """
    require("onderwijsregios.manage_team", actor=actor, obj=application)
    application = lock_for_editing(application, actor=actor, arrived_at=arrived_at)
    party = application.members.exclude(role=MembershipRole.LEAD).filter(organisation=organisation_id).first()
    if party is None:
        raise Refused("Deze organisatie doet niet mee in de aanvraag. Voeg haar eerst toe bij Partijen.")
    organisation = party.organisation
    if application.lead_offered_to_id == organisation.pk:
        return application
    if not representatives_of(organisation).exists():
        raise Refused(
            f"Niemand heeft nu een mandaat voor {organisation.display_name}, dus niemand kan antwoorden. "
            "Laat iemand daar eerst een mandaat vragen bij de Realisatie-Eenheid."
        )
    application.lead_offered_to = organisation
    application.save()
    record_for_applicant(
        application,
        actor,
        "onderwijsregios.application.offer_lead",
        f"Penvoerderschap aangeboden aan {organisation.display_name}",
    )
    _mail(
        application,
        organisation,
        "lead-offered",
        path=reverse("onderwijsregios:application-lead-offer", args=[application.pk]),
    )
    return application


@transaction.atomic
def withdraw_lead_offer(*, application: Application, actor: User) -> Application:
    """Take the offer back; nothing changes when there is none."""
    require("onderwijsregios.manage_team", actor=actor, obj=application)
    application = lock(application)
    if application.lead_offered_to is not None:
        name = application.lead_offered_to.display_name
        application.lead_offered_to = None
        application.save()
        record_for_applicant(
            application,
            actor,
            "onderwijsregios.application.withdraw_lead_offer",
            f"Aanbod aan {name} ingetrokken",
        )
    return application


@transaction.atomic
def accept_lead(*, application: Application, actor: User, arrived_at: dt.datetime) -> Application:
    """Make the organisation to which the lead was offered the lead; both sides get a mail.

    Who handed over stays a party as deelnemer (a training institute as opleider). What was
    handed in stays as it is and still counts; the new lead hands in again when it wants its
    own name there. Raises :class:`NotAllowed` when there is no offer (any more),
    :class:`TooLate`, or :class:`Refused` when the organisation applies itself in this round.
    """
    application = _lock_offered(application, actor)
    new, former = application.lead_offered_to, application.lead
    require_open(application.round, arrived_at=arrived_at, organisation_id=application.lead_offered_to_id)
    if application.state not in ApplicationState.editable():
        raise Refused("Over deze aanvraag is al besloten. De penvoerder kan niet meer wisselen.")
    if new is None or Application.objects.filter(round=application.round, lead=new).exists():
        raise Refused(
            "Uw organisatie heeft in deze ronde al een eigen aanvraag. "
            "Van een tweede kan zij geen penvoerder zijn."
        )
    if not application.members.filter(organisation=new).exists():
        raise Refused("Uw organisatie doet niet meer mee in deze aanvraag. Vraag de penvoerder om uitleg.")
    _keep_people_of(former, application, actor)
    stays_as = _role_of(former)
    application.members.filter(role=MembershipRole.LEAD).update(role=stays_as)
    application.members.filter(organisation=new).update(role=MembershipRole.LEAD)
    application.lead, application.lead_offered_to = new, None
    touch(application)
    forget_access(actor)
    record_for_applicant(
        application,
        actor,
        "onderwijsregios.application.accept_lead",
        f"{new.display_name} is nu penvoerder, in plaats van {former.display_name}",
        before={"lead": str(former.pk)},
        after={"lead": str(new.pk)},
    )
    for organisation in (former, new):
        _mail(application, organisation, "lead-accepted", path=application.get_absolute_url())
    return application


@transaction.atomic
def decline_lead(*, application: Application, actor: User) -> Application:
    """Say no to the offer; the lead hears of it by mail."""
    application = _lock_offered(application, actor)
    offered_to, application.lead_offered_to = application.lead_offered_to, None
    application.save()
    record_for_applicant(
        application,
        actor,
        "onderwijsregios.application.decline_lead",
        "Aangeboden penvoerderschap afgewezen",
        label=representing(offered_to) if offered_to else "",
    )
    _mail(
        application,
        application.lead,
        "lead-declined",
        path=reverse("onderwijsregios:application-team", args=[application.pk]),
    )
    return application


def _role_of(former: Organisation) -> MembershipRole:
    is_institute = former.kind == OrganisationKind.TRAINING_INSTITUTE
    return MembershipRole.TRAINER if is_institute else MembershipRole.PARTICIPANT


def _lock_offered(application: Application, actor: User) -> Application:
    application = lock(application)
    if not actor.has_perm("onderwijsregios.answer_lead_offer", application):
        raise NotAllowed("Dit aanbod geldt niet (meer) voor uw organisatie.")
    return application


def _keep_people_of(former: Organisation, application: Application, actor: User) -> None:
    present = TeamMember.objects.filter(
        application=application, state__in=[TeamState.INVITED, TeamState.ACTIVE]
    )
    users, addresses = set(), set()
    for user, email in present.values_list("user", "email"):
        users.add(user)
        addresses.add(email.lower())
    for person in representatives_of(former):
        if person.pk in users or person.email.lower() in addresses:
            continue
        member = TeamMember.objects.create(
            application=application,
            email=person.email.lower(),
            user=person,
            invited_by=actor,
            expires_at=clock.now(),
        )
        SectionRight.objects.bulk_create(
            SectionRight(member=member, section=section, right=TeamRight.WRITE) for section in Section
        )
        perform(obj=member, name="accept_invitation", actor=None)


def _mail(application: Application, organisation: Organisation, template: str, *, path: str) -> None:
    for person in representatives_of(organisation):
        post(
            key=f"{template}:{application.pk}:{clock.now():%Y%m%dT%H%M%S%fZ}:{person.pk}",
            template=template,
            context={
                "round": application.round.title,
                "organisation": organisation.display_name,
                "lead": application.lead.display_name,
                "path": path,
            },
            to=person,
        )
