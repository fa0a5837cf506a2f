"""What the portal says of itself, to people and to machines."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from regio.models import DataSource
from tests.factories.regio import (
    MandateFactory,
    MunicipalityFactory,
    OrganisationFactory,
    SchoolFactory,
    TrainingInstituteFactory,
    UserFactory,
)
from tests.factories.regions import OnderwijsregioFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

PAGES = {
    "/over/": ("Over de regio-infrastructuur", 1),
    "/over/bronnen/": ("Bronnen en licenties", 1),
    "/over/toegankelijkheid/": ("Toegankelijkheid", 0),
    "/over/privacy/": ("Privacy", 0),
}


@pytest.mark.parametrize("address", PAGES)
def test_about_pages_are_the_same_for_everybody(client, address):
    title, _queries = PAGES[address]
    seen = []
    for user in (None, UserFactory(), MandateFactory().user):
        if user:
            client.force_login(user)
        page = Page(client.get(address))
        seen.append((page.title, page.text))
    assert seen[0][0] == f"{title} – Regio-infrastructuur"
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", PAGES)
def test_about_pages_need_the_same_queries_for_one_and_three_sources(
    client, django_assert_num_queries, address, rows
):
    for number in range(rows):
        DataSource.objects.create(code=f"b{number}", title="Bron", publisher="DUO", url="https://duo.nl/")
    with django_assert_num_queries(PAGES[address][1]):
        client.get(address)


def test_sources_show_publisher_licence_and_date_but_not_our_own_bookkeeping(client):
    DataSource.objects.create(code="intern", title="Tabellen", publisher="dit portaal", note="abc")
    DataSource.objects.create(
        code="cbs",
        title="Grenzen",
        publisher="CBS / Kadaster",
        licence="CC BY 4.0",
        url="https://www.pdok.nl/",
        reference_date=dt.date(2025, 1, 1),
    )
    page = Page(client.get("/over/bronnen/"))
    assert page.tables["Alle bronnen"][1:] == [
        ["Grenzen", "CBS / Kadaster", "1 januari 2025", "CC BY 4.0", "geen"]
    ]
    assert "© CBS / Kadaster, CC BY 4.0" in page.text


def test_about_names_the_support_of_each_sector_and_the_sources(client):
    page = Page(client.get("/over/"))
    assert [link for link in page.links if link[1].startswith("https://")] == [
        ("Arbeidsmarktplatform PO", "https://arbeidsmarktplatformpo.nl/"),
        ("Voion", "https://www.voion.nl/"),
        ("SOM", "https://www.sommbo.nl/"),
    ]


@pytest.mark.parametrize("address", PAGES)
def test_links_on_about_pages_lead_somewhere(client, address):
    own = {link.partition("?")[0] for _words, link in Page(client.get(address)).links if link.startswith("/")}
    answers = {link: client.get(link).status_code for link in own}
    assert answers == dict.fromkeys(own, 200)


def test_robots_stay_out_of_what_is_not_public(client, settings):
    settings.SITE_URL = "https://portaal.example"
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines == [
        "User-agent: *",
        "Disallow: /account/",
        "Disallow: /mijn/",
        "Disallow: /aanvragen/",
        "Disallow: /beoordelen/",
        "Disallow: /realisatie-eenheid/",
        "Disallow: /documenten/",
        "Disallow: /tekenen/",
        "Disallow: /uitnodiging/",
        "Disallow: /zoeken/",
        "",
        "Sitemap: https://portaal.example/sitemap.xml",
    ]


def test_security_text_says_whom_to_tell_and_does_not_expire_soon(client, settings):
    settings.SITE_URL, settings.STAFF_EMAIL = "https://portaal.example", "staf@example.org"
    with time_machine.travel(dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)):
        response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "Contact: mailto:staf@example.org",
        "Contact: https://portaal.example/contact/",
        "Expires: 2026-09-28T00:00:00Z",
        "Preferred-Languages: nl, en",
        "Canonical: https://portaal.example/.well-known/security.txt",
    ]


def locations(response):
    return re.findall(r"<loc>(.*?)</loc>", response.content.decode())


@pytest.mark.parametrize("rows", [1, 3])
def test_sitemap_names_every_public_page_that_can_be_opened(django_assert_num_queries, rows):
    client = Client()
    for _ in range(rows):
        board = OrganisationFactory(municipality=None)
        SchoolFactory(board=board)
        TrainingInstituteFactory(municipality=None)
        OnderwijsregioFactory()
    OrganisationFactory(
        valid_until=dt.date(2020, 1, 1), municipality=MunicipalityFactory(valid_until=dt.date(2020, 1, 1))
    )
    with django_assert_num_queries(5):
        parts = locations(client.get("/sitemap.xml"))
    found = {part.rpartition("sitemap-")[2]: locations(client.get(part)) for part in parts}
    assert {name: len(pages) for name, pages in found.items()} == {
        "paginas.xml": 13,
        "samenwerkingen.xml": rows,
        "besturen.xml": rows,
        "lerarenopleidingen.xml": rows,
        "gemeenten.xml": rows,
        "scholen.xml": rows,
    }
    pages = [page for part in found.values() for page in part]
    assert [page for page in pages if client.get(page).status_code != 200] == []


def test_unknown_part_of_the_sitemap_is_not_found(client):
    assert client.get("/sitemap-fietsen.xml").status_code == 404
