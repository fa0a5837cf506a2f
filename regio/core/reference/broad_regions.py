"""Brede regio's: our own division of the country into six, kept in a table that people edit.

A line names a whole province, a COROP area or one municipality. The smallest
area wins, so one line can move a single municipality. ``build_reference``
writes the table only when it is not there.
"""

from collections.abc import Iterable, Mapping

from regio.core.reference.tables import ReferenceDataError, Row

KINDS = ("provincie", "corop", "gemeente")
"""From large to small; a later one wins."""

_NAMES = {
    "noord": "Noord-Nederland",
    "oost": "Oost-Nederland",
    "midden": "Midden-Nederland",
    "noordwest": "Noordwest-Nederland",
    "zuidwest": "Zuidwest-Nederland",
    "zuidoost": "Zuidoost-Nederland",
}
_FIRST_DIVISION: Mapping[str, tuple[tuple[str, str], ...]] = {
    "noord": (("provincie", "Groningen"), ("provincie", "Fryslân"), ("provincie", "Drenthe")),
    "oost": (("provincie", "Overijssel"), ("provincie", "Gelderland")),
    "midden": (("provincie", "Utrecht"), ("provincie", "Flevoland")),
    "noordwest": (("provincie", "Noord-Holland"),),
    "zuidwest": (
        ("provincie", "Zuid-Holland"),
        ("provincie", "Zeeland"),
        ("corop", "West-Noord-Brabant"),
        ("corop", "Midden-Noord-Brabant"),
    ),
    "zuidoost": (
        ("provincie", "Limburg"),
        ("corop", "Noordoost-Noord-Brabant"),
        ("corop", "Zuidoost-Noord-Brabant"),
    ),
}


def first_table(municipalities: Iterable[Row]) -> list[Row]:
    """Return the table to start with. Only Zuidoost-Nederland is named in a public document."""
    codes = {("provincie", row["provincie"]): row["provincie_code"] for row in municipalities}
    codes |= {("corop", row["corop"]): row["corop_code"] for row in municipalities}
    return [
        {
            "brede_regio": slug,
            "naam": _NAMES[slug],
            "gebied_soort": kind,
            "gebied_code": codes[kind, name],
            "gebied_naam": name,
        }
        for slug, areas in _FIRST_DIVISION.items()
        for kind, name in areas
    ]


def names(table: Iterable[Row]) -> dict[str, str]:
    """Return slug → name. Raises ``ReferenceDataError`` when one slug has two names."""
    found: dict[str, str] = {}
    for row in table:
        if found.setdefault(row["brede_regio"], row["naam"]) != row["naam"]:
            raise ReferenceDataError(f"brede_regios.csv: {row['brede_regio']} heeft twee namen.")
    return found


def assign(table: Iterable[Row], municipalities: Iterable[Row]) -> dict[str, str]:
    """Return municipality code → slug of its broad region.

    Raises ``ReferenceDataError`` when a municipality belongs to none or an area
    is of an unknown kind, does not exist or is listed twice.
    """
    municipalities = list(municipalities)
    columns = {"provincie": "provincie_code", "corop": "corop_code", "gemeente": "code"}
    known = {kind: {row[column] for row in municipalities} for kind, column in columns.items()}
    listed: dict[tuple[str, str], str] = {}
    for row in table:
        kind, code = row["gebied_soort"], row["gebied_code"]
        if kind not in KINDS:
            raise ReferenceDataError(
                f"brede_regios.csv: gebied_soort “{kind}” bestaat niet; kies {', '.join(KINDS)}."
            )
        if code not in known[kind]:
            raise ReferenceDataError(f"brede_regios.csv: {kind} {code} ({row['gebied_naam']}) bestaat niet.")
        if (kind, code) in listed:
            raise ReferenceDataError(f"brede_regios.csv: {kind} {code} staat er twee keer in.")
        listed[kind, code] = row["brede_regio"]
    found = {}
    for municipality in municipalities:
        for kind in reversed(KINDS):
            slug = listed.get((kind, municipality[columns[kind]]))
            if slug:
                found[municipality["code"]] = slug
                break
        else:
            raise ReferenceDataError(
                f"brede_regios.csv: gemeente {municipality['naam']} ({municipality['code']}) "
                "valt in geen enkele brede regio."
            )
    return found
