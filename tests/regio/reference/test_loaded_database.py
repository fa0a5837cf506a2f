"""What must hold of the real reference data, read from the loaded database."""

import datetime as dt
from collections import Counter
from itertools import combinations

import pytest
from django.db.models import Count, Q, Sum
from shapely.geometry import Point, shape

from regio.core.duo.comparison import Comparison
from regio.enums import OrganisationKind
from regio.models import (
    BroadRegion,
    CoropArea,
    DataSource,
    LabourMarketRegion,
    Municipality,
    MunicipalityChange,
    Organisation,
    PostcodeArea,
    Province,
    School,
    SchoolBoard,
    SearchEntry,
    TeacherTrainingInstitute,
    TrainingProgramme,
)
from regio.services.duo_import import import_duo
from regio.services.reference import load_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def test_the_country_has_its_municipalities_provinces_and_regions():
    assert {
        "gemeenten": Municipality.objects.count(),
        "provincies": Province.objects.count(),
        "arbeidsmarktregio's": LabourMarketRegion.objects.count(),
        "COROP-gebieden": CoropArea.objects.count(),
        "brede regio's": BroadRegion.objects.count(),
        "herindelingen": MunicipalityChange.objects.count(),
        "postcodes": PostcodeArea.objects.count(),
    } == {
        "gemeenten": 342,
        "provincies": 12,
        "arbeidsmarktregio's": 35,
        "COROP-gebieden": 40,
        "brede regio's": 6,
        "herindelingen": 79,
        "postcodes": 4068,
    }


@pytest.mark.parametrize("model", [Province, LabourMarketRegion, CoropArea, BroadRegion])
def test_each_municipality_lies_in_exactly_one_division_of_each_kind_and_none_is_empty(model):
    sizes = model.objects.annotate(size=Count("municipalities")).values_list("size", flat=True)
    assert (sum(sizes), min(sizes) > 0) == (342, True)


def test_zuidoost_is_limburg_and_two_parts_of_noord_brabant():
    zuidoost = Municipality.objects.filter(broad_region="zuidoost")
    named = Q(province__name="Limburg") | Q(
        corop_area__name__in=["Noordoost-Noord-Brabant", "Zuidoost-Noord-Brabant"]
    )
    assert set(zuidoost) == set(Municipality.objects.filter(named))
    assert zuidoost.count() == 63
    assert BroadRegion.objects.get(code="zuidoost").name == "Zuidoost-Nederland"


def test_every_municipality_has_a_valid_shape_and_a_point_inside_it():
    for municipality in Municipality.objects.all():
        land = shape(municipality.geometry)
        assert land.is_valid, municipality.name
        assert land.distance(Point(municipality.longitude, municipality.latitude)) < 0.003, municipality.name


def test_neighbours_share_their_border_exactly_and_overlap_nowhere():
    shapes = {
        one.name: shape(one.geometry) for one in Municipality.objects.filter(corop_area__name="Utrecht")
    }
    shared = 0
    for (_, one), (_, other) in combinations(sorted(shapes.items()), 2):
        assert one.intersection(other).area == 0
        shared += one.intersection(other).length > 0
    assert shared > 40


def test_there_are_at_least_8500_schools_each_in_a_municipality_that_exists():
    per_sector = dict(School.objects.values_list("sector").annotate(number=Count("pk")))
    assert per_sector == {"po": 6122, "vo": 1619, "so": 888}
    codes = set(Municipality.objects.values_list("code", flat=True))
    assert set(School.objects.values_list("municipality_id", flat=True)) == codes


def test_749_boards_have_primary_schools():
    boards = SchoolBoard.objects.filter(schools__sector="po").distinct()
    assert boards.count() == 749
    assert {tuple(board.sectors[:1]) for board in boards} == {("po",)}
    assert not boards.filter(valid_until__isnull=False).exists()


def test_a_board_whose_name_is_not_known_is_shown_by_its_number():
    unnamed = SchoolBoard.objects.filter(name="")
    assert unnamed.count() == 38
    assert {board.display_name for board in unnamed} == {
        f"Bevoegd gezag {board.register_code}" for board in unnamed
    }


def test_points_lie_in_the_country_and_nearly_all_in_their_own_municipality():
    schools = School.objects.exclude(latitude=None).select_related("municipality")
    assert School.objects.filter(latitude=None).count() == 72
    shapes = {one.code: shape(one.geometry) for one in Municipality.objects.all()}
    outside = [
        school.brin6
        for school in schools
        if shapes[school.municipality_id].distance(Point(school.longitude, school.latitude)) > 0.005
    ]
    assert len(outside) <= 2


