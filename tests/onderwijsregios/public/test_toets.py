"""The toets: public, the whole state in the address, as a page and as JSON."""

import datetime as dt
import io
import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from onderwijsregios.core.toets.question import LONGEST
from regio.enums import Sector
from regio.models import MunicipalityNeighbour
from tests.factories.assessment import closed_round
from tests.factories.onderwijsregios import ApplicationFactory, RoundFactory, representative_of
from tests.factories.regio import (
    MunicipalityFactory,
    OrganisationFactory,
    ParticipationFactory,
    SchoolFactory,
    TrainingInstituteFactory,
)
from tests.factories.regions import OnderwijsregioFactory
from tests.onderwijsregios.staff.test_pages import words

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


def page(round_):
    return reverse("onderwijsregios:toets", args=[round_.slug])


@pytest.fixture
def round_():
    return RoundFactory(rule_set="ldnor-2025", sectors=[Sector.PO, Sector.VO])


@pytest.fixture
def area():
    """Three municipalities in a row and an island with a ferry to the first."""
    one, two, three, island = (
        MunicipalityFactory(name=name) for name in ("Aadorp", "Beeburg", "Ceestad", "Eiland")
    )
    for first, second, kind in ((one, two, "grens"), (two, three, "grens"), (one, island, "veer")):
        low, high = sorted((first.pk, second.pk))
        MunicipalityNeighbour.objects.create(one_id=low, other_id=high, kind=kind)
    return one, two, three, island


def answer(client, round_, **parameters):
    response = client.get(page(round_), parameters, headers=JSON)
    return response, response.json()


def outcomes(client, round_, **parameters):
    """Return what JSON says: rule → (outcome, value)."""
    _response, found = answer(client, round_, **parameters)
    return {one["regel"]: (one["uitkomst"], one["waarde"]) for one in found["regels"]}


def test_whoever_asks_json_gets_each_rule_with_value_norm_source_and_explanation(client, round_, area):
    one, two, *_ = area
    board = OrganisationFactory()
    SchoolFactory(board=board, municipality=one, pupils=15_000)
    SchoolFactory(board=board, municipality=two, sector=Sector.VO, pupils=900)
    SchoolFactory(board=board, municipality=area[2], pupils=7)
    trainer = TrainingInstituteFactory(name="Hogeschool Aadorp")
    response, found = answer(
        client,
        round_,
        gemeente=[one.pk, two.pk],
        bestuur=[board.register_code],
        opleiding=[trainer.register_code],
        studenten="151",
        beroepsgroep="ja",
    )
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert {name.strip() for name in response["Vary"].split(",")} >= {"Accept"}
    assert sorted(found) == ["pagina", "peildatum", "regels", "regelset", "ronde"]
    assert {one["regel"]: (one["uitkomst"], one["waarde"]) for one in found["regels"]} == {
        "aaneengesloten": ("voldoet", "2 gemeenten, één gebied"),
        "omvang": ("voldoet", "po: 15.000 leerlingen, vo: 900 leerlingen"),
        "opgeleid": ("voldoet", "151 studenten en zij-instromers"),
        "lerarenopleiding": ("voldoet", "Hogeschool Aadorp"),
        "beroepsgroep": ("voldoet", "ja"),
        "een-regio": ("voldoet", "2 scholen, geen in een andere onderwijsregio"),
    }
    assert found["regels"][0] == {
        "regel": "aaneengesloten",
        "titel": "Aaneengesloten gebied",
        "uitkomst": "voldoet",
        "waarde": "2 gemeenten, één gebied",
        "norm": "Eén gebied langs bestaande gemeentegrenzen; vier landelijke regio's zijn vrijgesteld.",
        "bron": "Regeling landelijk dekkend netwerk onderwijsregio's, Stcrt. 2024, 18763",
        "bronAdres": "https://zoek.officielebekendmakingen.nl/stcrt-2024-18763.html",
        "uitleg": (
            "Een veerdienst of tunnel naar een eiland telt als grens. Water tussen twee gemeenten met een "
            "gezamenlijke grens ook."
        ),
    }


