"""Municipalities, their changes and postcodes."""

from collections.abc import Iterable

from regio.core.reference import sources
from regio.core.reference.raw import RawData
from regio.core.reference.tables import Row

_POSTCODE_SOURCES = {
    "duo": sources.POSTCODES_DUO,
    "regeling": sources.POSTCODES_LAW,
    "geonames": sources.POSTCODES_POINTS,
}


def municipalities(raw: RawData) -> list[Row]:
    """Return today's municipalities with the divisions that they belong to."""
    began = {
        row["nieuwe_code"]: row["datum"]
        for row in raw.csv("gebieden/herindelingen_2015_2026.csv")
        if row["nieuwe_code_is_nieuw"] == "ja"
    }
    return [
        {
            "code": row["gemeentecode"],
            "naam": row["gemeentenaam"],
            "provincie_code": row["provinciecode"],
            "provincie": row["provincie"],
            "arbeidsmarktregio_code": row["arbeidsmarktregiocode"],
            "arbeidsmarktregio": row["arbeidsmarktregio"],
            "corop_code": row["coropcode"],
            "corop": row["corop"],
            "breedte": row["lat"],
            "lengte": row["lon"],
            "geldig_vanaf": began.get(row["gemeentecode"], ""),
            "bron": sources.AREAS,
        }
        for row in raw.csv("gebieden/gemeenten_2025_2026.csv")
    ]


def changes(raw: RawData) -> list[Row]:
    """Return the boundary changes: on a day an old code went (partly) into a new one."""
    return [
        {
            "datum": row["datum"],
            "oude_code": row["oude_code"],
            "oude_naam": row["oude_naam"],
            "nieuwe_code": row["nieuwe_code"],
            "soort": row["soort"],
            "bron": sources.CHANGES,
        }
        for row in raw.csv("gebieden/herindelingen_2015_2026.csv")
    ]


def postcodes(raw: RawData, known_municipalities: Iterable[str]) -> tuple[list[Row], int]:
    """Return the postcode areas and the number left out because their municipality is unknown."""
    known = set(known_municipalities)
    given = raw.csv("gebieden/postcode4_gemeente_swv.csv")
    kept = [
        {
            "postcode4": row["postcode4"],
            "plaats": row["plaats"],
            "gemeente": row["gemeentecode"],
            "breedte": row["lat"],
            "lengte": row["lon"],
            "bron": _POSTCODE_SOURCES[row["herkomst_gemeente"]],
        }
        for row in given
        if row["gemeentecode"] in known
    ]
    return kept, len(given) - len(kept)
