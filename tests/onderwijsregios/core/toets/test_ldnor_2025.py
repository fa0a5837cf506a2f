"""Worked examples of each rule of the regulation for 2025."""

import pytest

from onderwijsregios.core.toets import rule_sets
from onderwijsregios.core.toets.engine import Outcome
from onderwijsregios.core.toets.facts import Facts, OtherRegion, Party, School

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN
COUNTRY = {"GM0001": "Aa", "GM0002": "Bee", "GM0003": "Cee", "GM0004": "Dee", "GM0005": "Eiland"}
NEIGHBOURS = {
    "GM0001": frozenset({"GM0002"}),
    "GM0002": frozenset({"GM0001", "GM0003"}),
    "GM0003": frozenset({"GM0002", "GM0004"}),
    "GM0004": frozenset({"GM0003"}),
}
GREEN = OtherRegion("OR-GREEN-2", "Landelijk groen onderwijs")
NORTH = OtherRegion("OR-NOORD-2", "Onderwijsregio Noord")


def judged(key, facts, *, rules="ldnor-2025"):
    """Return what one rule says of ``facts``: outcome, value and explanation."""
    found = {verdict.rule.key: verdict.finding for verdict in rule_sets()[rules].judge(facts)}[key]
    return found.outcome, found.value, found.explanation


def area(*codes, **facts):
    chosen = {code: COUNTRY[code] for code in codes}
    return Facts(municipalities=chosen, country=COUNTRY, neighbours=NEIGHBOURS, **facts)


def school(number=1, sector="po", pupils=100, *elsewhere):
    return School(f"{number:02d}AA00", f"School {number}", sector, pupils, elsewhere)


@pytest.mark.parametrize(
    ("codes", "outcome", "value", "told"),
    [
        ((), UNKNOWN, "geen gemeenten", "Kies de gemeenten waarin uw regio werkt."),
        (("GM0001",), MET, "1 gemeente, één gebied", "veerdienst of tunnel"),
        (("GM0001", "GM0002", "GM0003"), MET, "3 gemeenten, één gebied", "veerdienst of tunnel"),
        (
            ("GM0001", "GM0002", "GM0004"),
            NOT_MET,
            "3 gemeenten, 2 losse delen",
            "Los van Aa en Bee ligt: Dee. Daartussen: Cee.",
        ),
        (
            ("GM0001", "GM0003", "GM0004"),
            NOT_MET,
            "3 gemeenten, 2 losse delen",
            "Los van Cee en Dee ligt: Aa. Daartussen: Bee.",
        ),
        (
            ("GM0001", "GM0005"),
            NOT_MET,
            "2 gemeenten, 2 losse delen",
            "Los van Aa ligt: Eiland. Er is geen gemeente die dit verbindt.",
        ),
    ],
)
def test_an_area_is_in_one_piece_or_the_pieces_and_the_gap_are_named(codes, outcome, value, told):
    found = judged("aaneengesloten", area(*codes))
    assert found[:2] == (outcome, value)
    assert told in found[2]


def test_a_ferry_makes_an_island_a_neighbour():
    ferry = NEIGHBOURS | {"GM0005": frozenset({"GM0001"}), "GM0001": frozenset({"GM0002", "GM0005"})}
    chosen = {"GM0001": "Aa", "GM0005": "Eiland"}
    facts = Facts(municipalities=chosen, country=COUNTRY, neighbours=ferry)
    assert judged("aaneengesloten", facts)[0] == MET


@pytest.mark.parametrize(
    "name",
    ["Landelijk groen onderwijs", "Landelijk christelijk-reformatorisch onderwijs", "Scope", "PLG+"],
)
def test_national_regions_need_not_be_in_one_piece(name):
    found = judged("aaneengesloten", area("GM0001", "GM0004", national=name))
    assert found == (MET, "landelijke regio", f"{name} is landelijk en hoeft niet aaneengesloten te zijn.")


def test_another_name_is_not_exempt():
    assert judged("aaneengesloten", area("GM0001", "GM0004", national="Zelf bedacht"))[0] == NOT_MET


