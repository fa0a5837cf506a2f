"""What the API tells of each thing, whole."""

from itertools import pairwise

import pytest
from django.urls import reverse

from tests.factories.partnerships import PartnershipFactory
from tests.factories.rap import RapProjectFactory
from tests.factories.regio import (
    AreaFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    ParticipationFactory,
    SchoolFactory,
)
from tests.factories.regions import OnderwijsregioFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spring_2026")]

SITE = "http://testserver"
API = f"{SITE}/api/v1"
SOURCE = {
    "code": "testbron",
    "titel": "Bron voor tests",
    "uitgever": "Uitgever",
    "licentie": "",
    "peilDatum": "2026-01-01",
}
BOARD = {
    "id": "00000000-0000-4000-8000-000000000001",
    "naam": "Stichting De Brug",
    "soort": "schoolbestuur",
    "code": "41234",
    "_links": {"self": {"href": f"{API}/organisaties/00000000-0000-4000-8000-000000000001"}},
}
REGION = {
    "id": "OR-7K3M2-5",
    "naam": "Onderwijsregio Midden-Nederland",
    "programma": "onderwijsregios",
    "omschrijving": "",
    "status": "voorloper",
    "sectoren": ["po", "so"],
    "landelijk": False,
    "geldigVanaf": "2023-08-01",
    "geldigTotEnMet": None,
    "penvoerder": BOARD,
    "aantalPartijen": 2,
    "aantalScholen": 1,
    "aantalGemeenten": 2,
    "website": "https://midden.example",
    "openbaarEmailadres": None,
    "peilDatum": "2026-01-01",
    "bron": SOURCE,
    "voorbeeld": True,
    "_links": {
        "self": {"href": f"{API}/onderwijsregios/OR-7K3M2-5"},
        "pagina": {"href": f"{SITE}/onderwijsregios/midden-nederland/"},
        "deelnemers": {"href": f"{API}/onderwijsregios/OR-7K3M2-5/deelnemers"},
        "gemeenten": {"href": f"{API}/onderwijsregios/OR-7K3M2-5/gemeenten"},
        "scholen": {"href": f"{API}/onderwijsregios/OR-7K3M2-5/scholen"},
    },
    "voorloperSinds": "2023-07-06",
}
SCHOOL = {
    "code": "00AB01",
    "naam": "De Brug",
    "sector": "po",
    "plaats": "Utrecht",
    "gemeente": {"code": "GM0344", "naam": "Utrecht"},
    "bestuur": BOARD,
    "leerlingen": 200,
    "website": None,
    "lengtegraad": 5.05,
    "breedtegraad": 52.05,
    "geldigVanaf": None,
    "geldigTotEnMet": None,
    "bron": SOURCE,
    "bronLeerlingen": SOURCE,
    "_links": {
        "self": {"href": f"{API}/scholen/00AB01"},
        "pagina": {"href": f"{SITE}/scholen/00AB01/"},
        "gemeente": {"href": f"{API}/gemeenten/GM0344"},
    },
}
MUNICIPALITY = {
    "code": "GM0344",
    "naam": "Utrecht",
    "provincie": {"code": "PV26", "naam": "Utrecht"},
    "arbeidsmarktregio": {"code": "AM12", "naam": "Midden-Utrecht"},
    "coropGebied": {"code": "CR17", "naam": "COROP Utrecht"},
    "bredeRegio": {"code": "midden", "naam": "Midden-Nederland"},
    "geldigVanaf": None,
    "geldigTotEnMet": None,
    "bron": SOURCE,
    "_links": {
        "self": {"href": f"{API}/gemeenten/GM0344"},
        "pagina": {"href": f"{SITE}/gemeenten/GM0344/"},
        "scholen": {"href": f"{API}/scholen?gemeente=GM0344"},
    },
}


