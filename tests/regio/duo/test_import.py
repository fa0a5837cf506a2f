"""DUO's files change the register: once, in one transaction, and never over something newer."""

import datetime as dt

import pytest

from regio.core import clock
from regio.core.duo.content import DuoFileError
from regio.core.duo.layouts import FileKind
from regio.enums import OrganisationKind
from regio.models import (
    ActionLog,
    DataSource,
    MunicipalityChange,
    Organisation,
    PostcodeArea,
    School,
    SearchEntry,
)
from regio.services.duo_import import import_duo
from tests.factories.regio import (
    DataSourceFactory,
    MunicipalityFactory,
    OrganisationFactory,
    SchoolFactory,
    TrainingInstituteFactory,
)
from tests.regio.duo.files import (
    board,
    board_columns,
    catalogue_dialect,
    institution,
    institution_columns,
    numbered_dialect,
    school,
    school_columns,
    schools_file,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 10, 1)
BEFORE = dt.date(2026, 8, 4)


@pytest.fixture
def place():
    """Amersfoort and Boxtel, where a part of Haaren went."""
    here = MunicipalityFactory(code="GM0307", name="Amersfoort")
    there = MunicipalityFactory(code="GM0757", name="Boxtel")
    third = MunicipalityFactory(code="GM0865", name="Vught")
    for new in (there, third):
        MunicipalityChange.objects.create(
            date=dt.date(2021, 1, 1),
            old_code="GM0788",
            old_name="Haaren",
            new_municipality=new,
            kind="splitsing",
        )
    PostcodeArea.objects.create(postcode4="5268", place="Helvoirt", municipality=third)
    return here


@pytest.fixture
def duo():
    """The source of what the register already holds."""
    return DataSourceFactory(code="duo-bo-2026-08", reference_date=BEFORE)


def run(data, *, file_name="vestigingenbo.csv", as_of=DAY, **options):
    return import_duo(data=data, file_name=file_name, as_of=as_of, **options)


def counts(report):
    found = report.comparison
    return {
        "nieuw": len(found.created),
        "gewijzigd": len(found.changed),
        "ongewijzigd": found.unchanged,
        "verdwenen": len(found.vanished),
        "geweigerd": len(found.refused),
    }


def register():
    """Return all that an import may touch."""
    return {
        "scholen": list(School.objects.order_by("pk").values()),
        "organisaties": list(Organisation.objects.order_by("pk").values()),
        "bronnen": list(DataSource.objects.exclude(code="referentietabellen").order_by("pk").values()),
        "log": list(ActionLog.objects.order_by("pk").values()),
    }


@pytest.mark.parametrize("write", [numbered_dialect, catalogue_dialect])
def test_a_new_school_comes_with_its_board_its_municipality_and_its_origin(place, write):
    report = run(write(school_columns(), [school()]))
    assert counts(report) == {"nieuw": 1, "gewijzigd": 0, "ongewijzigd": 0, "verdwenen": 0, "geweigerd": 0}
    one = School.objects.get()
    assert {
        "brin6": one.brin6,
        "name": one.name,
        "sector": one.sector,
        "place": one.place,
        "municipality": one.municipality_id,
        "website": one.website,
        "board": (one.board.register_code, one.board.display_name, one.board.sectors),
        "source": (one.source.title, one.source.publisher, one.source.reference_date),
        "board_source": one.board_source_id == one.source_id,
    } == {
        "brin6": "00AB00",
        "name": "It Bûtenplak",
        "sector": "po",
        "place": "Amersfoort",
        "municipality": "GM0307",
        "website": "https://www.school.nl",
        "board": ("40001", "Bevoegd gezag 40001", ["po"]),
        "source": ("DUO, vestigingen basisonderwijs", "Dienst Uitvoering Onderwijs (DUO)", DAY),
        "board_source": True,
    }


def test_an_imported_school_can_be_searched_at_once(place):
    run(schools_file(school()))
    assert SearchEntry.objects.get(kind=SearchEntry.Kind.SCHOOL).key == "00AB00"


def test_streets_and_telephone_numbers_are_stored_nowhere(place):
    run(schools_file(school(STRAATNAAM="Privéweg", TELEFOONNUMMER="0612345678")))
    assert "Privéweg" not in str(register())
    assert "0612345678" not in str(register())


