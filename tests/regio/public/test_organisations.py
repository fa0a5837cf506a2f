"""The public pages of school boards, schools and teacher-training institutes."""

import datetime as dt

import pytest
import time_machine

from regio.enums import (
    CollaborationStatus,
    Confirmation,
    MembershipRole,
    OrganisationKind,
    Sector,
    SuccessionKind,
)
from regio.models import DataSource, OrganisationSuccession, TrainingProgramme
from tests.factories.partnerships import PartnershipFactory
from tests.factories.regio import (
    BroadRegionFactory,
    DataSourceFactory,
    MandateFactory,
    MembershipFactory,
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


def programme(institute, **kwargs):
    given = {
        "code": "34808",
        "name": "B Leraar Basisonderwijs",
        "kind": "pabo",
        "municipality": institute.municipality,
        "students": 100,
        "year": 2024,
        "source": DataSourceFactory(),
    }
    return TrainingProgramme.objects.create(institute=institute, **{**given, **kwargs})


def filled_board(**kwargs):
    """Return a board with two schools, two collaborations and a predecessor."""
    board = OrganisationFactory(**kwargs)
    SchoolFactory.create_batch(2, board=board, pupils_source=DataSourceFactory())
    MembershipFactory(organisation=board, collaboration=OnderwijsregioFactory())
    MembershipFactory(organisation=board, collaboration=PartnershipFactory(), valid_until=dt.date(2024, 1, 1))
    OrganisationSuccession.objects.create(
        predecessor=OrganisationFactory(),
        successor=board,
        kind=SuccessionKind.MERGER,
        date=dt.date(2020, 1, 1),
    )
    return board


def filled_institute(**kwargs):
    institute = TrainingInstituteFactory(**kwargs)
    programme(institute)
    MembershipFactory(
        organisation=institute, collaboration=OnderwijsregioFactory(), role=MembershipRole.TRAINER
    )
    return institute


# --- how many queries, and for whom ----------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("address", "make", "queries"),
    [
        ("/besturen/", OrganisationFactory, 3),
        ("/scholen/", SchoolFactory, 4),
        ("/lerarenopleidingen/", filled_institute, 4),
    ],
)
def test_list_needs_the_same_queries_for_one_and_three_rows(
    client, django_assert_num_queries, address, make, queries, rows
):
    for _ in range(rows):
        made = make()
    if make is SchoolFactory:
        assert made.board is not None
    with django_assert_num_queries(queries):
        response = client.get(address)
    assert response.context["page_obj"].paginator.count == rows


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/besturen/?q=x&sector=po&gemeente=GM0344&bredeRegio=midden&opgeheven=on&sorteer=-scholen", 6),
        ("/scholen/?q=x&sector=po&gemeente=Utrecht&bredeRegio=midden&provincie=PV26&sorteer=-leerlingen", 6),
        ("/lerarenopleidingen/?q=x&soort=pabo&gemeente=Utrecht&bredeRegio=midden&sorteer=studenten", 6),
    ],
)
def test_list_with_every_filter_stays_within_eight_queries_with_an_account(
    client, django_assert_max_num_queries, address, most
):
    town = MunicipalityFactory(code="GM0344", name="Utrecht")
    filled_institute(municipality=town)
    client.force_login(MandateFactory().user)
    with django_assert_max_num_queries(most + 2):
        assert client.get(address).context["form"].errors == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_board_page_needs_the_same_queries_for_one_and_three_rows(client, django_assert_num_queries, rows):
    board = filled_board()
    for _ in range(rows - 1):
        SchoolFactory(board=board, sector=Sector.VO)
        MembershipFactory(organisation=board, collaboration=OnderwijsregioFactory())
    with django_assert_num_queries(4):
        client.get(board.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_institute_page_needs_the_same_queries_for_one_and_three_rows(
    client, django_assert_num_queries, rows
):
    institute = filled_institute()
    for number in range(rows - 1):
        programme(institute, code=f"3000{number}", kind="tweedegraads", municipality=MunicipalityFactory())
        MembershipFactory(organisation=institute, collaboration=OnderwijsregioFactory())
    with django_assert_num_queries(4):
        client.get(institute.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_school_page_needs_the_same_queries_for_one_and_three_rows(client, django_assert_num_queries, rows):
    school = SchoolFactory(latitude=52.0, longitude=5.0)
    for number in range(rows):
        SchoolFactory(latitude=52.0 + number / 100, longitude=5.0)
        region = OnderwijsregioFactory(is_national=True)
        MembershipFactory(organisation=school.board, collaboration=region)
    with django_assert_num_queries(5):
        response = client.get(school.get_absolute_url())
    assert len(response.context["neighbours"]) == rows


def test_everybody_sees_the_same_pages(client):
    board, institute, school = filled_board(), filled_institute(), SchoolFactory()
    addresses = [
        *("/besturen/", "/scholen/", "/lerarenopleidingen/"),
        *(row.get_absolute_url() for row in (board, institute, school)),
    ]
    seen = {}
    for name, user in {"anonymous": None, "outsider": UserFactory(), "role": MandateFactory().user}.items():
        if user:
            client.force_login(user)
        seen[name] = [Page(client.get(address)).text for address in addresses]
    assert seen["anonymous"] == seen["outsider"] == seen["role"]


# --- lists -----------------------------------------------------------------------------------


def names(client, address):
    return [row.display_name for row in client.get(address).context["page_obj"]]


def test_boards_are_sorted_as_people_do_and_those_without_a_name_by_what_they_are_called():
    from regio.selectors.organisations import boards

    for name in ("ALLURE", "Agora", "'t Blik", "Ébène", "de Passie"):
        OrganisationFactory(name=name)
    OrganisationFactory(name="", register_code="42832")
    found = [board.display_name for board in boards(day=dt.date(2026, 4, 1)).order_by("sort_name")]
    assert found == ["Agora", "ALLURE", "Bevoegd gezag 42832", "de Passie", "Ébène", "'t Blik"]


def test_boards_can_be_found_by_name_number_sector_municipality_and_region(client):
    town = MunicipalityFactory(
        code="GM0344", name="Utrecht", broad_region=BroadRegionFactory(code="oost", name="Oost")
    )
    monton = OrganisationFactory(name="Stichting Mónton", register_code="41400", municipality=town)
    SchoolFactory(board=monton)
    visits = OrganisationFactory(name="Heeft hier een school", sectors=[Sector.VO])
    SchoolFactory(board=visits, municipality=town)
    OrganisationFactory(name="Elders", sectors=[Sector.MBO])
    asked = {
        "?q=monton": ["Stichting Mónton"],
        "?q=41400": ["Stichting Mónton"],
        "?q=stichting+nergens": [],
        "?gemeente=utrecht": ["Heeft hier een school", "Stichting Mónton"],
        "?gemeente=gm0344": ["Heeft hier een school", "Stichting Mónton"],
        "?bredeRegio=oost": ["Stichting Mónton"],
        "?sector=vo": ["Heeft hier een school"],
        "?sector=vo&sector=mbo": ["Elders", "Heeft hier een school"],
    }
    assert {query: names(client, f"/besturen/{query}") for query in asked} == asked


def test_boards_that_have_ended_are_only_listed_on_request(client):
    OrganisationFactory(name="Was er", valid_until=dt.date(2026, 3, 31))
    OrganisationFactory(name="Is er", valid_until=dt.date(2026, 4, 1))
    assert names(client, "/besturen/") == ["Is er"]
    assert names(client, "/besturen/?opgeheven=on") == ["Is er", "Was er"]


def test_board_list_shows_counts_and_sorts_what_is_not_known_last(client):
    big, small, unknown = (OrganisationFactory(name=name) for name in ("Groot", "Klein", "Onbekend"))
    SchoolFactory.create_batch(2, board=big, pupils=300)
    SchoolFactory(board=small, pupils=5)
    SchoolFactory(board=unknown, pupils=None)
    SchoolFactory(board=big, valid_until=dt.date(2026, 3, 1))
    for ended in (False, True):
        status = CollaborationStatus.ENDED if ended else CollaborationStatus.FRONTRUNNER
        MembershipFactory(organisation=big, collaboration=OnderwijsregioFactory(status=status))
    table = Page(client.get("/besturen/?sorteer=-leerlingen")).tables["Schoolbesturen"]
    assert [[row[0], *row[3:]] for row in table[1:]] == [
        ["Groot", "2", "600", "1"],
        ["Klein", "1", "5", "0"],
        ["Onbekend", "1", "niet bekend", "0"],
    ]
    assert names(client, "/besturen/?sorteer=leerlingen") == ["Klein", "Groot", "Onbekend"]


def test_schools_can_be_found_by_name_place_code_board_and_area(client):
    town = MunicipalityFactory(
        code="GM0363", name="Amsterdam", province=ProvinceFactory(code="PV27", name="NH")
    )
    board = OrganisationFactory(name="ASKO")
    SchoolFactory(name="De Ark", brin6="27DV00", place="Weesp", municipality=town, board=board)
    SchoolFactory(name="Lyceum", sector=Sector.VO)
    SchoolFactory(name="Gesloten", valid_until=dt.date(2026, 3, 1))

    def found(query):
        return [row.name for row in client.get(f"/scholen/{query}").context["page_obj"]]

    asked = {
        "": ["De Ark", "Lyceum"],
        "?q=ark": ["De Ark"],
        "?q=weesp+asko": ["De Ark"],
        "?q=27dv": ["De Ark"],
        "?gemeente=Amsterdam": ["De Ark"],
        "?provincie=PV27": ["De Ark"],
        "?sector=vo": ["Lyceum"],
        "?sorteer=-naam": ["Lyceum", "De Ark"],
    }
    assert {query: found(query) for query in asked} == asked


def test_institutes_can_be_found_by_the_kind_and_place_of_their_programmes(client):
    town = MunicipalityFactory(name="Zwolle", broad_region=BroadRegionFactory(code="oost", name="Oost"))
    pabo = filled_institute(name="Pabo")
    programme(pabo, code="1", municipality=town)
    second = TrainingInstituteFactory(name="Tweedegraads")
    programme(second, kind="tweedegraads", students=None)
    asked = {
        "": ["Pabo", "Tweedegraads"],
        "?soort=pabo": ["Pabo"],
        "?gemeente=Zwolle": ["Pabo"],
        "?bredeRegio=oost": ["Pabo"],
        "?sorteer=-studenten": ["Pabo", "Tweedegraads"],
        "?q=tweede": ["Tweedegraads"],
    }
    assert {query: names(client, f"/lerarenopleidingen/{query}") for query in asked} == asked


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/besturen/?sector=zzz", "“zzz” is geen sector. Kies een sector uit de lijst."),
        ("/besturen/?gemeente=Nergens", "Wij kennen geen gemeente “Nergens”."),
        ("/besturen/?bredeRegio=x", "“x” staat niet in de lijst. Kies er een uit de lijst."),
        (
            "/besturen/?sorteer=kleur",
            "Kies naam, nummer, scholen, leerlingen, samenwerkingen, met een streepje ervoor voor andersom.",
        ),
        ("/scholen/?q=" + "x" * 101, "Gebruik ten hoogste 100 tekens om te zoeken."),
        ("/lerarenopleidingen/?soort=zzz", "“zzz” is geen soort opleiding. Kies er een uit de lijst."),
        ("/scholen/?pagina=99", "Pagina 99 bestaat niet. U ziet de eerste pagina."),
    ],
)
def test_wrong_filter_gets_a_sentence_that_says_what_to_do(client, address, sentence):
    SchoolFactory()
    response = client.get(address)
    assert response.status_code == 200
    assert sentence in Page(response).text