def listed(path, *rows):
    """Return the only page of a list."""
    href = {"href": f"{API}{path}?pagina=1&paginaGrootte=25"}
    return 200, {
        "aantal": len(rows),
        "pagina": 1,
        "paginaGrootte": 25,
        "_links": {"self": href, "first": href, "last": href},
        "resultaten": list(rows),
    }


def test_region_is_told_in_list_and_detail_alike(registry, read):
    assert read("/onderwijsregios/OR-7K3M2-5") == (200, REGION)
    status, page = read("/onderwijsregios")
    assert (status, [row["id"] for row in page["resultaten"]]) == (200, ["OR-22222-2", "OR-7K3M2-5"])
    assert page["resultaten"][1] == REGION


def test_parts_of_a_region_are_lists_of_their_own(registry, read):
    assert read("/onderwijsregios/OR-7K3M2-5/scholen") == listed(
        "/onderwijsregios/OR-7K3M2-5/scholen", SCHOOL
    )
    status, places = read("/onderwijsregios/OR-7K3M2-5/gemeenten")
    assert (status, places["resultaten"][0]) == (200, MUNICIPALITY)
    assert [row["naam"] for row in places["resultaten"]] == ["Utrecht", "Zeist"]
    status, parties = read("/onderwijsregios/OR-7K3M2-5/deelnemers")
    assert (status, parties["resultaten"][1]) == (
        200,
        {
            "organisatie": BOARD,
            "rol": "penvoerder",
            "bevestiging": "bevestigd",
            "bevestigdOp": "2025-04-29T21:59:59Z",
            "geldigVanaf": "2023-01-01",
            "geldigTotEnMet": None,
            "bron": SOURCE,
        },
    )
    assert parties["resultaten"][0]["bevestigdOp"] is None


def test_programmes_add_what_is_theirs(registry, read):
    _, partnership = read("/samen-opleiden-partnerschappen/SO-22222-2")
    _, project = read("/rap-projecten/RA-22222-2")
    assert {
        k: partnership[k] for k in ("programma", "sectorgroep", "studenten", "studiejaar", "penvoerder")
    } == {
        "programma": "samen-opleiden",
        "sectorgroep": "po-vso",
        "studenten": 120,
        "studiejaar": "2024-2025",
        "penvoerder": None,
    }
    assert {k: project[k] for k in ("programma", "regeling", "themas", "geldigTotEnMet", "status")} == {
        "programma": "rap",
        "regeling": "rap-2023",
        "themas": "",
        "geldigTotEnMet": "2023-12-31",
        "status": "beeindigd",
    }


def test_registers_are_told_in_list_and_detail_alike(registry, read):
    assert read("/scholen/00AB01") == (200, SCHOOL)
    assert read("/scholen") == listed("/scholen", SCHOOL)
    assert read("/gemeenten/GM0344") == (200, MUNICIPALITY)
    assert read("/gemeenten")[1]["resultaten"][0] == MUNICIPALITY
    board = {
        **{name: BOARD[name] for name in ("id", "naam", "soort", "code")},
        "naamUitJaar": None,
        "sectoren": ["po"],
        "gemeente": {"code": "GM0344", "naam": "Utrecht"},
        "website": None,
        "geldigVanaf": None,
        "geldigTotEnMet": None,
        "bron": SOURCE,
        "voorbeeld": False,
        "_links": {**BOARD["_links"], "pagina": {"href": f"{SITE}/besturen/41234/"}},
    }
    assert read(f"/organisaties/{BOARD['id']}") == (200, board)
    _, page = read("/organisaties")
    assert [row["naam"] for row in page["resultaten"]] == [
        "Hogeschool Midden",
        "Stichting De Brug",
        "Vakbond",
    ]
    assert page["resultaten"][1] == board


def test_root_leads_to_every_list(read):
    names = [
        *("onderwijsregios", "samen-opleiden-partnerschappen", "rap-projecten"),
        *("organisaties", "scholen", "gemeenten"),
    ]
    assert reverse("api") == "/api/v1"
    assert read("") == (
        200,
        {
            "_links": {
                "self": {"href": API},
                "describedby": {"href": f"{API}/openapi.json"},
                **{name: {"href": f"{API}/{name}"} for name in names},
            }
        },
    )