def test_the_same_file_again_changes_nothing_whatever_the_day(place):
    data = schools_file(school("00AB00"), school("00AC00", GEMEENTENUMMER="9999"))
    run(data)
    before = register()
    again = run(data, as_of=None)
    with clock.moved_to(clock.now() + dt.timedelta(days=90)):
        later = run(data, as_of=None)
    assert counts(again) == counts(later)
    assert counts(again) == {"nieuw": 0, "gewijzigd": 0, "ongewijzigd": 1, "verdwenen": 0, "geweigerd": 1}
    assert "Er was niets te wijzigen." in again.summary()
    assert register() == before


def test_a_dry_run_says_the_same_and_changes_nothing(place, duo):
    SchoolFactory(brin6="00AB00", municipality=place, source=duo, board__register_code="40002")
    SchoolFactory(brin6="00AZ00", municipality=place, source=duo)
    data = schools_file(school("00AB00"), school("00AC00"), school("00AD00", GEMEENTENUMMER="9999"))
    before = register()
    trial = run(data, dry_run=True)
    assert register() == before
    real = run(data)
    assert (trial.comparison, trial.new_boards) == (real.comparison, real.new_boards)
    assert counts(real) == {"nieuw": 1, "gewijzigd": 1, "ongewijzigd": 0, "verdwenen": 1, "geweigerd": 1}
    assert "Dit was een proef: er is niets gewijzigd." in trial.summary()


def test_the_report_names_line_column_and_reason_in_dutch(place):
    report = run(
        schools_file(
            school("00AB00"),
            school("00AC00", GEMEENTENUMMER="9999", GEMEENTENAAM="NERGENS"),
            school("00AD00", VESTIGINGSNAAM=" "),
        )
    )
    assert report.details() == [
        "Nieuw: 00AB00 It Bûtenplak (regel 2)",
        (
            "Geweigerd: Regel 3, kolom GEMEENTENUMMER: "
            "Gemeente 9999 (NERGENS) is niet bekend, ook niet van vroeger."
        ),
        "Geweigerd: Regel 4, kolom VESTIGINGSNAAM: De naam ontbreekt.",
    ]
    assert report.summary() == [
        "Bestand: vestigingenbo.csv (vestigingen basisonderwijs), peildatum 01-10-2026",
        "Nieuw: 1",
        "Gewijzigd: 0",
        "Ongewijzigd: 0",
        "Verdwenen: 0",
        "Geweigerde regels: 2",
        "Nieuwe bestuursnummers: 1",
    ]


def test_a_changed_school_is_told_field_by_field(place, duo):
    SchoolFactory(
        brin6="00AB00",
        name="Oude naam",
        municipality=place,
        source=duo,
        place="AMERSFOORT",
        website="https://www.school.nl",
        board=OrganisationFactory(register_code="40001", source=duo),
    )
    report = run(schools_file(school()))
    assert report.details() == ["Gewijzigd: 00AB00 It Bûtenplak (regel 2): naam: Oude naam → It Bûtenplak"]
    assert School.objects.get().name == "It Bûtenplak"


def test_a_school_that_is_gone_is_closed_and_opens_again_when_it_is_back(place, duo):
    SchoolFactory(brin6="00AZ00", municipality=place, source=duo, name="Gesloten")
    report = run(schools_file(school("00AB00")))
    assert report.details()[-1] == "Verdwenen: 00AZ00 Gesloten"
    assert School.objects.get(brin6="00AZ00").valid_until == dt.date(2026, 9, 30)
    back = run(schools_file(school("00AB00"), school("00AZ00")), as_of=dt.date(2026, 11, 1))
    assert "weer open" in back.details()[0]
    assert School.objects.get(brin6="00AZ00").valid_until is None


def test_schools_of_other_sectors_and_other_origins_do_not_vanish(place, duo):
    SchoolFactory(brin6="00VO00", municipality=place, source=duo, sector="vo")
    SchoolFactory(brin6="00HA00", municipality=place, source=DataSourceFactory(code="met-de-hand"))
    assert counts(run(schools_file(school())))["verdwenen"] == 0


def test_a_school_in_a_refused_line_does_not_vanish(place, duo):
    SchoolFactory(brin6="00AZ00", municipality=place, source=duo)
    report = run(schools_file(school("00AB00"), school("00AZ00", VESTIGINGSNAAM=" ")))
    assert counts(report)["verdwenen"] == 0
    report = run(
        schools_file(school("00AC00"), school("00AZ00", GEMEENTENUMMER="9999")), allow_many_vanished=True
    )
    assert [change.key for change in report.comparison.vanished] == ["00AB00"]