def test_the_same_address_is_a_page_for_people(client, round_, area):
    one, _two, three, _island = area
    shown = client.get(page(round_), {"gemeente": [one.pk, three.pk]})
    assert (shown.status_code, "Accept" in shown["Vary"]) == (200, True)
    for sentence in (
        "2 gemeenten, 2 losse delen",
        "Los van Aadorp ligt: Ceestad. Daartussen: Beeburg.",
        "Ligt ertussen en is niet gekozen Voeg Beeburg toe",
        "Stcrt. 2024, 18763",
        "voldoet niet",
    ):
        assert sentence in words(shown)
    assert shown.content.count(b"map-choice--between") == 2, "the gap is drawn, with its legend"


def test_a_link_gives_the_same_answer_as_json(client, round_, area):
    asked = {"gemeente": [area[0].pk], "beroepsgroep": "ja"}
    shown = client.get(page(round_), asked)
    link = unescape(re.search(r'href="([^"]+)">Deze uitkomst als JSON', shown.content.decode())[1])
    by_link = client.get(link)
    assert by_link["Content-Type"] == "application/json"
    assert by_link.json() == answer(client, round_, **asked)[1]
    wrong = client.get(page(round_), {"gemeente": "GM9999"})
    assert "Deze uitkomst als JSON" not in words(wrong), "there is no answer to link to"


# --- the map --------------------------------------------------------------------------------------


def on_the_map(response):
    """Return what can be pressed on the map: name → what its address asks."""
    drawn = re.search(r'<svg class="map-svg.*?</svg>', response.content.decode(), re.DOTALL)[0]
    links = re.findall(r'<a class="map-link"[^>]*?href="([^"]*)" aria-label="([^"]*)"', drawn)
    return {unescape(name): parse_qs(urlsplit(unescape(href)).query) for href, name in links}


def test_each_chosen_municipality_and_its_neighbours_can_be_pressed_on_the_map(client, round_, area):
    one, two, three, island = area
    shown = client.get(page(round_), {"gemeente": [one.pk, three.pk], "studenten": "12"})
    assert on_the_map(shown) == {
        "Haal Aadorp weg": {"gemeente": [three.pk], "studenten": ["12"]},
        "Voeg Beeburg toe (ligt ertussen)": {"gemeente": [one.pk, two.pk, three.pk], "studenten": ["12"]},
        "Haal Ceestad weg": {"gemeente": [one.pk], "studenten": ["12"]},
        "Voeg Eiland toe": {"gemeente": [one.pk, three.pk, island.pk], "studenten": ["12"]},
    }
    for chip in ("Haal Aadorp weg", "Voeg Beeburg toe", "Voeg Eiland toe"):
        assert chip in words(shown), "the same stands beside the map, in words"


def test_without_a_choice_the_map_leads_by_a_province_to_its_municipalities(client, round_, area):
    province = area[0].province
    begin = on_the_map(client.get(page(round_)))
    assert begin[f"Toon {province.name}"] == {"kaart": [province.pk]}
    there = client.get(page(round_), begin[f"Toon {province.name}"])
    assert on_the_map(there)["Voeg Ceestad toe"] == {"gemeente": [area[2].pk], "kaart": [province.pk]}
    further = client.get(page(round_), {"gemeente": area[0].pk, "kaart": "NL"})
    assert on_the_map(further)[f"Toon {province.name}"] == {"gemeente": [area[0].pk], "kaart": [province.pk]}
    unknown = client.get(page(round_), {"gemeente": area[0].pk, "kaart": "Atlantis"})
    assert "Haal Aadorp weg" in on_the_map(unknown), "what does not exist is not shown"


def test_a_press_with_script_carries_what_was_typed_and_keeps_what_is_in_view(client, round_, area):
    one, two, *_ = area
    response = posted(client, round_, namen="Aadorp", **{one.province_id: two.pk}, kaart=one.province_id)
    assert asked_by(response) == {"gemeente": sorted([one.pk, two.pk]), "kaart": [one.province_id]}


