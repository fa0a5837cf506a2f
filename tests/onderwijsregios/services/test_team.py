"""The team: what each action does, what it refuses, who hears of it and what the log says."""

import datetime as dt
import re

import pytest

from onderwijsregios.enums import Section, TeamRight, TeamState
from onderwijsregios.models import TeamMember
from onderwijsregios.selectors.team import READ, access_of, invitation_of, rights_of
from onderwijsregios.services.applications.team import (
    accept_invitation,
    change_rights,
    decline_invitation,
    expire_invitations,
    invite,
    leave_team,
    remove_member,
    resend_invitation,
    withdraw_invitation,
)
from regio.core import clock
from regio.core.errors import EditConflict, NotAllowed, Refused, TooLate
from regio.enums import Audience
from regio.models import ActionLog, OutboxMessage, User
from regio.services import outbox
from tests.factories.onderwijsregios import ApplicationFactory
from tests.factories.regio import UserFactory
from tests.factories.team import reader, team_member, writer

pytestmark = pytest.mark.django_db

WRITES_REGION = {Section.REGIO: TeamRight.WRITE, Section.PLAN: TeamRight.COMMENT}


@pytest.fixture
def application():
    return ApplicationFactory()


@pytest.fixture
def invited(application, lead):
    return invite(application=application, email="Anna@Example.org ", rights=WRITES_REGION, actor=lead)


def accept(member, user, *, other=False, after=dt.timedelta()):
    return accept_invitation(
        member=member, actor=user, takes_other_address=other, arrived_at=clock.now() + after
    )


def log():
    return list(ActionLog.objects.values_list("action", "actor_label", "audiences").order_by("pk"))


def mails():
    return list(OutboxMessage.objects.values_list("template", "user", "address").order_by("pk"))


def token_in(mail):
    return re.search(r"/uitnodiging/([^/\s]+)/", mail.body).group(1)


def test_an_invitation_is_a_row_with_rights_a_line_for_the_team_and_a_mail(application, lead, invited):
    assert (invited.email, invited.state, invited.invited_by, invited.user) == (
        "anna@example.org",
        TeamState.INVITED,
        lead,
        None,
    )
    assert rights_of(invited) == READ | WRITES_REGION
    assert invited.expires_at - invited.invited_at == dt.timedelta(days=14)
    label = f"vertegenwoordiger van {application.lead.display_name}"
    assert log() == [("onderwijsregios.team_member.invite", label, [Audience.APPLICANT])]
    assert mails() == [("team-invitation", None, "anna@example.org")]


def test_the_link_stands_in_the_mail_and_nowhere_in_the_database(invited, mailoutbox):
    outbox.send_due()
    token = token_in(mailoutbox[0])
    assert invitation_of(token) == invited
    message = OutboxMessage.objects.get()
    assert token not in str(message.context) + message.key
    assert [invitation_of(token[:-1]), invitation_of("x" + token), invitation_of("")] == [None] * 3


def test_whoever_may_not_manage_the_team_invites_nobody(application):
    for actor in (UserFactory(), reader(application), writer(application)):
        with pytest.raises(NotAllowed):
            invite(application=application, email="a@example.org", rights={}, actor=actor)
    assert not TeamMember.objects.filter(state=TeamState.INVITED).exists()


def test_an_address_is_invited_once_at_a_time(application, lead, invited):
    with pytest.raises(Refused, match="al uitgenodigd"):
        invite(application=application, email="ANNA@example.org", rights={}, actor=lead)
    decline_invitation(member=invited, actor=None)
    assert invite(application=application, email="anna@example.org", rights={}, actor=lead).pk != invited.pk


def test_who_has_a_mandate_needs_no_invitation(application, lead):
    with pytest.raises(Refused, match="mag al alles"):
        invite(application=application, email=lead.email.upper(), rights={}, actor=lead)


def test_something_that_is_no_address_is_refused_with_a_sentence(application, lead):
    with pytest.raises(Refused, match="e-mailadres"):
        invite(application=application, email="geen adres", rights={}, actor=lead)


def test_a_team_has_an_end(application, lead, monkeypatch):
    monkeypatch.setattr("onderwijsregios.services.applications.team.MOST_IN_A_TEAM", 2)
    for name in ("a", "b"):
        member = invite(application=application, email=f"{name}@example.org", rights={}, actor=lead)
    withdraw_invitation(member=member, actor=lead)  # inviting and taking back does not make room today
    with pytest.raises(Refused, match="ten hoogste 2"):
        invite(application=application, email="c@example.org", rights={}, actor=lead)


def test_who_accepts_gets_the_rights_and_who_invited_hears_of_it(application, lead, invited):
    user = UserFactory(email="anna@example.org")
    member = accept(invited, user)
    access = access_of(user, application)
    assert (member.state, member.user) == (TeamState.ACTIVE, user)
    assert [s for s in Section if access.may_write(s)] == [Section.REGIO]
    assert [s for s in Section if access.may_comment(s)] == [Section.REGIO, Section.PLAN]
    assert (access.may_read, access.is_lead) == (True, False)
    assert log()[1:] == [("onderwijsregios.team_member.accept_invitation", "teamlid", [Audience.APPLICANT])]
    assert mails()[1:] == [("team-joined", lead.pk, "")]


def test_another_account_is_taken_only_when_said_so(invited):
    other = UserFactory()
    with pytest.raises(NotAllowed, match="ander adres"):
        accept(invited, other)
    assert accept(invited, other, other=True).user == other


def test_accepting_twice_is_accepting_once_and_nobody_else_can_follow(invited):
    user = UserFactory(email="anna@example.org")
    accept(invited, user)
    assert accept(invited, user).user == user
    with pytest.raises(Refused, match="iemand anders"):
        accept(invited, UserFactory(), other=True)
    assert OutboxMessage.objects.filter(template="team-joined").count() == 1