def test_filters_are_those_of_the_pages(registry, read):
    def ids(query):
        return [row["id"] for row in read(f"/onderwijsregios?{query}")[1]["resultaten"]]

    assert ids("sector=so") == ["OR-7K3M2-5"]
    assert ids("gemeente=zeist") == ["OR-7K3M2-5"]
    assert ids("landelijk=ja") == ["OR-22222-2"]
    assert ids("q=brug") == ["OR-7K3M2-5"]
    assert ids("peilDatum=2020-01-01") == []
    assert ids("sorteer=-gemeenten") == ["OR-7K3M2-5", "OR-22222-2"]
    assert [row["code"] for row in read("/organisaties?soort=lerarenopleiding")[1]["resultaten"]] == ["25DW"]
    assert [row["code"] for row in read("/organisaties?code=41234&gemeente=GM0344")[1]["resultaten"]] == [
        "41234"
    ]


def test_pages_link_to_their_neighbours_in_body_and_header(registry, client):
    response = client.get("/api/v1/gemeenten?provincie=PV26&pagina=2&paginaGrootte=1")
    address = f"{API}/gemeenten?provincie=PV26&pagina={{}}&paginaGrootte=1"
    MunicipalityFactory(name="Aalst")
    middle = client.get("/api/v1/gemeenten?provincie=PV26&pagina=2&paginaGrootte=1")
    assert response.headers["Link"] == ", ".join(
        f'<{address.format(number)}>; rel="{name}"'
        for name, number in {"first": 1, "last": 2, "prev": 1}.items()
    )
    assert middle.json()["_links"] == {
        name: {"href": address.format(number)}
        for name, number in {"self": 2, "first": 1, "last": 3, "prev": 1, "next": 3}.items()
    }
    assert (middle.json()["aantal"], len(middle.json()["resultaten"])) == (3, 1)


def test_page_beyond_the_last_is_not_found(registry, read):
    status, told = read("/gemeenten?pagina=3&paginaGrootte=1")
    assert (status, told["detail"]) == (404, "Pagina 3 bestaat niet: de laatste pagina is 2.")
    assert read("/gemeenten?q=nergens")[1]["aantal"] == 0


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/onderwijsregios/OR-99999-9", "Er is geen samenwerking met kenmerk OR-99999-9."),
        ("/onderwijsregios/OR-99999-9/deelnemers", "Er is geen samenwerking met kenmerk OR-99999-9."),
        ("/onderwijsregios/SO-22222-2", "Er is geen samenwerking met kenmerk SO-22222-2."),
        ("/organisaties/1", "Er is geen organisatie met id 1."),
        ("/scholen/99ZZ99", "Er is geen school met vestigingscode 99ZZ99."),
        ("/gemeenten/GM9999", "Er is geen gemeente met code GM9999."),
    ],
)
def test_unknown_identifier_is_not_found(registry, read, path, detail):
    status, told = read(path)
    assert (status, told["detail"]) == (404, detail)


# --- GeoJSON --------------------------------------------------------------------------------------

GEO = "application/geo+json"


def test_region_is_one_area_in_geojson(registry, read):
    status, feature = read("/onderwijsregios/OR-7K3M2-5", accept=GEO)
    assert status == 200
    ring = feature.pop("geometry")
    assert feature == {"type": "Feature", "id": "OR-7K3M2-5", "properties": REGION}
    assert ring["type"] == "Polygon"
    assert sorted(map(tuple, ring["coordinates"][0][:-1])) == [
        *((5.0, 52.0), (5.0, 52.1), (5.1, 52.0), (5.1, 52.1), (5.2, 52.0), (5.2, 52.1)),
    ]
    assert signed_area(ring["coordinates"][0]) > 0  # counter-clockwise: the right-hand rule


