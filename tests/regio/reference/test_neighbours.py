"""Which municipalities lie next to each other, in the table and in the database."""

import shutil
from itertools import pairwise

import pytest

from regio.core.reference import neighbours, tables
from regio.core.reference.tables import ReferenceDataError
from regio.models import MunicipalityNeighbour
from regio.services.reference import load_reference


def reached_from(start, pairs):
    """Return all that can be reached from ``start`` by going to a neighbour each time."""
    beside = {}
    for one, other in pairs:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    seen, todo = set(), [start]
    while todo:
        if (here := todo.pop()) not in seen:
            seen.add(here)
            todo += beside.get(here, ())
    return seen


def stored_pairs():
    return set(MunicipalityNeighbour.objects.values_list("one_id", "other_id"))


def test_borders_follow_from_the_arcs_that_two_shapes_share():
    topology = {
        "objects": {
            "gemeenten": {
                "geometries": [
                    {"properties": {"code": "GM0002"}, "type": "Polygon", "arcs": [[0, 1]]},
                    {"properties": {"code": "GM0001"}, "type": "MultiPolygon", "arcs": [[[~1, 2]], [[3]]]},
                    {"properties": {"code": "GM0003"}, "type": "Polygon", "arcs": [[4]]},
                ]
            }
        }
    }
    assert neighbours.border_pairs(topology) == {("GM0001", "GM0002")}


def test_the_table_of_borders_is_that_of_the_shapes_in_the_project():
    topology = tables.read_json(tables.DIRECTORY, tables.GEOMETRY_FILE)
    rows = tables.read_table(tables.DIRECTORY, tables.NEIGHBOURS)
    assert {(row["een"], row["ander"]) for row in rows} == neighbours.border_pairs(topology)


BORDER = {"een": "GM0001", "ander": "GM0002", "bron": "x"}
CROSSING = {"een": "GM0001", "ander": "GM0003", "soort": "veer", "toelichting": "", "bron": "x"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"soort": "vlot"},
            "oeververbindingen.csv: GM0001 en GM0003: soort “vlot” bestaat niet; kies veer, tunnel, brug.",
        ),
        (
            {"een": "GM0003", "ander": "GM0001"},
            "oeververbindingen.csv: GM0003 en GM0001: zet de gemeente met de laagste code voorop.",
        ),
        (
            {"ander": "GM0002"},
            "oeververbindingen.csv: GM0001 en GM0002 grenzen al aan elkaar. Haal deze regel weg.",
        ),
    ],
)
def test_a_mistake_in_the_table_of_crossings_is_told(change, sentence):
    neighbours.check_crossings([CROSSING], [BORDER])
    with pytest.raises(ReferenceDataError) as error:
        neighbours.check_crossings([CROSSING | change], [BORDER])
    assert error.value.message == sentence


@pytest.mark.django_db
@pytest.mark.usefixtures("loaded")
class TestLoaded:
    """The real tables."""

    def test_each_municipality_reaches_all_others(self):
        assert len(reached_from("GM0448", stored_pairs())) == 342

    def test_without_crossings_islands_and_zeeuws_vlaanderen_lie_apart(self):
        borders = set(MunicipalityNeighbour.objects.filter(kind="grens").values_list("one_id", "other_id"))
        apart = {code: reached_from(code, borders) for code in ("GM0448", "GM0715", "GM0363")}
        assert apart["GM0448"] == {"GM0448"}
        assert apart["GM0715"] == {"GM0677", "GM0715", "GM1714"}
        assert len(apart["GM0363"]) == 334

    @pytest.mark.parametrize(
        ("one", "other", "kind", "place"),
        [
            ("GM0400", "GM0448", "veer", "Texel"),
            ("GM0088", "GM1966", "veer", "Lauwersoog lies in Het Hogeland"),
            ("GM0060", "GM1970", "veer", "Holwert lies in Noardeast-Fryslân"),
            ("GM0654", "GM0715", "tunnel", "Westerscheldetunnel"),
            ("GM0307", "GM0344", None, "Amersfoort and Utrecht do not touch"),
            ("GM0772", "GM0861", "grens", "Eindhoven and Veldhoven"),
            ("GM0388", "GM0995", "grens", "the dike from Enkhuizen to Lelystad"),
            ("GM1900", "GM1911", "grens", "the Afsluitdijk"),
            ("GM1676", "GM1924", "grens", "the dam of Goeree"),
        ],
    )
    def test_samples_of_neighbours(self, one, other, kind, place):
        found = MunicipalityNeighbour.objects.filter(one=one, other=other).first()
        assert (found.kind if found else None) == kind, place

    def test_an_edited_crossing_is_loaded_and_a_second_time_changes_nothing(self, tmp_path):
        copy = shutil.copytree(tables.DIRECTORY, tmp_path / "reference")
        rows = tables.read_table(copy, tables.CROSSINGS)
        tables.write_table(copy, tables.CROSSINGS, [row for row in rows if row["ander"] != "GM0448"])
        report = load_reference(directory=copy)
        assert (report.closed["buurgemeenten"], report.total["buurgemeenten"]) == (1, 883)
        assert load_reference(directory=copy, force=True).changes_something is False
        assert ("GM0400", "GM0448") not in stored_pairs()


def test_the_table_of_crossings_is_sorted_as_the_build_writes_it():
    keys = [(row["een"], row["ander"]) for row in tables.read_table(tables.DIRECTORY, tables.CROSSINGS)]
    assert all(one < other for one, other in pairwise(keys))
