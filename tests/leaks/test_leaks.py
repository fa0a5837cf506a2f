"""Two worlds that differ in one hidden fact cannot be told apart by who may not know it.

Everybody crawls both worlds. Each answer must be the same to the last byte: status,
headers, body, and the number of queries, which can be measured as time.
"""

import re

import pytest
import time_machine

from regio.core import clock
from tests.architecture.test_addresses import patterns
from tests.leaks.crawler import ELSEWHERE, ask_again, crawl, differences, route_of, undone
from tests.leaks.world import (
    SECRET,
    board,
    comment,
    consent,
    decision,
    make_world,
    municipality,
    name_of_a_file,
    objection,
    score,
    secrets_for,
    signature,
    team_member,
    text,
    title,
)

pytestmark = pytest.mark.django_db

NEAR = re.compile(
    r"/(mijn|voorlopers/\w+|beoordelen|aanvragen/[^/]+|realisatie-eenheid/(rondes|aanvragen)/[^/]+)/"
    r"((regio|partijen|scholen|overlap|rangorde|publicatie)/)?$"
)
"""Pages about several applications or with something of others: here each secret is looked for alone too."""

REGISTRY = (
    *("/api/", "/besturen/", "/scholen/", "/lerarenopleidingen/", "/gemeenten/", "/over/", "/sitemap"),
    *("/samen-opleiden/", "/rap/", "/regiokaart/"),
)
"""Pages that know of no visitor; ``FULL`` asks for them too."""
FULL = ("anonymous", "representative of another applicant", "coordinator")
IN_THE_REGISTRY = [
    *("/besturen/", "/scholen/", "/gemeenten/", "/regiokaart/", "/sitemap.xml"),
    *("/api/v1", "/api/v1/openapi.json", "/api/v1/onderwijsregios", "/api/v1/scholen"),
]
FOR_EVERYBODY = [
    *("/", "/onderwijsregios/", "/contact/", "/robots.txt", f"/zoeken/?q={SECRET}"),
    *("/voorlopers/", "/voorlopers/open/", "/voorlopers/dicht/", "/voorlopers/open/agenda.ics"),
    "/voorlopers/open/toets/",
]
STEPS = ("", "opgaven/", "regio/", "partijen/", "scholen/", "ondertekenen/", "controleren/")
OF_A_ROUND = ("", "criteria/", "overlap/", "rangorde/", "publicatie/")
REACHED = {
    "anonymous": [],
    "outsider": ["/mijn/"],
    "representative of another applicant": [
        *("/mijn/", "/aanvragen/nieuw/open/"),
        *(f"/aanvragen/{{world.own.pk}}/{step}" for step in (*STEPS, "overlap/")),
        *("/aanvragen/{world.own_assessed.pk}/", "/aanvragen/{world.own_assessed.pk}/ontvangst/1/"),
        "/documenten/{world.own.plan_id}/",
    ],
    "team member of another application": [
        "/mijn/",
        *(f"/aanvragen/{{world.joint.pk}}/{step}" for step in STEPS),
    ],
    "reviewer without an assignment": ["/mijn/", "/beoordelen/"],
    "reviewer with an interest": ["/mijn/", "/beoordelen/", "/beoordelen/{world.own_assessed.pk}/"],
    "coordinator": [
        *("/mijn/", "/realisatie-eenheid/rondes/", "/realisatie-eenheid/berichten/"),
        *(f"/realisatie-eenheid/rondes/{slug}/{page}" for slug in ("open", "dicht") for page in OF_A_ROUND),
        "/realisatie-eenheid/aanvragen/{world.changed.pk}/",
        "/realisatie-eenheid/aanvragen/{world.assessed.pk}/",
    ],
    "administrator": [
        *("/mijn/", "/realisatie-eenheid/rondes/", "/realisatie-eenheid/accounts/"),
        *(f"/realisatie-eenheid/rondes/open/{page}" for page in OF_A_ROUND),
        "/realisatie-eenheid/aanvragen/{world.changed.pk}/",
    ],
}
"""What each must have been shown besides, so that nobody passes by reaching nothing."""


