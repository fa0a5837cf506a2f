"""Which of DUO's files a header belongs to, and where its columns are.

Two generations of column names exist (``BRIN NUMMER`` became ``INSTELLINGSCODE``,
``VESTIGINGSNUMMER`` became ``VESTIGINGSCODE``) and some copies write underscores
or spaces around hyphens. Column names are therefore compared by their letters only.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from regio.core.duo.content import DuoFileError


class FileKind(StrEnum):
    """The files that can be imported. The value is also the start of the source's code."""

    SCHOOLS_BO = "vestigingen-bo"
    SCHOOLS_SO = "vestigingen-so"
    SCHOOLS_VO = "vestigingen-vo"
    INSTITUTIONS_VO = "instellingen-vo"
    INSTITUTIONS_MBO = "instellingen-mbo"
    INSTITUTIONS_HO = "instellingen-ho"
    BOARDS_BO = "besturen-bo"
    BOARDS_SO = "besturen-so"
    BOARDS_VO = "besturen-vo"
    BOARDS_MBO = "besturen-mbo"
    BOARDS_HO = "besturen-ho"

    @property
    def sector(self) -> str:
        """The portal's sector of everything in this file."""
        duo_sector = self.value.rpartition("-")[2]
        return "po" if duo_sector == "bo" else duo_sector

    @property
    def label(self) -> str:
        """What the file is called in Dutch."""
        subject, _, duo_sector = self.value.rpartition("-")
        return f"{_SUBJECTS[subject]} {_SECTORS[duo_sector]}"

    @property
    def dataset(self) -> str:
        """The name of the data set at onderwijsdata.duo.nl."""
        return f"adressen_{self.value.rpartition('-')[2]}"


SCHOOLS = (FileKind.SCHOOLS_BO, FileKind.SCHOOLS_SO, FileKind.SCHOOLS_VO)
INSTITUTIONS = (FileKind.INSTITUTIONS_VO, FileKind.INSTITUTIONS_MBO, FileKind.INSTITUTIONS_HO)
BOARDS = (
    FileKind.BOARDS_BO,
    FileKind.BOARDS_SO,
    FileKind.BOARDS_VO,
    FileKind.BOARDS_MBO,
    FileKind.BOARDS_HO,
)

_SUBJECTS = {"vestigingen": "vestigingen", "instellingen": "instellingen", "besturen": "besturen"}
_SECTORS = {
    "bo": "basisonderwijs",
    "so": "speciaal (basis)onderwijs",
    "vo": "voortgezet onderwijs",
    "mbo": "middelbaar beroepsonderwijs",
    "ho": "hoger onderwijs",
}

_NAMES: Mapping[str, tuple[str, ...]] = {
    "board_number": ("BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAG CODE"),
    "board_name": ("BEVOEGD GEZAG NAAM",),
    "brin4": ("INSTELLINGSCODE", "BRIN NUMMER"),
    "brin6": ("VESTIGINGSCODE", "VESTIGINGSNUMMER"),
    "school_name": ("VESTIGINGSNAAM",),
    "institution_name": ("INSTELLINGSNAAM",),
    "place": ("PLAATSNAAM",),
    "postcode": ("POSTCODE",),
    "municipality_number": ("GEMEENTENUMMER", "GEMEENTECODE"),
    "municipality_name": ("GEMEENTENAAM",),
    "website": ("INTERNETADRES",),
}
"""Field → column names, newest generation first."""

_VO_SIGN = ("ONDERWIJSSTRUCTUUR",)
_SO_SIGN = ("SOORT PRIMAIR ONDERWIJS", "SOORT PO", "CLUSTER")
_MBO_SIGN = ("MBO INSTELLINGSSOORT - CODE", "MBO INSTELLINGSSOORT CODE", "MBO INSTELLINGSSOORT")
_HO_SIGN = ("SOORT HO",)

_REQUIRED = {
    "vestigingen": ("board_number", "brin6", "school_name", "municipality_number"),
    "instellingen": ("board_number", "brin4", "institution_name", "municipality_number"),
    "besturen": ("board_number", "board_name", "municipality_number"),
}

_FILE_NAME_SIGNS = (
    (re.compile(r"basisonderwijs|(besturen|gezagen|vestigingen)[-_ ]?bo\b"), "bo"),
    (re.compile(r"\bsbo\b|\bvso\b|speciaal|(besturen|gezagen|vestigingen)[-_ ]?so\b"), "so"),
    (re.compile(r"mbo|beroepsonderwijs"), "mbo"),
    (re.compile(r"voortgezet|\bvo\b|(besturen|gezagen|vestigingen|instellingen)[-_ ]?vo\b"), "vo"),
    (re.compile(r"hbo|wo\b|(besturen|gezagen|instellingen)[-_ ]?ho\b"), "ho"),
)


