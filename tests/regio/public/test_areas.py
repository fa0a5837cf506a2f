"""The public pages of municipalities."""

import datetime as dt

import pytest
import time_machine

from regio.enums import CollaborationStatus, Sector
from regio.models import MunicipalityChange
from tests.factories.partnerships import PartnershipFactory
from tests.factories.regio import (
    AreaFactory,
    BroadRegionFactory,
    LabourMarketRegionFactory,
    MandateFactory,
    MunicipalityFactory,
    OrganisationFactory,
    ProvinceFactory,
    SchoolFactory,
    TrainingInstituteFactory,
    UserFactory,
)
from tests.factories.regions import OnderwijsregioFactory
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spring_2026")]


@pytest.fixture
def spring_2026():
    with time_machine.travel(dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def utrecht():
    return MunicipalityFactory(code="GM0344", name="Utrecht")


def changed(code, name, into, kind="samenvoeging", date=dt.date(2018, 1, 1)):
    MunicipalityChange.objects.create(
        old_code=code, old_name=name, new_municipality=into, kind=kind, date=date
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_list_needs_the_same_queries_for_one_and_three_rows(client, django_assert_num_queries, rows):
    for _ in range(rows):
        AreaFactory(collaboration=OnderwijsregioFactory())
    with django_assert_num_queries(5):
        response = client.get("/gemeenten/")
    assert response.context["page_obj"].paginator.count == rows


def test_list_with_every_filter_stays_within_eight_queries_with_an_account(
    client, utrecht, django_assert_max_num_queries
):
    client.force_login(MandateFactory().user)
    query = "?q=u&provincie=PV26&arbeidsmarktregio=AM12&bredeRegio=midden&sorteer=-scholen"
    with django_assert_max_num_queries(8):
        assert client.get(f"/gemeenten/{query}").context["form"].errors == {}


def test_list_can_be_filtered_by_area_and_sorted(client, utrecht):
    MunicipalityFactory(
        code="GM0363",
        name="Amsterdam",
        province=ProvinceFactory(code="PV27", name="Noord-Holland"),
        labour_market_region=LabourMarketRegionFactory(code="AM20", name="Groot Amsterdam"),
        broad_region=BroadRegionFactory(code="noordwest", name="Noordwest"),
    )
    MunicipalityFactory(name="Bestaat niet meer", valid_until=dt.date(2026, 3, 31))
    SchoolFactory(municipality=utrecht, board=None)

    def found(query):
        return [row.name for row in client.get(f"/gemeenten/{query}").context["page_obj"]]

    asked = {
        "": ["Amsterdam", "Utrecht"],
        "?provincie=PV27": ["Amsterdam"],
        "?arbeidsmarktregio=AM12": ["Utrecht"],
        "?bredeRegio=noordwest": ["Amsterdam"],
        "?q=gm0344": ["Utrecht"],
        "?sorteer=-scholen": ["Utrecht", "Amsterdam"],
    }
    assert {query: found(query) for query in asked} == asked


@pytest.mark.parametrize("rows", [1, 3])
def test_page_needs_the_same_queries_for_one_and_three_rows(client, utrecht, django_assert_num_queries, rows):
    for number in range(rows):
        AreaFactory(collaboration=OnderwijsregioFactory(), municipality=utrecht)
        SchoolFactory(municipality=utrecht, sector=list(Sector)[number])
        TrainingInstituteFactory(municipality=utrecht)
        changed(f"GM900{number}", f"Oud {number}", utrecht)
    with django_assert_num_queries(6):
        client.get("/gemeenten/GM0344/")


def test_everybody_sees_the_same_page(client, utrecht):
    AreaFactory(collaboration=OnderwijsregioFactory(), municipality=utrecht)
    seen = []
    for user in (None, UserFactory(), MandateFactory().user):
        if user:
            client.force_login(user)
        seen.append(Page(client.get("/gemeenten/GM0344/")).text)
    assert seen[0] == seen[1] == seen[2]


def test_page_tells_who_works_together_there(client, utrecht):
    region = OnderwijsregioFactory(name="Midden", sectors=[Sector.PO, Sector.VO], is_sample=True)
    AreaFactory(collaboration=region, municipality=utrecht)
    AreaFactory(collaboration=OnderwijsregioFactory(status=CollaborationStatus.ENDED), municipality=utrecht)
    AreaFactory(collaboration=PartnershipFactory(), municipality=utrecht, valid_until=dt.date(2026, 3, 31))
    OnderwijsregioFactory(name="Groen", is_national=True, sectors=[Sector.MBO])
    big, small = OrganisationFactory(name="Groot"), OrganisationFactory(name="", register_code="42832")
    SchoolFactory.create_batch(2, board=big, municipality=utrecht, pupils=600)
    SchoolFactory(board=big)
    SchoolFactory(board=small, municipality=utrecht, sector=Sector.VO, pupils=None)
    TrainingInstituteFactory(name="Marnix", municipality=utrecht)
    changed("GM0329", "Vleuten-De Meern", utrecht)
    response = client.get("/gemeenten/GM0344/")
    page = Page(response)
    assert page.tables == {
        "Onderwijsregio's": [["Naam", "Sectoren", "Status"], ["Midden voorbeeld", "po, vo", "voorloper"]],
        "Scholen en leerlingen per sector": [
            ["Sector", "Scholen", "Leerlingen"],
            ["Basisonderwijs", "2", "1.200"],
            ["Voortgezet onderwijs", "1", "niet bekend"],
        ],
        "Besturen met scholen in deze gemeente": [
            ["Naam", "Scholen hier", "Leerlingen hier"],
            ["Groot", "2", "1.200"],
            ["Bevoegd gezag 42832", "1", "niet bekend"],
        ],
    }
    for sentence in (
        "1 samenwerking 2 schoolbesturen 3 scholen 1.200 leerlingen",
        "Samen Opleiden: in deze gemeente nu niets bekend.",
        "Ook in het hele land actief Groen mbo",
        "Lerarenopleidingen Marnix",
        "Provincie Utrecht Arbeidsmarktregio Midden-Utrecht COROP-gebied COROP Utrecht Brede regio",
        "1 januari 2018: Vleuten-De Meern (GM0329) ging over in Utrecht.",
    ):
        assert sentence in page.text
    assert response.context["has_sample_data"] is True


def test_former_municipality_that_went_wholly_into_one_leads_there(client, utrecht):
    changed("GM0329", "Vleuten-De Meern", utrecht)
    answers = [client.get(f"/gemeenten/{code}/") for code in ("GM0329", "gm0329")]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (301, "/gemeenten/GM0344/"),
        (301, "/gemeenten/GM0329/"),
    ]


def test_former_municipality_that_was_divided_names_where_it_went(client, utrecht):
    zeist = MunicipalityFactory(code="GM0355", name="Zeist")
    for into in (utrecht, zeist):
        changed("GM0140", "Littenseradiel", into, kind="splitsing")
    response = client.get("/gemeenten/GM0140/")
    page = Page(response)
    assert response.status_code == 404
    assert "Deze gemeente bestaat niet meer. Zij is verdeeld over andere gemeenten." in page.text
    assert page.links == [
        ("Utrecht", "/gemeenten/GM0344/"),
        ("Zeist", "/gemeenten/GM0355/"),
        ("Zoek op postcode of plaats", "/zoeken/"),
    ]
