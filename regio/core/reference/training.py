"""Institutions of higher education and their programmes for teachers."""

import re

from regio.core.duo.municipalities import MunicipalityFinder
from regio.core.duo.names import readable_name
from regio.core.reference import sources
from regio.core.reference.raw import RawData
from regio.core.reference.tables import Row

_KINDS = {
    "pabo": "pabo",
    "tweedegraads": "tweedegraads",
    "kunstvak": "kunstvak",
    "ulo": "universitaire lerarenopleiding",
    "empo": "universitaire pabo",
    "eerstegraads_hbo_master": "eerstegraads",
    "eerstegraads_alo": "eerstegraads",
    "ngt": "Nederlandse Gebarentaal",
}
"""Kind in the list of recognised programmes → our kind."""

_NOT_FOR_TEACHERS = frozenset({"overig onderwijs", "associate degree onderwijs"})
"""Programmes about education that do not make anybody a teacher."""

_RECOGNISED = "facts/lerarenopleidingen.csv"
_ENROLLED = "duo/lerarenopleidingen_hbo_2024_wo_2019.csv"


def institutions(raw: RawData, finder: MunicipalityFinder) -> list[Row]:
    """Return the institutions with a BRIN; those that train teachers are marked."""
    trainers = {row["instellingscode_brin"] for row in raw.csv(_RECOGNISED)} | {
        row["brin"] for row in raw.csv(_ENROLLED) if row["soort"] not in _NOT_FOR_TEACHERS
    }
    found = {
        row["instellingscode_brin"]: {
            "brin": row["instellingscode_brin"],
            "naam": readable_name(row["instelling"]),
            "soort": row["soort_ho"],
            "bestuur": row["bevoegd_gezag_nummer"],
            "gemeente": f"GM{row['gemeentenummer_cbs']}",
            "leidt_leraren_op": "ja" if row["instellingscode_brin"] in trainers else "nee",
            "bron": sources.INSTITUTIONS,
        }
        for row in raw.csv("facts/ho_instellingen.csv")
    }
    for row in raw.csv(_RECOGNISED):
        places = row["plaatsen"].split("; ")
        found.setdefault(
            row["instellingscode_brin"],
            {
                "brin": row["instellingscode_brin"],
                "naam": readable_name(row["instelling"]),
                "soort": "niet bekostigd",
                "bestuur": row["bevoegd_gezag_nummer"],
                "gemeente": (finder.find_by_name(places[0]) or "") if len(places) == 1 else "",
                "leidt_leraren_op": "ja",
                "bron": sources.RECOGNITIONS,
            },
        )
    return list(found.values())


def programmes(raw: RawData, finder: MunicipalityFinder, trainers: set[str]) -> list[Row]:
    """Return the programmes of the institutions that train teachers.

    Programmes with students come from the counts. What is recognised without
    being in those counts is added without a number; the place only when it is
    certain which programme is given where.
    """
    recognised = {
        (row["instellingscode_brin"], code): _KINDS[row["type_code"]]
        for row in raw.csv(_RECOGNISED)
        for code in row["erkende_opleidingscodes"].split()
    }
    counted = [
        {
            "brin": row["brin"],
            "code": row["opleidingscode"],
            "naam": row["opleiding"],
            "soort": recognised.get((row["brin"], row["opleidingscode"]), row["soort"]),
            "gemeente": row["gemeentecode"],
            "studenten": row["ingeschrevenen"],
            "jaar": row["peiljaar"],
            "bron": sources.STUDENTS_HBO if row["type_ho"] == "hbo" else sources.STUDENTS_WO,
        }
        for row in raw.csv(_ENROLLED)
        if row["brin"] in trainers
    ]
    covered = {(row["brin"], row["soort"]) for row in counted}
    names = {row["code"]: row["naam"] for row in counted}
    added: list[Row] = []
    for row in raw.csv(_RECOGNISED):
        kind = _KINDS[row["type_code"]]
        if (row["instellingscode_brin"], kind) in covered:
            continue
        codes, places = row["erkende_opleidingscodes"].split(), row["plaatsen"].split("; ")
        certain = len(codes) == 1 or len(places) == 1
        added.extend(
            {
                "brin": row["instellingscode_brin"],
                "code": code,
                "naam": names.get(code) or _capital(row["type"]),
                "soort": kind,
                "gemeente": (finder.find_by_name(place) or "") if place else "",
                "studenten": "",
                "jaar": "",
                "bron": sources.RECOGNITIONS,
            }
            for code in codes
            for place in (places if certain else [""])
        )
    done = {(row["brin"], row["code"], row["gemeente"]) for row in counted}
    return counted + [row for row in added if (row["brin"], row["code"], row["gemeente"]) not in done]


def _capital(text: str) -> str:
    return re.sub(r"^\w", lambda found: found[0].upper(), text)