def test_one_account_has_one_place_in_a_team(application, lead, invited):
    user = UserFactory(email="anna@example.org")
    accept(invited, user)
    second = invite(application=application, email="anna@work.example", rights={}, actor=lead)
    with pytest.raises(Refused, match="al in het team"):
        accept(second, user, other=True)


@pytest.mark.parametrize(("seconds", "fits"), [(-1, True), (0, False)])
def test_an_invitation_lasts_fourteen_days(invited, seconds, fits):
    user = UserFactory(email="anna@example.org")
    moment = invited.expires_at + dt.timedelta(seconds=seconds)
    if fits:
        assert (
            accept_invitation(member=invited, actor=user, takes_other_address=False, arrived_at=moment).user
            == user
        )
    else:
        with pytest.raises(TooLate):
            accept_invitation(member=invited, actor=user, takes_other_address=False, arrived_at=moment)


def test_an_invitation_expires_by_itself(invited):
    assert expire_invitations() == 0
    with clock.moved_to(invited.expires_at):
        assert (expire_invitations(), expire_invitations()) == (1, 0)
    invited.refresh_from_db()
    assert invited.state == TeamState.EXPIRED
    assert log()[-1] == ("onderwijsregios.team_member.expire_invitation", "portaal", [Audience.APPLICANT])


@pytest.mark.parametrize("end", ["decline", "withdraw", "expire"])
def test_a_link_opens_nothing_after_its_end(lead, invited, end):
    match end:
        case "decline":
            decline_invitation(member=invited, actor=None)
        case "withdraw":
            withdraw_invitation(member=invited, actor=lead)
        case "expire":
            with clock.moved_to(invited.expires_at):
                expire_invitations()
    with pytest.raises(Refused):
        accept(invited, UserFactory(email="anna@example.org"))


def test_inviting_again_makes_the_earlier_link_worthless(lead, invited, mailoutbox):
    outbox.send_due()
    with pytest.raises(Refused, match="net een mail"):
        resend_invitation(member=invited, actor=lead)
    with clock.moved_to(clock.now() + dt.timedelta(days=3)):
        again = resend_invitation(member=invited, actor=lead)
        outbox.send_due()
        found = [invitation_of(token_in(mail)) for mail in mailoutbox]
    assert found == [None, invited]
    assert again.expires_at - invited.expires_at >= dt.timedelta(days=3)


def test_rights_change_at_once_and_the_member_hears_of_it(application, lead):
    member = team_member(application, rights=WRITES_REGION)
    was = rights_of(member)
    change_rights(member=member, rights=was | {Section.REGIO: TeamRight.READ}, was=was, actor=lead)
    access = access_of(User.objects.get(pk=member.user_id), application)
    assert (access.may_write(Section.REGIO), access.may_comment(Section.PLAN)) == (False, True)
    row = ActionLog.objects.get()
    assert (row.before, row.after) == ({"regio": "schrijven"}, {"regio": "lezen"})
    assert mails() == [("team-rights", member.user_id, "")]


def test_nothing_changed_is_no_news(application, lead):
    member = team_member(application, rights=WRITES_REGION)
    change_rights(member=member, rights=rights_of(member), was=rights_of(member), actor=lead)
    assert (log(), mails()) == ([], [])


def test_two_who_change_the_same_right_do_not_overwrite_each_other(application, lead):
    member = team_member(application, rights=WRITES_REGION)
    was = rights_of(member)
    change_rights(member=member, rights=was | {Section.PLAN: TeamRight.WRITE}, was=was, actor=lead)
    member = TeamMember.objects.get()
    with pytest.raises(EditConflict):
        change_rights(member=member, rights=was | {Section.PLAN: TeamRight.READ}, was=was, actor=lead)
    change_rights(member=member, rights=was | {Section.REGIO: TeamRight.COMMENT}, was=was, actor=lead)
    member = TeamMember.objects.get()
    assert rights_of(member) == READ | {Section.REGIO: TeamRight.COMMENT, Section.PLAN: TeamRight.WRITE}


def test_who_is_removed_sees_nothing_any_more_and_hears_of_it(application, lead):
    member = team_member(application, rights=WRITES_REGION)
    remove_member(member=member, actor=lead)
    assert not access_of(User.objects.get(pk=member.user_id), application).may_read
    assert mails() == [("team-removed", member.user_id, "")]
    with pytest.raises(Refused):
        change_rights(member=member, rights=dict(READ), was=dict(READ), actor=lead)


def test_everybody_may_leave_but_only_for_oneself(application, lead):
    member, other = team_member(application), team_member(application)
    with pytest.raises(NotAllowed):
        leave_team(member=member, actor=other.user)
    assert leave_team(member=member, actor=member.user).state == TeamState.LEFT
    assert not access_of(member.user, application).may_read
    assert mails() == [("team-left", lead.pk, "")]


def test_only_a_mandate_for_the_lead_manages(application, invited):
    member, plain = team_member(application), writer(application)
    for attempt in (
        lambda: resend_invitation(member=invited, actor=plain),
        lambda: withdraw_invitation(member=invited, actor=plain),
        lambda: remove_member(member=member, actor=plain),
        lambda: change_rights(member=member, rights=dict(READ), was=dict(READ), actor=plain),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_mails_and_log_name_no_person(application, lead, invited, mailoutbox):
    user = UserFactory(email="anna@example.org", name="Anna Geheim")
    accept(invited, user)
    outbox.send_due()
    told = str(list(ActionLog.objects.values())) + "".join(mail.subject + mail.body for mail in mailoutbox)
    assert [word for word in ("anna@", "Geheim", lead.name, lead.email) if word in told] == []
