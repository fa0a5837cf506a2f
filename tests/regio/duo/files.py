"""DUO files in miniature, written as DUO writes them: both dialects, both generations of names."""

import csv
import io
from collections.abc import Mapping, Sequence

NEW_NAMES = {"brin4": "INSTELLINGSCODE", "brin6": "VESTIGINGSCODE"}
OLD_NAMES = {"brin4": "BRIN NUMMER", "brin6": "VESTIGINGSNUMMER"}

_ADDRESS = ("STRAATNAAM", "HUISNUMMER-TOEVOEGING", "POSTCODE", "PLAATSNAAM", "GEMEENTENUMMER", "GEMEENTENAAM")


def school_columns(
    *, names: Mapping[str, str] = NEW_NAMES, extra: Sequence[str] = ("VAKANTIEREGIO",)
) -> list[str]:
    return [
        "PROVINCIE",
        "BEVOEGD GEZAG NUMMER",
        names["brin4"],
        names["brin6"],
        "VESTIGINGSNAAM",
        *_ADDRESS,
        "DENOMINATIE",
        "TELEFOONNUMMER",
        "INTERNETADRES",
        *extra,
    ]


def institution_columns(sign: str | None, *, names: Mapping[str, str] = NEW_NAMES) -> list[str]:
    signs = [sign] if sign else []
    return [
        *signs,
        "PROVINCIE",
        "BEVOEGD GEZAG NUMMER",
        names["brin4"],
        "INSTELLINGSNAAM",
        *_ADDRESS,
        "INTERNETADRES",
    ]


def board_columns(sign: str | None = None) -> list[str]:
    signs = [sign] if sign else []
    return [*signs, "BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAG NAAM", *_ADDRESS, "INTERNETADRES", "KVK-NUMMER"]


def school(brin6: str = "00AB00", **changes: str) -> dict[str, str]:
    """One location; any column can be given by a field name."""
    return {
        "PROVINCIE": "Utrecht",
        "BEVOEGD GEZAG NUMMER": "40001",
        "INSTELLINGSCODE": brin6[:4],
        "BRIN NUMMER": brin6[:4],
        "VESTIGINGSCODE": brin6,
        "VESTIGINGSNUMMER": brin6,
        "VESTIGINGSNAAM": "It Bûtenplak",
        "STRAATNAAM": "Dorpsstraat",
        "HUISNUMMER-TOEVOEGING": "1",
        "POSTCODE": "3811 AB",
        "PLAATSNAAM": "AMERSFOORT",
        "GEMEENTENUMMER": "0307",
        "GEMEENTENAAM": "AMERSFOORT",
        "DENOMINATIE": "Openbaar",
        "TELEFOONNUMMER": "0331234567",
        "INTERNETADRES": "www.school.nl",
        "VAKANTIEREGIO": "Midden",
        "ONDERWIJSSTRUCTUUR": "HAVO/VWO",
        "SOORT PRIMAIR ONDERWIJS": "SBAO",
    } | changes


def institution(brin4: str = "25DW", **changes: str) -> dict[str, str]:
    return (
        school(f"{brin4}00")
        | {
            "INSTELLINGSNAAM": "Hogeschool Ergens",
            "SOORT HO": "hbo",
            "MBO INSTELLINGSSOORT - CODE": "ROC",
        }
        | changes
    )


def board(number: str = "40001", **changes: str) -> dict[str, str]:
    return (
        school()
        | {
            "BEVOEGD GEZAG NUMMER": number,
            "BEVOEGD GEZAG NAAM": "Stichting Openbaar Onderwijs Ergens",
            "KVK-NUMMER": "1080096",
            "SOORT HO": "hbo",
            "SOORT PRIMAIR ONDERWIJS": "(V)SO",
        }
        | changes
    )


def numbered_dialect(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """``;``, Windows-1252, CRLF, quotes only where needed: the numbered files of duo.nl."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([row[column] for column in columns] for row in rows)
    return text.getvalue().encode("cp1252")


def catalogue_dialect(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """``,``, quotes everywhere, UTF-8 with a byte order mark: the downloads of onderwijsdata.duo.nl."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([row[column] for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def schools_file(*rows: Mapping[str, str]) -> bytes:
    """The usual file of these tests: locations in primary education."""
    return numbered_dialect(school_columns(), rows)
