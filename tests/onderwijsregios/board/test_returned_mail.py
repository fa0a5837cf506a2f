"""A mail that came back is shown to whoever can do something about it: the lead, its reader and staff."""

import datetime as dt

import pytest

from onderwijsregios.enums import Section, TeamRight, TeamState
from onderwijsregios.models import TeamMember
from onderwijsregios.selectors.readiness import OK, TODO, readiness_of
from onderwijsregios.services.announcing import announce_rounds
from onderwijsregios.services.applications.team import invite, resend_invitation
from regio.core import clock
from regio.models import OutboxMessage
from tests.factories.assessment import coordinator
from tests.factories.onderwijsregios import ApplicationFactory, RoundFactory, days, representative_of
from tests.factories.signing import asked, parties_of
from tests.pages import Page

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
CODES = pytest.mark.parametrize(
    ("code", "told"), [("5.1.1", "niet bezorgd"), ("4.4.7", "nog niet bezorgd"), ("", "")]
)


def came_back(code, **which):
    """Let mails have left, and come back with ``code``; without a code they arrived."""
    OutboxMessage.objects.filter(**which).update(
        state=OutboxMessage.State.SENT,
        sent_at=clock.now(),
        returned_at=clock.now() if code else None,
        return_status=code,
    )


@CODES
def test_the_matrix_and_the_page_of_the_party_show_it(applicant, application, at, code, told):
    first, second, _ = parties_of(application)
    asked(application, first, email="weg@example.org")
    asked(application, second)
    came_back("")
    came_back(code, address="weg@example.org")

    found = applicant.get(at("ondertekenen", "?stand=niet-bezorgd")).text
    party = Page(applicant.get(at(f"ondertekenen/{first.pk}"))).text
    badge = f'">{told}<' if told else "bezorgd</span>"

    assert (first.display_name in found, second.display_name in found) == (bool(told), False)
    assert (badge in found) == bool(told)
    assert ("Controleer het adres." in party) == (code == "5.1.1")
    assert ("de laatste mail is nog niet bezorgd" in party) == (code == "4.4.7")


@CODES
def test_the_team_shows_an_invitation_that_came_back_until_it_is_sent_anew(
    applicant, application, at, code, told
):
    lead = representative_of(application.lead)
    rights = dict.fromkeys(Section, TeamRight.READ)
    member = invite(application=application, email="weg@example.org", rights=rights, actor=lead)
    came_back(code)

    pages = [Page(applicant.get(at(page))).text for page in ("team", f"team/{member.pk}")]
    member.refresh_from_db()
    with clock.moved_to(clock.now() + DAY):
        resend_invitation(member=member, actor=lead)
        anew = Page(applicant.get(at("team"))).text

    assert [text.count(f"mail {told}" if told else "bezorgd") for text in pages] == [1 if told else 0] * 2
    assert "bezorgd" not in anew


def test_only_the_lead_hears_of_invitations(application, client):
    lead = representative_of(application.lead)
    rights = dict.fromkeys(Section, TeamRight.READ)
    invite(application=application, email="weg@example.org", rights=rights, actor=lead)
    came_back("5.1.1")
    member = TeamMember.objects.create(
        application=application,
        email="lid@example.org",
        user=representative_of(parties_of(application)[0]),
        state=TeamState.ACTIVE,
        expires_at=days(5),
    )
    client.force_login(member.user)
    assert "bezorgd" not in Page(client.get(f"/aanvragen/{application.pk}/team/")).text


@pytest.mark.parametrize(("code", "state"), [("5.1.1", TODO), ("4.4.7", OK), ("", OK)])
def test_the_reader_hears_it_when_getting_ready(application, code, state):
    user = representative_of(application.lead)
    OutboxMessage.objects.create(key="x", template="x", user=user)
    came_back(code)
    assert {item.key: item.state for item in readiness_of(user, clock.now())}["mail"] == state


def test_staff_see_it_at_the_announcement(client):
    round_ = RoundFactory(opens_at=days(-20), closes_at=days(9))
    for _ in range(2):
        representative_of(ApplicationFactory(round=round_, created_at=days(-15)).lead)
    client.force_login(coordinator())
    with clock.moved_to(round_.closes_at - 6 * DAY):
        announce_rounds()
        came_back("")
        came_back("5.1.1", pk=OutboxMessage.objects.first().pk)
        page = Page(
            client.get(f"/realisatie-eenheid/rondes/{round_.slug}/aankondigingen/?moment=ronde-7-dagen")
        )
    rows = page.tables["Wie de mail krijgt en wie niet"][1:]
    assert "aan 1 persoon, 1 mislukt" in page.text
    assert sorted(row[4].endswith(", niet bezorgd") for row in rows) == [False, True]