def every_address(world):
    """Return every address of the portal, those with parameters about what hides something."""
    drafts, dossiers = [str(world.draft.pk)], [str(world.assessed.pk), str(world.changed.pk)]
    values = {
        "slug:slug": ["open", "dicht"],
        "slug:section": ["opgaven"],
        "int:number": ["1"],
        "int:criterion": [str(world.closed_round.criteria.first().pk)],
        "str:code": [world.draft.lead.register_code],
        "str:identifier": [world.draft.lead.register_code],
    }
    found = []
    for route, _ in patterns():
        addresses = [f"/{route}"]
        values["uuid:pk"] = drafts if route.startswith("aanvragen/") else dossiers
        for name in re.findall(r"<(\w+:\w+)>", route):
            addresses = [a.replace(f"<{name}>", one) for a in addresses for one in values.get(name, ())]
        found += [a for a in addresses if not a.startswith(ELSEWHERE) and "(" not in a]
    towns = world.draft.municipalities.values_list("pk", flat=True)
    words = [SECRET, world.draft.title, world.assessed.dossier_number]
    return [
        *found,
        *(f"/documenten/{one.plan_id}/" for one in (world.draft, world.changed, world.assessed)),
        *(f"/gemeenten/{code}/" for code in towns),
        *(f"/zoeken/?q={word}" for word in words),
        *(f"/aanvragen/{one.pk}/" for one in (world.own, world.own_assessed)),
    ]


def other_world(user, before, world, secrets):
    """Return the same addresses as ``user`` finds them in the world with these secrets, and which differ.

    What differs is asked again in both worlds, so that a page that needed more because
    it was asked first is not taken for one that tells.
    """
    with undone():
        for secret in secrets:
            secret(world)
        after = ask_again(user, before)
        suspects = differences(before, after)
        again = ask_again(user, suspects)
    return after, differences(ask_again(user, suspects), again)


@pytest.fixture
def world():
    """Return the world without secrets; its clock stands still."""
    with time_machine.travel(clock.now().replace(microsecond=0), tick=False):
        yield make_world()


@pytest.mark.parametrize("who", REACHED)
def test_who_may_not_know_a_secret_cannot_tell_whether_it_is_there(who, world):
    user = world.people[who]
    before = crawl(user, every_address(world), without=() if who in FULL else REGISTRY)
    shown = {address for address, answer in before.items() if answer.status == 200}
    must = FOR_EVERYBODY + (IN_THE_REGISTRY if who in FULL else [])
    must += [address.format(world=world) for address in REACHED[who]]
    assert [address for address in must if address not in shown] == []

    after, differ = other_world(user, before, world, secrets_for(who))
    assert differ == []
    assert [a for a, answer in after.items() if SECRET in answer.body and SECRET not in a] == []

    one_of_each = {route_of(a): a for a in sorted(shown, reverse=True) if NEAR.match(a)}
    near = {address: before[address] for address in one_of_each.values()}
    told = {secret.__name__: other_world(user, near, world, [secret])[1] for secret in secrets_for(who)}
    assert {name: addresses for name, addresses in told.items() if addresses} == {}


def test_a_secret_does_show_to_whom_it_concerns(world):
    """No secret is a dead letter that nothing could tell."""
    draft, dossier = f"/aanvragen/{world.draft.pk}/", f"/realisatie-eenheid/aanvragen/{world.assessed.pk}/"
    lead = world.draft.lead.mandates.get().user
    coordinator = world.people["coordinator"]
    for user, address, secret in (
        (lead, f"{draft}opgaven/", text),
        (lead, f"{draft}opgaven/", title),
        (lead, f"{draft}plan/", name_of_a_file),
        (lead, f"{draft}regio/", municipality),
        (lead, f"{draft}partijen/", board),
        (lead, f"{draft}ondertekenen/", signature),
        (lead, f"{draft}ondertekenen/", objection),
        (lead, f"{draft}overlap/", consent),
        (world.bystander, draft, team_member),
        (coordinator, dossier, score),
        (coordinator, dossier, decision),
    ):
        before = ask_again(user, [address])
        assert other_world(user, before, world, [secret])[1] == [address], secret.__name__


def test_a_page_that_tells_is_caught_whatever_gives_it_away(world, settings):
    settings.ROOT_URLCONF = "tests.leaks.leaking_site"
    before = crawl(None, ["/lek/"])
    assert {address: answer.status for address, answer in before.items()} == {
        "/lek/": 200,
        "/lek/woorden/": 200,
        "/lek/kenmerk/": 200,
        "/lek/vragen/": 200,
        "/lek/bestaan/": 404,
        "/lek/dicht/": 200,
    }
    assert other_world(None, before, world, [comment])[1] == [
        "/lek/bestaan/",
        "/lek/kenmerk/",
        "/lek/vragen/",
        "/lek/woorden/",
    ]
