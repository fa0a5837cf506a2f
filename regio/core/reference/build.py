"""Derive the project's tables from the raw files. Two builds from the same files are byte-equal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from regio.core.duo.municipalities import MunicipalityFinder
from regio.core.reference import (
    areas,
    boards,
    broad_regions,
    geometry,
    neighbours,
    sources,
    tables,
    training,
)
from regio.core.reference.raw import RawData
from regio.core.reference.schools import SchoolBuilder
from regio.core.reference.tables import ReferenceDataError, Row


@dataclass
class BuildReport:
    """What was written, and how the joins went."""

    rows: dict[str, int] = field(default_factory=dict)
    """File name → number of rows."""
    bytes: dict[str, int] = field(default_factory=dict)
    """File name → size."""
    joins: dict[str, int] = field(default_factory=dict)
    """How a fact was found, or what was left out → number."""
    kept: list[str] = field(default_factory=list)
    """Tables that people edit and that were left as they are."""


def build_reference(source: Path, target: Path) -> BuildReport:
    """Read the raw files in ``source`` and write the tables to ``target``.

    The tables of broad regions and of crossings are written only when they do not
    exist yet, so that edits stay. Raises ``ReferenceDataError`` when a raw file is missing or
    the tables do not fit together; then nothing is written.
    """
    raw = RawData(source)
    target.mkdir(parents=True, exist_ok=True)
    report = BuildReport()

    municipalities = areas.municipalities(raw)
    codes = {row["code"] for row in municipalities}
    changes = areas.changes(raw)
    postcodes, without_municipality = areas.postcodes(raw, codes)
    features = raw.json("geo/gemeenten_2025_detail.geojson.gz")["features"]
    topology = geometry.build_topology(features, code_property="statcode")
    shapes = geometry.geometries(topology)
    if set(shapes) != codes:
        raise ReferenceDataError("De grenzen en de lijst van gemeenten noemen niet dezelfde gemeenten.")

    finder = MunicipalityFinder.of(
        {row["code"]: row["naam"] for row in municipalities},
        [(row["oude_code"], row["nieuwe_code"]) for row in changes],
        {row["postcode4"]: row["gemeente"] for row in postcodes},
    )
    all_boards = boards.boards(raw)
    school_builder = SchoolBuilder(
        raw, boards_vo=boards.numbers_by_institution(raw), locator=geometry.PointLocator(shapes)
    )
    schools = school_builder.rows()
    institutions = training.institutions(raw, finder)
    trainers = {row["brin"] for row in institutions if row["leidt_leraren_op"] == "ja"}
    programmes = training.programmes(raw, finder, trainers)

    if (target / tables.BROAD_REGIONS.file_name).exists():
        regions = tables.read_table(target, tables.BROAD_REGIONS)
        report.kept.append(tables.BROAD_REGIONS.file_name)
    else:
        regions = broad_regions.first_table(municipalities)
    broad_regions.assign(regions, municipalities)
    if (target / tables.CROSSINGS.file_name).exists():
        crossings = tables.read_table(target, tables.CROSSINGS)
        report.kept.append(tables.CROSSINGS.file_name)
    else:
        crossings = tables.read_table(tables.DIRECTORY, tables.CROSSINGS)  # known by hand, not in a raw file
    borders = neighbours.border_rows(topology)
    neighbours.check_crossings(crossings, borders)

    content: dict[tables.Table, list[Row]] = {
        tables.SOURCES: sources.sources(),
        tables.MUNICIPALITIES: municipalities,
        tables.CHANGES: changes,
        tables.POSTCODES: postcodes,
        tables.BOARDS: all_boards,
        tables.SCHOOLS: schools,
        tables.INSTITUTIONS: institutions,
        tables.PROGRAMMES: programmes,
        tables.NEIGHBOURS: borders,
        tables.CROSSINGS: crossings,
        tables.BROAD_REGIONS: regions,
    }
    check_references(content)
    for table, rows in content.items():
        if table.file_name not in report.kept:
            report.rows[table.file_name] = tables.write_table(target, table, rows)
    tables.write_json(target, tables.GEOMETRY_FILE, topology)
    report.rows[tables.GEOMETRY_FILE] = len(shapes)
    names = [table.file_name for table in tables.TABLES] + [tables.GEOMETRY_FILE]
    report.bytes = {name: (target / name).stat().st_size for name in names}
    report.joins = dict(sorted(school_builder.joins.items()))
    report.joins["postcodes weggelaten (gemeente onbekend)"] = without_municipality
    return report


_REFERENCES = (
    (tables.CHANGES, "nieuwe_code", tables.MUNICIPALITIES),
    (tables.POSTCODES, "gemeente", tables.MUNICIPALITIES),
    (tables.BOARDS, "gemeente", tables.MUNICIPALITIES),
    (tables.SCHOOLS, "gemeente", tables.MUNICIPALITIES),
    (tables.SCHOOLS, "bestuur", tables.BOARDS),
    (tables.INSTITUTIONS, "gemeente", tables.MUNICIPALITIES),
    (tables.INSTITUTIONS, "bestuur", tables.BOARDS),
    (tables.PROGRAMMES, "brin", tables.INSTITUTIONS),
    (tables.PROGRAMMES, "gemeente", tables.MUNICIPALITIES),
    (tables.NEIGHBOURS, "een", tables.MUNICIPALITIES),
    (tables.NEIGHBOURS, "ander", tables.MUNICIPALITIES),
    (tables.CROSSINGS, "een", tables.MUNICIPALITIES),
    (tables.CROSSINGS, "ander", tables.MUNICIPALITIES),
)
"""Table, column and the table whose first column it refers to."""


def check_references(content: Mapping[tables.Table, Iterable[Row]]) -> None:
    """Check that every code exists. Raises ``ReferenceDataError`` with the first that does not."""
    known = {table: {row[table.columns[0]] for row in rows} for table, rows in content.items()}
    for table, rows in content.items():
        source_columns = [column for column in table.columns if column.split("_")[0] == "bron"]
        for row in rows:
            for column in source_columns:
                if row[column] and row[column] not in known[tables.SOURCES]:
                    raise ReferenceDataError(f"{table.file_name}: bron {row[column]} bestaat niet.")
    for table, column, other in _REFERENCES:
        for row in content[table]:
            if row[column] and row[column] not in known[other]:
                raise ReferenceDataError(
                    f"{table.file_name}: {column} {row[column]} staat niet in {other.file_name}."
                )
