"""The search index follows the tables that it is derived from."""

import datetime as dt

import pytest

from regio.core import clock
from regio.enums import CollaborationStatus, Sector
from regio.models import MunicipalityChange, PostcodeArea, SearchEntry
from regio.services.search import (
    index_collaboration,
    index_municipality,
    index_organisation,
    index_school,
    rebuild_search,
    remove_from_search,
)
from tests.factories.regio import (
    AreaFactory,
    MunicipalityFactory,
    OrganisationFactory,
    ProfessionalBodyFactory,
    SchoolFactory,
    TrainingInstituteFactory,
)
from tests.factories.regions import OnderwijsregioFactory

pytestmark = pytest.mark.django_db

SHOWN = ("kind", "key", "title", "subtitle", "url", "codes", "names", "context", "weight", "is_sample")


def entry(**lookup):
    return dict(zip(SHOWN, SearchEntry.objects.values_list(*SHOWN).get(**lookup), strict=True))


@pytest.fixture
def utrecht():
    return MunicipalityFactory(code="GM0344", name="Utrecht")


def test_rebuild_counts_what_can_be_found_per_kind(utrecht):
    PostcodeArea.objects.create(postcode4="3511", place="Utrecht", municipality=utrecht)
    PostcodeArea.objects.create(postcode4="3451", place="Vleuten", municipality=utrecht)
    PostcodeArea.objects.create(postcode4="3452", place="Vleuten", municipality=utrecht)
    board = OrganisationFactory(municipality=utrecht)
    SchoolFactory.create_batch(2, board=board, municipality=utrecht)
    TrainingInstituteFactory(municipality=utrecht)
    ProfessionalBodyFactory(municipality=None)
    OnderwijsregioFactory()
    counts = {
        "samenwerking": 1,
        "gemeente": 1,
        "plaats": 4,
        "schoolbestuur": 1,
        "lerarenopleiding": 1,
        "organisatie": 1,
        "school": 2,
    }
    assert rebuild_search() == counts
    assert rebuild_search() == counts, "a second time changes nothing"
    assert SearchEntry.objects.count() == sum(counts.values())


def test_school_is_found_by_its_codes_name_place_board_and_sector(utrecht):
    board = OrganisationFactory(name="Stichting Monton")
    SchoolFactory(
        brin6="27DV01", name="Montessorischool Arcade", board=board, municipality=utrecht, place="De Meern"
    )
    rebuild_search()
    assert entry(kind="school") == {
        "kind": "school",
        "key": "27DV01",
        "title": "Montessorischool Arcade",
        "subtitle": "Basisschool in De Meern · Stichting Monton",
        "url": "/scholen/27DV01/",
        "codes": ["27DV01", "27DV"],
        "names": "montessorischool arcade",
        "context": "school basisschool basisonderwijs primair onderwijs po de meern utrecht stichting monton",
        "weight": 30,
        "is_sample": False,
    }


def test_municipality_is_found_by_what_everybody_calls_it_and_by_what_it_came_from():
    den_haag = MunicipalityFactory(code="GM0518", name="'s-Gravenhage")
    MunicipalityChange.objects.create(
        date=dt.date(2019, 1, 1), old_code="GM9001", old_name="Oud", new_municipality=den_haag, kind="fusie"
    )
    PostcodeArea.objects.create(postcode4="2511", place="Den Haag", municipality=den_haag)
    rebuild_search()
    found = entry(kind="gemeente")
    assert (found["subtitle"], found["codes"], found["names"], found["context"]) == (
        "Gemeente in Utrecht, ook bekend als Den Haag",
        ["GM0518", "GM9001", "0518", "2511"],
        "s gravenhage den haag",
        "gemeente utrecht midden oud",
    )
    assert [row.title for row in SearchEntry.objects.filter(kind="plaats")] == ["2511 Den Haag"]


def test_collaboration_is_found_by_its_public_id_and_the_municipalities_it_has_now(utrecht):
    region = OnderwijsregioFactory(
        name="Midden", slug="midden", public_id="OR-7K3M2-5", sectors=[Sector.PO, Sector.SO], is_sample=True
    )
    AreaFactory(collaboration=region, municipality=utrecht)
    AreaFactory(
        collaboration=region,
        municipality=MunicipalityFactory(name="Zeist"),
        valid_until=clock.today() - dt.timedelta(days=1),
    )
    rebuild_search()
    found = entry(kind="samenwerking")
    assert found == {
        "kind": "samenwerking",
        "key": "OR-7K3M2-5",
        "title": "Midden",
        "subtitle": "Onderwijsregio · po, (v)so · voorloper",
        "url": "/onderwijsregios/midden/",
        "codes": ["OR-7K3M2-5"],
        "names": "midden",
        "context": "onderwijsregio basisschool basisonderwijs primair onderwijs po speciaal so vso sbo "
        "utrecht",
        "weight": 80,
        "is_sample": True,
    }


def test_what_has_ended_weighs_less(utrecht):
    yesterday = clock.today() - dt.timedelta(days=1)
    OrganisationFactory(valid_until=yesterday, municipality=utrecht)
    OnderwijsregioFactory(status=CollaborationStatus.ENDED)
    SchoolFactory(board=None, municipality=utrecht, valid_until=yesterday)
    rebuild_search()
    assert dict(SearchEntry.objects.exclude(kind="gemeente").values_list("kind", "weight")) == {
        "schoolbestuur": 30,
        "samenwerking": 60,
        "school": 10,
    }


def test_board_without_a_name_is_found_by_its_number():
    OrganisationFactory(name="", register_code="42832", municipality=None, sectors=[])
    rebuild_search()
    found = entry(kind="schoolbestuur")
    assert (found["title"], found["subtitle"], found["names"], found["codes"]) == (
        "Bevoegd gezag 42832",
        "Schoolbestuur",
        "bevoegd gezag 42832",
        ["42832"],
    )


def test_one_thing_is_indexed_as_it_is_now_without_touching_the_rest(utrecht):
    board = OrganisationFactory(name="Oude naam", municipality=utrecht)
    school = SchoolFactory(name="Oude school", board=board, municipality=utrecht)
    region = OnderwijsregioFactory(name="Oude regio")
    rebuild_search()
    board.name, school.name, region.name, utrecht.name = "Bestuur", "School", "Regio", "Nieuw Utrecht"
    for changed in (board, school, region, utrecht):
        changed.save()
    untouched = OrganisationFactory(name="Nog niet gevonden", municipality=utrecht)
    index_organisation(organisation=board)
    index_school(school=school)
    index_collaboration(collaboration=region)
    index_municipality(municipality=utrecht)
    assert dict(SearchEntry.objects.values_list("kind", "title")) == {
        "schoolbestuur": "Bestuur",
        "school": "School",
        "samenwerking": "Regio",
        "gemeente": "Nieuw Utrecht",
    }
    index_organisation(organisation=untouched)
    assert SearchEntry.objects.filter(title="Nog niet gevonden").count() == 1


def test_what_is_removed_is_no_longer_found():
    region = OnderwijsregioFactory()
    index_collaboration(collaboration=region)
    remove_from_search(kind="samenwerking", key=region.public_id)
    remove_from_search(kind="samenwerking", key="OR-WAS-ER-NIET")
    assert SearchEntry.objects.count() == 0


def test_rebuild_removes_what_is_no_longer_there(utrecht):
    SchoolFactory(board=None, municipality=utrecht).delete()
    SearchEntry.objects.create(kind="school", key="99ZZ99", title="Spook", names="spook", weight=1)
    rebuild_search()
    assert [row.kind for row in SearchEntry.objects.all()] == ["gemeente"]
