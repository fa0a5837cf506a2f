"""Reading and writing the tables: CSV with a fixed order, so that two builds are byte-equal."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from regio.core.errors import PortalError

Row = dict[str, str]

DIRECTORY = Path(__file__).resolve().parents[2] / "reference"
"""Where the tables of the project are kept."""


class ReferenceDataError(PortalError):
    """A reference table or raw file is missing or does not fit; the message says which."""

    code = "referentie"


@dataclass(frozen=True)
class Table:
    """One table: its file and its columns; the first ``key`` columns identify a row."""

    file_name: str
    columns: tuple[str, ...]
    key: int = 1


SOURCES = Table("bronnen.csv", ("code", "titel", "uitgever", "licentie", "adres", "peildatum", "toelichting"))
MUNICIPALITIES = Table(
    "gemeenten.csv",
    (
        "code",
        "naam",
        "provincie_code",
        "provincie",
        "arbeidsmarktregio_code",
        "arbeidsmarktregio",
        "corop_code",
        "corop",
        "breedte",
        "lengte",
        "geldig_vanaf",
        "bron",
    ),
)
BROAD_REGIONS = Table(
    "brede_regios.csv",
    ("brede_regio", "naam", "gebied_soort", "gebied_code", "gebied_naam"),
    key=4,
)
CHANGES = Table(
    "herindelingen.csv", ("datum", "oude_code", "oude_naam", "nieuwe_code", "soort", "bron"), key=4
)
POSTCODES = Table("postcodes.csv", ("postcode4", "plaats", "gemeente", "breedte", "lengte", "bron"))
BOARDS = Table(
    "besturen.csv",
    ("nummer", "naam", "naam_jaar", "soort", "sectoren", "gemeente", "geldig_tot", "bron"),
)
SCHOOLS = Table(
    "scholen.csv.gz",
    (
        "brin6",
        "naam",
        "sector",
        "bestuur",
        "plaats",
        "gemeente",
        "breedte",
        "lengte",
        "leerlingen",
        "website",
        "bron",
        "bron_bestuur",
        "bron_punt",
        "bron_leerlingen",
    ),
)
INSTITUTIONS = Table(
    "instellingen_ho.csv", ("brin", "naam", "soort", "bestuur", "gemeente", "leidt_leraren_op", "bron")
)
PROGRAMMES = Table(
    "opleidingen.csv", ("brin", "code", "naam", "soort", "gemeente", "studenten", "jaar", "bron"), key=5
)
NEIGHBOURS = Table("gemeenten_buren.csv", ("een", "ander", "bron"), key=2)
CROSSINGS = Table("oeververbindingen.csv", ("een", "ander", "soort", "toelichting", "bron"), key=2)
GEOMETRY_FILE = "gemeenten.topojson"

TABLES = (
    SOURCES,
    MUNICIPALITIES,
    BROAD_REGIONS,
    CHANGES,
    POSTCODES,
    BOARDS,
    SCHOOLS,
    INSTITUTIONS,
    PROGRAMMES,
    NEIGHBOURS,
    CROSSINGS,
)


def write_table(directory: Path, table: Table, rows: Iterable[Mapping[str, str]]) -> int:
    """Write a table sorted by its key and return the number of rows.

    Raises ``ReferenceDataError`` when two rows have the same key.
    """
    ordered = sorted(
        ([row[column] for column in table.columns] for row in rows), key=lambda r: r[: table.key]
    )
    for before, after in pairwise(ordered):
        if before[: table.key] == after[: table.key]:
            raise ReferenceDataError(
                f"{table.file_name}: {' '.join(after[: table.key])} staat er twee keer in."
            )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(ordered)
    write_bytes(directory / table.file_name, text.getvalue().encode())
    return len(ordered)


def read_table(directory: Path, table: Table) -> list[Row]:
    """Return the rows of a table. Raises ``ReferenceDataError`` when it is missing or has other columns."""
    path = directory / table.file_name
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReferenceDataError(
            f"De referentietabel {table.file_name} ontbreekt. Maak de tabellen met manage.py build_reference."
        ) from error
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    reader = csv.DictReader(io.StringIO(data.decode(), newline=""))
    if tuple(reader.fieldnames or ()) != table.columns:
        raise ReferenceDataError(
            f"De referentietabel {table.file_name} heeft andere kolommen "
            f"dan verwacht: {', '.join(table.columns)}."
        )
    return list(reader)


def write_json(directory: Path, file_name: str, content: Any) -> None:
    """Write JSON in one fixed form."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    write_bytes(directory / file_name, (text + "\n").encode())


def read_json(directory: Path, file_name: str) -> Any:
    """Return the content of a JSON file of the reference data."""
    try:
        return json.loads((directory / file_name).read_bytes())
    except FileNotFoundError as error:
        raise ReferenceDataError(
            f"De referentietabel {file_name} ontbreekt. Maak de tabellen met manage.py build_reference."
        ) from error


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file in one go; gzipped without a time stamp when its name ends in ``.gz``."""
    if path.suffix == ".gz":
        data = gzip.compress(data, compresslevel=9, mtime=0)
    unfinished = path.with_name(path.name + ".nieuw")
    unfinished.write_bytes(data)
    unfinished.replace(path)


def checksum(directory: Path, *, of: Sequence[str] = ()) -> str:
    """Return one checksum over the reference files, to see whether anything changed."""
    names = of or (*(table.file_name for table in TABLES), GEOMETRY_FILE)
    total = sha256()
    for name in sorted(names):
        total.update(name.encode() + b"\0")
        path = directory / name
        if path.exists():
            total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()