@dataclass(frozen=True)
class Layout:
    """What a file is and where its columns stand."""

    kind: FileKind
    columns: Mapping[str, int]
    """Field → position in the line."""
    titles: Mapping[str, str]
    """Field → the column's name as the file writes it."""
    width: int

    def value(self, cells: Sequence[str], field: str) -> str:
        """Return the cell of a field without surrounding space; "" when the file lacks the column."""
        position = self.columns.get(field)
        return "" if position is None else cells[position].strip()


def letters(name: str) -> str:
    """Return only the letters and digits of a column name, in capitals."""
    return re.sub(r"[^A-Z0-9]", "", name.upper())


def recognise(header: Sequence[str], *, file_name: str = "", kind: FileKind | None = None) -> Layout:
    """Return what file this is, from its header.

    DUO's lists of boards of bo, vo and mbo have the same columns; then the name
    of the file decides, or ``kind`` when the user says so. Raises
    ``DuoFileError`` when the header is not of such a file, lacks a column, has
    one twice, or contradicts ``kind``.
    """
    present = [letters(cell) for cell in header]
    doubles = sorted({cell for cell in present if cell and present.count(cell) > 1})
    if doubles:
        raise DuoFileError(
            f"De kolom {header[present.index(doubles[0])].strip()} staat er twee keer. "
            "Gebruik het bestand zoals DUO het levert."
        )
    subject = _subject(present)
    found = kind or _kind(subject, present, file_name)
    if found.value.partition("-")[0] != subject or not _fits(found, present):
        raise DuoFileError(
            f"De kolommen zijn niet die van het bestand met {found.label}. "
            "Kies een ander bestand of een andere soort."
        )
    columns: dict[str, int] = {}
    for field, names in _NAMES.items():
        for name in names:
            if letters(name) in present:
                columns.setdefault(field, present.index(letters(name)))
    missing = [_NAMES[field][0] for field in _REQUIRED[subject] if field not in columns]
    if missing:
        raise DuoFileError(
            f"Dit lijkt het bestand met {found.label}, maar deze kolommen ontbreken: {', '.join(missing)}."
        )
    titles = {field: header[position].strip() for field, position in columns.items()}
    return Layout(found, columns, titles, len(header))


def _has(present: Sequence[str], names: Sequence[str]) -> bool:
    return any(letters(name) in present for name in names)


def _subject(present: Sequence[str]) -> str:
    if not _has(present, _NAMES["board_number"]):
        raise DuoFileError(
            "Dit is geen adressenbestand van DUO: de kolom BEVOEGD GEZAG NUMMER ontbreekt. "
            "Bruikbaar zijn de bestanden met vestigingen, instellingen en besturen van DUO."
        )
    if _has(present, _NAMES["brin6"]) or _has(present, _NAMES["school_name"]):
        return "vestigingen"
    if _has(present, _NAMES["brin4"]):
        return "instellingen"
    if _has(present, _NAMES["board_name"]):
        return "besturen"
    raise DuoFileError(
        "Dit bestand van DUO bevat geen vestigingen, instellingen of besturen en kan niet worden ingelezen."
    )


def _sign(present: Sequence[str]) -> str:
    """Return DUO's sector when a column gives it away, or ""."""
    for duo_sector, names in (("vo", _VO_SIGN), ("so", _SO_SIGN), ("mbo", _MBO_SIGN), ("ho", _HO_SIGN)):
        if _has(present, names):
            return duo_sector
    return ""


def _named(file_name: str) -> str:
    name = file_name.lower().replace("_", "-")
    found = {duo_sector for sign, duo_sector in _FILE_NAME_SIGNS if sign.search(name)}
    if "mbo" in found:
        found.discard("ho")
    return found.pop() if len(found) == 1 else ""


def _kind(subject: str, present: Sequence[str], file_name: str) -> FileKind:
    duo_sector = _sign(present) or _named(file_name)
    if not duo_sector and subject == "vestigingen":
        duo_sector = "bo"  # the only list of locations without a column of its own
    if not duo_sector:
        choices = ", ".join(kind.value for kind in FileKind if kind.value.startswith(subject))
        raise DuoFileError(
            f"Dit is een bestand met {_SUBJECTS[subject]}, maar het zegt niet van welke onderwijssector. "
            f"Geef de soort op: {choices}."
        )
    if subject == "instellingen" and duo_sector in ("bo", "so"):
        raise DuoFileError(
            "Dit bestand bevat alleen hoofdvestigingen. Gebruik het bestand met alle vestigingen van DUO."
        )
    try:
        return FileKind(f"{subject}-{duo_sector}")
    except ValueError:
        raise DuoFileError(
            f"Een bestand met {_SUBJECTS[subject]} van het {_SECTORS[duo_sector]} kan niet worden ingelezen."
        ) from None


def _fits(kind: FileKind, present: Sequence[str]) -> bool:
    sign = _sign(present)
    return not sign or sign == kind.value.rpartition("-")[2]