def test_nothing_vanishes_when_a_refused_line_cannot_be_identified(place, duo):
    SchoolFactory(brin6="00AZ00", municipality=place, source=duo)
    report = run(schools_file(school("00AB00"), school("00AZ00", VESTIGINGSCODE="1E+05")))
    assert "Er is niets afgesloten, omdat een geweigerde regel daarover kan gaan." in report.summary()
    assert School.objects.get(brin6="00AZ00").valid_until is None


def test_an_older_file_does_not_undo_a_newer_one(place):
    run(schools_file(school("00AB00"), school("00AC00")), as_of=DAY)
    before = register()
    report = run(schools_file(school("00AB00", VESTIGINGSNAAM="Vroeger")), as_of=BEFORE)
    assert "Niet overgenomen, omdat er een nieuwer gegeven is: 1" in report.summary()
    assert register() == before


def test_a_municipality_of_before_2021_is_found_through_the_changes_and_the_postcode(place):
    run(schools_file(school(GEMEENTENUMMER="0788", GEMEENTENAAM="HAAREN", POSTCODE="5268 AB")))
    assert School.objects.get().municipality_id == "GM0865"


def test_a_municipality_without_a_name_is_found_by_its_number(place):
    run(schools_file(school(GEMEENTENAAM=" ")))
    assert School.objects.get().municipality_id == "GM0307"


def test_half_a_file_is_refused_unless_that_is_meant(place, duo):
    for number in range(30):
        SchoolFactory(brin6=f"{number:02d}QQ00", municipality=place, source=duo)
    before = register()
    with pytest.raises(DuoFileError) as error:
        run(schools_file(school()))
    assert error.value.message == (
        "30 van de bekende gegevens staan niet in dit bestand. "
        "Dat zijn er zo veel dat het bestand waarschijnlijk niet compleet is; er is niets gewijzigd."
    )
    assert register() == before
    assert counts(run(schools_file(school()), allow_many_vanished=True))["verdwenen"] == 30


@pytest.mark.parametrize("cut", [1, 40, 300])
def test_a_file_that_was_cut_off_leaves_the_data_as_they_were(place, duo, cut):
    SchoolFactory(brin6="00AB00", municipality=place, source=duo)
    before = register()
    with pytest.raises(DuoFileError, match="afgebroken"):
        run(schools_file(school("00AB00"), school("00AC00"), school("00AD00"))[:-cut])
    assert register() == before


def test_without_municipalities_the_reader_is_told_to_load_them_first():
    with pytest.raises(DuoFileError) as error:
        run(schools_file(school()))
    assert (
        error.value.message == "De gemeenten zijn nog niet geladen. Voer eerst manage.py load_reference uit."
    )


def test_the_same_file_with_another_day_is_refused(place):
    run(schools_file(school()))
    with pytest.raises(DuoFileError) as error:
        run(schools_file(school()), as_of=BEFORE)
    assert error.value.message == (
        "Dit bestand is al ingelezen met peildatum 01-10-2026. Laat de peildatum weg of geef dezelfde op."
    )


def test_what_is_imported_stands_in_the_log_for_staff(place):
    run(schools_file(school()))
    line = ActionLog.objects.get()
    assert (line.action, line.actor, line.sentence, line.audiences, line.after) == (
        "regio.duo.import",
        None,
        "Het DUO-bestand met vestigingen basisonderwijs van 01-10-2026 is ingelezen.",
        ["realisatie-eenheid"],
        {"bestand": "vestigingenbo.csv", "nieuw": 1, "gewijzigd": 0, "verdwenen": 0, "geweigerd": 0},
    )


@pytest.mark.parametrize(
    ("sign", "sector"),
    [("ONDERWIJSSTRUCTUUR", "vo"), ("SOORT PRIMAIR ONDERWIJS", "so"), ("VAKANTIEREGIO", "po")],
)
def test_the_sector_of_a_school_follows_from_its_file(place, sign, sector):
    run(numbered_dialect(school_columns(extra=(sign,)), [school()]))
    assert School.objects.values_list("sector", "board__sectors").get() == (sector, [sector])


def test_a_file_of_institutions_for_secondary_education_gives_locations_their_board(place, duo):
    for brin6 in ("00AB00", "00AB01"):
        SchoolFactory(brin6=brin6, sector="vo", municipality=place, source=duo, board=None)
    columns = institution_columns("ONDERWIJSSTRUCTUUR")
    report = run(numbered_dialect(columns, [institution("00AB"), institution("99ZZ")]))
    assert counts(report) == {"nieuw": 0, "gewijzigd": 2, "ongewijzigd": 0, "verdwenen": 0, "geweigerd": 1}
    assert report.details()[-1] == (
        "Geweigerd: Regel 3, kolom INSTELLINGSCODE: Instelling 99ZZ (Hogeschool Ergens) heeft "
        "in het register geen vestigingen; lees eerst het bestand met vestigingen in."
    )
    assert set(School.objects.values_list("board__register_code", "board_source__reference_date")) == {
        ("40001", DAY)
    }


