"""Reads for maps: shapes from the municipalities that are in the database now.

The rule of the cache: shapes are kept under the digests of the geometries they were
made from (``Municipality.geometry_digest``, which the database keeps), so a changed
border shows at once. Which collaboration has which municipalities is read each time
and never kept: what is published or changed shows with the next request.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BooleanField, DateField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Least

from regio.core import clock
from regio.core.geometry.colouring import tints
from regio.core.geometry.coverage import Coverage, LastCoverage
from regio.core.geometry.geojson import Geometry, united
from regio.core.geometry.paths import Frame, Point
from regio.core.geometry.places import PLACES
from regio.core.last_used import LastUsed
from regio.models import Collaboration, CollaborationMunicipality, Municipality
from regio.models.periods import valid_on

TINTS: Final = 4
LABEL_SHARE: Final = 0.014
"""The size of place names, as a share of the diagonal of what is in view."""
MOST_NAMES: Final = 3
"""So many neighbours are named at the pointer; more are counted."""

_coverage = LastCoverage()


@dataclass(frozen=True)
class MunicipalityOnMap:
    """What a map knows of a municipality besides its shape."""

    code: str
    name: str
    province: str
    broad_region: str


@dataclass(frozen=True)
class Country:
    """All municipalities of today, with their shapes."""

    municipalities: Mapping[str, MunicipalityOnMap]
    coverage: Coverage

    @property
    def provinces(self) -> str:
        """Return the path of the borders between provinces."""
        return self.coverage.borders_between({m.code: m.province for m in self.municipalities.values()})

    def named(self, codes: Iterable[str]) -> list[MunicipalityOnMap]:
        """Return the municipalities with these codes, by name."""
        found = [self.municipalities[code] for code in codes if code in self.municipalities]
        return sorted(found, key=lambda municipality: municipality.name)


@dataclass(frozen=True)
class Label:
    """The name of a city, and where it stands."""

    name: str
    x: int
    y: int
    is_minor: bool


@dataclass(frozen=True)
class Ground:
    """What every map shows beneath its own subject."""

    frame: Frame
    land: str
    borders: str
    provinces: str
    labels: list[Label]

    @property
    def label_size(self) -> int:
        """Return the letter size of place names, in steps."""
        return max(1, round(LABEL_SHARE * self.frame.diagonal))

    @property
    def dot_size(self) -> float:
        """Return the radius of the dot of a city, in steps."""
        return round(0.0024 * self.frame.diagonal, 1)

    @property
    def point_size(self) -> float:
        """Return the radius of a marked point, in steps."""
        return round(0.01 * self.frame.diagonal, 1)

    @property
    def label_rise(self) -> float:
        """Return how far a name stands above its dot, in steps."""
        return round(0.5 * self.label_size, 1)


def country() -> Country:
    """Read the municipalities of today: one query, and one more when a geometry has changed."""
    rows = Municipality.objects.filter(valid_on(clock.today())).order_by("code")
    municipalities = {}
    digests = {}
    for code, name, province, broad_region, digest in rows.values_list(
        "code", "name", "province_id", "broad_region_id", "geometry_digest"
    ):
        municipalities[code] = MunicipalityOnMap(code, name, province, broad_region)
        digests[code] = digest
    coverage = _coverage.get(digests) or _make_coverage(rows)
    return Country(municipalities, coverage)


def _make_coverage(rows: QuerySet[Municipality]) -> Coverage:
    """Make the shapes under the digests that were read together with the geometries."""
    digests = {}
    geometries = {}
    for code, digest, geometry in rows.values_list("code", "geometry_digest", "geometry"):
        digests[code], geometries[code] = digest, geometry
    return _coverage.make(digests, geometries)


def ground(land: Country, *, around: Iterable[str] = (), margin: int = 40) -> Ground:
    """Return the ground of a map that shows these municipalities, or the whole country."""
    coverage = land.coverage
    frame = coverage.frame(around, margin=margin)
    labels = []
    for place in PLACES:
        position = coverage.position(place.longitude, place.latitude)
        if frame.holds(position):
            labels.append(Label(place.name, *position, is_minor=place.is_minor))
    return Ground(frame, coverage.land, coverage.borders, land.provinces, labels)


@dataclass(frozen=True)
class Region:
    """A collaboration on the regiokaart."""

    collaboration: Collaboration
    path: str
    tint: int
    number_of_municipalities: int
    shares_with: list[str]
    """Names of the other regions on the map that have municipalities in common with it."""
    is_selected: bool

    @property
    def title(self) -> str:
        """Say in one line what the region is, for the pointer and for screen readers."""
        count = self.number_of_municipalities
        line = f"{self.collaboration.name}: {count} {'gemeente' if count == 1 else 'gemeenten'}"
        if self.shares_with:
            line += f", deels samen met {_list_in_words(self.shares_with)}"
        return line


@dataclass(frozen=True)
class RegionMap:
    """One layer of the regiokaart, with what the filters left of it."""

    ground: Ground
    regions: list[Region]
    """Large ones first, so that none lies hidden beneath another; the selected one last."""
    shared: str
    """Path of the municipalities in more than one region on the map."""
    outside: str
    """Path of the municipalities whose regions the filters left out."""
    uncovered: str
    """Path of the municipalities without any region in this layer: the white spots."""
    white_spots: list[MunicipalityOnMap]
    number_of_municipalities: int
    """In the whole country."""
    without_area: list[Collaboration]
    """National ones, and others of which the municipalities are not known."""
    municipality: str
    """Path of the municipality that was asked for."""


def region_map(
    *,
    rows: Iterable[Collaboration],
    layer: QuerySet[Any],
    day: dt.date,
    around: Mapping[str, str],
    selected: str = "",
    municipality: str = "",
) -> RegionMap:
    """Return the map of a layer: ``rows`` are drawn, ``layer`` is what there is without filters.

    ``around`` narrows the view to municipalities with these attributes, such as
    ``{"province": "PV26"}``; ``selected`` is a public id, ``municipality`` a code, which
    brings its regions into view as a whole. Two queries (three after a change of
    geometry), however many rows.
    """
    drawn = list(rows)
    land = country()
    area_of, covered = _areas(drawn, layer=layer, day=day, known=land.municipalities)
    visible = _union(area_of.values())
    in_view = {
        code
        for code, known in land.municipalities.items()
        if around and all(getattr(known, name) == value for name, value in around.items())
    }
    if municipality:
        in_view |= visible | {municipality}
    missing = frozenset(land.municipalities) - covered
    path = land.coverage.path
    return RegionMap(
        ground=ground(land, around=in_view),
        regions=_regions(drawn, area_of, land.coverage, selected),
        shared=path(_more_than_once(area_of.values())),
        outside=path(covered - visible),
        uncovered=path(missing - visible),
        white_spots=land.named(missing),
        number_of_municipalities=len(land.municipalities),
        without_area=[row for row in drawn if row.pk not in area_of],
        municipality=path([municipality] if municipality else ()),
    )


def _areas(
    drawn: list[Collaboration], *, layer: QuerySet[Any], day: dt.date, known: Mapping[str, object]
) -> tuple[dict[int, frozenset[str]], frozenset[str]]:
    """Return the municipalities of each drawn collaboration, and all that the layer covers.

    Of what has ended, the municipalities on its last day.
    """
    shown_on = Least(Value(day, DateField()), F("collaboration__valid_until"), output_field=DateField())
    of_layer = Q(collaboration__in=layer.order_by().values("pk"))
    pairs = (
        CollaborationMunicipality.objects.filter(
            valid_on(shown_on), of_layer | Q(collaboration__in=[row.pk for row in drawn])
        )
        .annotate(of_layer=ExpressionWrapper(of_layer, output_field=BooleanField()))
        .values_list("collaboration_id", "municipality_id", "of_layer")
    )
    wanted = {row.pk for row in drawn}
    area_of: dict[int, set[str]] = {}
    covered = set()
    for collaboration, code, is_of_layer in pairs:
        if code in known:
            if is_of_layer:
                covered.add(code)
            if collaboration in wanted:
                area_of.setdefault(collaboration, set()).add(code)
    return {key: frozenset(codes) for key, codes in area_of.items()}, frozenset(covered)


def _regions(
    drawn: list[Collaboration], area_of: Mapping[int, frozenset[str]], coverage: Coverage, selected: str
) -> list[Region]:
    names = {row.pk: row.name for row in drawn}
    tint_of = tints(coverage.neighbours(area_of), among=TINTS)
    regions = [
        Region(
            collaboration=row,
            path=coverage.path(area_of[row.pk]),
            tint=tint_of[row.pk],
            number_of_municipalities=len(area_of[row.pk]),
            shares_with=[
                names[other]
                for other, codes in area_of.items()
                if other != row.pk and codes & area_of[row.pk]
            ],
            is_selected=row.public_id == selected,
        )
        for row in drawn
        if row.pk in area_of
    ]
    return sorted(regions, key=lambda region: (region.is_selected, -region.number_of_municipalities))


def _union(areas: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*areas)


def _more_than_once(areas: Iterable[frozenset[str]]) -> frozenset[str]:
    seen: set[str] = set()
    twice: set[str] = set()
    for codes in areas:
        twice |= seen & codes
        seen |= codes
    return frozenset(twice)


def _list_in_words(names: list[str]) -> str:
    if len(names) > MOST_NAMES:
        return f"{len(names)} andere"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]}"


@dataclass(frozen=True)
class Patch:
    """One municipality on a small map."""

    municipality: MunicipalityOnMap
    path: str


@dataclass(frozen=True)
class SmallMap:
    """Where something lies, with its surroundings."""

    ground: Ground
    patches: list[Patch]
    outline: str
    position: Point | None = None


def small_map(
    codes: Iterable[str], *, margin: int = 40, point: tuple[float, float] | None = None
) -> SmallMap:
    """Return a map around these municipalities; one query (two after a change of geometry).

    ``point`` is a longitude and latitude to mark.
    """
    land = country()
    subject = land.named(codes)
    return SmallMap(
        ground=ground(land, around=[one.code for one in subject], margin=margin),
        patches=[Patch(one, land.coverage.path([one.code])) for one in subject],
        outline=land.coverage.path([one.code for one in subject]),
        position=land.coverage.position(*point) if point else None,
    )


def area_codes(collaboration: Collaboration, *, day: dt.date) -> list[str]:
    """Return the codes of the municipalities of a collaboration on ``day``."""
    return list(collaboration.area.filter(valid_on(day)).values_list("municipality_id", flat=True))


# --- geometries for the API -----------------------------------------------------------------------

_united = LastUsed[frozenset[tuple[str, str]], Geometry](most=500)


def area_geometries(rows: Iterable[Collaboration], *, day: dt.date) -> dict[int, Geometry]:
    """Return the area of each collaboration as one GeoJSON geometry, by primary key.

    Not simplified. One query, and one more for areas that were not united before; a
    union is kept under the digests of the geometries that it was made from.
    """
    shown_on = Least(Value(day, DateField()), F("collaboration__valid_until"), output_field=DateField())
    pairs = CollaborationMunicipality.objects.filter(
        valid_on(shown_on), collaboration__in=[row.pk for row in rows]
    ).values_list("collaboration_id", "municipality_id", "municipality__geometry_digest")
    contents: dict[int, set[tuple[str, str]]] = {}
    for collaboration, code, digest in pairs:
        contents.setdefault(collaboration, set()).add((code, digest))
    keys = {collaboration: frozenset(content) for collaboration, content in contents.items()}
    found = {key: geometry for key in set(keys.values()) if (geometry := _united.get(key))}
    missing = set(keys.values()) - set(found)
    if missing:
        shapes = _shapes({code for key in missing for code, _ in key})
        for key in missing:
            found[key] = united(shapes[code][1] for code, _ in key)
            _united.keep(frozenset((code, shapes[code][0]) for code, _ in key), found[key])
    return {collaboration: found[key] for collaboration, key in keys.items()}


def _shapes(codes: set[str]) -> dict[str, tuple[str, Geometry]]:
    """Return digest and geometry of each municipality, read together."""
    rows = Municipality.objects.filter(pk__in=codes).values_list("code", "geometry_digest", "geometry")
    return {code: (digest, geometry) for code, digest, geometry in rows}