def test_pupils_are_those_of_the_whole_country():
    pupils = dict(School.objects.values_list("sector").annotate(total=Sum("pupils")))
    assert 1_300_000 < pupils["po"] < 1_400_000
    assert 800_000 < pupils["vo"] < 1_000_000
    assert 90_000 < pupils["so"] < 120_000


def test_every_fact_names_its_origin_with_a_date():
    for school in School.objects.select_related(
        "source", "board_source", "location_source", "pupils_source"
    ).iterator():
        facts = [
            (True, school.source),
            (school.board_id, school.board_source),
            (school.latitude is not None, school.location_source),
            (school.pupils is not None, school.pupils_source),
        ]
        assert all(source and source.reference_date for known, source in facts if known), school.brin6
    assert not Organisation.objects.filter(source__reference_date=None).exists()
    assert not TrainingProgramme.objects.filter(source__reference_date=None).exists()
    assert not DataSource.objects.filter(Q(publisher="") | Q(title="")).exists()


def test_support_networks_are_no_school_boards():
    networks = Organisation.objects.filter(kind=OrganisationKind.OTHER, register_code__regex=r"^\d{5}$")
    assert networks.count() == 154
    assert not SchoolBoard.objects.filter(
        register_code__in=networks.values_list("register_code", flat=True)
    ).exists()
    assert not School.objects.filter(board__in=networks).exists()


def test_institutions_that_train_teachers_have_programmes_and_the_others_have_none():
    assert TeacherTrainingInstitute.objects.count() == 45
    assert not TeacherTrainingInstitute.objects.filter(programmes=None).exists()
    kinds = Counter(TrainingProgramme.objects.values_list("kind", flat=True))
    assert kinds["pabo"] == 50
    assert set(kinds) == {
        "Nederlandse Gebarentaal",
        "associate degree onderwijs",
        "eerstegraads",
        "kunstvak",
        "overig onderwijs",
        "pabo",
        "tweedegraads",
        "universitaire lerarenopleiding",
        "universitaire pabo",
    }
    utrecht = TeacherTrainingInstitute.objects.get(register_code="25DW")
    pabo = utrecht.programmes.get(kind="pabo", municipality__name="Utrecht")
    assert (utrecht.name, pabo.year, pabo.students > 100) == ("Hogeschool Utrecht", 2024, True)


def test_old_municipalities_lead_to_new_ones():
    haaren = MunicipalityChange.objects.filter(old_name="Haaren")
    assert set(haaren.values_list("new_municipality__name", flat=True)) == {
        "Boxtel",
        "Oisterwijk",
        "Tilburg",
        "Vught",
    }
    assert Municipality.objects.get(name="Voorne aan Zee").valid_from == dt.date(2023, 1, 1)


def test_what_was_loaded_can_be_searched():
    entry = SearchEntry.objects.get(kind=SearchEntry.Kind.MUNICIPALITY, key="GM0344")
    assert (entry.title, SearchEntry.objects.filter(kind=SearchEntry.Kind.SCHOOL).count()) == (
        "Utrecht",
        8629,
    )


def test_a_postcode_leads_to_its_municipality():
    assert PostcodeArea.objects.get(postcode4="3511").municipality.name == "Utrecht"


def test_loading_again_changes_nothing_and_says_so():
    assert load_reference().is_current
    again = load_reference(force=True)
    assert not again.changes_something
    assert again.total["scholen"] == 8629


def test_the_raw_primary_file_imports_without_one_refused_row(raw_data):
    path = raw_data / "duo" / "02_alle_schoolvestigingen_basisonderwijs_2026.csv.gz"
    report = import_duo(data=path.read_bytes(), file_name=path.name, as_of=dt.date(2026, 8, 4))
    assert report.comparison == Comparison(unchanged=6122)


def test_the_raw_primary_file_fills_an_empty_register(raw_data):
    School.objects.all().delete()
    path = raw_data / "duo" / "02_alle_schoolvestigingen_basisonderwijs_2026.csv.gz"
    data = path.read_bytes()
    first = import_duo(data=data, file_name=path.name, as_of=dt.date(2026, 8, 4))
    second = import_duo(data=data, file_name=path.name, as_of=dt.date(2026, 8, 4))
    assert (len(first.comparison.created), first.comparison.refused) == (6122, ())
    assert (second.comparison.unchanged, second.changes_something) == (6122, False)


@pytest.mark.parametrize("name", ["instellingen_vo_2020.csv", "01_instellingen_hbo_en_wo_2021.csv"])
def test_older_raw_files_never_undo_newer_facts(raw_data, name):
    path = raw_data / "duo" / name
    before = list(Organisation.objects.order_by("pk").values())
    report = import_duo(data=path.read_bytes(), file_name=name, as_of=dt.date(2021, 1, 1))
    assert not report.changes_something
    assert list(Organisation.objects.order_by("pk").values()) == before
