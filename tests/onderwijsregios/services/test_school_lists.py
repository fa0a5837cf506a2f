"""Lists of schools: a verdict for each row, nothing half-applied, nothing lost by a worker that dies."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onderwijsregios.core.school_codes import rows_in_file, rows_in_text
from onderwijsregios.core.school_lists import rows_of
from onderwijsregios.enums import ApplicationState
from onderwijsregios.models import SchoolList
from onderwijsregios.selectors.schools import judge_rows, offered_schools, standing_of
from onderwijsregios.services.applications import schools as service
from onderwijsregios.services.applications.schools import (
    add_offered_schools,
    add_schools,
    apply_school_list,
    discard_school_list,
    judge_again,
    judge_school_list,
    judge_waiting_lists,
    receive_school_list,
    remove_schools,
)
from regio.core import clock
from regio.core.errors import Refused, TooLate
from regio.core.files.kinds import Unusable
from regio.models import ActionLog, School
from tests.factories.files import xlsx_bytes
from tests.factories.onderwijsregios import ApplicationFactory, RoundFactory, representative_of
from tests.factories.regio import MunicipalityFactory, OrganisationFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(application):
    """Return 450 schools of the applicant, made in one go."""
    return school_codes(application.lead, 450)


def school_codes(board, number):
    first = SchoolFactory(board=board, brin6="90AA00")
    School.objects.bulk_create(
        School(
            brin6=f"{90 + n // 100}AA{n % 100:02d}",
            name=f"School {n}",
            board=board,
            sector="po",
            municipality=first.municipality,
            source=first.source,
        )
        for n in range(1, number)
    )
    return [f"{90 + n // 100}AA{n % 100:02d}" for n in range(number)]


def receive(application, actor, codes, origin="lijst.csv"):
    return receive_school_list(
        application=application,
        actor=actor,
        origin=origin,
        rows=rows_of([code] for code in codes),
        arrived_at=clock.now(),
    )


def apply(application, actor, school_list, **kwargs):
    return apply_school_list(
        application=application, school_list=school_list, actor=actor, arrived_at=clock.now(), **kwargs
    )


def held(application):
    return sorted(application.school_rows.values_list("school__brin6", flat=True))


# --- reading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("00AB00\n00AB01", [(1, "00AB00"), (2, "00AB01")]),
        ("00ab00\r\n\r\n 00 AB 01 \n", [(1, "00AB00"), (2, "00AB01")]),
        ("00AB00, 00AB01; 00AB02", [(1, "00AB00"), (2, "00AB01"), (3, "00AB02")]),
        ("Vestigingsnummer\tNaam\n00AB00\tDe Boom", [(2, "00AB00")]),
        ("De Boom;00AB00\nzonder nummer;", [(1, "00AB00"), (2, "zonder nummer")]),
    ],
)
def test_a_pasted_list_is_read_as_people_write_it(text, rows):
    assert [(row["line"], row["given"]) for row in rows_of(rows_in_text(text))] == rows


def csv_file(text, encoding="utf-8"):
    return io.BytesIO(text.encode(encoding))


@pytest.mark.parametrize(
    "file",
    [
        csv_file("naam;vestigingscode\nDe Boom;00AB00\nÉén;00AB01\n"),
        csv_file("naam;vestigingscode\nDe Boom;00AB00\nÉén;00AB01\n", "cp1252"),
        csv_file('\ufeffVESTIGINGSCODE,NAAM\n00ab00,"De Boom, groep 1"\n00AB01,Twee\n'),
        io.BytesIO(xlsx_bytes([("Nr", "Vestigingsnummer"), (1, "00AB00"), (2, "00AB01")])),
    ],
    ids=["semicolons", "Excel on Windows", "commas", "xlsx"],
)
def test_a_file_is_read_whatever_its_columns(file):
    rows = rows_of(rows_in_file(file, size=len(file.getvalue())))

    assert [(row["line"], row["given"]) for row in rows] == [(2, "00AB00"), (3, "00AB01")]


def test_a_list_that_is_too_long_or_empty_is_refused():
    with pytest.raises(Unusable, match=r"meer dan 5\.000 regels"):
        rows_of([["00AB00"]] * 5001)
    with pytest.raises(Unusable, match="geen vestigingsnummers"):
        rows_of([["vestigingsnummer"], [" "]])


# --- verdicts --------------------------------------------------------------------------------------


def other_application(application, **fields):
    return ApplicationFactory(round=application.round, **fields)


def test_each_row_gets_its_verdict(application, actor):
    board, outsider = application.lead, OrganisationFactory(name="Stichting Elders", register_code="49999")
    codes = ("10AA00", "10AA01", "10AA02", "10AA03", "10AA04")
    _, closed, present, shared, elsewhere = (SchoolFactory(board=board, brin6=code) for code in codes)
    closed.valid_until = dt.date(2024, 7, 31)
    closed.save()
    foreign = SchoolFactory(board=outsider, brin6="10AA05")
    homeless = SchoolFactory(board=None, brin6="10AA06")
    application.school_rows.create(school=present)
    for school in (shared, foreign):
        other_application(application).school_rows.create(school=school)
    ApplicationFactory().school_rows.create(school=elsewhere)  # in another round

    school_list = receive(
        application,
        actor,
        [*codes, foreign.brin6, homeless.brin6, "99ZZ99", "10AA00", "10AA", "41234", "1OAA00", "De Boom"],
    )

    said = [(one["verdict"], one["reason"]) for one in school_list.verdicts]
    assert said == [
        ("goed", ""),
        ("gesloten", "Deze vestiging is gesloten; de laatste dag was 31 juli 2024."),
        ("staat-er-al", ""),
        ("andere-aanvraag", "Deze school staat al in een andere aanvraag in deze ronde."),
        ("goed", ""),
        (
            "ander-bestuur",
            (
                "Het bestuur, Stichting Elders (49999), doet niet mee in deze aanvraag. "
                "Voeg het toe bij Partijen en beoordeel de lijst daarna opnieuw."
            ),
        ),
        ("ander-bestuur", "Van deze school is het bestuur niet bekend. Meld het ons via de contactpagina."),
        ("onbekend", "Dit nummer staat niet in het register. Kijk na of het goed is overgenomen."),
        ("dubbel", "Dit nummer staat ook op regel 1."),
        (
            "geen-nummer",
            "Dit is een BRIN zonder vestiging. Zet de twee cijfers van de vestiging erachter, zoals 12AB00.",
        ),
        (
            "geen-nummer",
            "Dit lijkt een bestuursnummer. Vul de vestigingsnummers van de scholen in, zoals 12AB00.",
        ),
        ("geen-nummer", "Hier staat een letter O waar een nul hoort, of andersom. Een voorbeeld is 12AB00."),
        (
            "geen-nummer",
            "Een vestigingsnummer heeft twee cijfers, twee letters en twee cijfers, zoals 12AB00.",
        ),
    ]
    assert held(application) == [present.brin6]


def test_who_else_has_a_school_is_said_only_while_the_round_is_open_and_of_what_may_still_count(application):
    school = SchoolFactory(board=application.lead, brin6="10AA00")
    other = other_application(application, state=ApplicationState.DRAFT)
    other.school_rows.create(school=school)

    def elsewhere(moment):
        return standing_of(application, moment).elsewhere

    assert elsewhere(clock.now()) == {"10AA00"}
    assert elsewhere(application.round.closes_at + dt.timedelta(days=1)) == frozenset()


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_judging_needs_the_same_queries_for_any_number_of_rows(rows, application, many):
    listed = rows_of([code] for code in many[:rows])

    with CaptureQueriesContext(connection) as queries:
        verdicts = judge_rows(listed, standing_of(application, clock.now()))

    assert ({one["verdict"] for one in verdicts}, len(verdicts), len(queries)) == ({"goed"}, rows, 4)


# --- applying --------------------------------------------------------------------------------------


def test_good_rows_are_taken_over_together_and_once(application, actor, many):
    school_list = receive(application, actor, [*many[:5], "99ZZ99"])

    assert apply(application, actor, school_list) == 5
    assert apply(application, actor, school_list) == 0

    assert held(application) == many[:5]
    lines = ActionLog.objects.filter(action="onderwijsregios.application.add_schools")
    assert [(row.sentence, row.after["added"]) for row in lines] == [
        ("5 scholen toegevoegd uit “lijst.csv”", many[:5])
    ]


def test_a_school_of_another_application_is_taken_over_only_when_asked(application, actor, many):
    other_application(application).school_rows.create(school=School.objects.get(brin6=many[1]))
    school_list = receive(application, actor, many[:2])
    second = receive(application, actor, many[:2])

    apply(application, actor, school_list)
    assert held(application) == many[:1]
    judge_again(application=application, school_list=second, actor=actor, arrived_at=clock.now())
    apply(application, actor, second, also_elsewhere=True)
    assert held(application) == many[:2]


def test_a_verdict_that_changed_since_is_shown_first_and_nothing_is_half_applied(application, actor, many):
    school_list = receive(application, actor, many[:3])
    add_schools(application=application, actor=actor, codes=many[1:2], arrived_at=clock.now())

    with pytest.raises(Refused) as refused:
        apply(application, actor, school_list)

    assert (refused.value.code, held(application)) == ("ondertussen-gewijzigd", many[1:2])
    school_list.refresh_from_db()
    assert [one["verdict"] for one in school_list.verdicts] == ["goed", "staat-er-al", "goed"]
    assert apply(application, actor, school_list) == 2


def test_a_list_that_was_put_away_cannot_be_taken_over(application, actor, many):
    school_list = receive(application, actor, many[:3])
    discard_school_list(application=application, school_list=school_list, actor=actor, arrived_at=clock.now())

    with pytest.raises(Refused, match="weggegooid"):
        apply(application, actor, school_list)


def test_a_list_of_another_application_cannot_be_taken_over(application, actor, many):
    other = other_application(application)
    foreign = receive(other, representative_of(other.lead), many[:3])

    with pytest.raises(SchoolList.DoesNotExist):
        apply(application, actor, foreign)


def test_after_closing_nothing_is_taken_over():
    closed = ApplicationFactory(round=RoundFactory(closed=True))

    with pytest.raises(TooLate):
        receive(closed, representative_of(closed.lead), ["00AB00"])


# --- long lists ------------------------------------------------------------------------------------


@pytest.fixture
def queued(monkeypatch):
    """Return what is put on the queue, without a worker that does it."""
    asked = []
    monkeypatch.setattr(service, "enqueue", lambda name, **kwargs: asked.append((name, kwargs)))
    return asked


def test_a_long_list_is_judged_by_a_worker(application, actor, many, queued):
    school_list = receive(application, actor, many)

    assert queued == [("onderwijsregios.judge_school_list", {"school_list": str(school_list.pk)})]
    assert (school_list.verdicts, school_list.judged_at) == ([], None)
    with pytest.raises(Refused, match="wordt nog beoordeeld"):
        apply(application, actor, school_list)
    assert judge_school_list(school_list=school_list.pk) == 450
    assert judge_school_list(school_list=school_list.pk) == 0
    assert apply(application, actor, school_list) == 450


def test_a_worker_that_dies_half_way_loses_nothing(application, actor, many, queued, monkeypatch):
    school_list = receive(application, actor, [*many, many[0]])
    judge_piece, pieces = service._judge_piece, []

    def dies_at_the_second(one):
        pieces.append(one)
        if len(pieces) == 2:
            raise ConnectionError("the worker was killed")
        return judge_piece(one)

    monkeypatch.setattr(service, "_judge_piece", dies_at_the_second)
    with pytest.raises(ConnectionError):
        judge_school_list(school_list=school_list.pk)
    monkeypatch.setattr(service, "_judge_piece", judge_piece)
    school_list.refresh_from_db()
    assert (len(school_list.verdicts), school_list.judged_at) == (200, None)

    assert judge_waiting_lists() == 0  # a worker may still be at it
    SchoolList.objects.update(created_at=clock.now() - dt.timedelta(minutes=3))
    assert judge_waiting_lists() == 251

    school_list.refresh_from_db()
    assert [one["verdict"] for one in school_list.verdicts] == ["goed"] * 450 + ["dubbel"]


# --- one by one, and from the registry --------------------------------------------------------------


def test_schools_are_added_and_removed_by_their_number(application, actor, many):
    add = {"application": application, "actor": actor, "arrived_at": clock.now()}

    assert add_schools(codes=many[:2], **add) == 2
    assert add_schools(codes=many[:3], **add) == 1
    with pytest.raises(Refused, match=r"99ZZ99 is niet toegevoegd\. Dit nummer staat niet in het register"):
        add_schools(codes=[many[5], "99ZZ99"], **add)
    assert remove_schools(codes=[many[0], many[400]], **add) == 1

    assert held(application) == many[1:3]
    actions = "onderwijsregios.application.add_schools", "onderwijsregios.application.remove_schools"
    assert sorted(ActionLog.objects.filter(action__in=actions).values_list("sentence", flat=True)) == [
        "1 school toegevoegd: 90AA02",
        "2 scholen toegevoegd: 90AA00, 90AA01",
        "Scholen verwijderd: 90AA00",
    ]


def test_the_registry_offers_the_schools_of_the_parties_in_the_area(application, actor):
    inside, outside = application.municipalities.first(), MunicipalityFactory()
    board, party = application.lead, application.members.get(role="deelnemer").organisation

    def school(code, **fields):
        return SchoolFactory(brin6=code, **{"board": board, "municipality": inside, **fields})

    offered = [school("10AA00"), school("10AA01", board=party), school("10AA07")]
    school("10AA02", municipality=outside)
    school("10AA03", board=OrganisationFactory())
    school("10AA04", sector="vo")
    school("10AA05", valid_until=dt.date(2020, 1, 1))
    application.school_rows.create(school=school("10AA06"))
    other_application(application).school_rows.create(school=offered[2])

    found = sorted(offered_schools(application, clock.today()).values_list("brin6", flat=True))
    answer = add_offered_schools(application=application, actor=actor, arrived_at=clock.now())

    assert (found, answer) == (["10AA00", "10AA01", "10AA07"], (2, 1))
    assert held(application) == ["10AA00", "10AA01", "10AA06"]


def test_a_national_region_is_offered_the_schools_of_its_parties_everywhere(application):
    SchoolFactory(board=application.lead, brin6="10AA00")
    assert list(offered_schools(application, clock.today())) == []

    application.is_national = True

    assert [school.brin6 for school in offered_schools(application, clock.today())] == ["10AA00"]
