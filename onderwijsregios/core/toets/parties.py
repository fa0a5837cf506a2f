"""Who has to take part."""

from onderwijsregios.core.toets.engine import Finding, listed, met, not_met, unknown
from onderwijsregios.core.toets.facts import Facts


def judge_institutes(facts: Facts) -> Finding:
    """Judge whether a training institute takes part."""
    if facts.institutes:
        return met(listed([party.name for party in facts.institutes], most=4))
    return not_met("geen", "Kies ten minste één lerarenopleiding die meedoet.")


def judge_profession(facts: Facts) -> Finding:
    """Judge whether the profession is represented, as the asker says."""
    if facts.profession is None:
        return unknown("niet opgegeven", "Geef aan of een vakbond of beroepsorganisatie meedoet.")
    if facts.profession:
        return met("ja", "Volgens uw eigen opgave.")
    return not_met("nee", "Vraag een vakbond of beroepsorganisatie van onderwijspersoneel om mee te doen.")
