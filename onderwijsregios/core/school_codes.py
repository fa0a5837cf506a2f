"""Vestigingsnummers from a pasted list or a file, as people have them.

A list is one number to a line, or a table with other columns beside it: the number is
looked for in each row. A row in which none is found gives its first cell back, so that
whoever reads the answer sees what was not understood. Whether a number exists is for the
registry to say.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final

from openpyxl import load_workbook

from regio.core.files import examine
from regio.core.files.kinds import MARKUP, START, XLSX, Unusable
from regio.core.wording import in_figures

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_UNPACKED: Final = 20 * 1024 * 1024
MOST_ROWS: Final = 5_000
CODE: Final = re.compile(r"\d{2}[A-Z]{2}\d{2}")
HEADING: Final = re.compile(r"(vestigings?|brin)|^(school|nummer|code)s?$", re.IGNORECASE)
TOO_LONG: Final = (
    f"Deze lijst heeft meer dan {in_figures(MOST_ROWS)} regels. Verdeel haar over kortere lijsten."
)
NO_LIST: Final = (
    "Dit is geen CSV of XLSX. Open de lijst in uw rekenblad, sla haar op als CSV of XLSX en kies dat bestand."
)
NAMES: Final = (".csv", ".tsv", ".txt", ".xlsx")
"""How the name of a list may end; what is in it decides how it is read."""
OTHER_KIND: Final = re.compile(rb"MZ|\x7fELF|%PDF|\{\\rtf|GIF8|\x89PNG|\xff\xd8|\xd0\xcf\x11\xe0")
"""How files start that some program made, and that are no list."""
NOT_IN_TEXT: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def codes_in_text(text: str) -> list[str]:
    """Return the codes of a pasted list, each once and in order.

    Raises :class:`Unusable` for a list that is too long.
    """
    return _codes(rows_in_text(text))


def rows_in_text(text: str) -> list[list[str]]:
    """Return the cells of each line of a pasted list that holds something."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) == 1 and len(words := re.split(r"[\s,;|-]+", lines[0].strip())) > 1:
        lines = words if all(CODE.fullmatch(word.upper()) for word in words) else lines
    return [re.split(r"[,;\t|]", line) for line in lines]


def codes_in_file(file: BinaryIO, *, size: int, name: str = "") -> list[str]:
    """Return the codes of a CSV or XLSX file, each once and in order.

    Raises :class:`Unusable` with the reason.
    """
    return _codes(rows_in_file(file, size=size, name=name))


def rows_in_file(file: BinaryIO, *, size: int, name: str = "") -> Iterable[list[str]]:
    """Return the cells of each row of a CSV or XLSX file; ``name`` is what the sender calls it.

    Raises :class:`Unusable` with the reason, at the latest when the rows are read.
    """
    if "." in name and not name.lower().endswith(NAMES):
        raise Unusable(NO_LIST)
    if not size:
        raise Unusable("Dit bestand is leeg. Kies een ander bestand.")
    if size > MOST_BYTES:
        raise Unusable(
            "Dit bestand is groter dan 2 MB. Houd alleen de vestigingsnummers over en kies het opnieuw."
        )
    file.seek(0)
    is_zip = file.read(2) == b"PK"
    file.seek(0)
    return _rows_of_workbook(file) if is_zip else _rows_of_csv(file.read())


def _rows_of_workbook(file: BinaryIO) -> Iterator[list[str]]:
    # whole, no macros, no bomb
    examine(file, kinds=[XLSX], max_pages=1, max_pixels=1, max_unpacked=MOST_UNPACKED)
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in row]
    except Exception as error:  # openpyxl lets errors of any kind out of odd files
        raise Unusable(NO_LIST) from error


def _rows_of_csv(data: bytes) -> Iterable[list[str]]:
    if OTHER_KIND.match(data) or MARKUP.search(data[:START]) or NOT_IN_TEXT.search(data):
        raise Unusable(NO_LIST)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # as Excel on Windows saves it
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise Unusable(NO_LIST) from error


def _codes(rows: Iterable[Sequence[str]]) -> list[str]:
    found: dict[str, None] = {}
    for number, row in enumerate(rows):
        if number > MOST_ROWS:
            raise Unusable(TOO_LONG)
        cells = [cell.strip() for cell in row if cell.strip()]
        codes = [cell.upper() for cell in cells if CODE.fullmatch(cell.upper())]
        if codes:
            found[codes[0]] = None
        elif cells and not (number == 0 and any(HEADING.search(cell) for cell in cells)):
            found[cells[0][:40]] = None
    return list(found)
