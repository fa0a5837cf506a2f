"""The team of an application: invite, accept, change rights, leave.

An invitation is a row and a mail. The link in the mail is sealed when the mail is made
(``sealed_path``) and holds the row and the moment of inviting: inviting again makes
earlier links worthless, and the state of the row decides whether a link still opens
anything. What happens in a team is read by the team alone.
"""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from onderwijsregios.enums import Section, TeamRight, TeamState
from onderwijsregios.models import Application, SectionRight, TeamMember
from onderwijsregios.models.team import INVITATION_LASTS
from onderwijsregios.selectors.applications import TEAM_MEMBER, role_of
from onderwijsregios.selectors.team import (
    forget_access,
    has_address,
    invitation_key,
    rights_of,
    stamp_of,
)
from onderwijsregios.services.applications.gates import require
from onderwijsregios.services.applications.recording import record_for_applicant
from regio.core import clock
from regio.core.errors import EditConflict, NotAllowed, Refused, TooLate
from regio.core.moments import in_words
from regio.models import User
from regio.selectors.accounts import representatives_of
from regio.services.outbox import post
from regio.services.transitions import lock, perform

MOST_IN_A_TEAM = 100
"""Invited or taking part, or invited today; so that nobody mails half the country by mistake."""
MAIL_AGAIN_AFTER = dt.timedelta(minutes=5)

Rights = Mapping[Section, TeamRight]


