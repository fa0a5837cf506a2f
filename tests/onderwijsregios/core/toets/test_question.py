"""An address of the toets is read and written without losing anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onderwijsregios.core.toets.question import MOST_CODES, Mistake, Question, read_question

SECTORS = ("po", "so", "vo", "mbo")
NATIONAL = ("Scope", "PLG+")


def read(national=NATIONAL, **parameters):
    return read_question(parameters, sectors=SECTORS, national=national)


def test_each_parameter_may_be_repeated_or_hold_several_codes():
    assert read(
        gemeente=["GM0772", "gm0861 GM0772"],
        school=["00AP00-00AR00", "00AP00,00AS00"],
        bestuur=["41414", "25DW"],
        opleiding=["31FR"],
        sector=["vo", "po"],
        studenten=["150"],
        beroepsgroep=["ja"],
        landelijk=["PLG+"],
        regio=["OR-ABCDE-2"],
    ) == (
        Question(
            municipalities=("GM0772", "GM0861"),
            sectors=("po", "vo"),
            boards=("41414",),
            schools=("00AP00", "00AR00", "00AS00"),
            institutes=("25DW", "31FR"),
            students=150,
            profession=True,
            national="PLG+",
            own_regions=("OR-ABCDE-2",),
        ),
        [],
    )


@pytest.mark.parametrize(
    ("parameters", "mistake"),
    [
        (
            {"gemeente": ["Utrecht"]},
            Mistake(
                "gemeente",
                "geen-code",
                "“Utrecht” is geen gemeentecode. Zo'n code is GM met vier cijfers, zoals GM0772. Kies de "
                "gemeente op de kaart, of vul haar naam in.",
            ),
        ),
        (
            {"sector": ["ho"]},
            Mistake("sector", "onbekende-waarde", "“ho” kan hier niet. Kies uit: po, so, vo, mbo."),
        ),
        (
            {"landelijk": ["Zelf bedacht"]},
            Mistake(
                "landelijk",
                "onbekende-waarde",
                "“Zelf bedacht” kan hier niet. Kies de naam in de lijst “Landelijke regio”.",
            ),
        ),
        (
            {"studenten": ["veel"]},
            Mistake("studenten", "geen-getal", "“veel” is geen heel getal van 0 tot en met 999999."),
        ),
        (
            {"stad": ["x"]},
            Mistake(
                "stad",
                "onbekende-parameter",
                "“stad” kennen wij hier niet. Wat er kan, staat bij “Open gegevens (API)”.",
            ),
        ),
        (
            {"formaat": ["xml"]},
            Mistake(
                "formaat",
                "onbekende-waarde",
                "“xml” kan hier niet. Kies json, of laat het weg voor een pagina.",
            ),
        ),
        (
            {"school": ["-".join(f"{n // 100:02d}A{chr(65 + n % 26)}{n % 100:02d}" for n in range(9999))]},
            Mistake("school", "te-veel", f"Er staan 9999 codes in; ten hoogste {MOST_CODES} is toegestaan."),
        ),
    ],
)
def test_what_cannot_be_used_comes_back_with_a_sentence(parameters, mistake):
    question, mistakes = read(**parameters)
    assert (question, mistakes[0].parameter, mistakes[0].code) == (
        Question(),
        mistake.parameter,
        mistake.code,
    )
    if mistake.code != "te-veel":
        assert mistakes == [mistake]


def test_what_is_shown_and_how_is_no_part_of_the_question():
    assert read(kaart=["PV26"], formaat=["json"]) == (Question(), [])


def test_pressing_a_municipality_adds_it_in_order_and_pressing_again_takes_it_away():
    question = Question(municipalities=("GM0307", "GM0402"), boards=("41414",))
    added = Question(municipalities=("GM0307", "GM0327", "GM0402"), boards=("41414",))
    assert (question.toggled("GM0327"), added.toggled("GM0327")) == (added, question)


def test_without_names_in_the_rules_any_national_name_will_do():
    assert read(national=(), landelijk=["Zelf bedacht"])[0].national == "Zelf bedacht"


def test_nothing_chosen_is_empty_whatever_the_sectors():
    assert read(sector=["po"])[0].is_empty
    assert not read(studenten=["0"])[0].is_empty


codes = st.integers(0, 99).map(lambda n: f"{n:02d}AB{99 - n:02d}")
questions = st.builds(
    Question,
    municipalities=st.sets(st.integers(0, 9999).map(lambda n: f"GM{n:04d}"), max_size=9).map(
        lambda found: tuple(sorted(found))
    ),
    sectors=st.sets(st.sampled_from(SECTORS)).map(lambda s: tuple(x for x in SECTORS if x in s)),
    boards=st.sets(st.integers(10000, 99999).map(str), max_size=9).map(lambda found: tuple(sorted(found))),
    schools=st.sets(codes).map(lambda found: tuple(sorted(found))),
    students=st.none() | st.integers(0, 999999),
    profession=st.none() | st.booleans(),
    national=st.sampled_from(("", *NATIONAL)),
)


@given(questions)
def test_a_question_survives_its_address(question):
    from urllib.parse import parse_qs

    assert read(**parse_qs(question.address())) == (question, [])


def test_600_schools_of_40_municipalities_do_not_fit_but_500_of_20_do():
    def long(schools, municipalities):
        return Question(
            municipalities=tuple(f"GM{n:04d}" for n in range(municipalities)),
            schools=tuple(f"{n // 100:02d}AB{n % 100:02d}" for n in range(schools)),
        ).address()

    assert (len(long(600, 40)) > 4000, len(long(500, 20)) < 4000) == (True, True)
