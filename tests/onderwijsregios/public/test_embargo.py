"""A decision that is not published does not exist outside the staff's own pages.

The same world is asked twice for everything, before and after staff decided: each
answer must be the same, byte for byte.
"""

import re

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from onderwijsregios.enums import Outcome
from onderwijsregios.models import Decision
from onderwijsregios.services.due import publish_due_rounds
from onderwijsregios.services.letters import prepare_letters
from regio.core import clock
from regio.enums import Audience
from regio.models import ActionLog, OutboxMessage
from tests.factories.assessment import DecisionFactory, ReviewFactory, closed_round, reviewer
from tests.factories.onderwijsregios import days, representative_of
from tests.factories.regio import UserFactory

pytestmark = pytest.mark.django_db

RANDOM = re.compile(rb'(name="(?:csrfmiddlewaretoken|kaartje)" value=")[^"]+|("bewijs":\s*")[^"]+')
"""What differs between two answers by itself: masked tokens."""


def plain_addresses():
    """Return every address of the portal that takes no arguments, with whether it is public."""

    def walk(resolver, prefix):
        for entry in resolver.url_patterns:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry, route)
            elif isinstance(entry, URLPattern) and "<" not in route and "(" not in route:
                yield f"/{route}", not getattr(entry.callback, "permission", "")

    return [(a, is_public) for a, is_public in walk(get_resolver(), "") if not a.startswith("/account/")]


def public_addresses(round_):
    """Return what anybody could ask, also about ``round_`` and its applications."""
    found = [address for address, is_public in plain_addresses() if is_public]
    for application in round_.applications.order_by("dossier_number"):
        content = application.revisions.get().content
        found += [
            f"/zoeken/?q={content['title']}",
            f"/zoeken/?q={application.dossier_number}",
            f"/api/v1/onderwijsregios?q={content['title']}",
            f"/besturen/{application.lead.register_code}/",
            *(f"/gemeenten/{one['code']}/" for one in content["municipalities"]),
        ]
    return [
        *found,
        f"/voorlopers/{round_.slug}/",
        "/regiokaart/?laag=onderwijsregios-po-so",
        "/onderwijsregios/?status=voorloper",
    ]


def private_addresses(round_):
    """Return what people who are signed in could ask besides, with the page of the round."""
    found = [address for address, is_public in plain_addresses() if not is_public]
    steps = ("", "opgaven/", "plan/", "controleren/", "geschiedenis/", "ontvangst/1/", "intrekken/")
    steps += ("uitslag/", "bezwaar/")
    for application in round_.applications.order_by("dossier_number"):
        found += [
            *(f"/aanvragen/{application.pk}/{step}" for step in steps),
            f"/beoordelen/{application.pk}/",
            f"/realisatie-eenheid/aanvragen/{application.pk}/",
            f"/realisatie-eenheid/aanvragen/{application.pk}/brief/",
        ]
    return [
        *found,
        "/voorlopers/",
        f"/voorlopers/{round_.slug}/",
        f"/realisatie-eenheid/rondes/{round_.slug}/publicatie/",
    ]


def answers(people, asked):
    """Return each answer to each person, from a cold cache: status, headers and body."""
    cache.clear()
    found = {}
    for who, user in people.items():
        client = Client()
        if user:
            client.force_login(user)
        for address in asked[who]:
            response = client.get(address)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            headers = {k: v for k, v in response.items() if k not in {"Set-Cookie", "ETag", "Server-Timing"}}
            found[who, address] = (response.status_code, headers, RANDOM.sub(rb"\1", body))
    return found


def visible_traces():
    """Return what else could be counted: mails and lines of the log that are not for staff alone."""
    return (
        OutboxMessage.objects.count(),
        list(
            ActionLog.objects.exclude(audiences=[Audience.STAFF])
            .exclude(action="regio.document.read")
            .values_list("action", "object_id")
        ),
    )


@pytest.fixture
def world():
    round_ = closed_round(applications=3, publish_at=days(2))
    applications = list(round_.applications.order_by("dossier_number"))
    assigned_elsewhere = ReviewFactory(application=closed_round(applications=1).applications.get()).reviewer
    people = {
        "anonymous": None,
        "outsider": UserFactory(),
        "reviewer without an assignment": reviewer(),
        "reviewer of another round": assigned_elsewhere,
        **{f"applicant {n}": representative_of(one.lead) for n, one in enumerate(applications)},
    }
    return round_, people


def decide_everything(round_):
    outcomes = ({"outcome": Outcome.SELECTED}, {"provisional": True}, {"outcome": Outcome.NOT_SELECTED})
    for application, fields in zip(round_.applications.order_by("dossier_number"), outcomes, strict=True):
        DecisionFactory(application=application, **fields)
    prepare_letters(round_=round_)


def test_every_answer_is_the_same_with_and_without_unpublished_decisions(world):
    round_, people = world
    asked = {
        who: private_addresses(round_) if user else public_addresses(round_) for who, user in people.items()
    }
    with time_machine.travel(clock.now(), tick=False):
        before, traces = answers(people, asked), visible_traces()
        decide_everything(round_)
        publish_due_rounds()
        after, traces_after = answers(people, asked), visible_traces()
    letters = [f"/documenten/{pk}/" for pk in Decision.objects.values_list("letter", flat=True)]
    assert len(letters) == 3
    different = [key for key in before if before[key] != after[key]]
    assert different == []
    assert traces_after == traces
    assert {
        status for status, _headers, _body in answers(people, dict.fromkeys(people, letters)).values()
    } == {302, 404}
    assert sum(status == 200 for status, _headers, _body in before.values()) > 80, "pages were really asked"


def test_at_the_moment_everything_changes_together(world):
    round_, people = world
    decide_everything(round_)
    applications = list(round_.applications.order_by("dossier_number"))
    public = (
        "/voorlopers/",
        f"/voorlopers/{round_.slug}/",
        "/onderwijsregios/",
        "/api/v1/onderwijsregios",
    )
    with clock.moved_to(round_.publish_at):
        assert publish_due_rounds() == 1
        asked = [*public, *(f"/aanvragen/{one.pk}/uitslag/" for one in applications)]
        found = answers(people, dict.fromkeys(people, asked))
    names = [one.revisions.get().content["title"].encode() for one in applications]
    for address in public:
        body = found["anonymous", address][2].replace(b"&#x27;", b"'")
        assert [name in body for name in names] == [True, True, False], address
    for number, application in enumerate(applications):
        status, _headers, body = found[f"applicant {number}", f"/aanvragen/{application.pk}/uitslag/"]
        letter = Decision.objects.get(application=application).letter
        assert (status, f"/documenten/{letter.pk}/".encode() in body) == (200, True)
    assert OutboxMessage.objects.filter(template="decision-ready").count() == 3
