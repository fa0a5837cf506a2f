"""The regiokaart: a map that is a table."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from regio.enums import CollaborationStatus, Sector
from regio.models import CollaborationMunicipality, Municipality
from tests.factories.rap import RapProjectFactory
from tests.factories.regio import (
    AreaFactory,
    BroadRegionFactory,
    MunicipalityFactory,
    ProvinceFactory,
    UserFactory,
    square,
)
from tests.factories.regions import OnderwijsregioFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

HEADINGS = [
    "Naam, sorteer aflopend",
    "Sectoren",
    "Status",
    "Partijen, sorteer oplopend",
    "Scholen, sorteer oplopend",
    "Gemeenten, sorteer oplopend",
    "Op de kaart",
]


@pytest.fixture(autouse=True)
def spring_2026():
    with time_machine.travel(dt.datetime(2026, 4, 1, 10, tzinfo=dt.UTC), tick=False):
        yield


def municipality(column, **given):
    return MunicipalityFactory(geometry=square(column), **given)


def region(name, *places, **given):
    collaboration = OnderwijsregioFactory(name=name, **given)
    for place in places:
        AreaFactory(collaboration=collaboration, municipality=place)
    return collaboration


def shapes(html):
    """Return the class of each shape on the map, with the region that it belongs to."""
    svg = re.search(r'<svg class="map-svg.*?</svg>', html, re.DOTALL)[0]
    return re.findall(r'data-region="([^"]+)".*?<path class="(map-region[^"]*)"', svg, re.DOTALL), svg


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_map_needs_the_same_queries_for_one_three_and_three_hundred_regions(
    client, django_assert_num_queries, rows
):
    places = [municipality(column) for column in range(3)]
    for number in range(rows):
        region(f"Regio {number:03d}", places[number % 3])
    client.get("/regiokaart/")  # the shapes are made once for each content
    with django_assert_num_queries(5):
        response = client.get("/regiokaart/")
    assert len(response.context["rows"]) == len(response.context["map"].regions) == rows


def test_every_filter_together_stays_within_eight_queries(client, django_assert_num_queries):
    place = municipality(0)
    region("Regio", place)
    address = (
        "/regiokaart/?laag=onderwijsregios-po-so&sector=po&status=voorloper&bredeRegio=midden"
        f"&provincie=PV26&gemeente={place.code}&q=regio&peilDatum=2026-01-01&sorteer=-naam"
    )
    client.get(address)
    with django_assert_num_queries(6):
        response = client.get(address)
    assert [row.name for row in response.context["rows"]] == ["Regio"]


def test_first_query_after_a_change_of_geometry_reads_the_shapes_again(client, django_assert_num_queries):
    place = municipality(0)
    found = region("Regio", place)
    before = client.get("/regiokaart/").context["map"].regions[0].path
    Municipality.objects.filter(pk=place.pk).update(geometry=square(7))
    with django_assert_num_queries(6):
        after = client.get("/regiokaart/").context["map"].regions[0].path
    assert before != after
    Municipality.objects.filter(pk=place.pk).update(geometry=square(0))
    assert client.get("/regiokaart/").context["map"].regions[0].path == before
    CollaborationMunicipality.objects.filter(collaboration=found).delete()
    assert client.get("/regiokaart/").context["map"].regions == []


def test_page_tells_the_same_in_map_and_table(client):
    middle, east, west, empty = (municipality(n, name=f"Plaats {n}") for n in range(4))
    big = region("Noord & Zuid", middle, east, west, is_sample=True)
    small = region("Klein", west, sectors=[Sector.PO, Sector.SO])
    national = region("Landelijk groen", is_national=True)
    region("Alleen vo", middle, sectors=[Sector.VO])
    response = client.get("/regiokaart/")
    html = response.content.decode()
    page = Page(response)
    assert page.tables["Onderwijsregio's po/(v)so"] == [
        HEADINGS,
        ["Klein", "po, (v)so", "voorloper", "0", "0", "1", "Toon Klein op de kaart"],
        ["Landelijk groen", "po", "voorloper", "0", "0", "landelijk", "–"],
        ["Noord & Zuid voorbeeld", "po", "voorloper", "0", "0", "3", "Toon Noord & Zuid op de kaart"],
    ]
    found, svg = shapes(html)
    # the large one first, so that the small one lies on top and can be reached
    assert [public_id for public_id, _ in found] == [big.public_id, small.public_id]
    assert len({classes for _, classes in found}) == 2
    assert re.findall(r'<a class="map-link" href="([^"]+)" aria-label="([^"]+)"', svg) == [
        (big.get_absolute_url(), "Noord &amp; Zuid: 3 gemeenten, deels samen met Klein"),
        (small.get_absolute_url(), "Klein: 1 gemeente, deels samen met Noord &amp; Zuid"),
    ]
    shown = response.context["map"]
    assert [place.name for place in shown.white_spots] == ["Plaats 3"]
    assert f'class="map-uncovered" d="{shown.uncovered}"' in svg
    assert f'class="map-shared" d="{shown.shared}"' in svg
    assert "map-outside" not in svg
    assert ("Landelijk groen", national.get_absolute_url()) in page.links
    assert (empty.name, f"/gemeenten/{empty.code}/") in page.links
    assert "1 van de 4 gemeenten hoort in deze kaartlaag nergens bij." in page.text


def test_layers_are_those_of_the_programmes(client):
    response = client.get("/regiokaart/?laag=rap-po-so&q=zuid&status=beeindigd&bredeRegio=midden")
    tabs = response.context["tabs"]
    assert [(label, current) for label, _, current in tabs] == [
        ("Onderwijsregio's po/(v)so", False),
        ("Onderwijsregio's vo/mbo", False),
        ("Samen Opleiden po/(v)so", False),
        ("Samen Opleiden vo/mbo", False),
        ("RAP-projecten po/(v)so", True),
        ("RAP-projecten vo/mbo", False),
    ]
    # words and areas go along to the next layer, a status means something else there
    assert tabs[1][1] == "?laag=onderwijsregios-vo-mbo&q=zuid&bredeRegio=midden"


def test_ended_projects_are_drawn_as_on_their_last_day(client):
    place = municipality(0)
    project = RapProjectFactory(valid_until=dt.date(2023, 12, 31))
    AreaFactory(collaboration=project, municipality=place, valid_until=dt.date(2023, 12, 31))
    AreaFactory(collaboration=project, municipality=municipality(1), valid_until=dt.date(2023, 6, 1))
    shown = client.get("/regiokaart/?laag=rap-po-so").context["map"]
    assert [(one.collaboration.pk, one.number_of_municipalities) for one in shown.regions] == [
        (project.pk, 1)
    ]


def test_filters_narrow_regions_view_and_table_but_not_the_white_spots(client):
    drenthe = ProvinceFactory(code="PV22", name="Drenthe")
    inside = municipality(0)
    outside, bare = municipality(8, province=drenthe), municipality(9, province=drenthe)
    region("Binnen", inside)
    region("Buiten", outside)
    everything = client.get("/regiokaart/").context["map"]
    response = client.get("/regiokaart/?provincie=PV26")
    shown = response.context["map"]
    assert [one.collaboration.name for one in shown.regions] == ["Binnen"]
    assert [row.name for row in response.context["rows"]] == ["Binnen"]
    assert shown.outside != ""
    assert shown.white_spots == everything.white_spots
    assert [spot.code for spot in shown.white_spots] == [bare.code]
    assert shown.ground.frame.width < everything.ground.frame.width
    assert "Wel een samenwerking, maar buiten uw filters" in response.content.decode()


def test_broad_region_narrows_the_view(client):
    BroadRegionFactory(code="zuidoost", name="Zuidoost-Nederland")
    far = municipality(9, broad_region=BroadRegionFactory(code="zuidoost"))
    region("Zuid", far)
    region("Midden", municipality(0))
    response = client.get("/regiokaart/?bredeRegio=zuidoost")
    assert [row.name for row in response.context["rows"]] == ["Zuid"]


def test_municipality_is_outlined_and_its_regions_are_in_view(client):
    asked = municipality(0, name="Utrecht")
    region("Lang", asked, municipality(9))
    response = client.get("/regiokaart/?gemeente=utrecht")
    shown = response.context["map"]
    assert shown.municipality != ""
    assert shown.ground.frame.width > 180
    assert "Gemeente Utrecht" in response.content.decode()


def test_selected_region_is_drawn_last_and_introduced(client):
    chosen = region("Gekozen regio", municipality(0), municipality(1))
    region("Andere regio", municipality(2))
    response = client.get(f"/regiokaart/?samenwerking={chosen.public_id.lower()}")
    found, _ = shapes(response.content.decode())
    assert [(one, "is-selected" in classes) for one, classes in found][-1] == (chosen.public_id, True)
    assert "Gekozen op de kaart" in Page(response).text
    assert ("Gekozen regio", chosen.get_absolute_url()) in Page(response).links


def test_selected_region_of_another_layer_is_told(client):
    response = client.get("/regiokaart/?samenwerking=OR-22222-2")
    assert "De samenwerking OR-22222-2 staat niet op deze kaart." in Page(response).text


def test_unknown_layer_is_told_and_the_first_is_shown(client):
    response = client.get("/regiokaart/?laag=<script>")
    assert "De kaartlaag “<script>” kennen wij niet. U ziet Onderwijsregio's po/(v)so." in Page(response).text
    assert response.context["layer"].key == "onderwijsregios-po-so"


def test_unknown_value_of_a_filter_is_refused_with_a_sentence(client):
    region("Regio", municipality(0))
    response = client.get("/regiokaart/?provincie=PV99&sector=ho")
    page = Page(response)
    assert "Deze provincie kennen wij niet. Kies er een uit de lijst." in page.text
    assert "“ho” is geen sector. Kies een sector uit de lijst." in page.text
    assert "Hiermee kunnen wij niet zoeken" in page.text
    assert page.title.startswith("Fout:")


def test_status_filter_brings_ended_regions_back(client):
    region("Gestopt", municipality(0), status=CollaborationStatus.ENDED)
    assert client.get("/regiokaart/").context["rows"] == []
    assert [row.name for row in client.get("/regiokaart/?status=beeindigd").context["rows"]] == ["Gestopt"]


def test_table_sorts_by_municipalities(client):
    region("Een", municipality(0))
    region("Twee", municipality(1), municipality(2))
    response = client.get("/regiokaart/?sorteer=-gemeenten")
    assert [row.name for row in response.context["rows"]] == ["Twee", "Een"]


def test_names_are_escaped_in_the_map(client):
    region('<script>alert("x")</script>', municipality(0))
    html = client.get("/regiokaart/").content.decode()
    assert '<script>alert("x")' not in html
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;: 1 gemeente" in html


def test_numbers_in_the_drawing_have_no_dutch_separators(client):
    region("Regio", *(municipality(n) for n in range(20)))
    _, svg = shapes(client.get("/regiokaart/").content.decode())
    assert 'viewBox="0 0 900 1060"' in svg
    assert re.findall(r'\b(?:r|dy|x|y|cx|cy|font-size|width|height)="[^"]*,[^"]*"', svg) == []


def test_page_is_the_same_for_everybody(client):
    region("Regio", municipality(0))
    anonymous = Page(client.get(reverse("map"))).tables
    client.force_login(UserFactory())
    assert Page(client.get(reverse("map"))).tables == anonymous


def test_map_of_an_empty_country_says_so(client):
    response = client.get("/regiokaart/")
    assert response.status_code == 200
    assert "In deze kaartlaag staat nu geen onderwijsregio." in Page(response).text


def test_small_map_shows_each_municipality_with_its_name(client, django_assert_num_queries):
    from regio.templatetags.maps import small_map

    found = region("Regio", municipality(0, name="Aa"), municipality(1, name="Bee"))
    small_map(found)
    with django_assert_num_queries(2):
        shown = small_map(found)
    assert [patch.municipality.name for patch in shown["map"].patches] == ["Aa", "Bee"]
    assert small_map(region("Landelijk", is_national=True))["map"] is None
