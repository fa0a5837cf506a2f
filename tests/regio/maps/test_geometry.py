"""From municipalities to shapes: nothing is lost between neighbours."""

import json
from importlib.resources import files

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, shape

from regio.core.geometry.colouring import tints
from regio.core.geometry.coverage import Coverage, LastCoverage
from regio.core.geometry.geojson import right_handed, united
from regio.core.geometry.paths import Canvas, Frame, path_of
from regio.core.geometry.projection import project
from regio.core.reference.geometry import geometries
from tests.factories.regio import square

STEP = Canvas(west=0, north=100, width=100, height=100, metres_per_step=1)


@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"),
    [
        (5.38720621, 52.15517440, 155_000, 463_000),  # Onze Lieve Vrouwetoren, Amersfoort: the origin
        (4.88352559, 52.37453253, 120_700.723, 487_525.501),  # Westertoren, Amsterdam
        (6.56820053, 53.21938317, 233_883.131, 582_065.167),  # Martinitoren, Groningen
    ],
)
def test_towers_lie_where_the_dutch_grid_has_them(longitude, latitude, x, y):
    found = project(Point(longitude, latitude))
    assert found.distance(Point(x, y)) < 1


def test_path_is_relative_whole_and_short():
    assert path_of(box(10, 60, 30, 90), STEP) == "M30 40l0-30-20 0 0 30z"


def test_path_leaves_out_specks_but_never_everything():
    island, speck, hole = box(10, 10, 40, 40), box(60, 60, 61, 61), box(20, 20, 21, 21)
    with_specks = Polygon(island.exterior, [hole.exterior])
    assert path_of(MultiPolygon([with_specks, speck]), STEP) == path_of(island, STEP)
    assert path_of(speck, STEP) == "M61 40l0-1-1 0 0 1z"
    assert path_of(box(60, 60, 60.1, 60.1), STEP) == "M60 40h1v1h-1z"
    assert path_of(Polygon(), STEP) == ""


def test_path_of_a_line_stays_open():
    assert path_of(LineString([(0, 100), (10, 90), (10.1, 90), (0, 80)]), STEP) == "M0 0l10 10-10 10"


def test_neighbours_keep_their_shared_border():
    coverage = Coverage({"A": square(0), "B": square(1), "C": square(5)})
    together, one, other = coverage.area("AB"), coverage.area("A"), coverage.area("B")
    assert together.geom_type == "Polygon"
    assert list(together.interiors) == []
    assert together.area == pytest.approx(one.area + other.area)
    border = one.intersection(other)
    assert coverage.borders in {path_of(border, coverage.canvas), path_of(border.reverse(), coverage.canvas)}
    assert coverage.borders_between({"A": "PV1", "B": "PV1", "C": "PV2"}) == ""
    assert coverage.neighbours({"x": frozenset("A"), "y": frozenset("B"), "z": frozenset("C")}) == {
        "x": ["y"],
        "y": ["x"],
        "z": [],
    }


def test_unknown_codes_are_skipped():
    coverage = Coverage({"A": square(0)})
    assert coverage.path(["A", "GM9999"]) == coverage.path("A") == coverage.land
    assert coverage.path(["GM9999"]) == ""
    assert coverage.frame(["GM9999"]) == Frame(0, 0, 900, 1060)


def test_no_municipalities_make_an_empty_map():
    coverage = Coverage({})
    assert (coverage.land, coverage.borders, coverage.borders_between({})) == ("", "", "")


def test_frame_holds_what_it_was_made_for():
    coverage = Coverage({"A": square(0)})
    frame = coverage.frame("A", margin=10)
    assert frame.holds(coverage.position(5.05, 52.05))
    assert not frame.holds(coverage.position(6.5, 53.0))


def test_a_name_stands_inside_the_largest_part():
    coverage = Coverage({"A": square(0), "B": square(1), "C": square(5)})
    x, y = coverage.centre("ABC")
    inside = shapely.Point(
        coverage.canvas.west + x * coverage.canvas.metres_per_step,
        coverage.canvas.north - y * coverage.canvas.metres_per_step,
    )
    assert coverage.area("AB").contains(inside)


def test_real_municipalities_become_one_country_without_slivers():
    topology = json.loads((files("regio") / "reference" / "gemeenten.topojson").read_text())
    real = geometries(topology)
    shapes = [shape(geometry) for geometry in real.values()]
    assert shapely.coverage_is_valid(shapes)
    coverage = Coverage(real)
    parts = [coverage.area([code]) for code in real]
    assert len(parts) == 342
    assert shapely.coverage_is_valid(parts)
    assert all(shapely.is_valid(parts))
    assert coverage.area(real).area == pytest.approx(sum(part.area for part in parts))
    # 33.9 thousand square kilometres of land, and the inland water that belongs to municipalities
    assert 33_500 < coverage.area(real).area / 1e6 < 38_000


def test_coverage_is_kept_only_for_its_own_content():
    kept = LastCoverage()
    first = kept.make({"A": "1"}, {"A": square(0)})
    assert kept.get({"A": "1"}) is first
    assert kept.get({"A": "2"}) is None
    assert kept.get({"A": "1", "B": "1"}) is None


@given(st.dictionaries(st.integers(0, 8), st.sets(st.integers(0, 8), max_size=3), max_size=9))
@settings(max_examples=60, deadline=None)
def test_areas_with_fewer_neighbours_than_tints_differ_from_all_of_them(links):
    neighbours = {key: set() for key in links}
    for key, others in links.items():
        for other in others & set(links) - {key}:
            neighbours[key].add(other)
            neighbours[other].add(key)
    chosen = tints(neighbours, among=9)
    assert set(chosen) == set(neighbours)
    assert [(a, b) for a in neighbours for b in neighbours[a] if chosen[a] == chosen[b]] == []


def test_crowded_area_gets_the_rarest_tint():
    everybody = {key: [other for other in range(5) if other != key] for key in range(5)}
    assert sorted(tints(everybody, among=4).values()) == [1, 1, 2, 3, 4]


def test_union_in_geojson_turns_right_handed_and_drops_the_shared_border():
    found = united([square(0), square(1)])
    ring = found["coordinates"][0]
    assert found["type"] == "Polygon"
    assert shapely.LinearRing(ring).is_ccw
    assert shape(found).equals(box(5.0, 52.0, 5.2, 52.1))


def test_clockwise_rings_are_turned():
    clockwise = {"type": "Polygon", "coordinates": [square(0)["coordinates"][0][::-1]]}
    assert shapely.LinearRing(right_handed(clockwise)["coordinates"][0]).is_ccw


def test_nothing_has_no_union():
    with pytest.raises(ValueError, match="No geometry"):
        united([])
