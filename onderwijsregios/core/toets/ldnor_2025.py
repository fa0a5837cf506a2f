"""Landelijk dekkend netwerk onderwijsregio's: the conditions for a region in 2025.

Regulation of 4 June 2024, Staatscourant 2024, 18763.
"""

from typing import Final

from onderwijsregios.core.toets.area import judge_contiguity
from onderwijsregios.core.toets.engine import (
    Finding,
    Rule,
    RuleSet,
    Source,
    counted,
    listed,
    met,
    not_met,
    unknown,
)
from onderwijsregios.core.toets.facts import Facts, School
from onderwijsregios.core.toets.parties import judge_institutes, judge_profession
from regio.core.wording import in_figures

SOURCE: Final = Source(
    "Regeling landelijk dekkend netwerk onderwijsregio's, Stcrt. 2024, 18763",
    "https://zoek.officielebekendmakingen.nl/stcrt-2024-18763.html",
)
GREEN: Final = "Landelijk groen onderwijs"
NATIONAL: Final = (GREEN, "Landelijk christelijk-reformatorisch onderwijs", "Scope", "PLG+")
"""The four national regions, which need no area in one piece."""
LEAST_PUPILS: Final = 15_000
LEAST_MBO_STUDENTS: Final = 9_000
LEAST_TRAINED: Final = 150
SIZED_SECTORS: Final = ("po", "vo")
"""Sectors of which the registry knows the pupils and the regulation names a number."""


def contiguous(facts: Facts) -> Finding:
    """Judge whether the area is in one piece along municipal borders."""
    return judge_contiguity(facts, exempt=NATIONAL)


def size(facts: Facts) -> Finding:
    """Judge whether one sector is large enough: po or vo by our own numbers, mbo cannot be known."""
    pupils = facts.pupils()
    value = ", ".join(
        f"{sector}: {counted(pupils[sector], 'leerling', 'leerlingen')}" for sector in SIZED_SECTORS
    )
    enough = [sector for sector in SIZED_SECTORS if pupils[sector] >= LEAST_PUPILS]
    if enough:
        return met(value, f"Het {listed(enough)} is groot genoeg; één sector volstaat.")
    if not facts.schools:
        return unknown(value, "Kies besturen of scholen; dan tellen wij de leerlingen.")
    if "mbo" in facts.sectors:
        return unknown(
            value,
            f"Po en vo zijn te klein. Of het mbo {in_figures(LEAST_MBO_STUDENTS)} studenten telt, weten wij "
            "niet: die aantallen staan niet in onze gegevens. Tel ze zelf.",
        )
    uncounted = sum(s.pupils is None and s.sector in SIZED_SECTORS for s in facts.schools)
    if uncounted:
        return unknown(
            value,
            f"Van {counted(uncounted, 'school', 'scholen')} weten wij het aantal leerlingen niet. Zonder die "
            f"leerlingen komt geen sector aan {in_figures(LEAST_PUPILS)}.",
        )
    nearest = max(SIZED_SECTORS, key=lambda sector: pupils[sector])
    short = LEAST_PUPILS - pupils[nearest]
    return not_met(
        value,
        f"Het {nearest} komt {counted(short, 'leerling', 'leerlingen')} tekort. Zoek besturen "
        "die ook willen meedoen, of sluit u aan bij een buurregio.",
    )


def trained(facts: Facts) -> Finding:
    """Judge the number of students and zij-instromers that the asker gave."""
    if facts.students is None:
        return unknown(
            "niet opgegeven",
            "Tel de studenten en zij-instromers die in 2023-2024 op de opleidingsscholen en "
            "aspirant-opleidingsscholen in uw regio werden opgeleid, en vul dat aantal in.",
        )
    value = counted(facts.students, "student of zij-instromer", "studenten en zij-instromers")
    if facts.students >= LEAST_TRAINED:
        return met(value, "Volgens uw eigen opgave.")
    return not_met(value, f"Volgens uw eigen opgave. Dat zijn er {LEAST_TRAINED - facts.students} te weinig.")


def one_region(facts: Facts) -> Finding:
    """Judge whether each school is in at most one onderwijsregio; one region is exempt by name."""
    if facts.national == GREEN:
        return met("vrijgesteld", f"Een school in {GREEN} mag ook in een andere regio meedoen.")
    if not facts.schools:
        return unknown(
            "geen scholen", "Kies besturen of scholen; dan zoeken wij op of zij al ergens meedoen."
        )
    value = counted(len(facts.schools), "school", "scholen")
    taken = [(school, names) for school in facts.schools if (names := _other_names(school))]
    if not taken:
        return met(f"{value}, geen in een andere onderwijsregio")
    regions = sorted({name for _, names in taken for name in names})
    return not_met(
        f"{value}, {in_figures(len(taken))} al in een andere onderwijsregio",
        f"{'Deze school doet' if len(taken) == 1 else 'Deze scholen doen'} al mee: "
        f"{listed([f'{school.name} ({school.code})' for school, _ in taken])}. Daar: {listed(regions)}.",
    )


def _other_names(school: School) -> list[str]:
    return [region.name for region in school.elsewhere if region.name != GREEN]


RULE_SET: Final = RuleSet(
    title="Onderwijsregio 2025 (LDNOR)",
    introduction=(
        "Deze regels zijn getallen uit de regeling. De toets rekent ze na met de gegevens van DUO en CBS."
    ),
    national=NATIONAL,
    rules=(
        Rule(
            "aaneengesloten",
            "Aaneengesloten gebied",
            "Eén gebied langs bestaande gemeentegrenzen; vier landelijke regio's zijn vrijgesteld.",
            SOURCE,
            contiguous,
        ),
        Rule(
            "omvang",
            "Omvang",
            f"In ten minste één sector: po of vo {in_figures(LEAST_PUPILS)} leerlingen, of mbo "
            f"{in_figures(LEAST_MBO_STUDENTS)} studenten.",
            SOURCE,
            size,
        ),
        Rule(
            "opgeleid",
            "Samen opleiden",
            f"Ten minste {LEAST_TRAINED} studenten en zij-instromers opgeleid in 2023-2024.",
            SOURCE,
            trained,
        ),
        Rule(
            "lerarenopleiding",
            "Lerarenopleiding",
            "Ten minste één lerarenopleiding doet mee.",
            SOURCE,
            judge_institutes,
        ),
        Rule(
            "beroepsgroep",
            "Beroepsgroep",
            "De beroepsgroep is vertegenwoordigd.",
            SOURCE,
            judge_profession,
        ),
        Rule(
            "een-regio",
            "Eén regio per school",
            f"Een vestiging doet in ten hoogste één onderwijsregio mee; {GREEN} is uitgezonderd.",
            SOURCE,
            one_region,
        ),
    ),
)
