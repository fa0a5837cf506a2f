"""Worked examples of the call of 2023: what can be counted is counted, the rest is for people."""

import pytest

from onderwijsregios.core.toets import rule_sets
from onderwijsregios.core.toets.engine import Outcome
from onderwijsregios.core.toets.facts import Facts, Party
from onderwijsregios.models import Round
from tests.onderwijsregios.core.toets import test_ldnor_2025 as worked

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN


def judged(key, facts):
    return worked.judged(key, facts, rules="voorlopers-2023")


def test_rule_sets_are_the_files_that_end_in_a_year_and_rounds_start_with_the_first():
    assert sorted(rule_sets()) == ["ldnor-2025", "voorlopers-2023"]
    assert Round._meta.get_field("rule_set").default in rule_sets()


@pytest.mark.parametrize(
    ("facts", "value"),
    [
        (Facts(), "geen gemeenten"),
        (Facts(national="Groen"), "landelijke regio"),
        (
            worked.area("GM0001", "GM0002", schools=(worked.school(1), worked.school(2, "vo", None))),
            "2 gemeenten, één gebied, 2 scholen, 100 leerlingen",
        ),
        (worked.area("GM0001", "GM0004"), "2 gemeenten, 2 losse delen, 0 scholen, 0 leerlingen"),
    ],
)
def test_whether_a_region_is_relevant_is_for_people_but_it_is_counted(facts, value):
    assert judged("relevante-regio", facts)[:2] == (UNKNOWN, value)


def test_boards_institutes_and_profession_have_to_take_part():
    facts = Facts(boards=(Party("41414", "Bestuur"),), institutes=(Party("25DW", "HU"),), profession=True)
    assert [judged(key, facts)[:2] for key in ("schoolbesturen", "lerarenopleiding", "beroepsgroep")] == [
        (MET, "1 schoolbestuur"),
        (MET, "HU"),
        (MET, "ja"),
    ]
    assert [judged(key, Facts())[:2] for key in ("schoolbesturen", "lerarenopleiding", "beroepsgroep")] == [
        (NOT_MET, "geen"),
        (NOT_MET, "geen"),
        (UNKNOWN, "niet opgegeven"),
    ]


def test_whether_they_are_equals_and_the_approach_is_for_people():
    facts = Facts(boards=(Party("41414", "Bestuur"),), profession=False)
    assert judged("gelijkwaardig", facts)[:2] == (
        UNKNOWN,
        "besturen: 1, lerarenopleidingen: 0, beroepsgroep: nee",
    )
    assert judged("aanpak", facts)[:2] == (UNKNOWN, "staat in het plan")
