"""The tables follow from the raw files, the same each time."""

import filecmp
import io
import shutil

import pytest
from django.core.management import CommandError, call_command

from regio.core.reference import tables
from regio.core.reference.build import build_reference, check_references
from regio.core.reference.tables import ReferenceDataError

NAMES = [*(table.file_name for table in tables.TABLES), tables.GEOMETRY_FILE]


def test_building_twice_gives_the_same_bytes_as_the_project_holds(raw_data, tmp_path):
    build_reference(raw_data, tmp_path)
    first = {name: (tmp_path / name).read_bytes() for name in NAMES}
    report = build_reference(raw_data, tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in NAMES} == first
    assert report.kept == ["brede_regios.csv", "oeververbindingen.csv"]
    derived = [name for name in NAMES if name != "brede_regios.csv"]
    assert filecmp.cmpfiles(tmp_path, tables.DIRECTORY, derived, shallow=False) == (derived, [], [])


def test_hand_edits_of_the_broad_regions_stay(raw_data, tmp_path):
    shutil.copy(tables.DIRECTORY / "brede_regios.csv", tmp_path)
    path = tmp_path / "brede_regios.csv"
    edited = path.read_text(encoding="utf-8").replace("Oost-Nederland", "Het Oosten")
    path.write_text(edited, encoding="utf-8")
    out = io.StringIO()
    call_command("build_reference", "--from", str(raw_data), "--to", str(tmp_path), stdout=out)
    assert path.read_text(encoding="utf-8") == edited
    assert "met de hand bijgehouden, niet overschreven" in out.getvalue()


def test_the_tables_are_small_and_complete():
    sizes = {name: (tables.DIRECTORY / name).stat().st_size for name in NAMES}
    assert sum(sizes.values()) < 3_000_000
    content = {table: tables.read_table(tables.DIRECTORY, table) for table in tables.TABLES}
    assert {table.file_name: len(rows) for table, rows in content.items()} == {
        "bronnen.csv": 19,
        "gemeenten.csv": 342,
        "brede_regios.csv": 15,
        "herindelingen.csv": 79,
        "postcodes.csv": 4068,
        "besturen.csv": 1710,
        "scholen.csv.gz": 8629,
        "instellingen_ho.csv": 58,
        "opleidingen.csv": 459,
        "gemeenten_buren.csv": 876,
        "oeververbindingen.csv": 8,
    }
    check_references(content)


def test_a_code_that_leads_nowhere_is_refused():
    content = {table: tables.read_table(tables.DIRECTORY, table) for table in tables.TABLES}
    content[tables.SCHOOLS] = [content[tables.SCHOOLS][0] | {"bestuur": "99999"}]
    with pytest.raises(ReferenceDataError) as error:
        check_references(content)
    assert error.value.message == "scholen.csv.gz: bestuur 99999 staat niet in besturen.csv."


def test_a_folder_without_raw_files_is_refused(tmp_path):
    with pytest.raises(CommandError, match="De map met bronbestanden bestaat niet"):
        call_command("build_reference", "--from", str(tmp_path / "weg"))
    with pytest.raises(CommandError, match=r"Het bronbestand gebieden/\S+ ontbreekt"):
        call_command("build_reference", "--from", str(tmp_path), "--to", str(tmp_path / "uit"))