@transaction.atomic
def invite(*, application: Application, email: str, rights: Rights, actor: User) -> TeamMember:
    """Invite whoever reads ``email`` to write along, and mail the link that accepts.

    ``rights`` says what he or she may do per section; a section that is not named may be
    read. Raises :class:`NotAllowed`, or :class:`Refused` when this address is invited
    already, belongs to somebody who may do everything by mandate, or the team is full.
    """
    require("onderwijsregios.manage_team", actor=actor, obj=application)
    application = lock(application)
    address = email.strip().lower()
    if representatives_of(application.lead).filter(email__iexact=address).exists():
        raise Refused(
            f"Wie dit adres gebruikt, heeft een mandaat voor {application.lead.display_name} "
            "en mag al alles in deze aanvraag. Een uitnodiging is niet nodig."
        )
    now = clock.now()
    counted = TeamMember.objects.filter(application=application).filter(
        Q(state__in=[TeamState.INVITED, TeamState.ACTIVE]) | Q(invited_at__gte=now - dt.timedelta(days=1))
    )
    if counted.count() >= MOST_IN_A_TEAM:
        raise Refused(
            f"Een team heeft ten hoogste {MOST_IN_A_TEAM} mensen, en op een dag kunt u er niet meer "
            "uitnodigen. Haal eerst iemand uit het team of ga morgen verder."
        )
    member = TeamMember(
        application=application,
        email=address,
        invited_by=actor,
        invited_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    try:
        member.clean_fields(exclude={"state"})  # protected: may not even be set to itself
        member.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    member.save()
    _write_rights(member, rights)
    record_for_applicant(
        application,
        actor,
        "onderwijsregios.team_member.invite",
        "Iemand uitgenodigd voor het team",
        obj=member,
        after=_in_values(rights),
    )
    _mail_invitation(member)
    return member


@transaction.atomic
def resend_invitation(*, member: TeamMember, actor: User) -> TeamMember:
    """Mail a new link, valid for a new term; the earlier link stops working.

    Raises :class:`Refused` when nothing is open any more, or right after another mail.
    """
    require("onderwijsregios.manage_team", actor=actor, obj=member.application)
    member = lock(member)
    if member.state != TeamState.INVITED:
        raise Refused("Deze uitnodiging staat niet meer open. Nodig deze persoon opnieuw uit.")
    now = clock.now()
    if now - member.invited_at < MAIL_AGAIN_AFTER:
        raise Refused("Er is net een mail gestuurd. Wacht vijf minuten voordat u er nog een stuurt.")
    member.invited_at, member.expires_at, member.invited_by = now, now + INVITATION_LASTS, actor
    member.save()
    record_for_applicant(
        member.application,
        actor,
        "onderwijsregios.team_member.resend_invitation",
        "Uitnodiging voor het team opnieuw verstuurd",
        obj=member,
    )
    _mail_invitation(member)
    return member


@transaction.atomic
def change_rights(*, member: TeamMember, rights: Rights, was: Rights, actor: User) -> TeamMember:
    """Change what a team member may do; ``was`` is what the form showed.

    Works at once, also in pages that are open. Raises :class:`EditConflict` when a
    colleague changed the same right meanwhile, and :class:`Refused` for who is not in the
    team (any more).
    """
    require("onderwijsregios.manage_team", actor=actor, obj=member.application)
    member = lock(member)
    if member.state not in (TeamState.INVITED, TeamState.ACTIVE):
        raise Refused("Deze persoon zit niet meer in het team. Nodig hem of haar opnieuw uit.")
    now = rights_of(member)
    changed = {
        section: rights[section] for section in rights if rights[section] not in (was[section], now[section])
    }
    late = [section for section in changed if now[section] != was[section]]
    if late:
        raise EditConflict(
            "Een collega heeft deze rechten intussen ook gewijzigd. "
            "Kijk na wat er nu staat en bewaar opnieuw.",
            mine={str(section.label): str(rights[section].label) for section in late},
            theirs={str(section.label): str(now[section].label) for section in late},
        )
    if changed:
        _write_rights(member, {**now, **changed})
        record_for_applicant(
            member.application,
            actor,
            "onderwijsregios.team_member.change_rights",
            "Rechten van een teamlid gewijzigd",
            obj=member,
            before=_in_values({section: now[section] for section in changed}),
            after=_in_values(changed),
        )
        if member.user is not None:
            forget_access(member.user)
            _mail_member(member, "team-rights", f"{clock.now():%Y%m%dT%H%M%S%fZ}")
    return member


def accept_invitation(
    *, member: TeamMember, actor: User, takes_other_address: bool, arrived_at: dt.datetime
) -> TeamMember:
    """Join the team with the account of ``actor``, who came with the link from the mail.

    Whoever is signed in with another address than the invited one must say so with
    ``takes_other_address``: a link that was forwarded, or a shared computer, lets nobody
    in by accident. Raises :class:`TooLate` after the term, :class:`NotAllowed` or
    :class:`Refused`.
    """

    def fits(fresh: TeamMember) -> None:
        if arrived_at >= fresh.expires_at:
            raise TooLate(f"Deze uitnodiging gold tot {in_words(fresh.expires_at)}. Vraag om een nieuwe.")
        if not takes_other_address and not has_address(actor, fresh.email):
            raise NotAllowed(
                "De uitnodiging is gestuurd naar een ander adres dan dat van uw account. "
                "Geef aan dat u met dit account wilt meedoen, of log in met het andere account."
            )
        if fresh.application.team.filter(user=actor, state=TeamState.ACTIVE).exclude(pk=fresh.pk).exists():
            raise Refused("U zit met dit account al in het team.")

    def take(fresh: TeamMember) -> None:
        fresh.user = actor

    with transaction.atomic():
        lock(member.application)  # two invitations that are accepted at once give one seat
        member = perform(
            obj=member,
            name="accept_invitation",
            actor=actor,
            actor_label=TEAM_MEMBER,
            gates=(fits,),
            apply=take,
            notify=lambda fresh: _mail_answer(fresh, "team-joined"),
        )
    if member.user_id != actor.pk:
        raise Refused("Met deze uitnodiging doet al iemand anders mee. Vraag om een eigen uitnodiging.")
    forget_access(actor)
    return member


def decline_invitation(*, member: TeamMember, actor: User | None) -> TeamMember:
    """Say no, with the link from the mail; an account is not needed for that."""
    return perform(
        obj=member,
        name="decline_invitation",
        actor=actor,
        actor_label="wie was uitgenodigd",
        notify=lambda fresh: _mail_answer(fresh, "team-declined"),
    )


def withdraw_invitation(*, member: TeamMember, actor: User) -> TeamMember:
    """Take an open invitation back: its link stops working at once."""
    require("onderwijsregios.manage_team", actor=actor, obj=member.application)
    return perform(
        obj=member, name="withdraw_invitation", actor=actor, actor_label=role_of(actor, member.application)
    )


def remove_member(*, member: TeamMember, actor: User) -> TeamMember:
    """Take somebody out of the team; all that he or she wrote stays, and a mail tells it."""
    require("onderwijsregios.manage_team", actor=actor, obj=member.application)
    member = perform(
        obj=member,
        name="remove_from_team",
        actor=actor,
        actor_label=role_of(actor, member.application),
        notify=lambda fresh: _mail_member(fresh, "team-removed", "", path=reverse("own-page")),
    )
    if member.user is not None:
        forget_access(member.user)
    return member


def leave_team(*, member: TeamMember, actor: User) -> TeamMember:
    """Leave by oneself; who invited hears of it. Raises :class:`NotAllowed` for another's seat."""
    if member.user_id != actor.pk:
        raise NotAllowed("U kunt alleen zelf uit het team stappen.")
    member = perform(
        obj=member,
        name="leave_team",
        actor=actor,
        actor_label=TEAM_MEMBER,
        notify=lambda fresh: _mail_answer(fresh, "team-left"),
    )
    forget_access(actor)
    return member


def expire_invitations() -> int:
    """Close the invitations whose term has passed; return how many. Beat pokes it each minute."""
    due = TeamMember.objects.filter(state=TeamState.INVITED, expires_at__lte=clock.now())
    for member in due:
        perform(obj=member, name="expire_invitation", actor=None)
    return len(due)


def _write_rights(member: TeamMember, rights: Rights) -> None:
    SectionRight.objects.filter(member=member).delete()
    SectionRight.objects.bulk_create(
        SectionRight(member=member, section=section, right=right)
        for section, right in rights.items()
        if right != TeamRight.READ
    )


def _in_values(rights: Rights) -> dict[str, str]:
    return {section.value: right.value for section, right in rights.items()}


def _mail_invitation(member: TeamMember) -> None:
    """Have the link mailed; to the address, whether or not somebody has an account with it."""
    post(
        key=invitation_key(member),
        template="team-invitation",
        context={
            "member": member.pk,
            "stamp": stamp_of(member),
            "organisation": member.application.lead.display_name,
            "round": member.application.round.title,
            "until": in_words(member.expires_at),
        },
        address=member.email,
        not_after=member.expires_at,
    )


def _mail_answer(member: TeamMember, template: str) -> None:
    """Tell whoever invited, as long as he or she has a mandate; otherwise all who have one."""
    people = representatives_of(member.application.lead)
    inviter = people.filter(pk=member.invited_by.pk) if member.invited_by else people.none()
    for person in inviter or people:
        post(
            key=f"{template}:{member.pk}:{person.pk}",
            template=template,
            context=_context(
                member, reverse("onderwijsregios:application-team", args=[member.application_id])
            ),
            to=person,
        )


def _mail_member(member: TeamMember, template: str, occasion: str, *, path: str = "") -> None:
    post(
        key=f"{template}:{member.pk}:{occasion}",
        template=template,
        context=_context(member, path or member.application.get_absolute_url()),
        to=member.user,
        address="" if member.user else member.email,
    )


def _context(member: TeamMember, path: str) -> dict[str, str]:
    application = member.application
    return {"round": application.round.title, "organisation": application.lead.display_name, "path": path}
