"""Schools: locations of primary (2026), secondary and special education (2024)."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regio.core.duo.names import comparable, readable_name, tidy, web_address
from regio.core.duo.rows import DuoRow
from regio.core.reference import sources
from regio.core.reference.geometry import PointLocator
from regio.core.reference.raw import RawData
from regio.core.reference.tables import Row

_SPECIAL = frozenset({"SO", "VSO", "(V)SO", "SBAO"})
_PRIMARY = "basisschool"


@dataclass(frozen=True)
class _Point:
    longitude: float
    latitude: float


class SchoolBuilder:
    """Joins DUO's list of primary schools with the points of all schools.

    ``joins`` counts how each fact was found, for the report of the build.
    """

    def __init__(self, raw: RawData, *, boards_vo: Mapping[str, str], locator: PointLocator) -> None:
        self.joins: Counter[str] = Counter()
        self._boards_vo = boards_vo
        self._locator = locator
        self._primary = raw.duo("duo/02_alle_schoolvestigingen_basisonderwijs_2026.csv.gz").rows
        features = raw.json("duo/scholen_locaties_po_vo_so_2024-11.geojson.gz")["features"]
        self._by_brin6: dict[str, dict[str, Any]] = {}
        self._by_postcode: dict[str, _Point] = {}
        for feature in features:
            properties = feature["properties"]
            # A school on several house numbers has several points; the first stands for all.
            self._by_brin6.setdefault(properties["vestigingscode"], feature)
            self._by_postcode.setdefault(properties["postcode"], _point(feature))
        self._municipality_of_name = _municipality_names(self._primary)

    def rows(self) -> list[Row]:
        """Return all schools: primary from the list of 2026, the others from the points of 2024."""
        primary = [self._primary_row(row) for row in self._primary]
        codes = {row["brin6"] for row in primary}
        others = []
        for brin6, feature in self._by_brin6.items():
            if feature["properties"]["type"] == _PRIMARY:
                if brin6 not in codes:
                    self.joins["po: punt van een school die in 2026 niet meer bestaat"] += 1
            elif brin6 not in codes:
                others.append(self._other_row(brin6, feature))
        return primary + others

    def _primary_row(self, row: DuoRow) -> Row:
        feature = self._by_brin6.get(row.key)
        pupils = feature["properties"]["leerlingen"] if feature else None
        point = self._point_of(row)
        return {
            "brin6": row.key,
            "naam": row.name,
            "sector": "po",
            "bestuur": row.board_number,
            "plaats": row.place,
            "gemeente": row.municipality_code,
            "breedte": _degrees(point.latitude) if point else "",
            "lengte": _degrees(point.longitude) if point else "",
            "leerlingen": "" if pupils is None else str(pupils),
            "website": row.website,
            "bron": sources.SCHOOLS_BO,
            "bron_bestuur": sources.SCHOOLS_BO,
            "bron_punt": sources.POINTS if point else "",
            "bron_leerlingen": "" if pupils is None else sources.POINTS,
        }

    def _point_of(self, row: DuoRow) -> _Point | None:
        """Return the point, if it still is where the school is: it may have moved since."""
        feature = self._by_brin6.get(row.key)
        if feature and feature["properties"]["postcode"] == row.postcode:
            point, how = _point(feature), "po: punt op vestigingscode"
        elif row.postcode in self._by_postcode:
            point, how = self._by_postcode[row.postcode], "po: punt van een school met dezelfde postcode"
        elif feature and feature["properties"]["postcode"][:4] == row.postcode4:
            point, how = _point(feature), "po: punt van het vorige adres in hetzelfde postcodegebied"
        else:
            self.joins["po: zonder punt (nieuw of verhuisd)"] += 1
            return None
        if not self._locator.is_near(row.municipality_code, point.longitude, point.latitude):
            self.joins["po: zonder punt (punt in een andere gemeente)"] += 1
            return None
        self.joins[how] += 1
        return point

    def _other_row(self, brin6: str, feature: Mapping[str, Any]) -> Row:
        properties, point = feature["properties"], _point(feature)
        sector = "so" if properties["type"] in _SPECIAL else "vo"
        board = self._boards_vo.get(properties["brin_nummer"], "") if sector == "vo" else ""
        self.joins[f"{sector}: {'met' if board else 'zonder'} bestuur"] += 1
        pupils = properties["leerlingen"]
        return {
            "brin6": brin6,
            "naam": readable_name(properties["naam"]),
            "sector": sector,
            "bestuur": board,
            "plaats": tidy(properties["plaats"]),
            "gemeente": self._municipality(properties["gemeente"], point, sector),
            "breedte": _degrees(point.latitude),
            "lengte": _degrees(point.longitude),
            "leerlingen": "" if pupils is None else str(pupils),
            "website": web_address(properties["internetadres"] or ""),
            "bron": sources.POINTS,
            "bron_bestuur": sources.SCHOOLS_VO if board else "",
            "bron_punt": sources.POINTS,
            "bron_leerlingen": "" if pupils is None else sources.POINTS,
        }

    def _municipality(self, name: str, point: _Point, sector: str) -> str:
        """Return the municipality that DUO names, or else the one around the point."""
        by_name = self._municipality_of_name.get(comparable(name))
        by_point = self._locator.find(point.longitude, point.latitude)
        if by_name:
            how = "op naam" if by_name == by_point else "op naam, punt in een andere gemeente"
            self.joins[f"{sector}: gemeente {how}"] += 1
            return by_name
        if by_point is None:
            raise ValueError(f"no municipality for {name} at {point}")
        self.joins[f"{sector}: gemeente op punt, naam ontbreekt"] += 1
        return by_point


def _municipality_names(rows: tuple[DuoRow, ...]) -> dict[str, str]:
    """Return DUO's own spelling of a municipality → its code. Meierijstad has no name there."""
    codes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.municipality_name:
            codes[comparable(row.municipality_name)].add(row.municipality_code)
    return {name: next(iter(found)) for name, found in codes.items() if len(found) == 1}


def _point(feature: Mapping[str, Any]) -> _Point:
    longitude, latitude = feature["geometry"]["coordinates"][:2]
    return _Point(longitude, latitude)


def _degrees(value: float) -> str:
    """Return a coordinate in five decimals, about a metre."""
    return f"{value:.5f}"