def test_a_choice_too_long_for_an_address_cannot_be_changed_on_the_map(client, round_, area):
    schools = "-".join(f"{n // 100:02d}AB{n % 100:02d}" for n in range((LONGEST - 60) // 7))
    shown = client.get(page(round_), {"gemeente": area[0].pk, "school": schools})
    assert on_the_map(shown) == {}
    assert "dat u op de kaart niet verder kunt kiezen" in words(shown)
    assert shown.content.count(b"map-choice--chosen") == 2, "it is drawn all the same, with its legend"


def test_a_name_that_is_nearly_right_is_suggested(client, round_, area):
    response = posted(client, round_, namen="Beburg")
    assert "Deze gemeenten kennen wij niet: Beburg. Bedoelt u Beeburg?" in words(response)


def test_of_many_unknown_names_the_first_are_told_and_the_rest_counted(client, round_, area):
    names = ["Beburg", "x" * 100, *(f"Nergens{n}" for n in range(2000))]
    told = ["Beburg", "x" * 60, *(f"Nergens{n}" for n in range(10))]

    response = posted(client, round_, namen=", ".join(names))

    assert f"kennen wij niet: {', '.join(told)} en nog 1990. Bedoelt u Beeburg?" in words(response)
    assert typed(response)["namen"] == ", ".join(names)


def test_an_island_hangs_on_by_its_ferry(client, round_, area):
    one, _two, three, island = area
    assert outcomes(client, round_, gemeente=[one.pk, island.pk])["aaneengesloten"][0] == "voldoet"
    assert outcomes(client, round_, gemeente=[three.pk, island.pk])["aaneengesloten"][0] == "voldoet niet"


def test_nothing_chosen_shows_the_rules_and_the_form_and_answers_in_json(client, round_):
    shown = words(client.get(page(round_)))
    assert "Welke regels?" in shown
    assert "Uitkomst per regel" not in shown
    assert {outcome for outcome, _ in outcomes(client, round_).values()} == {"onbekend", "voldoet niet"}


def test_a_board_of_which_schools_are_named_takes_part_with_these_only(client, round_, area):
    board = OrganisationFactory()
    first = SchoolFactory(board=board, municipality=area[0], pupils=1_000)
    SchoolFactory(board=board, municipality=area[0], pupils=14_000)
    whole = outcomes(client, round_, bestuur=board.register_code)
    named = outcomes(client, round_, bestuur=board.register_code, school=first.brin6)
    assert (whole["omvang"][1], named["omvang"][1]) == (
        "po: 15.000 leerlingen, vo: 0 leerlingen",
        "po: 1.000 leerlingen, vo: 0 leerlingen",
    )


def test_sectors_narrow_what_boards_bring_but_not_schools_that_are_named(client, round_, area):
    board = OrganisationFactory()
    SchoolFactory(board=board, municipality=area[0], pupils=100)
    SchoolFactory(board=board, municipality=area[0], sector=Sector.VO, pupils=200)
    other = SchoolFactory(sector=Sector.PO, municipality=area[0], pupils=1)
    found = outcomes(client, round_, bestuur=board.register_code, school=other.brin6, sector="vo")
    assert found["omvang"][1] == "po: 1 leerling, vo: 200 leerlingen"


def test_a_school_in_another_region_is_named_unless_the_region_is_the_asker(client, round_):
    region = OnderwijsregioFactory(name="Onderwijsregio Noord")
    ended = OnderwijsregioFactory(name="Oude regio", valid_until=dt.date(2024, 1, 1))
    school = ParticipationFactory(collaboration=region, school=SchoolFactory(name="De Boog")).school
    ParticipationFactory(collaboration=ended, school=school)
    taken = {one["regel"]: one for one in answer(client, round_, school=school.brin6)[1]["regels"]}
    assert (taken["een-regio"]["uitkomst"], taken["een-regio"]["uitleg"]) == (
        "voldoet niet",
        f"Deze school doet al mee: De Boog ({school.brin6}). Daar: Onderwijsregio Noord.",
    )
    assert outcomes(client, round_, school=school.brin6, regio=region.public_id)["een-regio"] == (
        "voldoet",
        "1 school, geen in een andere onderwijsregio",
    )
    assert "Wij zijn zelf" in words(client.get(page(round_), {"school": school.brin6}))


def test_a_national_region_is_exempt_by_name_only(client, round_, area):
    apart = {"gemeente": [area[0].pk, area[2].pk]}
    assert outcomes(client, round_, **apart, landelijk="Scope")["aaneengesloten"][0] == "voldoet"
    response, problem = answer(client, round_, **apart, landelijk="Eigen naam")
    assert (response.status_code, problem["errors"][0]["name"]) == (400, "landelijk")


def test_unknown_and_ended_codes_come_back_each_with_a_sentence(client, round_):
    closed = SchoolFactory(name="De Oude Boog", valid_until=dt.date(2024, 7, 31))
    asked = {
        "gemeente": ["GM9999", "Utrecht"],
        "school": [closed.brin6, "99ZZ99"],
        "bestuur": "99999",
        "opleiding": "99ZZ",
        "regio": "OR-ZZZZZ-Z",
        "kleur": "rood",
    }
    response, problem = answer(client, round_, **asked)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [(one["in"], one["name"], one["code"]) for one in problem["errors"]] == [
        ("query", "kleur", "onbekende-parameter"),
        ("query", "gemeente", "geen-code"),
        ("query", "gemeente", "onbekend"),
        ("query", "bestuur", "onbekend"),
        ("query", "school", "onbekend"),
        ("query", "school", "onbekend"),
        ("query", "opleiding", "onbekend"),
        ("query", "regio", "onbekend"),
    ]
    sentences = {one["detail"] for one in problem["errors"]}
    ended = f"{closed.brin6} (De Oude Boog) bestaat niet meer sinds 31-07-2024."
    advice = "Deze code telt niet mee; controleer haar."
    assert {f"{ended} {advice}", f"GM9999 is geen gemeente van nu. {advice}"} <= sentences
    shown = client.get(page(round_), asked)
    assert shown.status_code == 400
    assert all(sentence in words(shown) for sentence in sentences)


def test_a_round_that_is_not_announced_or_has_no_rules_has_no_toets(client):
    hidden, without = RoundFactory(hidden=True), RoundFactory(rule_set="met-de-hand")
    assert [client.get(page(one)).status_code for one in (hidden, without)] == [404, 404]
    assert "Toets uw regio" not in words(client.get(without.get_absolute_url()))


def test_the_qualitative_rules_of_2023_count_and_leave_the_rest_to_people(client, area):
    round_ = closed_round()
    found = outcomes(client, round_, gemeente=[area[0].pk])
    assert found["relevante-regio"] == ("onbekend", "1 gemeente, één gebied, 0 scholen, 0 leerlingen")
    assert list(found)[-1] == "aanpak"


# --- the form -------------------------------------------------------------------------------------


def posted(client, round_, files=None, **fields):
    return client.post(page(round_), {**fields, **(files or {})})


def typed(response):
    """Return what stands in the text areas of the page."""
    found = re.findall(
        r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', response.content.decode(), re.DOTALL
    )
    return {name: unescape(text).replace("\r\n", "\n") for name, text in found}


def asked_by(response):
    return parse_qs(urlsplit(response.url).query)


def test_the_form_leads_to_the_address_of_its_answer(client, round_, area):
    one, two, *_ = area
    school = SchoolFactory()
    response = posted(
        client,
        round_,
        namen=f"aadorp, {two.pk}",
        sectoren=["po"],
        scholen=school.brin6,
        bestuursnummers=school.board.register_code,
        studenten="12",
        beroepsgroep="nee",
    )
    assert response.status_code == 302
    assert asked_by(response) == {
        "gemeente": sorted([one.pk, two.pk]),
        "sector": ["po"],
        "bestuur": [school.board.register_code],
        "school": [school.brin6],
        "studenten": ["12"],
        "beroepsgroep": ["nee"],
    }
    assert client.get(response.url).status_code == 200


def workbook(codes):
    book = Workbook()
    book.active.append(["Naam", "Vestigingsnummer"])
    for code in codes:
        book.active.append(["School", code])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_of_vestigingsnummers_is_added_to_the_list(client, round_, kind):
    codes = sorted(school.brin6 for school in SchoolFactory.create_batch(3))
    data = workbook(codes[1:]) if kind == "xlsx" else "\n".join(["vestigingsnummer", *codes[1:]]).encode()
    response = posted(
        client, round_, {"bestand": SimpleUploadedFile(f"scholen.{kind}", data)}, scholen=codes[0]
    )
    assert asked_by(response)["school"] == ["-".join(codes)]


def test_what_cannot_be_read_is_told_and_what_was_typed_stays(client, round_):
    response = posted(
        client,
        round_,
        {"bestand": SimpleUploadedFile("scholen.csv", b"00AP00\n")},
        namen="Aadrp",
        studenten="12",
    )
    assert response.status_code == 400
    assert "Deze gemeenten kennen wij niet: Aadrp. Controleer de schrijfwijze, of kies ze" in words(response)
    assert typed(response) == {"namen": "Aadrp", "scholen": "00AP00"}, "what was in the file is in the list"


def test_a_pasted_list_with_something_else_in_it_is_answered_with_what_is_wrong(client, round_):
    response = posted(client, round_, scholen="00AP00\nDe Regenboog")
    assert response.status_code == 400
    assert "Dit is geen vestigingsnummer: De Regenboog." in words(response)
    assert typed(response)["scholen"] == "00AP00\nDe Regenboog"


def test_all_schools_of_a_board_become_the_board_when_the_address_would_be_too_long(client, round_, area):
    board = OrganisationFactory()
    schools = SchoolFactory.create_batch(LONGEST // 7 + 10, board=board, municipality=area[0])
    listed = "\n".join(school.brin6 for school in schools)
    short = posted(client, round_, namen=area[0].pk, scholen=listed)
    assert asked_by(short) == {"gemeente": [area[0].pk], "bestuur": [board.register_code]}
    SchoolFactory(board=board, municipality=area[0])
    direct = posted(client, round_, namen=area[0].pk, scholen=listed)
    assert direct.status_code == 200
    assert "Deze uitkomst heeft geen eigen adres" in words(direct)
    assert "U koos zo veel scholen dat ze niet in een adres passen." in words(direct)
    assert f"{len(schools)} scholen doen mee" in words(direct)


def test_municipalities_too_many_for_an_address_are_named_as_the_cause(client, round_):
    many = MunicipalityFactory.create_batch(LONGEST // 16 + 1)

    shown = words(posted(client, round_, namen=", ".join(one.pk for one in many)))

    assert "U koos zo veel gemeenten dat ze niet in een adres passen. Druk de pagina af als" in shown
    assert "scholen dat" not in shown


# --- size -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_toets_needs_the_same_queries_for_one_and_three_schools(
    client, round_, area, number, django_assert_num_queries
):
    region = OnderwijsregioFactory()
    schools = [
        ParticipationFactory(collaboration=region, school=SchoolFactory(municipality=area[0])).school
        for _ in range(number)
    ]
    asked = {
        "gemeente": [one.pk for one in area[:number]],
        "school": [school.brin6 for school in schools],
        "bestuur": [school.board.register_code for school in schools],
        "regio": region.public_id,
    }
    client.get(page(round_), asked)  # the shapes are made once
    with django_assert_num_queries(8):
        client.get(page(round_), asked)
    with django_assert_num_queries(7):
        client.get(page(round_), asked, headers=JSON)


# --- from an application --------------------------------------------------------------------------


def test_the_application_leads_to_the_toets_filled_in_with_its_region(client):
    application = ApplicationFactory(complete=True)
    school = SchoolFactory(board=application.lead)
    application.school_rows.create(school=school)
    client.force_login(representative_of(application.lead))
    shown = client.get(reverse("onderwijsregios:application-regio", args=[application.pk])).content.decode()
    address = unescape(re.search(r'href="([^"]+/toets/[^"]*)#uitkomst"', shown)[1])
    asked = parse_qs(urlsplit(address).query)
    trainer = application.members.get(role="opleider").organisation
    boards = [
        m.organisation.register_code for m in application.members.filter(role__in=["penvoerder", "deelnemer"])
    ]
    assert asked == {
        "gemeente": sorted(application.municipalities.values_list("pk", flat=True)),
        "sector": application.sectors,
        "bestuur": sorted(boards),
        "school": [school.brin6],
        "opleiding": [trainer.register_code],
        "beroepsgroep": ["ja"],
    }
    assert json.loads(client.get(address, headers=JSON).content)["ronde"] == application.round.slug
