"""From the lines of a DUO file to rows with a meaning, and to refused lines.

Streets and telephone numbers are not read: of a school with one teacher they
can be personal, and the portal does not show them.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from regio.core.duo.content import Content, DuoFileError
from regio.core.duo.layouts import BOARDS, SCHOOLS, FileKind, Layout, recognise
from regio.core.duo.names import readable_name, readable_place, tidy, web_address


@dataclass(frozen=True)
class RefusedLine:
    """A line that cannot be used: where, and why in a Dutch sentence."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = f", kolom {self.column}" if self.column else ""
        return f"Regel {self.line}{where}: {self.reason}"


@dataclass(frozen=True)
class DuoRow:
    """One line of a file. Which fields are filled depends on the kind of file.

    ``key`` is the BRIN6 of a location, the BRIN4 of an institution or the number
    of a board. ``municipality_code`` is as the file has it, possibly of a
    municipality that no longer exists.
    """

    line: int
    key: str
    name: str
    board_number: str
    municipality_code: str
    municipality_name: str = ""
    postcode: str = ""
    """Only used to find the municipality and the point; never stored."""
    place: str = ""
    website: str = ""

    @property
    def postcode4(self) -> str:
        """The four digits of the postcode."""
        return self.postcode[:4]


@dataclass(frozen=True)
class DuoFile:
    """A file that was read: what it is, its rows and the lines that were refused."""

    kind: FileKind
    rows: tuple[DuoRow, ...]
    refused: tuple[RefusedLine, ...]
    doubles: int
    """Lines that say the same as an earlier line and were left out."""
    refused_keys: frozenset[str]
    """Codes that stand in refused lines: these things do exist, although the line cannot be used."""
    has_unknown_lines: bool
    """A line was refused in which no code can be read, so nobody knows what it was about."""
    layout: Layout
    content: Content


