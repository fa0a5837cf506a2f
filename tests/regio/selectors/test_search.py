"""What a question finds, and in which order."""

import pytest

from regio.core.question import parse
from regio.models import PostcodeArea
from regio.selectors.search import counts_by_kind, found_by, resembling
from regio.services.search import rebuild_search
from tests.factories.regio import (
    LabourMarketRegionFactory,
    MunicipalityFactory,
    OrganisationFactory,
    ProvinceFactory,
    SchoolFactory,
    TrainingInstituteFactory,
)
from tests.factories.regions import OnderwijsregioFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_country():
    utrecht = MunicipalityFactory(code="GM0344", name="Utrecht")
    elsewhere = LabourMarketRegionFactory(code="AM20", name="Elders")
    amsterdam, fryslan = (
        MunicipalityFactory(
            code=code,
            name=name,
            province=ProvinceFactory(code=f"PV{code}", name=province),
            labour_market_region=elsewhere,
        )
        for code, name, province in (
            ("GM0363", "Amsterdam", "Noord-Holland"),
            ("GM1900", "Súdwest-Fryslân", "Fryslân"),
        )
    )
    for postcode, place, municipality in (("3511", "Utrecht", utrecht), ("8601", "Sneek", fryslan)):
        PostcodeArea.objects.create(postcode4=postcode, place=place, municipality=municipality)
    board = OrganisationFactory(register_code="41400", name="Stichting Monton", municipality=utrecht)
    SchoolFactory(brin6="27DV00", name="De Kring", board=board, municipality=utrecht, place="Vleuten")
    SchoolFactory(brin6="27DV01", name="Utrechtse Boog", board=board, municipality=amsterdam, place="")
    TrainingInstituteFactory(register_code="25DW", name="Hogeschool Utrecht", municipality=utrecht)
    OnderwijsregioFactory(name="Onderwijsregio Noord", public_id="OR-7K3M2-5")
    rebuild_search()


def titles(entries):
    return [entry.title for entry in entries]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("41400", ["Stichting Monton"]),
        ("27DV00", ["De Kring"]),
        ("27dv", ["De Kring", "Utrechtse Boog"]),
        ("GM0344", ["Utrecht"]),
        ("gm0344", ["Utrecht"]),
        ("0344", ["Utrecht"]),
        ("or-7k3m2-5", ["Onderwijsregio Noord"]),
        ("3511", ["3511 Utrecht", "Utrecht"]),
        ("3511 AB", ["3511 Utrecht", "Utrecht"]),
        ("3511ab", ["3511 Utrecht", "Utrecht"]),
    ],
)
def test_code_finds_what_carries_it(text, found):
    assert titles(found_by(parse(text))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("utrecht", ["Utrecht", "Hogeschool Utrecht", "Utrechtse Boog", "Stichting Monton", "De Kring"]),
        ("UTRECHT", ["Utrecht", "Hogeschool Utrecht", "Utrechtse Boog", "Stichting Monton", "De Kring"]),
        ("sudwest fryslan", ["Súdwest-Fryslân", "Sneek"]),
        ("Súdwest-Fryslân", ["Súdwest-Fryslân", "Sneek"]),
        ("vleuten", ["De Kring"]),
        ("amster", ["Amsterdam", "Utrechtse Boog"]),
        ("monton kring", ["De Kring"]),
        ("onderwijsregio's", ["Onderwijsregio Noord"]),
        ("bestaat niet", []),
        ("' & | ! <-> :*", []),
    ],
)
def test_words_find_what_has_all_of_them_the_best_first(text, found):
    assert titles(found_by(parse(text))) == found


@pytest.mark.parametrize("text", ["scholen", "school", "basisscholen", "basisschool"])
def test_dutch_plural_and_singular_find_the_same_schools(text):
    assert titles(found_by(parse(text)).filter(kind="school")) == ["De Kring", "Utrechtse Boog"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Amsterdm", "Amsterdam"),
        ("Ultrecht", "Utrecht"),
        ("Utrehct", "Utrecht"),
        ("hogescool", "Hogeschool Utrecht"),
        ("fryslan sudwets", "Súdwest-Fryslân"),
        ("monton ultrecht", "Stichting Monton"),
    ],
)
def test_typing_error_finds_what_looks_like_it(text, first):
    question = parse(text)
    assert titles(found_by(question)) == []
    assert titles(resembling(question))[0] == first


def test_words_that_are_known_must_be_there_beside_a_typing_error():
    assert titles(resembling(parse("hogeschool ultrecht"))) == ["Hogeschool Utrecht"]


@pytest.mark.parametrize("text", ["41401", "xqzkw", "zz", "", "hogeschool vleuten"])
def test_nothing_resembles_a_wrong_code_nonsense_or_words_that_are_right(text):
    assert titles(resembling(parse(text))) == []


def test_counts_per_kind_leave_out_kinds_without_entries():
    assert counts_by_kind(found_by(parse("utrecht"))) == {
        "gemeente": 1,
        "lerarenopleiding": 1,
        "schoolbestuur": 1,
        "school": 2,
    }
