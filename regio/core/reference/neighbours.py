"""Which municipalities lie next to each other: by a border, or by a crossing over water.

Borders follow from the topology: it holds each border once, as an arc of the two
municipalities on either side. A border through water counts, as it does for the law.
Islands and Zeeuws-Vlaanderen have no border with the rest of the country; the table of
crossings, kept by hand, says which municipality their ferry or tunnel leads to.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from regio.core.reference import sources
from regio.core.reference.tables import CROSSINGS, ReferenceDataError, Row

KINDS = ("veer", "tunnel", "brug")
"""What a crossing can be."""

Pair = tuple[str, str]


def border_pairs(topology: Mapping[str, Any]) -> set[Pair]:
    """Return each pair of municipalities that share an arc of a border, the smaller code first."""
    owners: dict[int, set[str]] = {}
    for item in topology["objects"]["gemeenten"]["geometries"]:
        for arc in _arcs(item["arcs"]):
            owners.setdefault(arc, set()).add(item["properties"]["code"])
    return {(min(codes), max(codes)) for codes in owners.values() if len(codes) == 2}


def _arcs(nested: Iterable[Any]) -> Iterable[int]:
    """Yield the numbers of the arcs of a shape; ``~n`` is arc n the other way round."""
    for one in nested:
        if isinstance(one, int):
            yield one if one >= 0 else ~one
        else:
            yield from _arcs(one)


def border_rows(topology: Mapping[str, Any]) -> list[Row]:
    """Return the table of neighbours by a border."""
    return [{"een": one, "ander": other, "bron": sources.AREAS} for one, other in border_pairs(topology)]


def check_crossings(crossings: Iterable[Row], borders: Iterable[Row]) -> None:
    """Check the table of crossings, which people edit.

    Raises ``ReferenceDataError`` for an unknown kind, a pair in the wrong order, and a
    pair that has a border already: such a row would say nothing.
    """
    bordering = {(row["een"], row["ander"]) for row in borders}
    for row in crossings:
        pair = (row["een"], row["ander"])
        named = f"{CROSSINGS.file_name}: {row['een']} en {row['ander']}"
        if row["soort"] not in KINDS:
            raise ReferenceDataError(
                f"{named}: soort “{row['soort']}” bestaat niet; kies {', '.join(KINDS)}."
            )
        if pair[0] >= pair[1]:
            raise ReferenceDataError(f"{named}: zet de gemeente met de laagste code voorop.")
        if pair in bordering:
            raise ReferenceDataError(f"{named} grenzen al aan elkaar. Haal deze regel weg.")