@pytest.mark.parametrize(
    ("schools", "sectors", "outcome", "value", "told"),
    [
        (
            [school(1, "po", 15_000)],
            {"po"},
            MET,
            "po: 15.000 leerlingen, vo: 0 leerlingen",
            "Het po is groot genoeg",
        ),
        (
            [school(1, "po", 9_000), school(2, "vo", 15_001)],
            {"po", "vo"},
            MET,
            "po: 9.000 leerlingen, vo: 15.001 leerlingen",
            "Het vo is groot genoeg",
        ),
        (
            [school(1, "po", 14_999), school(2, "vo", 14_000)],
            {"po", "vo"},
            NOT_MET,
            "po: 14.999 leerlingen, vo: 14.000 leerlingen",
            "Het po komt 1 leerling tekort.",
        ),
        (
            [school(1, "so", 20_000)],
            {"so"},
            NOT_MET,
            "po: 0 leerlingen, vo: 0 leerlingen",
            "tekort",
        ),
        (
            [school(1, "po", 14_000), school(2, "po", None)],
            {"po"},
            UNKNOWN,
            "po: 14.000 leerlingen, vo: 0 leerlingen",
            "Van 1 school weten wij het aantal leerlingen niet.",
        ),
        (
            [school(1, "po", 15_000), school(2, "po", None)],
            {"po"},
            MET,
            "po: 15.000 leerlingen, vo: 0 leerlingen",
            "groot genoeg",
        ),
        (
            [school(1, "vo", 4_000)],
            {"vo", "mbo"},
            UNKNOWN,
            "po: 0 leerlingen, vo: 4.000 leerlingen",
            "Of het mbo 9.000 studenten telt, weten wij niet",
        ),
        ([], {"po"}, UNKNOWN, "po: 0 leerlingen, vo: 0 leerlingen", "Kies besturen of scholen"),
    ],
)
def test_one_sector_has_to_be_large_enough(schools, sectors, outcome, value, told):
    found = judged("omvang", Facts(schools=tuple(schools), sectors=frozenset(sectors)))
    assert found[:2] == (outcome, value)
    assert told in found[2]


@pytest.mark.parametrize(
    ("students", "outcome", "value", "told"),
    [
        (None, UNKNOWN, "niet opgegeven", "vul dat aantal in"),
        (149, NOT_MET, "149 studenten en zij-instromers", "Dat zijn er 1 te weinig."),
        (150, MET, "150 studenten en zij-instromers", "Volgens uw eigen opgave."),
        (0, NOT_MET, "0 studenten en zij-instromers", "Dat zijn er 150 te weinig."),
    ],
)
def test_150_students_have_to_be_trained(students, outcome, value, told):
    found = judged("opgeleid", Facts(students=students))
    assert found[:2] == (outcome, value)
    assert told in found[2]


def test_a_training_institute_takes_part():
    assert judged("lerarenopleiding", Facts(institutes=(Party("25DW", "Hogeschool Utrecht"),)))[:2] == (
        MET,
        "Hogeschool Utrecht",
    )
    assert judged("lerarenopleiding", Facts())[:2] == (NOT_MET, "geen")


@pytest.mark.parametrize(
    ("told", "outcome", "value"),
    [(True, MET, "ja"), (False, NOT_MET, "nee"), (None, UNKNOWN, "niet opgegeven")],
)
def test_the_profession_is_represented(told, outcome, value):
    assert judged("beroepsgroep", Facts(profession=told))[:2] == (outcome, value)


@pytest.mark.parametrize(
    ("schools", "national", "outcome", "value", "told"),
    [
        ([], "", UNKNOWN, "geen scholen", "Kies besturen of scholen"),
        ([school(1), school(2)], "", MET, "2 scholen, geen in een andere onderwijsregio", ""),
        (
            [school(1), school(2, "po", 100, NORTH)],
            "",
            NOT_MET,
            "2 scholen, 1 al in een andere onderwijsregio",
            "Deze school doet al mee: School 2 (02AA00). Daar: Onderwijsregio Noord.",
        ),
        ([school(1, "vo", 100, GREEN)], "", MET, "1 school, geen in een andere onderwijsregio", ""),
        (
            [school(1, "vo", 100, NORTH)],
            "Landelijk groen onderwijs",
            MET,
            "vrijgesteld",
            "Een school in Landelijk groen onderwijs mag ook in een andere regio meedoen.",
        ),
        (
            [school(1, "vo", 100, GREEN, NORTH)],
            "Scope",
            NOT_MET,
            "1 school, 1 al in een andere onderwijsregio",
            "Daar: Onderwijsregio Noord.",
        ),
    ],
)
def test_a_school_is_in_at_most_one_region(schools, national, outcome, value, told):
    found = judged("een-regio", Facts(schools=tuple(schools), national=national))
    assert found[:2] == (outcome, value)
    assert told in found[2]


def test_a_long_list_of_schools_is_cut_with_how_many_more():
    schools = tuple(school(number, "po", 100, NORTH) for number in range(1, 21))
    assert (
        "School 12 (12AA00) en nog 8. Daar: Onderwijsregio Noord."
        in judged("een-regio", Facts(schools=schools))[2]
    )


def test_each_rule_names_its_norm_and_source():
    rules = rule_sets()["ldnor-2025"].rules
    assert [rule.key for rule in rules] == [
        "aaneengesloten",
        "omvang",
        "opgeleid",
        "lerarenopleiding",
        "beroepsgroep",
        "een-regio",
    ]
    assert {rule.source.name for rule in rules} == {
        "Regeling landelijk dekkend netwerk onderwijsregio's, Stcrt. 2024, 18763"
    }
    assert all(rule.norm for rule in rules)