class _LineError(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


def read_duo_file(content: Content, *, file_name: str = "", kind: FileKind | None = None) -> DuoFile:
    """Read a whole file.

    Raises ``DuoFileError`` when it is not one of DUO's files, has no rows or was
    cut off; a line that cannot be used is listed in ``refused`` instead.
    """
    header = _cells(content.lines[0], content.delimiter)
    layout = recognise(header, file_name=file_name, kind=kind)
    numbered = [
        (number, line) for number, line in enumerate(content.lines[1:], start=2) if line.strip(";, \t")
    ]
    if not numbered:
        raise DuoFileError("Het bestand bevat alleen kolomnamen en geen regels. Haal het opnieuw op bij DUO.")
    _refuse_cut_off(numbered[-1], content.delimiter, layout)

    rows: dict[str, DuoRow] = {}
    refused: list[RefusedLine] = []
    refused_keys: set[str] = set()
    has_unknown_lines = False
    doubles = 0
    for number, line in numbered:
        try:
            row = _row(number, _line_cells(line, content.delimiter, layout), layout)
            doubles += _is_double(row, rows, layout)
            rows.setdefault(row.key, row)
        except _LineError as error:
            refused.append(RefusedLine(number, error.column, error.reason))
            codes = _KEY_SHAPES[_subject(layout.kind)].findall(line.upper())
            refused_keys.update(codes)
            has_unknown_lines = has_unknown_lines or not codes
    return DuoFile(
        kind=layout.kind,
        rows=tuple(rows.values()),
        refused=tuple(refused),
        doubles=doubles,
        refused_keys=frozenset(refused_keys),
        has_unknown_lines=has_unknown_lines,
        layout=layout,
        content=content,
    )


_KEY_FIELDS = {"vestigingen": "brin6", "instellingen": "brin4", "besturen": "board_number"}
_KEY_SHAPES = {
    "vestigingen": re.compile(r"\b[0-9]{2}[A-Z]{2}[0-9]{2}\b"),
    "instellingen": re.compile(r"\b[0-9]{2}[A-Z]{2}\b"),
    "besturen": re.compile(r"\b[0-9]{5}\b"),
}
_NAME_FIELDS = {"vestigingen": "school_name", "instellingen": "institution_name", "besturen": "board_name"}


def _subject(kind: FileKind) -> str:
    return kind.value.partition("-")[0]


def _cells(line: str, delimiter: str) -> list[str]:
    """Split one line; a record of DUO never runs over a line end."""
    return next(csv.reader([line], delimiter=delimiter, strict=True))


def _refuse_cut_off(last: tuple[int, str], delimiter: str, layout: Layout) -> None:
    number, line = last
    try:
        complete = len(_cells(line, delimiter)) >= layout.width
    except csv.Error:
        complete = False
    if not complete:
        raise DuoFileError(
            f"Het bestand is afgebroken: regel {number}, de laatste, is niet compleet. "
            "Haal het opnieuw op bij DUO."
        )


def _line_cells(line: str, delimiter: str, layout: Layout) -> list[str]:
    try:
        cells = _cells(line, delimiter)
    except csv.Error:
        raise _LineError("", "Een aanhalingsteken is niet gesloten of staat verkeerd.") from None
    if len(cells) != layout.width:
        raise _LineError("", f"De regel heeft {len(cells)} waarden; er horen er {layout.width} te zijn.")
    return cells


def _is_double(row: DuoRow, rows: Mapping[str, DuoRow], layout: Layout) -> bool:
    """Whether an earlier line says exactly the same; refuses a line that contradicts an earlier one."""
    earlier = rows.get(row.key)
    if earlier is not None and replace(earlier, line=row.line) != row:
        column = layout.titles[_KEY_FIELDS[_subject(layout.kind)]]
        raise _LineError(column, f"{row.key} staat ook op regel {earlier.line}, met andere gegevens.")
    return earlier is not None


def _row(number: int, cells: Sequence[str], layout: Layout) -> DuoRow:
    subject = _subject(layout.kind)
    board_number = _board_number(cells, layout)
    if layout.kind in SCHOOLS:
        key = _location_code(cells, layout)
    elif layout.kind in BOARDS:
        key = board_number
    else:
        key = _institution_code(cells, layout)
    name_field = _NAME_FIELDS[subject]
    name = readable_name(layout.value(cells, name_field))
    if not name:
        raise _LineError(layout.titles[name_field], "De naam ontbreekt.")
    if len(name) > 200:
        raise _LineError(layout.titles[name_field], "De naam is langer dan 200 tekens.")
    return DuoRow(
        line=number,
        key=key,
        name=name,
        board_number=board_number,
        municipality_code=_municipality_code(cells, layout, required=layout.kind not in BOARDS),
        municipality_name=tidy(layout.value(cells, "municipality_name")),
        postcode=_postcode(layout.value(cells, "postcode")),
        place=readable_place(layout.value(cells, "place")),
        website=web_address(layout.value(cells, "website")),
    )


def _board_number(cells: Sequence[str], layout: Layout) -> str:
    value = layout.value(cells, "board_number")
    column = layout.titles["board_number"]
    if not value:
        raise _LineError(column, "Het bestuursnummer ontbreekt.")
    if not re.fullmatch(r"[0-9]{1,5}", value):
        raise _LineError(column, f"Een bestuursnummer bestaat uit vijf cijfers; hier staat “{value}”.")
    return value.zfill(5)  # a spreadsheet drops the zeros in front


def _institution_code(cells: Sequence[str], layout: Layout) -> str:
    value = layout.value(cells, "brin4").upper()
    if not re.fullmatch(r"[0-9]{2}[A-Z]{2}", value):
        raise _LineError(
            layout.titles["brin4"],
            f"Een instellingscode bestaat uit twee cijfers en twee letters; hier staat “{value}”.",
        )
    return value


def _location_code(cells: Sequence[str], layout: Layout) -> str:
    value = layout.value(cells, "brin6").upper()
    institution = layout.value(cells, "brin4").upper()
    if re.fullmatch(r"[0-9]{1,2}", value) and institution:
        value = institution + value.zfill(2)  # the oldest files give only the number of the location
    column = layout.titles["brin6"]
    if re.fullmatch(r"[0-9][.,]?[0-9]*E\+[0-9]+", value):
        raise _LineError(
            column,
            f"“{value}” is een code die door een rekenblad als getal is gelezen. "
            "Gebruik het bestand zoals DUO het levert.",
        )
    if not re.fullmatch(r"[0-9]{2}[A-Z]{2}[0-9]{2}", value):
        raise _LineError(
            column,
            "Een vestigingscode bestaat uit twee cijfers, twee letters en twee cijfers; "
            f"hier staat “{value}”.",
        )
    if institution and not value.startswith(institution):
        raise _LineError(column, f"De vestigingscode {value} hoort niet bij instelling {institution}.")
    return value


def _municipality_code(cells: Sequence[str], layout: Layout, *, required: bool) -> str:
    value = layout.value(cells, "municipality_number").upper().removeprefix("GM")
    column = layout.titles["municipality_number"]
    if not value and required:
        raise _LineError(column, "Het gemeentenummer ontbreekt.")
    if value and not re.fullmatch(r"[0-9]{1,4}", value):
        raise _LineError(column, f"Een gemeentenummer bestaat uit vier cijfers; hier staat “{value}”.")
    return f"GM{value.zfill(4)}" if value else ""


def _postcode(value: str) -> str:
    text = value.replace(" ", "").upper()
    return text if re.fullmatch(r"[1-9][0-9]{3}([A-Z]{2})?", text) else ""
