"""Every board that has a number, from all files that name one.

A number may stand in several files. The newest name wins and keeps its year.
Sectors come from the lists of schools, which are complete, and otherwise from
the kind of annual account. A board is taken as ended when the complete list
that would have to name it, does not.
"""

import re
from dataclasses import dataclass, field

from regio.core.duo.names import readable_name
from regio.core.reference import sources
from regio.core.reference.raw import RawData
from regio.core.reference.tables import Row

SCHOOL_BOARD = "schoolbestuur"
SUPPORT_NETWORK = "samenwerkingsverband"
"""Samenwerkingsverband passend onderwijs: has a board number, but is no school board."""

_ACCOUNT_SECTORS = {"PO": "po", "VO": "vo", "MBO": "mbo", "HBO": "ho", "WO": "ho"}
_EXAMPLE_SECTORS = {"po": "po", "(v)so": "so", "vo": "vo", "mbo": "mbo", "hbo/wo": "ho"}
_ORDER = ("po", "so", "vo", "mbo", "ho")


@dataclass
class _Board:
    number: str
    names: dict[int, str] = field(default_factory=dict)
    """Year → name."""
    seen: dict[str, str] = field(default_factory=dict)
    """Source → day for which it holds."""
    sectors: set[str] = field(default_factory=set)
    account_sector: str = ""
    account_group: str = ""

    def sighted(self, source: str, date: str, *, name: str = "", sectors: tuple[str, ...] = ()) -> None:
        self.seen[source] = date
        self.sectors.update(sectors)
        if name:
            self.names[int(date[:4])] = name


def boards(raw: RawData) -> list[Row]:
    """Return all boards with the best known name, its year, sectors, municipality and end."""
    dates = {row["code"]: row["peildatum"] for row in sources.sources()}
    found: dict[str, _Board] = {}

    def board(number: str) -> _Board:
        return found.setdefault(number, _Board(number))

    for row in raw.csv("duo/besturen_namen_2015_2019.csv"):
        source = sources.ANNUAL_ACCOUNTS.format(year=row["laatste_jaar"])
        one = board(row["bestuursnummer"])
        one.sighted(source, dates[source], name=row["naam"])
        one.account_sector, one.account_group = row["sector"], row["groepering"]
    for duo_row in raw.duo("duo/02_alle_schoolvestigingen_basisonderwijs_2026.csv.gz").rows:
        board(duo_row.board_number).sighted(sources.SCHOOLS_BO, dates[sources.SCHOOLS_BO], sectors=("po",))
    for duo_row in raw.duo("duo/instellingen_vo_2020.csv").rows:
        board(duo_row.board_number).sighted(sources.SCHOOLS_VO, dates[sources.SCHOOLS_VO], sectors=("vo",))
    for row in raw.csv("facts/ho_instellingen.csv"):
        board(row["bevoegd_gezag_nummer"]).sighted(
            sources.INSTITUTIONS,
            dates[sources.INSTITUTIONS],
            name=row["bevoegd_gezag_naam"],
            sectors=("ho",),
        )
    for row in raw.csv("facts/lerarenopleidingen.csv"):
        board(row["bevoegd_gezag_nummer"]).sighted(
            sources.RECOGNITIONS,
            dates[sources.RECOGNITIONS],
            name=row["bevoegd_gezag_naam"],
            sectors=("ho",),
        )
    for row in raw.csv("facts/schoolbesturen_voorbeeld.csv"):
        sectors = tuple(_EXAMPLE_SECTORS[sector] for sector in row["sectoren"].split("+"))
        board(row["bevoegd_gezag_nummer"]).sighted(
            sources.BOARD_NAMES, dates[sources.BOARD_NAMES], name=row["naam"], sectors=sectors
        )
    municipality = {
        row["bestuursnummer"]: row["hoofdgemeente"] for row in raw.csv("duo/besturen_afgeleid.csv")
    }
    return [_row(one, municipality.get(number, "")) for number, one in found.items()]


def numbers_by_institution(raw: RawData) -> dict[str, str]:
    """Return BRIN4 → board number of schools for secondary education."""
    return {row.key: row.board_number for row in raw.duo("duo/instellingen_vo_2020.csv").rows}


def _row(board: _Board, municipality: str) -> Row:
    if not re.fullmatch(r"[0-9]{5}", board.number):
        raise ValueError(f"{board.number} is no board number")
    year = max(board.names, default=0)
    source, last_seen = max(board.seen.items(), key=lambda item: (item[1], item[0]))
    ended = _has_ended(board, last_seen)
    return {
        "nummer": board.number,
        "naam": readable_name(board.names[year]) if year else "",
        "naam_jaar": str(year) if year else "",
        "soort": SUPPORT_NETWORK if board.account_group == "SWV" else SCHOOL_BOARD,
        "sectoren": " ".join(sorted(_sectors(board, ended=ended), key=_ORDER.index)),
        "gemeente": municipality,
        "geldig_tot": last_seen if ended else "",
        "bron": source,
    }


def _has_ended(board: _Board, last_seen: str) -> bool:
    if last_seen < "2019":
        return True
    only_in_accounts = all(source.startswith("duo-jaarrekeningen") for source in board.seen)
    # BO and SSG are the groups of primary and secondary schools, whose later lists are complete.
    return only_in_accounts and re.match(r"BO\d|SSG\d", board.account_group) is not None


def _sectors(board: _Board, *, ended: bool) -> set[str]:
    sectors = set(board.sectors)
    group, sector = board.account_group, _ACCOUNT_SECTORS.get(board.account_sector, "")
    if group in ("SPEC", "SBO"):
        sectors.add("so")
    elif group.startswith(("BO", "SSG")):
        if ended:
            sectors.add(sector)
    elif sector:
        sectors.add(sector)
    return sectors
