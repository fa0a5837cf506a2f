"""Comments never leave the team: not to assessors, staff, parties, the public, the API or a mail."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from onderwijsregios.enums import Section
from onderwijsregios.models import Receipt, Revision
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.services.applications import submit_application
from onderwijsregios.services.applications.commenting import add_comment, resolve_comment
from regio.core import clock
from regio.core.fingerprints import fingerprint_of
from regio.models import ActionLog, OutboxMessage
from regio.services import outbox
from tests.factories.assessment import ReviewFactory, administrator, coordinator
from tests.factories.onderwijsregios import representative_of
from tests.factories.regio import UserFactory
from tests.factories.team import reader

pytestmark = pytest.mark.django_db

SECRET = "Kwetsbare-opmerking-7413"
MOST_PAGES = 150
STARTS = ("/", "/mijn/", "/voorlopers/", "/realisatie-eenheid/rondes/", "/beoordelen/", "/api/v1/")
LINK = re.compile(rb'(?:href|"url": |"href": )="?(/[^"#\s>]*)')
NOT_FOLLOWED = (
    "/static/",
    "/account/",
    "/regiokaart",
    "/stijlgids",
    "/scholen/",
    "/besturen/",
    "/gemeenten/",
)


def crawl(user, starts):
    """Return the pages that ``user`` can reach from ``starts`` by links, with what they hold."""
    client = Client()
    if user is not None:
        client.force_login(user)
    waiting, seen = list(starts), {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen or address.startswith(NOT_FOLLOWED):
            continue
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[address] = body
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            waiting += [link.decode().replace("&amp;", "&") for link in LINK.findall(body)]
    return seen


@pytest.fixture
def commented(application, user):
    """An application with open, answered and resolved comments in each section, handed in after that."""
    for section in Section:
        comment = add_comment(application=application, section=section, text=SECRET, actor=user)
        add_comment(application=application, section=section, text=SECRET, actor=user, answers=comment)
        if section in (Section.PLAN, Section.REGIO):
            resolve_comment(comment=comment, actor=user)
    submit_application(
        application=application,
        actor=user,
        idempotency_key="5b0c1ea6-7f5a-4b3e-9d6b-3b8f6f5f0a11",
        fingerprint=fingerprint_of(content_of(application)),
        arrived_at=clock.now(),
    )
    application.refresh_from_db()
    return application


def test_what_is_handed_in_logged_and_mailed_holds_no_comment(commented, mailoutbox):
    outbox.send_due()
    kept = [
        *Revision.objects.values(),
        *Receipt.objects.values(),
        *ActionLog.objects.values(),
        *OutboxMessage.objects.values(),
        *[mail.subject + mail.body for mail in mailoutbox],
        content_of(commented),
    ]
    assert (len(mailoutbox) > 0, SECRET in str(kept)) == (True, False)


def test_nobody_outside_the_team_reaches_a_comment_by_any_link(commented):
    round_ = commented.round
    round_.closes_at = clock.now()
    round_.opens_at = round_.announced_at
    round_.save()
    party = commented.members.exclude(organisation=commented.lead).first().organisation
    dossier = reverse("onderwijsregios:staff-dossier", args=[commented.pk])
    people = {
        "anonymous": None,
        "outsider": UserFactory(),
        "party": representative_of(party),
        "reviewer": ReviewFactory(application=commented).reviewer,
        "coordinator": coordinator(),
        "administrator": administrator(),
    }
    direct = [f"/aanvragen/{commented.pk}/opmerkingen/{section}/" for section in Section]
    found = {}
    for name, person in people.items():
        pages = crawl(person, [*STARTS, dossier, commented.round.get_absolute_url(), *direct])
        found[name] = [address for address, body in pages.items() if SECRET.encode() in body]
    assert found == {name: [] for name in people}


def test_the_same_crawl_finds_the_comments_as_one_of_the_team(commented):
    pages = crawl(reader(commented), ["/mijn/"])
    assert {address for address, body in pages.items() if SECRET.encode() in body} >= {
        f"/aanvragen/{commented.pk}/opgaven/",
        f"/aanvragen/{commented.pk}/opmerkingen/plan/",
    }
