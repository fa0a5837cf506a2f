"""The page with schools: from the registry, by search, by a list; each row with its verdict."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onderwijsregios.enums import Section
from onderwijsregios.models import SchoolList
from onderwijsregios.services.applications import schools as service
from onderwijsregios.services.applications.schools import add_schools
from regio.core import clock
from regio.models import ActionLog, School
from tests.factories.files import docx_bytes, xlsx_bytes
from tests.factories.onderwijsregios import ApplicationFactory, representative_of
from tests.factories.regio import MunicipalityFactory, OrganisationFactory, SchoolFactory, UserFactory
from tests.factories.team import reader, writer
from tests.pages import Page

pytestmark = pytest.mark.django_db

UNKNOWN = "Dit nummer staat niet in het register. Kijk na of het goed is overgenomen."
NO_CODE = "Een vestigingsnummer heeft twee cijfers, twee letters en twee cijfers, zoals 12AB00."


@pytest.fixture
def school(application):
    """Return how to make a school of the applicant in the chosen area."""
    inside = application.municipalities.first()

    def make(code, **fields):
        return SchoolFactory(brin6=code, **{"board": application.lead, "municipality": inside, **fields})

    return make


def held(application):
    return sorted(application.school_rows.values_list("school__brin6", flat=True))


def test_all_schools_of_the_parties_come_in_with_one_click_and_the_number_is_said_before(
    applicant, application, at, school
):
    for code in ("10AA00", "10AA01", "10AA02"):
        school(code)
    school("10AA03", municipality=MunicipalityFactory())

    assert "3 scholen van de partijen liggen in de gekozen gemeenten" in applicant.get(at("scholen")).text
    answer = applicant.post(at("scholen"), {"uit-register": "ja"})

    assert (answer.url, held(application)) == (at("scholen"), ["10AA00", "10AA01", "10AA02"])
    page = applicant.get(at("scholen")).text
    for text in ("3 scholen zijn toegevoegd.", "heeft nu geen andere scholen", "3 scholen, 600 leerlingen"):
        assert text in page


def test_a_school_is_found_added_and_removed(applicant, application, at, school):
    school("10AA00", name="De Vuurvogel")
    SchoolFactory(brin6="10AA09", name="Vuurvogel elders", board=OrganisationFactory(name="Stichting Elders"))

    found = applicant.get(at("scholen", "?q=vuurvogel")).text
    assert re.findall(r'name="voegtoe" value="(\w+)"', found) == ["10AA00"]
    assert ("Stichting Elders" in found, "doet niet mee in deze aanvraag" in found) == (True, True)
    applicant.post(at("scholen"), {"voegtoe": "10AA00"})
    assert held(application) == ["10AA00"]
    refused = applicant.post(at("scholen"), {"voegtoe": "10AA09"})
    assert (refused.status_code, "10AA09 is niet toegevoegd." in refused.text) == (409, True)
    applicant.post(at("scholen"), {"verwijder": "ja", "school": ["10AA00", "10AA09"]})
    assert held(application) == []
    assert "Geen school gevonden" in applicant.get(at("scholen", "?q=bestaatniet")).text


@pytest.mark.parametrize("address", ["scholen/?q=", "partijen/?q=", "regio/gemeenten/?zoek="])
def test_a_search_with_a_character_that_no_database_holds_finds_nothing(applicant, application, address):
    answer = applicant.get(f"/aanvragen/{application.pk}/{address}%00qqq")

    assert (answer.status_code, "qqq" in answer.text) == (200, True)


def test_to_remove_a_school_that_no_database_holds_removes_nothing(applicant, application, at, school):
    school("10AA00")
    applicant.post(at("scholen"), {"voegtoe": "10AA00"})

    answer = applicant.post(at("scholen"), {"verwijder": "ja", "school": "10AA\0"})

    assert (answer.status_code, held(application)) == (302, ["10AA00"])


def test_without_schools_every_page_says_let_op_with_where_to_add_them_and_handing_in_stays_possible(
    applicant, application, at, school
):
    def said():
        overview, check, elsewhere = (
            Page(applicant.get(at(step))) for step in ("", "controleren", "opgaven")
        )
        return {
            "overview": (sentence, at("scholen", "#id_q")) in overview.links,
            "check": "Scholen let op" in check.text and (sentence, at("scholen", "#id_q")) in check.links,
            "steps": "Scholen let op" in elsewhere.text,
            "may hand in": "Dien de aanvraag in" in check.text,
        }

    sentence = "Er zijn nog geen scholen gekozen. U kunt zo indienen, maar beoordelaars letten hierop."
    without = said()
    school("10AA00")
    applicant.post(at("scholen"), {"uit-register": "ja"})

    assert (without, said()) == (
        {"overview": True, "check": True, "steps": True, "may hand in": True},
        {"overview": False, "check": False, "steps": False, "may hand in": True},
    )


def test_schools_of_a_party_that_left_stay_until_one_button_takes_them_out(
    applicant, application, at, school
):
    gone = application.members.get(role="deelnemer").organisation
    for code, board in (("10AA00", application.lead), ("10AA01", gone), ("10AA02", gone)):
        school(code, board=board)
    applicant.post(at("scholen"), {"uit-register": "ja"})
    before = applicant.get(at("scholen")).text
    applicant.post(at("partijen"), {"verwijder": gone.pk})
    sentence = f"Deze scholen horen bij {gone.display_name}, dat geen partij meer is"

    pages = {step: Page(applicant.get(at(step))).text for step in ("scholen", "controleren")}
    told = "2 scholen horen bij een bestuur dat geen partij meer is" in applicant.get(at()).text
    left = held(application)
    answer = applicant.post(at("scholen"), {"verwijder-van": gone.pk}, follow=True).text

    assert (sentence in before, told, left) == (False, True, ["10AA00", "10AA01", "10AA02"])
    assert {step: sentence in text for step, text in pages.items()} == {"scholen": True, "controleren": True}
    assert held(application) == ["10AA00"]
    assert ("2 scholen zijn verwijderd. Terugdraaien kan" in answer, sentence in answer) == (True, False)
    line = ActionLog.objects.get(action="onderwijsregios.application.remove_schools")
    assert (line.sentence, line.after) == (
        "Scholen verwijderd: 10AA01, 10AA02",
        {"removed": ["10AA01", "10AA02"]},
    )


def test_schools_of_a_board_that_is_a_party_again_are_not_taken_out(applicant, application, at, school):
    school("10AA00")
    applicant.post(at("scholen"), {"uit-register": "ja"})

    refused = applicant.post(at("scholen"), {"verwijder-van": application.lead.pk})

    assert (refused.status_code, "weer partij" in refused.text, held(application)) == (409, True, ["10AA00"])


def test_the_chosen_schools_are_grouped_by_board_and_filtered(applicant, application, at, school):
    party = application.members.get(role="deelnemer").organisation
    for one in (
        school("10AA00", name="De Boom"),
        school("10AA01", name="De Struik", board=party, sector="so"),
    ):
        application.school_rows.create(school=one)

    whole = applicant.get(at("scholen")).text
    assert ("van 2 besturen" in whole, "met samen 400 leerlingen" in whole) == (True, True)
    by_sector = applicant.get(at("scholen", "?sector=so")).text
    by_name = applicant.get(at("scholen", "?zoek=boom")).text
    nothing = applicant.get(at("scholen", "?zoek=heg")).text
    shown = [
        re.findall(r'name="school" value="(\w+)"', page) for page in (whole, by_sector, by_name, nothing)
    ]
    assert [sorted(codes) for codes in shown] == [["10AA00", "10AA01"], ["10AA01"], ["10AA00"], []]
    assert ("van de 2" in by_sector, "Geen school gevonden" in nothing) == (True, True)


@pytest.mark.parametrize(
    "sent",
    [
        {"nummers": "10AA00\n10AA01\n10AA00\n99ZZ99\nDe Boom"},
        {
            "lijst": SimpleUploadedFile(
                "l.csv", b"code;naam\n10AA00;a\n10AA01;b\n10AA00;c\n99ZZ99;d\nDe Boom;e\n"
            )
        },
        {
            "lijst": SimpleUploadedFile(
                "l.xlsx",
                xlsx_bytes([("BRIN",), ("10AA00",), ("10AA01",), ("10AA00",), ("99ZZ99",), ("De Boom",)]),
            )
        },
    ],
    ids=["pasted", "csv", "xlsx"],
)
def test_a_list_shows_a_verdict_for_each_row_and_is_taken_over_when_asked(
    sent, applicant, application, at, school
):
    school("10AA00")
    school("10AA01")
    for file in sent.values():
        if hasattr(file, "seek"):
            file.seek(0)

    answer = applicant.post(at("scholen"), sent)

    school_list = SchoolList.objects.get()
    assert answer.url == at(f"scholen/lijst/{school_list.pk}")
    page = applicant.get(answer.url).text
    for text in (
        "2 regels zijn goed; 3 niet, en die blijven achter. Er is nog niets overgenomen.",
        "staat dubbel in de lijst",
        "staat niet in het register",
        "geen vestigingsnummer",
    ):
        assert text in page
    assert held(application) == []
    assert "kijk haar na en neem haar over" in applicant.get(at("scholen")).text
    assert applicant.post(answer.url, {"overnemen": "ja"}).url == at("scholen")
    assert held(application) == ["10AA00", "10AA01"]
    assert "Deze lijst is overgenomen" in applicant.get(answer.url).text
    assert "Kijk de lijst" not in applicant.get(at("scholen")).text


def receive(applicant, at, text):
    return applicant.post(at("scholen"), {"nummers": text}).url


def test_only_the_problems_can_be_shown_and_downloaded(applicant, at, school):
    school("10AA00", name="=HYPERLINK(1)")
    address = receive(applicant, at, "10AA00\n99ZZ99\n@SOM(1)")

    problems = applicant.get(f"{address}?problemen=ja").text
    download = applicant.get(f"{address}oordelen.csv")

    assert re.findall(r'<th scope="row">([^<]+)</th>', problems) == ["99ZZ99", "@SOM(1)"]
    assert download.content.decode("utf-8-sig").splitlines() == [
        "regel;vestigingsnummer;school;oordeel;uitleg",
        "1;10AA00;'=HYPERLINK(1);goed;",
        f"2;99ZZ99;;staat niet in het register;{UNKNOWN}",
        f"3;'@SOM(1);;geen vestigingsnummer;{NO_CODE}",
    ]
    assert download["Content-Disposition"].startswith('attachment; filename="oordelen-')


def test_a_list_is_put_away_without_taking_anything_over(applicant, application, at, school):
    school("10AA00")
    address = receive(applicant, at, "10AA00")

    assert applicant.post(address, {"weg": "ja"}).url == at("scholen")

    assert held(application) == []
    assert "Deze lijst is weggegooid" in applicant.get(address).text
    assert applicant.post(address, {"overnemen": "ja"}).status_code == 409


def test_a_school_in_another_application_is_named_as_a_fact_and_taken_over_only_when_ticked(
    applicant, application, at, school
):
    shared = school("10AA00")
    other = ApplicationFactory(round=application.round, title="Geheime regio")
    other.school_rows.create(school=shared)
    address = receive(applicant, at, "10AA00")

    page = applicant.get(address).text

    assert "Deze school staat al in een andere aanvraag in deze ronde." in page
    assert ("Geheime regio" in page, other.lead.display_name in page) == (False, False)
    applicant.post(address, {"overnemen": "ja", "ook-elders": "ja"})
    assert held(application) == ["10AA00"]


def test_verdicts_that_changed_are_shown_before_anything_is_taken_over(applicant, application, at, school):
    school("10AA00")
    late = school("10AA01")
    address = receive(applicant, at, "10AA00\n10AA01")
    application.school_rows.create(school=late)

    changed = applicant.post(address, {"overnemen": "ja"})

    assert (changed.status_code, "Er is niets overgenomen." in changed.text) == (409, True)
    assert "staat al in deze aanvraag" in changed.text
    applicant.post(address, {"overnemen": "ja"})
    assert held(application) == ["10AA00", "10AA01"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Plak vestigingsnummers, of kies een bestand."),
        ({"nummers": "vestigingsnummer"}, "In deze lijst staan geen vestigingsnummers."),
        ({"nummers": "10AA00\n" * 5001}, "Deze lijst heeft meer dan 5.000 regels."),
        ({"lijst": ("leeg.csv", b"")}, "Dit bestand is leeg."),
        ({"lijst": ("plan.xlsx", docx_bytes())}, "Dit bestand is geen Excel (.xlsx) maar een Word-bestand."),
        ({"lijst": ("kapot.xlsx", b"PK\x03\x04niets")}, "beschadigd"),
        ({"lijst": ("setup.exe", b"MZ geen lijst")}, "Dit is geen CSV of XLSX."),
        ({"lijst": ("scholen.exe", b"10AA00")}, "Dit is geen CSV of XLSX."),
        ({"lijst": ("setup.csv", b"MZ geen lijst")}, "Dit is geen CSV of XLSX."),
        ({"lijst": ("oud.csv", b"\xd0\xcf\x11\xe0\xa1\xb1")}, "Dit is geen CSV of XLSX."),
        ({"lijst": ("pagina.csv", b"<!doctype html><p>10AA00")}, "Dit is geen CSV of XLSX."),
        ({"lijst": ("plan.csv", b"\x00\x01\x02")}, "Dit is geen CSV of XLSX. Open de lijst in uw rekenblad"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(sent, sentence, applicant, at):
    sent = {name: SimpleUploadedFile(*one) if name == "lijst" else one for name, one in sent.items()}

    refused = applicant.post(at("scholen"), sent)

    assert (refused.status_code, sentence in refused.text) == (400, True)
    assert not SchoolList.objects.exists()


@pytest.mark.parametrize("numbers", [0, 1, 2])
def test_each_number_of_schools_and_rows_is_said_in_good_dutch(numbers, applicant, at, school):
    for number in range(numbers):
        school(f"10AA0{number}")
    codes = [f"10AA0{number}" for number in range(numbers)] + [f"99ZZ9{number}" for number in range(numbers)]
    address = receive(applicant, at, "\n".join(codes or ["geen nummer"]))

    page, problems = Page(applicant.get(address)), Page(applicant.get(f"{address}?problemen=ja"))
    waiting = Page(applicant.get(at("scholen"))).text

    told, one_only, only_problems, offered = {
        0: (
            "Uit deze lijst kan niets worden overgenomen.",
            "Toon alleen de regel die niet goed is",
            "Toon de hele lijst",
            "staat geen school die u kunt overnemen",
        ),
        1: (
            "1 regel is goed; 1 niet, en die blijft achter.",
            "Toon alleen de regel die niet goed is",
            "Toon alle 2 regels",
            "na en neem haar over",
        ),
        2: (
            "2 regels zijn goed; 2 niet, en die blijven achter.",
            "Toon alleen de 2 regels die niet goed zijn",
            "Toon alle 4 regels",
            "na en neem haar over",
        ),
    }[numbers]
    assert [told in page.text, one_only in page.text, only_problems in problems.text, offered in waiting] == [
        True
    ] * 4
    assert ("Neem de goede regel" in page.text, "na en neem haar over" in waiting) == (numbers > 0,) * 2


def test_a_list_without_any_school_to_add_is_never_taken_over(applicant, application, at):
    address = receive(applicant, at, "99ZZ99")

    refused = applicant.post(address, {"overnemen": "ja"})

    assert (refused.status_code, "Er is niets overgenomen: geen enkele regel" in refused.text) == (409, True)
    assert (held(application), SchoolList.objects.get().applied_at) == ([], None)


def test_a_pasted_list_with_an_error_is_still_there(applicant, at):
    refused = applicant.post(at("scholen"), {"nummers": "10AA00\n" * 5001})

    assert refused.text.count("10AA00") == 5001
    assert applicant.get(at("scholen")).text.count("10AA00") == 5001


def test_a_long_list_shows_how_far_it_is_while_a_worker_judges_it(
    applicant, application, at, school, monkeypatch
):
    codes = "\n".join(f"{10 + n // 100}ZZ{n % 100:02d}" for n in range(205))
    monkeypatch.setattr(service, "enqueue", lambda *args, **kwargs: None)

    address = receive(applicant, at, codes)
    waiting = applicant.get(address).text
    service.judge_school_list(school_list=SchoolList.objects.get().pk)
    ready = applicant.get(address).text

    assert '<progress class="progress" id="voortgang" max="205" value="0"></progress>' in waiting
    assert ("0 van de 205 regels" in waiting, 'hx-trigger="every 2s"' in waiting) == (True, True)
    assert ("205 regels: staat niet in het register" in ready, "hx-trigger" in ready) == (True, False)
    assert ready.count('<th scope="row">') == 200


def test_a_worker_gets_the_long_list_once_it_is_stored(applicant, at, django_capture_on_commit_callbacks):
    codes = "\n".join(f"{10 + n // 100}ZZ{n % 100:02d}" for n in range(205))

    with django_capture_on_commit_callbacks(execute=True):
        address = receive(applicant, at, codes)

    assert "205 regels: staat niet in het register" in applicant.get(address).text


def test_who_may_see_and_who_may_add(application, at, school):
    school("10AA00")
    readers = {
        "anonymous": (None, 302, False),
        "outsider": (UserFactory(), 404, False),
        "another board": (representative_of(OrganisationFactory()), 404, False),
        "reader": (reader(application), 200, False),
        "writer": (writer(application, Section.SCHOLEN), 200, True),
        "lead": (representative_of(application.lead), 200, True),
    }

    seen = {}
    for name, (user, _, _) in readers.items():
        client = Client()
        if user:
            client.force_login(user)
        page = client.get(at("scholen"))
        seen[name] = (user, page.status_code, "Beoordeel deze lijst" in page.content.decode())
        client.post(at("scholen"), {"nummers": "10AA00"})

    assert seen == readers
    assert SchoolList.objects.count() == 2


def test_a_list_of_another_application_does_not_exist_here(applicant, application, at):
    other = ApplicationFactory(round=application.round)
    foreign = SchoolList.objects.create(application=other, origin="x", rows=[], verdicts=[])

    for page in ("", "oordelen.csv"):
        assert applicant.get(at(f"scholen/lijst/{foreign.pk}", page)).status_code == 404


def same_as(school, digit, name, number):
    """Make more schools beside ``school`` in one go, with numbers that begin with ``digit``."""
    return School.objects.bulk_create(
        School(
            brin6=f"{digit}{n // 100}AA{n % 100:02d}",
            name=f"{name} {n}",
            board=school.board,
            sector="po",
            municipality=school.municipality,
            source=school.source,
        )
        for n in range(number)
    )


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_school_pages_need_the_same_queries_for_any_number_of_rows(rows, applicant, application, at, school):
    first = school("10AA00", name="Gekozen")
    schools = [first, *same_as(first, "2", "Gekozen", rows - 1)]
    same_as(first, "5", "Vindbaar", rows)
    add_schools(
        application=application,
        actor=representative_of(application.lead),
        codes=[one.brin6 for one in schools],
        arrived_at=clock.now(),
    )
    verdict = {"verdict": "goed", "reason": "", "name": "x"}
    school_list = SchoolList.objects.create(
        application=application,
        origin="x",
        rows=[{"line": n, "given": one.brin6} for n, one in enumerate(schools, 1)],
        verdicts=[verdict] * rows,
        judged_at=application.created_at,
    )

    counted = {}
    for page in ("scholen", "scholen/?q=vindbaar", f"scholen/lijst/{school_list.pk}"):
        path, _, term = page.partition("/?")
        with CaptureQueriesContext(connection) as queries:
            assert applicant.get(at(path, f"?{term}")).status_code == 200
        counted[page.partition("/lijst")[0] + ("/lijst" if "lijst" in page else "")] = len(queries)

    assert counted == {"scholen": 18, "scholen/?q=vindbaar": 20, "scholen/lijst": 13}


def test_lists_that_wait_are_told_apart_and_the_next_step_is_one_click_away(applicant, at):
    first, second = (receive(applicant, at, code) for code in ("99ZZ98", "99ZZ99"))

    links = Page(applicant.get(at("scholen"))).links

    lists = [name for name, href in links if href in (first, second)]
    assert [name.startswith("Geplakte lijst, ontvangen om ") for name in lists] == [True, True]
    assert ("Ga verder", at("plan")) in links
