"""The rows of a list of vestigingsnummers as they came in, for a verdict about each.

Reading a file or a pasted text is done by :mod:`onderwijsregios.core.school_codes`.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final, TypedDict

from onderwijsregios.core.school_codes import CODE, HEADING, MOST_ROWS, TOO_LONG
from regio.core.files.kinds import Unusable
from regio.core.storable import storable

LONGEST_SHOWN: Final = 60
_BETWEEN: Final = re.compile(r"[\s.\-_/]+")


class ListRow(TypedDict):
    """One row: on which line it stood, and its number, or what stood there instead."""

    line: int
    given: str


def rows_of(cells: Iterable[Sequence[str]]) -> list[ListRow]:
    """Return the rows that hold something; a heading is left out.

    The number is the first cell that reads as one, whatever stands beside it; people
    write spaces and dots in it, and small letters. Raises :class:`Unusable` for a list
    that is too long, or that holds nothing.
    """
    found: list[ListRow] = []
    for line, row in enumerate(cells, 1):
        if len(found) == MOST_ROWS and any(cell.strip() for cell in row):
            raise Unusable(TOO_LONG)
        written = [storable(cell).strip() for cell in row if cell.strip()]
        codes = [code for cell in written if CODE.fullmatch(code := as_code(cell))]
        is_heading = not found and any(HEADING.search(cell) for cell in written)
        if codes:
            found.append({"line": line, "given": codes[0]})
        elif written and not is_heading:
            found.append({"line": line, "given": written[0][:LONGEST_SHOWN]})
    if not found:
        raise Unusable("In deze lijst staan geen vestigingsnummers. Zet op elke regel één vestigingsnummer.")
    return found


def as_code(cell: str) -> str:
    """Return what somebody wrote as a code would be written."""
    return _BETWEEN.sub("", cell).upper()


def is_code(given: str) -> bool:
    """Tell whether this has the shape of a vestigingsnummer."""
    return CODE.fullmatch(given) is not None


def what_is_wrong(given: str) -> str:
    """Say why something is no vestigingsnummer, and how one looks."""
    written = as_code(given)
    if re.fullmatch(r"\d{2}[A-Z]{2}", written):
        return (
            "Dit is een BRIN zonder vestiging. Zet de twee cijfers van de vestiging erachter, zoals 12AB00."
        )
    if re.fullmatch(r"\d{5}", written):
        return "Dit lijkt een bestuursnummer. Vul de vestigingsnummers van de scholen in, zoals 12AB00."
    if re.fullmatch(r"[\dO]{2}[A-Z0]{2}[\dO]{2}", written):
        return "Hier staat een letter O waar een nul hoort, of andersom. Een voorbeeld is 12AB00."
    return "Een vestigingsnummer heeft twee cijfers, twee letters en twee cijfers, zoals 12AB00."
