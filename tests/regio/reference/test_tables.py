"""Tables are written in one fixed form and read back as they were."""

import gzip

import pytest

from regio.core.reference import broad_regions, tables
from regio.core.reference.geometry import PointLocator, build_topology, geometries
from regio.core.reference.tables import ReferenceDataError, Table

PLACES = Table("plaatsen.csv", ("code", "naam"))
PACKED = Table("plaatsen.csv.gz", ("code", "naam"))


@pytest.mark.parametrize("table", [PLACES, PACKED])
def test_a_table_is_sorted_and_comes_back_as_it_was(tmp_path, table):
    rows = [{"code": "B", "naam": 'De "Kop", Fryslân'}, {"code": "A", "naam": ""}]
    assert tables.write_table(tmp_path, table, rows) == 2
    assert tables.read_table(tmp_path, table) == [rows[1], rows[0]]


def test_a_packed_table_holds_no_time_stamp(tmp_path):
    tables.write_table(tmp_path, PACKED, [{"code": "A", "naam": "Aa"}])
    data = (tmp_path / PACKED.file_name).read_bytes()
    assert data == gzip.compress(b"code,naam\nA,Aa\n", compresslevel=9, mtime=0)


def test_two_rows_with_one_key_are_refused(tmp_path):
    with pytest.raises(ReferenceDataError) as error:
        tables.write_table(tmp_path, PLACES, [{"code": "A", "naam": "x"}, {"code": "A", "naam": "y"}])
    assert error.value.message == "plaatsen.csv: A staat er twee keer in."


def test_other_columns_are_refused(tmp_path):
    (tmp_path / "plaatsen.csv").write_text("code,name\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError) as error:
        tables.read_table(tmp_path, PLACES)
    assert error.value.message == (
        "De referentietabel plaatsen.csv heeft andere kolommen dan verwacht: code, naam."
    )


def _square(west: float, code: str) -> dict[str, object]:
    ring = [
        [west, 52.0],
        [west + 0.1, 52.0],
        [west + 0.1, 52.05],
        [west + 0.1, 52.1],
        [west, 52.1],
        [west, 52.0],
    ]
    return {
        "type": "Feature",
        "properties": {"statcode": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def test_a_topology_gives_shapes_back_and_finds_points():
    topology = build_topology([_square(5.1, "GM0002"), _square(5.0, "GM0001")], code_property="statcode")
    shapes = geometries(topology)
    locator = PointLocator(shapes)
    assert list(shapes) == ["GM0001", "GM0002"]
    assert shapes["GM0001"]["type"] == "Polygon"
    assert [locator.find(x, 52.05) for x in (5.05, 5.15, 6.0)] == ["GM0001", "GM0002", None]
    assert locator.is_near("GM0001", 5.101, 52.05)
    assert not locator.is_near("GM0001", 5.15, 52.05)


MUNICIPALITIES = [
    {"code": "GM0001", "naam": "Een", "provincie_code": "PV20", "corop_code": "CR01"},
    {"code": "GM0002", "naam": "Twee", "provincie_code": "PV20", "corop_code": "CR02"},
    {"code": "GM0003", "naam": "Drie", "provincie_code": "PV20", "corop_code": "CR02"},
]


def _line(slug: str, kind: str, code: str, name: str = "Naam") -> dict[str, str]:
    return {"brede_regio": slug, "naam": name, "gebied_soort": kind, "gebied_code": code, "gebied_naam": code}


def test_the_smallest_area_decides_the_broad_region():
    table = [
        _line("noord", "provincie", "PV20"),
        _line("oost", "corop", "CR02"),
        _line("zuid", "gemeente", "GM0003"),
    ]
    assert broad_regions.assign(table, MUNICIPALITIES) == {
        "GM0001": "noord",
        "GM0002": "oost",
        "GM0003": "zuid",
    }


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            [_line("oost", "corop", "CR02")],
            "brede_regios.csv: gemeente Een (GM0001) valt in geen enkele brede regio.",
        ),
        (
            [_line("oost", "landsdeel", "LD01")],
            "brede_regios.csv: gebied_soort “landsdeel” bestaat niet; kies provincie, corop, gemeente.",
        ),
        ([_line("oost", "corop", "CR99")], "brede_regios.csv: corop CR99 (CR99) bestaat niet."),
        (
            [_line("oost", "corop", "CR02"), _line("west", "corop", "CR02")],
            "brede_regios.csv: corop CR02 staat er twee keer in.",
        ),
    ],
)
def test_a_mistake_in_the_table_of_broad_regions_is_told(table, sentence):
    with pytest.raises(ReferenceDataError) as error:
        broad_regions.assign(table, MUNICIPALITIES)
    assert error.value.message == sentence


def test_one_broad_region_has_one_name():
    with pytest.raises(ReferenceDataError) as error:
        broad_regions.names([_line("oost", "corop", "CR01"), _line("oost", "corop", "CR02", "Anders")])
    assert error.value.message == "brede_regios.csv: oost heeft twee namen."
