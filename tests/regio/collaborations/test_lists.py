"""The public lists of the three programmes."""

import datetime as dt

import pytest
import time_machine

from partnerships.enums import SectorGroup
from regio.enums import CollaborationStatus, Sector
from tests.factories.partnerships import PartnershipFactory
from tests.factories.rap import RapProjectFactory
from tests.factories.regio import (
    AreaFactory,
    BroadRegionFactory,
    MembershipFactory,
    MunicipalityFactory,
    ParticipationFactory,
    ProvinceFactory,
)
from tests.factories.regions import OnderwijsregioFactory
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spring_2026")]

LISTS = [
    ("/onderwijsregios/", OnderwijsregioFactory, 4),
    ("/samen-opleiden/", PartnershipFactory, 5),
    ("/samen-opleiden/po-vso/", PartnershipFactory, 5),
    ("/rap/", RapProjectFactory, 4),
]
OVERVIEWS = ("/samen-opleiden/", "/samen-opleiden/po-vso/", "/samen-opleiden/vo-mbo/")


@pytest.fixture
def spring_2026():
    with time_machine.travel(dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)):
        yield


def filled(factory, **kwargs):
    """Return a collaboration with two parties, a school and a municipality."""
    collaboration = factory(**kwargs)
    MembershipFactory.create_batch(2, collaboration=collaboration)
    ParticipationFactory(collaboration=collaboration)
    AreaFactory(collaboration=collaboration)
    return collaboration


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("address", "factory", "queries"), LISTS)
def test_list_needs_the_same_queries_for_one_and_three_rows(
    client, django_assert_num_queries, address, factory, queries, rows
):
    for _ in range(rows):
        filled(factory)
    with django_assert_num_queries(queries):
        response = client.get(address)
    assert response.context["page_obj"].paginator.count == rows


def test_list_with_every_filter_needs_few_more_queries(client, django_assert_num_queries):
    province = ProvinceFactory()
    region = filled(OnderwijsregioFactory, name="Regio")
    town = region.area.get().municipality
    query = (
        f"?q=regio&sector=po&status=voorloper&bredeRegio=midden&provincie={province.pk}&gemeente={town.name}"
        "&landelijk=nee&peilDatum=2026-01-01&sorteer=-scholen&pagina=1"
    )
    with django_assert_num_queries(5):
        response = client.get(f"/onderwijsregios/{query}")
    assert [row.name for row in response.context["page_obj"]] == ["Regio"]


def test_list_shows_each_region_with_its_sectors_status_and_counts(client):
    filled(
        OnderwijsregioFactory,
        name="Veluwe",
        slug="veluwe",
        sectors=[Sector.VO, Sector.SO, Sector.PO],
        status=CollaborationStatus.PROVISIONAL,
        is_sample=True,
    )
    OnderwijsregioFactory(name="Scope", slug="scope", sectors=[Sector.MBO], is_national=True)
    page = Page(client.get("/onderwijsregios/"))
    headings, *rows = page.tables["Onderwijsregio's"]
    assert [words.split(",")[0] for words in headings] == [
        "Naam", "Sectoren", "Status", "Partijen", "Scholen", "Gemeenten",
    ]  # fmt: skip
    assert rows == [
        ["Scope", "mbo", "voorloper", "0", "0", "landelijk"],
        ["Veluwe voorbeeld", "po, (v)so, vo", "voorlopig voorloper", "2", "1", "1"],
    ]
    assert ("Veluwe", "/onderwijsregios/veluwe/") in page.links
    assert page.title == "Onderwijsregio's – Regio-infrastructuur"


def test_list_says_of_which_day_it_is_and_what_it_leaves_out(client):
    OnderwijsregioFactory()
    assert (
        "Dit is de stand van vandaag, 1 april 2026. "
        "Wat is beëindigd, ziet u als u bij status “beëindigd” kiest."
        in Page(client.get("/onderwijsregios/")).text
    )
    assert (
        "Dit is de stand op 1 januari 2025. De status is die van nu."
        in Page(client.get("/onderwijsregios/?peilDatum=2025-01-01")).text
    )


def test_list_of_a_broad_region_has_its_own_title_and_points_to_the_national_ones(client):
    southeast = BroadRegionFactory(code="zuidoost", name="Zuidoost-Nederland")
    region = OnderwijsregioFactory(name="Venlo e.o.")
    AreaFactory(collaboration=region, municipality=MunicipalityFactory(broad_region=southeast))
    filled(OnderwijsregioFactory, name="Elders")
    page = Page(client.get("/onderwijsregios/?bredeRegio=zuidoost"))
    assert page.title == "Onderwijsregio's in Zuidoost-Nederland – Regio-infrastructuur"
    assert [row[0] for row in page.tables["Onderwijsregio's"][1:]] == ["Venlo e.o."]
    assert ("Bekijk de landelijke", "/onderwijsregios/?landelijk=ja") in page.links


