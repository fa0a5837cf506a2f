"""Who is in the team of an application, and what each may do in which section."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from onderwijsregios.enums import Section, TeamRight, TeamState
from onderwijsregios.models import Application, TeamMember
from onderwijsregios.models.team import INVITATION_LASTS
from regio.core.seals import unseal
from regio.models import OutboxMessage, User
from regio.selectors.accounts import Person, mandated_organisation_ids

INVITATION = "team-invitation"
"""What the link in an invitation is sealed for; also stands in its mail."""

FULL = dict.fromkeys(Section, TeamRight.WRITE)
READ = dict.fromkeys(Section, TeamRight.READ)


@dataclass(frozen=True)
class Access:
    """What somebody may do in an application; moments and states are not looked at."""

    is_lead: bool
    """Has a mandate for the lead organisation: may also hand in, invite and withdraw."""
    rights: Mapping[Section, TeamRight]
    """Empty: may not even read."""

    @property
    def may_read(self) -> bool:
        return bool(self.rights)

    @property
    def may_write_something(self) -> bool:
        return TeamRight.WRITE in self.rights.values()

    def may_write(self, section: Section) -> bool:
        return self.rights.get(section) == TeamRight.WRITE

    def may_comment(self, section: Section) -> bool:
        return self.rights.get(section) in {TeamRight.COMMENT, TeamRight.WRITE}


NO_ACCESS = Access(is_lead=False, rights={})


def access_of(user: Person, application: Application) -> Access:
    """Return what ``user`` may do in ``application``; asked once per user object and application.

    A mandate for the lead organisation gives everything. A team member reads all and
    does what the rights of each section say.
    """
    if not user.is_authenticated:
        return NO_ACCESS
    if application.lead_id in mandated_organisation_ids(user):
        return Access(is_lead=True, rights=FULL)
    cache: dict[UUID, Access] = user.__dict__.setdefault("_team_access", {})
    if application.pk not in cache:
        cache[application.pk] = _access_of_member(user, application)
    return cache[application.pk]


def _access_of_member(user: Person, application: Application) -> Access:
    rows = list(
        TeamMember.objects.filter(application=application, user=user.pk, state=TeamState.ACTIVE).values_list(
            "rights__section", "rights__right"
        )
    )
    if not rows:
        return NO_ACCESS
    given = {Section(section): TeamRight(right) for section, right in rows if section}
    return Access(is_lead=False, rights=READ | given)


def forget_access(user: Person) -> None:
    """Forget what :func:`access_of` remembered, after the rights of ``user`` changed."""
    user.__dict__.pop("_team_access", None)


def team_application_ids(user: Person) -> QuerySet[TeamMember, UUID]:
    """Return the ids of the applications in whose team ``user`` is, for use in a WHERE."""
    return TeamMember.objects.filter(user=user.pk, state=TeamState.ACTIVE).values_list(
        "application_id", flat=True
    )


def team_of(application: Application) -> QuerySet[TeamMember]:
    """Return everybody who was ever invited, with account and rights loaded."""
    return (
        TeamMember.objects.filter(application=application).select_related("user").prefetch_related("rights")
    )


def rights_of(member: TeamMember) -> dict[Section, TeamRight]:
    """Return what a team member may do in each section."""
    given = {Section(row.section): TeamRight(row.right) for row in member.rights.all()}
    return READ | given


def seats_of(user: Person, application: Application) -> QuerySet[TeamMember]:
    """Return the place of ``user`` in the team of ``application``, if there is one now."""
    return TeamMember.objects.filter(application=application, user=user.pk, state=TeamState.ACTIVE)


def stamp_of(member: TeamMember) -> int:
    """Return what makes the link of the last invitation differ from earlier ones."""
    return int(member.invited_at.timestamp())


def invitation_key(member: TeamMember) -> str:
    """Return the key of the mail with the last invitation."""
    return f"{INVITATION}:{member.pk}:{stamp_of(member)}"


def invitation_of(token: str) -> TeamMember | None:
    """Return whom the link in a mail invited, in whatever state; None unless it is the last link."""
    values = unseal(INVITATION, token, max_age=2 * INVITATION_LASTS)
    if values is None:
        return None
    pk, stamp = values
    member = (
        TeamMember.objects.filter(pk=pk)
        .select_related("application__round", "application__lead", "user")
        .prefetch_related("rights")
        .first()
    )
    return member if member is not None and stamp_of(member) == stamp else None


def invitation_mails(members: Iterable[TeamMember]) -> dict[int, OutboxMessage]:
    """Return the mail with the last invitation of each of ``members``, by the member; one query."""
    keys = {invitation_key(member): member.pk for member in members}
    return {keys[mail.key]: mail for mail in OutboxMessage.objects.filter(key__in=keys)}


def has_address(user: User, address: str) -> bool:
    """Tell whether ``address`` is that of the account, or another one that its owner has proven."""
    return (
        user.email.lower() == address.lower()
        or EmailAddress.objects.filter(user_id=user.pk, email__iexact=address, verified=True).exists()
    )


def has_account(member: TeamMember) -> bool:
    """Tell whether there is an account with the invited address already."""
    return User.objects.filter(email__iexact=member.email).exists()