def test_a_list_of_boards_names_boards_and_closes_those_that_are_gone(place, duo):
    unnamed = OrganisationFactory(register_code="40001", name="", sectors=["po"], source=duo)
    gone = OrganisationFactory(register_code="40002", sectors=["po"], source=duo)
    partly_gone = OrganisationFactory(register_code="40003", sectors=["po", "vo"], source=duo)
    elsewhere = OrganisationFactory(register_code="40004", sectors=["vo"], source=duo)
    report = run(
        catalogue_dialect(board_columns(), [board("40001"), board("40005")]), file_name="besturenbo.csv"
    )
    assert counts(report) == {"nieuw": 1, "gewijzigd": 1, "ongewijzigd": 0, "verdwenen": 2, "geweigerd": 0}
    state = {
        one.register_code: (one.display_name, one.name_year, one.sectors, one.valid_until)
        for one in Organisation.objects.all()
    }
    assert state == {
        "40001": ("Stichting Openbaar Onderwijs Ergens", 2026, ["po"], None),
        "40002": (gone.name, None, [], dt.date(2026, 9, 30)),
        "40003": (partly_gone.name, None, ["vo"], None),
        "40004": (elsewhere.name, None, ["vo"], None),
        "40005": ("Stichting Openbaar Onderwijs Ergens", 2026, ["po"], None),
    }
    unnamed.refresh_from_db()
    assert unnamed.municipality_id == "GM0307"


@pytest.mark.parametrize(
    ("kind", "sector"),
    [
        (FileKind.BOARDS_BO, "po"),
        (FileKind.BOARDS_SO, "so"),
        (FileKind.BOARDS_VO, "vo"),
        (FileKind.BOARDS_MBO, "mbo"),
        (FileKind.BOARDS_HO, "ho"),
    ],
)
def test_each_list_of_boards_can_be_imported_twice(place, kind, sector):
    data = numbered_dialect(board_columns(), [board()])
    first, second = run(data, kind=kind), run(data, kind=kind)
    assert (counts(first)["nieuw"], counts(second)["ongewijzigd"]) == (1, 1)
    assert Organisation.objects.values_list("kind", "sectors").get() == ("schoolbestuur", [sector])


def test_institutions_of_higher_education_keep_their_kind_and_unfunded_ones_stay(place, duo):
    trains = TrainingInstituteFactory(register_code="25DW", name="Oude naam", source=duo)
    recognised = DataSourceFactory(code="duo-erkenningen-2026-02", reference_date=dt.date(2026, 2, 20))
    TrainingInstituteFactory(register_code="29PZ", name="Niet bekostigd", source=recognised)
    report = run(
        numbered_dialect(institution_columns("SOORT HO"), [institution("25DW"), institution("02NR")])
    )
    assert counts(report) == {"nieuw": 1, "gewijzigd": 1, "ongewijzigd": 0, "verdwenen": 0, "geweigerd": 0}
    trains.refresh_from_db()
    assert (trains.kind, trains.name) == (OrganisationKind.TRAINING_INSTITUTE, "Hogeschool Ergens")
    assert Organisation.objects.get(register_code="02NR").kind == OrganisationKind.OTHER


def test_institutions_of_mbo_are_imported_with_their_board(place):
    columns = institution_columns("MBO INSTELLINGSSOORT - CODE")
    data = catalogue_dialect(columns, [institution("25LH", INSTELLINGSNAAM="Drenthe College")])
    first, second = run(data), run(data)
    assert (counts(first)["nieuw"], counts(second)["ongewijzigd"]) == (1, 1)
    assert set(Organisation.objects.values_list("kind", "register_code", "name", "sectors__0")) == {
        ("overig", "25LH", "Drenthe College", "mbo"),
        ("schoolbestuur", "40001", "", "mbo"),
    }


def test_the_number_of_queries_does_not_grow_with_the_file(place):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as three:
        run(schools_file(school("00AB00"), school("00AC00"), school("00AD00")))
    rows = [school(f"{number:02d}ZZ00") for number in range(99)]
    with CaptureQueriesContext(connection) as many:
        run(schools_file(school("00AB00"), school("00AC00"), school("00AD00"), *rows))
    assert len(many) <= len(three)
