"""Voorlopers 2023: the call asked for a plan, not for numbers.

Call of the Realisatie-Eenheid, 28 March 2023. What can be counted is counted; whether it
is enough is for the people who read the plan.
"""

from typing import Final

from onderwijsregios.core.toets.area import pieces
from onderwijsregios.core.toets.engine import (
    Finding,
    Rule,
    RuleSet,
    Source,
    counted,
    met,
    not_met,
    unknown,
)
from onderwijsregios.core.toets.facts import Facts
from onderwijsregios.core.toets.parties import judge_institutes, judge_profession
from regio.core.wording import in_figures

SOURCE: Final = Source("Oproep van de Realisatie-Eenheid, 28 maart 2023")


def relevant_region(facts: Facts) -> Finding:
    """Tell what the area holds; whether it is relevant is for people."""
    if facts.national:
        return unknown(
            "landelijke regio", "Leg in uw plan uit waarom een landelijke regio past bij uw opgaven."
        )
    if not facts.municipalities:
        return unknown("geen gemeenten", "Kies de gemeenten waarin uw regio werkt.")
    apart = len(pieces(facts.municipalities, facts.neighbours))
    parts = [
        counted(len(facts.municipalities), "gemeente", "gemeenten"),
        "één gebied" if apart == 1 else f"{apart} losse delen",
        counted(len(facts.schools), "school", "scholen"),
        counted(sum(facts.pupils().values()), "leerling", "leerlingen"),
    ]
    return unknown(
        ", ".join(parts),
        "Er geldt geen getal. Leg in uw plan uit waarom deze gemeenten en sectoren bij elkaar horen; "
        "beoordelaars wegen dat.",
    )


def boards(facts: Facts) -> Finding:
    """Judge whether a school board takes part."""
    if facts.boards:
        return met(counted(len(facts.boards), "schoolbestuur", "schoolbesturen"))
    return not_met("geen", "Kies de schoolbesturen die meedoen.")


def equals(facts: Facts) -> Finding:
    """Tell who is at the table; whether they are equals stands in the plan."""
    told = {True: "ja", False: "nee", None: "niet opgegeven"}[facts.profession]
    return unknown(
        f"besturen: {in_figures(len(facts.boards))}, lerarenopleidingen: "
        f"{in_figures(len(facts.institutes))}, beroepsgroep: {told}",
        "Of de drie gelijkwaardig zijn, blijkt uit de governance in uw plan; beoordelaars wegen dat.",
    )


def approach(facts: Facts) -> Finding:
    """Say that a text cannot be judged here."""
    return unknown(
        "staat in het plan",
        "Beschrijf de opgaven en de samenhang tussen werven, matchen, opleiden, begeleiden en "
        "professionaliseren; beoordelaars wegen dat.",
    )


RULE_SET: Final = RuleSet(
    title="Voorlopers 2023",
    introduction=(
        "De oproep van 2023 vraagt om een plan en noemt geen getallen. De toets telt wat te tellen is; "
        "over de rest oordelen beoordelaars."
    ),
    rules=(
        Rule("relevante-regio", "Relevante regio", "De regio past bij de opgaven.", SOURCE, relevant_region),
        Rule("schoolbesturen", "Schoolbesturen", "Schoolbesturen doen mee.", SOURCE, boards),
        Rule(
            "lerarenopleiding", "Lerarenopleidingen", "Lerarenopleidingen doen mee.", SOURCE, judge_institutes
        ),
        Rule(
            "beroepsgroep", "Beroepsgroep", "De beroepsgroep is vertegenwoordigd.", SOURCE, judge_profession
        ),
        Rule(
            "gelijkwaardig",
            "Gelijkwaardig",
            "Besturen, lerarenopleidingen en beroepsgroep hebben een gelijke rol.",
            SOURCE,
            equals,
        ),
        Rule("aanpak", "Opgaven en aanpak", "Een integrale aanpak van de opgaven.", SOURCE, approach),
    ),
)