def test_the_two_overviews_of_samen_opleiden_divide_the_partnerships(client):
    PartnershipFactory(name="Pabo Noord")
    PartnershipFactory(name="Lyceum Zuid", sector_group=SectorGroup.VO_MBO, sectors=[Sector.VO])
    PartnershipFactory(name="Voorbij", status=CollaborationStatus.ENDED)

    def shown(address):
        page = Page(client.get(address))
        tabs = [words for words, href in page.links if href in OVERVIEWS]
        return [row[0] for row in page.tables["Partnerschappen"][1:]], tabs

    tabs = ["Alle (2)", "po/(v)so (1)", "vo/mbo (1)"]
    assert shown("/samen-opleiden/") == (["Lyceum Zuid", "Pabo Noord"], tabs)
    assert shown("/samen-opleiden/po-vso/") == (["Pabo Noord"], tabs)
    assert shown("/samen-opleiden/vo-mbo/") == (["Lyceum Zuid"], tabs)


def test_an_overview_offers_only_filters_that_can_find_something(client):
    response = client.get("/samen-opleiden/vo-mbo/")
    form = response.context["form"]
    assert [value for value, _label in form.fields["sector"].choices] == ["vo", "mbo"]
    assert "sectorgroep" not in form.fields


def test_rap_shows_the_scheme_and_the_state_of_the_last_day(client):
    project = RapProjectFactory(name="Veluwe po")
    ParticipationFactory(collaboration=project, valid_until=project.valid_until)
    page = Page(client.get("/rap/"))
    assert page.tables["RAP-projecten"][1:] == [
        ["Veluwe po", "po", "RAP verlenging 2023", "beëindigd", "0", "1", "0"]
    ]


def test_list_is_paged_by_25_and_keeps_the_question_in_the_links(client):
    for _ in range(26):
        OnderwijsregioFactory()
    first = client.get("/onderwijsregios/?sector=po")
    second = client.get("/onderwijsregios/?sector=po&pagina=2")
    assert (len(first.context["page_obj"]), len(second.context["page_obj"])) == (25, 1)
    assert ("Volgende pagina", "?sector=po&pagina=2") in Page(first).links


@pytest.mark.parametrize(
    ("asked", "number", "notice"),
    [
        ("999", 2, "Pagina 999 bestaat niet. U ziet de laatste pagina."),
        ("0", 1, "Pagina 0 bestaat niet. U ziet de eerste pagina."),
        ("-3", 1, "Pagina -3 bestaat niet. U ziet de eerste pagina."),
        ("twee", 1, "“twee” is geen paginanummer. U ziet de eerste pagina."),
        ("9" * 5000, 2, f"Pagina {'9' * 20} bestaat niet. U ziet de laatste pagina."),
        ("2", 2, ""),
        ("", 1, ""),
    ],
)
def test_a_page_that_does_not_exist_becomes_the_nearest_with_a_sentence(client, asked, number, notice):
    for _ in range(26):
        OnderwijsregioFactory()
    response = client.get("/onderwijsregios/", {"pagina": asked})
    assert (response.status_code, response.context["page_obj"].number, response.context["notice"]) == (
        200,
        number,
        notice,
    )
    assert notice in Page(response).text


def test_wrong_filters_are_explained_and_nothing_is_listed_as_if_it_fitted(client):
    OnderwijsregioFactory(name="Regio die er wel is")
    response = client.get("/onderwijsregios/?gemeente=Utregt&peilDatum=onzin&sorteer=kleur&pagina=9")
    page = Page(response)
    for sentence in (
        "Wij kennen geen gemeente “Utregt”.",
        "Dit is geen datum. Schrijf jaar, maand en dag, bijvoorbeeld 2024-01-31.",
        "Hierop kunnen wij niet sorteren.",
        "Hiermee kunnen wij niet zoeken",
    ):
        assert sentence in page.text
    assert (response.status_code, "Regio die er wel is" in page.text, "Pagina 9" in page.text) == (
        200,
        False,
        False,
    )
    assert page.title == "Fout: Onderwijsregio's – Regio-infrastructuur"
    assert ("Toon alle onderwijsregio's", "/onderwijsregios/") in page.links


@pytest.mark.parametrize(("address", "_factory", "_queries"), LISTS)
def test_an_empty_list_says_why_it_is_empty(client, address, _factory, _queries):
    assert "Nog niets om te tonen" in Page(client.get(address)).text
    assert "Niets gevonden" in Page(client.get(f"{address}?q=bestaatniet")).text


def test_sample_banner_shows_only_when_a_sample_is_listed(client):
    OnderwijsregioFactory()
    assert client.get("/onderwijsregios/").context["has_sample_data"] is False
    OnderwijsregioFactory(is_sample=True)
    assert client.get("/onderwijsregios/").context["has_sample_data"] is True


@pytest.mark.parametrize(
    ("address", "on_the_map"),
    [
        ("/onderwijsregios/", "/regiokaart/?laag=onderwijsregios-po-so"),
        (
            "/onderwijsregios/?sector=vo&sorteer=naam&pagina=2&q=x",
            "/regiokaart/?sector=vo&q=x&laag=onderwijsregios-vo-mbo",
        ),
        ("/samen-opleiden/vo-mbo/", "/regiokaart/?laag=samen-opleiden-vo-mbo"),
        ("/rap/?gemeente=utrecht", "/regiokaart/?gemeente=utrecht&laag=rap-po-so"),
    ],
)
def test_the_same_question_can_be_seen_on_the_regiokaart(client, address, on_the_map):
    MunicipalityFactory(name="Utrecht")
    assert ("Bekijk op de regiokaart", on_the_map) in Page(client.get(address)).links