@pytest.mark.parametrize("address", ["/besturen/", "/scholen/", "/lerarenopleidingen/", "/gemeenten/"])
def test_empty_register_says_so(client, address):
    assert "Nog niets om te tonen" in Page(client.get(address)).text


# --- addresses -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["scholen/27dv00", "lerarenopleidingen/25dw", "gemeenten/gm0344"])
def test_code_in_lower_case_leads_to_the_canonical_address(client, path):
    answer = client.get(f"/{path}/")
    section, code = path.split("/")
    assert (answer.status_code, answer["Location"]) == (301, f"/{section}/{code.upper()}/")


@pytest.mark.parametrize(
    "path", ["besturen/99999", "besturen/X", "scholen/99ZZ99", "lerarenopleidingen/99ZZ", "gemeenten/GM9999"]
)
def test_unknown_code_is_not_found(client, path):
    assert client.get(f"/{path}/").status_code == 404


def ended(**kwargs):
    return OrganisationFactory(valid_until=dt.date(2025, 12, 31), **kwargs)


def succeeds(before, after, kind=SuccessionKind.MERGER, date=dt.date(2026, 1, 1)):
    OrganisationSuccession.objects.create(predecessor=before, successor=after, kind=kind, date=date)


def test_board_that_merged_leads_to_its_successor_however_long_the_chain(client):
    old, between, new = ended(), ended(), OrganisationFactory()
    succeeds(old, between)
    succeeds(between, new, kind=SuccessionKind.RENAMING)
    answer = client.get(old.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (301, new.get_absolute_url())


def test_board_that_was_split_shows_where_it_went(client):
    old, left, right = ended(), OrganisationFactory(name="Links"), OrganisationFactory(name="Rechts")
    succeeds(old, left, kind=SuccessionKind.SPLIT)
    succeeds(old, right, kind=SuccessionKind.SPLIT)
    text = Page(client.get(old.get_absolute_url())).text
    assert "Dit bestuur bestaat niet meer Het bestond tot en met 31 december 2025." in text
    assert "1 januari 2026, splitsing: ging over in Links." in text
    assert "1 januari 2026, splitsing: ging over in Rechts." in text


def test_board_that_gave_schools_away_but_still_exists_keeps_its_page(client):
    board = OrganisationFactory()
    succeeds(board, OrganisationFactory())
    assert client.get(board.get_absolute_url()).status_code == 200


def test_boards_that_succeed_each_other_in_a_circle_do_no_harm(client):
    one, two = ended(), ended()
    succeeds(one, two)
    succeeds(two, one)
    assert client.get(one.get_absolute_url()).status_code == 200


def test_successor_without_a_page_is_named_on_the_page(client):
    old = ended()
    other = OrganisationFactory(kind=OrganisationKind.OTHER, name="Coöperatie", register_code="")
    succeeds(old, other)
    assert "ging over in Coöperatie." in Page(client.get(old.get_absolute_url())).text


# --- one page --------------------------------------------------------------------------------


def test_board_page_shows_collaborations_schools_and_where_each_fact_comes_from(client):
    pupils = DataSource.objects.create(
        code="leerlingen", title="Leerlingen", publisher="DUO", reference_date=dt.date(2024, 10, 1)
    )
    town = MunicipalityFactory(name="Zeist")
    board = OrganisationFactory(
        name="Stichting Monton", register_code="41400", name_year=2019, municipality=town, sectors=[Sector.PO]
    )
    SchoolFactory(
        board=board,
        name="De Ark",
        brin6="27DV00",
        place="Zeist",
        municipality=town,
        pupils=1200,
        pupils_source=pupils,
    )
    SchoolFactory(board=board, name="Lyceum", brin6="27DV01", sector=Sector.VO, place="", pupils=None)
    region = OnderwijsregioFactory(name="Heuvelrug", is_sample=True)
    MembershipFactory(
        organisation=board,
        collaboration=region,
        role=MembershipRole.LEAD,
        valid_from=dt.date(2023, 8, 1),
        confirmation=Confirmation.CONFIRMED,
        confirmed_at=dt.datetime(2023, 9, 1, 12, tzinfo=dt.UTC),
    )
    MembershipFactory(
        organisation=board, collaboration=PartnershipFactory(name="Vroeger"), valid_until=dt.date(2024, 7, 31)
    )
    response = client.get("/besturen/41400/")
    page = Page(response)
    municipality = board.schools.get(brin6="27DV01").municipality.name
    assert page.tables == {
        "Samenwerkingen van nu": [
            ["Naam", "Soort", "Sectoren", "Rol", "Sinds", "Bevestiging"],
            [
                "Heuvelrug voorbeeld",
                "onderwijsregio",
                "po",
                "penvoerder",
                "1 augustus 2023",
                "bevestigd op 1 september 2023",
            ],
        ],
        "Basisonderwijs": [
            ["Naam", "Code", "Plaats", "Gemeente", "Leerlingen"],
            ["De Ark", "27DV00", "Zeist", "Zeist", "1.200"],
        ],
        "Voortgezet onderwijs": [
            ["Naam", "Code", "Plaats", "Gemeente", "Leerlingen"],
            ["Lyceum", "27DV01", "niet bekend", municipality, "niet bekend"],
        ],
    }
    for sentence in (
        "Vroeger (partnerschap Samen Opleiden): deelnemer tot en met 31 juli 2024",
        "1 school, samen 1.200 leerlingen",
        "Van 1 school is het aantal leerlingen niet bekend; die telt niet mee.",
        "Naam Bron voor tests, Uitgever, stand 1 januari 2026; naam uit 2019",
        "Leerlingen Leerlingen, DUO, stand 1 oktober 2024",
    ):
        assert sentence in page.text
    assert response.context["has_sample_data"] is True


def test_board_whose_name_is_not_known_is_called_by_its_number(client):
    OrganisationFactory(name="", register_code="42832")
    page = Page(client.get("/besturen/42832/"))
    assert page.title == "Bevoegd gezag 42832 – Regio-infrastructuur"
    assert "De naam van dit bestuur staat niet in de openbare gegevens die wij kennen." in page.text


def test_institute_page_shows_programmes_by_kind_and_place_with_their_year(client):
    town = MunicipalityFactory(name="Zwolle")
    institute = TrainingInstituteFactory(name="Windesheim", register_code="01VU", municipality=town)
    programme(institute, name="Pabo", students=1100)
    programme(
        institute,
        name="Duits",
        code="35193",
        kind="tweedegraads",
        students=None,
        year=None,
        municipality=None,
    )
    page = Page(client.get("/lerarenopleidingen/01VU/"))
    heading = ["Opleiding", "Code", "Gemeente", "Studenten", "Jaar"]
    assert page.tables == {
        "Pabo": [heading, ["Pabo", "34808", "Zwolle", "1.100", "2024"]],
        "Tweedegraads": [heading, ["Duits", "35193", "niet bekend", "niet bekend", "niet bekend"]],
    }
    assert "Nog geen samenwerking bekend" in page.text


def test_school_page_answers_in_which_region_it_is_and_shows_its_facts(client):
    town = MunicipalityFactory(code="GM0355", name="Zeist")
    board = OrganisationFactory(name="Monton", register_code="41400")
    school = SchoolFactory(
        name="De Ark",
        brin6="27DV00",
        board=board,
        municipality=town,
        place="Den Dolder",
        latitude=52.1,
        longitude=5.2,
        pupils=1200,
        pupils_source=DataSourceFactory(),
        board_source=DataSourceFactory(),
    )
    SchoolFactory(name="Verder", board=None, place="Soest", latitude=52.15, longitude=5.2)
    SchoolFactory(name="Dichtbij", board=board, place="Soest", latitude=52.1, longitude=5.21)
    SchoolFactory(name="Andere sector", sector=Sector.VO, latitude=52.1, longitude=5.2)
    SchoolFactory(name="Te ver", latitude=53.1, longitude=5.2)
    region = OnderwijsregioFactory(name="Heuvelrug", is_national=True)
    MembershipFactory(organisation=board, collaboration=region)
    page = Page(client.get(school.get_absolute_url()))
    assert page.tables["De dichtstbijzijnde scholen in dezelfde sector"][1:] == [
        ["Dichtbij", "Soest", "Monton", "200"],
        ["Verder", "Soest", "niet bekend", "200"],
    ]
    for sentence in (
        "Vestigingscode 27DV00 Den Dolder, gemeente Zeist",
        "Onderwijsregio Heuvelrug (het bestuur doet mee) Partnerschap Samen Opleiden niet bekend RAP-project",
        "Schoolbestuur Monton Leerlingen 1.200 (stand 1 januari 2026) Website niet bekend",
        "Plaats op de kaart niet bekend",
    ):
        assert sentence in page.text


def test_school_that_closed_says_so(client):
    school = SchoolFactory(valid_until=dt.date(2025, 7, 31))
    text = Page(client.get(school.get_absolute_url())).text
    assert "Deze school bestaat niet meer Zij staat in de gegevens tot en met 31 juli 2025." in text