def signed_area(ring):
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def test_list_in_geojson_is_a_collection_with_its_page(registry, client):
    response = client.get("/api/v1/onderwijsregios", headers={"accept": GEO})
    told = response.json()
    assert response.headers["Content-Type"] == GEO
    assert response.headers["Content-Crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    assert [told[name] for name in ("type", "aantal", "pagina", "paginaGrootte")] == [
        "FeatureCollection",
        2,
        1,
        25,
    ]
    assert [(one["id"], one["geometry"] and one["geometry"]["type"]) for one in told["features"]] == [
        ("OR-22222-2", None),
        ("OR-7K3M2-5", "Polygon"),
    ]


def test_schools_are_points_and_municipalities_areas(registry, read):
    _, schools = read("/scholen", accept=GEO)
    _, places = read("/gemeenten/GM0344", accept=GEO)
    _, nested = read("/onderwijsregios/OR-7K3M2-5/gemeenten", accept=GEO)
    assert schools["features"][0]["geometry"] == {"type": "Point", "coordinates": [5.05, 52.05]}
    assert signed_area(places["geometry"]["coordinates"][0]) > 0
    assert [one["id"] for one in nested["features"]] == ["GM0344", "GM0355"]


def test_geometry_follows_a_change_of_the_area(registry, read):
    before = read("/onderwijsregios/OR-7K3M2-5", accept=GEO)[1]["geometry"]
    registry.region.area.filter(municipality=registry.zeist).delete()
    after = read("/onderwijsregios/OR-7K3M2-5", accept=GEO)[1]["geometry"]
    assert (len(before["coordinates"][0]), len(after["coordinates"][0])) == (7, 5)


@pytest.mark.parametrize("path", ["/organisaties", "/onderwijsregios/OR-7K3M2-5/deelnemers"])
def test_what_has_no_geometry_is_not_there_in_geojson(registry, read, path):
    status, told = read(path, accept=GEO)
    assert (status, told["title"]) == (406, "Formaat niet beschikbaar")


# --- one, three and three hundred -------------------------------------------------------------------


def fill(rows):
    place = MunicipalityFactory()
    board = OrganisationFactory(municipality=place)
    for number in range(rows):
        if number < 40:  # more than a page of everything, and many regions
            school = SchoolFactory(municipality=place, board=board, latitude=52.0, longitude=5.0)
            MunicipalityFactory()
        others = (PartnershipFactory, RapProjectFactory) if number < 40 else ()
        for factory in (OnderwijsregioFactory, *others):
            one = factory()
            AreaFactory(collaboration=one, municipality=place)
            ParticipationFactory(collaboration=one, school=school)
            MembershipFactory(collaboration=one, organisation=board, role="penvoerder")


LISTS = [
    ("/onderwijsregios", "application/json", (2, 3)),
    ("/onderwijsregios", GEO, (3, 4)),
    ("/samen-opleiden-partnerschappen", "application/json", (2, 3)),
    ("/rap-projecten", "application/json", (2, 3)),
    ("/organisaties", "application/json", (2, 3)),
    ("/scholen", "application/json", (3, 4)),
    ("/scholen", GEO, (3, 4)),
    ("/gemeenten", "application/json", (4, 5)),
    ("/gemeenten", GEO, (5, 6)),
]


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_lists_need_the_same_queries_however_many_rows(client, django_assert_num_queries, rows):
    fill(rows)
    for path, accept, (whole, more) in LISTS:
        client.get(f"/api/v1{path}", headers={"accept": accept})
        response = client.get(f"/api/v1{path}", headers={"accept": accept})
        told = response.json()
        expected = more if told["aantal"] > 25 else whole  # a page that is not the last is counted
        with django_assert_num_queries(expected):
            client.get(f"/api/v1{path}", headers={"accept": accept})
        assert max(whole, more) <= 8
