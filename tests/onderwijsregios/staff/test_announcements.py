"""The preview of what a round announces: the same as what is sent, and for coordinators alone."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from onderwijsregios.enums import RoundNotice
from onderwijsregios.models import Extension
from onderwijsregios.services.announcing import announce_rounds
from regio.core import clock
from regio.core.moments import in_words
from regio.models import MutedAnnouncement, OutboxMessage
from regio.services import outbox
from tests.factories.assessment import administrator, coordinator, reviewer
from tests.factories.onderwijsregios import (
    ApplicationFactory,
    RoundFactory,
    SubmittedApplicationFactory,
    days,
    representative_of,
)
from tests.factories.regio import UserFactory
from tests.factories.team import team_member
from tests.pages import Page

pytestmark = pytest.mark.django_db

WHO = "Wie de mail krijgt en wie niet"
MOMENTS = "Momenten waarop mail uitgaat"


@pytest.fixture
def round_():
    return RoundFactory(opens_at=days(-20), closes_at=days(9))


@pytest.fixture
def staff(client):
    client.force_login(coordinator())
    return client


def address(round_, query=""):
    return f"/realisatie-eenheid/rondes/{round_.slug}/aankondigingen/{query}"


def test_only_coordinators_see_the_preview(client, round_):
    application = ApplicationFactory(round=round_)
    people = {
        "anonymous": None,
        "outsider": UserFactory(),
        "representative": representative_of(application.lead),
        "team": team_member(application).user,
        "reviewer": reviewer(),
        "administrator": administrator(),
        "coordinator": coordinator(),
    }
    seen = {}
    for name, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        seen[name] = client.get(address(round_)).status_code
    assert seen == {
        "anonymous": 302,
        **dict.fromkeys(["outsider", "representative", "team", "reviewer", "administrator"], 404),
        "coordinator": 200,
    }


def test_all_moments_are_listed_and_the_next_one_is_open(staff, round_):
    page = Page(staff.get(address(round_)))
    assert [row[0] for row in page.tables[MOMENTS][1:]] == [
        "Een ronde gaat open",
        "Nog 7 dagen",
        "Nog 1 dag",
        "Nog 1 uur",
        "Een ronde is gesloten",
    ]
    assert f"De ronde {round_.title} is open" in page.text  # its news lasts until "7 days"


def test_the_preview_says_who_gets_it_and_who_not_and_why_without_names(staff, round_):
    draft = ApplicationFactory(round=round_, created_at=days(-15))
    person, muted = representative_of(draft.lead), team_member(draft).user
    MutedAnnouncement.objects.create(user=muted, kind=RoundNotice.WEEK)
    handed_in = SubmittedApplicationFactory(round=round_, created_at=days(-15))
    other = representative_of(handed_in.lead)
    answer = staff.get(address(round_, "?moment=ronde-7-dagen"))
    page = Page(answer)
    assert page.tables[WHO][1:] == [
        [
            draft.lead.display_name,
            "vertegenwoordiger",
            "ja",
            "er een concept is dat niet is ingediend",
            "niet verstuurd",
        ],
        *sorted(
            [
                [draft.lead.display_name, "teamlid", "nee", "heeft deze mail uitgezet", "niet verstuurd"],
                [
                    handed_in.lead.display_name,
                    "vertegenwoordiger",
                    "nee",
                    "de aanvraag is al ingediend",
                    "niet verstuurd",
                ],
            ]
        ),
    ]
    assert "1 persoon krijgt deze mail, 2 niet." in page.text
    assert [u for u in (person, muted, other) if u.name in answer.text or u.email in answer.text] == []


@pytest.mark.parametrize("kind", list(RoundNotice))
def test_what_is_shown_is_what_is_sent_and_to_as_many(staff, round_, mailoutbox, kind):
    for _ in range(2):
        application = ApplicationFactory(round=round_, created_at=days(-15))
        representative_of(application.lead)
        MutedAnnouncement.objects.create(user=team_member(application).user, kind=kind)
    handed_in = SubmittedApplicationFactory(round=round_, created_at=days(-15))
    team_member(handed_in)
    moment = {
        RoundNotice.OPENING: round_.opens_at,
        RoundNotice.WEEK: round_.closes_at - dt.timedelta(days=7),
        RoundNotice.DAY: round_.closes_at - dt.timedelta(days=1),
        RoundNotice.HOUR: round_.closes_at - dt.timedelta(hours=1),
        RoundNotice.CLOSED: round_.closes_at + dt.timedelta(minutes=6),
    }[kind]
    with clock.moved_to(moment):
        preview = staff.get(address(round_, f"?moment={kind}"))
        page, previewed = Page(preview), preview.content.decode()
        shown = sum(row[2] == "ja" for row in page.tables[WHO][1:])
        assert announce_rounds() == shown > 0
        outbox.send_due()
        after = Page(staff.get(address(round_, f"?moment={kind}")))
    assert len(mailoutbox) == shown
    for mail in {mail.subject: mail for mail in mailoutbox}.values():
        assert mail.subject in page.text
        bodies = [one.body for one in mailoutbox if one.subject == mail.subject]
        assert any(escape(body.strip()) in previewed for body in bodies)  # byte for byte
    row = next(row for row in after.tables[MOMENTS][1:] if row[0].lower() == str(kind.label))
    people = "1 persoon" if shown == 1 else f"{shown} mensen"
    assert row[3] == f"op {in_words(moment)} aan {people}"
    assert f"Verstuurd op {in_words(moment)} aan {people}." in after.text
    assert "Gaat uit op" not in after.text
    assert sum(row[4].startswith("verzonden") for row in after.tables[WHO][1:]) == shown


def test_who_is_admitted_later_has_moments_of_its_own(staff, round_):
    draft = ApplicationFactory(round=round_, created_at=days(-15))
    representative_of(draft.lead)
    extension = Extension.objects.create(
        round=round_, organisation=draft.lead, until=days(12), reason="storing", granted_by=coordinator()
    )
    general = Page(staff.get(address(round_, "?moment=ronde-1-dag")))
    own = Page(staff.get(address(round_, f"?moment=ronde-1-dag&toelating={extension.pk}")))
    assert (WHO in general.tables, [row[2] for row in own.tables[WHO][1:]]) == (False, ["ja"])
    assert len(own.tables[MOMENTS]) == 1 + 5 + 4


def test_a_failed_mail_is_shown(staff, round_):
    draft = ApplicationFactory(round=round_, created_at=days(-15))
    representative_of(draft.lead)
    with clock.moved_to(round_.closes_at - dt.timedelta(days=6)):
        announce_rounds()
        OutboxMessage.objects.update(state=OutboxMessage.State.FAILED)
        page = Page(staff.get(address(round_, "?moment=ronde-7-dagen")))
    assert (page.tables[MOMENTS][2][3], page.tables[WHO][1][4]) == ("nog aan niemand, 1 mislukt", "mislukt")
    assert "Verstuurd nog aan niemand, 1 mislukt." in page.text


def test_what_became_of_an_announcement_is_told_afterwards(staff, round_):
    for _ in range(2):
        representative_of(ApplicationFactory(round=round_, created_at=days(-15)).lead)
    due_at = round_.closes_at - dt.timedelta(days=7)
    first, last = due_at + dt.timedelta(minutes=1), due_at + dt.timedelta(minutes=9)
    with clock.moved_to(first):
        announce_rounds()
    written = OutboxMessage.objects.order_by("pk")
    for message, moment in zip(written, (first, last), strict=True):
        OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxMessage.State.SENT, sent_at=moment)
    with clock.moved_to(round_.closes_at):
        after, never = (
            Page(staff.get(address(round_, f"?moment={kind}"))).text
            for kind in (RoundNotice.WEEK, RoundNotice.DAY)
        )
    assert f"Verstuurd van {in_words(first)} tot en met {in_words(last)} aan 2 mensen. Dit was" in after
    assert "Deze mail is aan niemand verstuurd." in never


def test_an_announcement_that_nobody_gets_yet_says_so(staff, round_):
    page = Page(staff.get(address(round_, "?moment=ronde-7-dagen")))
    assert "Nu is er nog niemand die deze mail krijgt." in page.text
    assert ("0 mensen" in page.text, WHO in page.tables) == (False, False)


def test_a_hidden_round_says_that_nothing_goes_out(staff):
    assert "Er gaat nog niets uit" in staff.get(address(RoundFactory(hidden=True))).text


@pytest.mark.parametrize("number", [1, 3])
def test_the_preview_needs_the_same_queries_for_however_many_people(staff, round_, number):
    for _ in range(number):
        application = ApplicationFactory(round=round_, created_at=days(-15))
        representative_of(application.lead)
        team_member(application)
        Extension.objects.create(
            round=round_,
            organisation=ApplicationFactory(round=round_).lead,
            until=days(12),
            reason="storing",
            granted_by=coordinator(),
        )
    with CaptureQueriesContext(connection) as queries:
        page = Page(staff.get(address(round_, "?moment=ronde-1-dag")))
    assert (len(page.tables[WHO]) - 1, len(queries)) == (2 * number, 12)
