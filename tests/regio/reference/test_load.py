"""Loading follows the tables, but never over something newer or something people wrote."""

import datetime as dt
import io
import shutil

import pytest
from django.core.management import CommandError, call_command

from regio.core.reference import tables
from regio.core.reference.tables import ReferenceDataError
from regio.models import ActionLog, Municipality, Organisation, School
from regio.services.duo_import import import_duo
from regio.services.reference import load_reference
from tests.regio.duo.files import school, schools_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.fixture
def copy(tmp_path):
    """A copy of the tables that a test may edit."""
    shutil.copytree(tables.DIRECTORY, tmp_path / "reference")
    return tmp_path / "reference"


def edit(directory, table, key, **changes):
    rows = tables.read_table(directory, table)
    for row in rows:
        if row[table.columns[0]] == key:
            row.update(changes)
    tables.write_table(directory, table, rows)


def remove(directory, table, key):
    rows = [row for row in tables.read_table(directory, table) if row[table.columns[0]] != key]
    tables.write_table(directory, table, rows)


def test_an_edited_broad_region_is_loaded_without_building(copy):
    rows = tables.read_table(copy, tables.BROAD_REGIONS)
    moved = {
        "brede_regio": "midden",
        "naam": "Midden-Nederland",
        "gebied_soort": "gemeente",
        "gebied_code": "GM0228",
        "gebied_naam": "Ede",
    }
    tables.write_table(copy, tables.BROAD_REGIONS, [*rows, moved])
    report = load_reference(directory=copy)
    assert report.changed["gemeenten"] == 1
    assert Municipality.objects.get(code="GM0228").broad_region_id == "midden"
    assert ActionLog.objects.filter(action="regio.reference.load").count() == 2


def test_a_school_that_a_newer_list_no_longer_names_is_closed_not_deleted(copy):
    remove(copy, tables.SCHOOLS, "00AP00")
    sources = tables.read_table(copy, tables.SOURCES)
    source = next(row for row in sources if row["code"] == "duo-bo-2026-08")
    newer = source | {"code": "duo-bo-2026-10", "peildatum": "2026-10-01"}
    tables.write_table(copy, tables.SOURCES, [*sources, newer])
    edit(copy, tables.SCHOOLS, "00AR00", bron="duo-bo-2026-10")
    report = load_reference(directory=copy)
    assert report.closed["scholen"] == 1
    assert School.objects.get(brin6="00AP00").valid_until == dt.date(2026, 9, 30)
    assert load_reference(directory=copy, force=True).changes_something is False


def test_facts_of_a_newer_import_stay(copy):
    one = School.objects.filter(sector="po").select_related("board").first()
    row = school(
        one.brin6,
        VESTIGINGSNAAM="Nieuwe naam",
        **{"BEVOEGD GEZAG NUMMER": one.board.register_code, "GEMEENTENUMMER": one.municipality_id[2:]},
    )
    import_duo(
        data=schools_file(row, school("99ZZ00")),
        file_name="vestigingenbo.csv",
        as_of=dt.date(2026, 10, 1),
        allow_many_vanished=True,
    )
    edit(copy, tables.SCHOOLS, one.brin6, leerlingen="321")
    load_reference(directory=copy)
    one.refresh_from_db()
    assert (one.name, one.pupils) == ("Nieuwe naam", 321)
    assert School.objects.filter(sector="po", valid_until=None).count() == 2


def test_what_people_entered_themselves_stays(copy):
    Organisation.objects.filter(register_code="41414").update(name="Zelf verbeterd", source=None)
    edit(copy, tables.BOARDS, "41414", naam="Uit de tabel")
    load_reference(directory=copy)
    assert Organisation.objects.get(register_code="41414").name == "Zelf verbeterd"


def test_a_missing_table_leaves_the_data_as_they_were(copy):
    (copy / tables.SCHOOLS.file_name).unlink()
    edit(copy, tables.MUNICIPALITIES, "GM0228", naam="Anders")
    with pytest.raises(ReferenceDataError) as error:
        load_reference(directory=copy)
    assert error.value.message == (
        "De referentietabel scholen.csv.gz ontbreekt. Maak de tabellen met manage.py build_reference."
    )
    assert Municipality.objects.get(code="GM0228").name == "Ede"


def test_the_command_says_that_nothing_changed():
    out = io.StringIO()
    call_command("load_reference", stdout=out)
    call_command("load_reference", "--force", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == "De referentiegegevens zijn al bijgewerkt; er is niets gewijzigd."
    assert lines[-1] == "Er was niets te wijzigen."
    assert "scholen                  8629 in de tabel: 0 nieuw, 0 gewijzigd, 0 vervallen" in lines


def test_the_command_tells_what_is_wrong_with_the_tables(monkeypatch):
    from regio.management.commands import load_reference as command

    def broken(**options):
        raise ReferenceDataError("De tabel klopt niet.")

    monkeypatch.setattr(command, "load_reference", broken)
    with pytest.raises(CommandError, match="De tabel klopt niet"):
        call_command("load_reference")
