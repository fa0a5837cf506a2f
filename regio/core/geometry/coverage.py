"""All municipalities together, as one coverage of the country.

Simplifying a coverage keeps what neighbours share: a border is thinned once, for both
sides, so that areas united from it show neither slivers nor gaps.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from regio.core.geometry.paths import COUNTRY, Canvas, Frame, Point, path_of
from regio.core.geometry.projection import project

TOLERANCE_STEPS: Final = 1.2
"""How far a simplified border may lie from the real one, in steps of the canvas."""
REMEMBERED: Final = 2000

Position = tuple[float, float]
Segment = tuple[Position, Position]


class Coverage:
    """The municipalities of one moment, by code, as shapes on a canvas.

    Never changes: other municipalities or other borders make another coverage. What it
    remembers of itself (unions and paths) therefore cannot become stale.
    """

    def __init__(self, geometries: Mapping[str, Mapping[str, Any]], *, canvas: Canvas = COUNTRY) -> None:
        """Take GeoJSON geometries in WGS 84 by municipality code."""
        self.canvas = canvas
        self._codes = {code: index for index, code in enumerate(geometries)}
        exact = np.array([project(shape(geometry)) for geometry in geometries.values()], dtype=object)
        tolerance = TOLERANCE_STEPS * canvas.metres_per_step
        self._shapes = shapely.coverage_simplify(exact, tolerance) if len(exact) else exact
        self._area = lru_cache(maxsize=REMEMBERED)(self._united)
        self._path = lru_cache(maxsize=REMEMBERED)(self._drawn)
        self._neighbours = lru_cache(maxsize=REMEMBERED // 10)(self._touching)
        self._borders_between = lru_cache(maxsize=8)(self._between)
        self._centre = lru_cache(maxsize=REMEMBERED)(self._inside)
        self._position = lru_cache(maxsize=REMEMBERED // 10)(self._placed)

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def area(self, codes: Iterable[str]) -> BaseGeometry:
        """Return the municipalities with these codes as one area; unknown codes are skipped."""
        return self._area(frozenset(codes))

    def _united(self, codes: frozenset[str]) -> BaseGeometry:
        indexes = [self._codes[code] for code in sorted(codes) if code in self._codes]
        return shapely.coverage_union_all(self._shapes[indexes])

    def path(self, codes: Iterable[str]) -> str:
        """Return the SVG path around the municipalities with these codes."""
        return self._path(frozenset(codes))

    def _drawn(self, codes: frozenset[str]) -> str:
        return path_of(self.area(codes), self.canvas)

    @cached_property
    def land(self) -> str:
        """Return the path of the whole country."""
        return self.path(self._codes)

    @cached_property
    def borders(self) -> str:
        """Return the path of all borders between municipalities, each drawn once."""
        return self._lines(lambda one, other: True)

    def borders_between(self, group_of: Mapping[str, str]) -> str:
        """Return the path of the borders between groups of municipalities, such as provinces."""
        return self._borders_between(tuple(group_of.get(code, "") for code in self._codes))

    def _between(self, groups: tuple[str, ...]) -> str:
        return self._lines(lambda one, other: groups[one] != groups[other])

    def _lines(self, wanted: Callable[[int, int], bool]) -> str:
        segments = [line for line, (one, other) in self._inner_segments.items() if wanted(one, other)]
        return path_of(shapely.line_merge(shapely.MultiLineString(segments)), self.canvas)

    @cached_property
    def _inner_segments(self) -> dict[Segment, tuple[int, int]]:
        """Return each piece of border that two municipalities share, with the two; not the coast."""
        first: dict[Segment, int] = {}
        shared: dict[Segment, tuple[int, int]] = {}
        for index, area in enumerate(self._shapes):
            for ring in shapely.get_rings(shapely.get_parts(area)):
                for start, end in pairwise(ring.coords):
                    segment = (start, end) if start < end else (end, start)
                    owner = first.setdefault(segment, index)
                    if owner != index:
                        shared[segment] = (owner, index)
        return shared

    def neighbours[Key](self, areas: Mapping[Key, frozenset[str]]) -> dict[Key, list[Key]]:
        """Return for each set of municipalities which other sets touch or overlap it."""
        keys = list(areas)
        touching = self._neighbours(tuple(areas.values()))
        return {key: [keys[other] for other in others] for key, others in zip(keys, touching, strict=True)}

    def _touching(self, areas: tuple[frozenset[str], ...]) -> list[list[int]]:
        shapes = [self.area(codes) for codes in areas]
        found: list[list[int]] = [[] for _ in areas]
        if not shapes:  # an empty list of shapes is not an array that shapely understands
            return found
        for one, other in shapely.STRtree(shapes).query(shapes, predicate="intersects").T:
            if one != other:
                found[one].append(int(other))
        return found

    def frame(self, codes: Iterable[str] = (), *, margin: int = 40) -> Frame:
        """Return the part of the canvas around these municipalities; all of it for none of them."""
        area = self.area(codes)
        if area.is_empty:
            return Frame(0, 0, self.canvas.width, self.canvas.height)
        west, south, east, north = area.bounds
        left, top = self.canvas.point(west, north)
        right, bottom = self.canvas.point(east, south)
        return Frame(left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin)

    def centre(self, codes: Iterable[str]) -> Point:
        """Return a point inside these municipalities, in their largest part, for a name."""
        return self._centre(frozenset(codes))

    def _inside(self, codes: frozenset[str]) -> Point:
        largest = max(shapely.get_parts(self.area(codes)), key=lambda part: part.area)
        point = shapely.maximum_inscribed_circle(largest, tolerance=self.canvas.metres_per_step)
        x, y = point.coords[0]
        return self.canvas.point(x, y)

    def position(self, longitude: float, latitude: float) -> Point:
        """Return where a point lies on the canvas."""
        return self._position(longitude, latitude)

    def _placed(self, longitude: float, latitude: float) -> Point:
        point = project(shapely.Point(longitude, latitude))
        return self.canvas.point(point.x, point.y)


class LastCoverage:
    """Keeps the coverage of the last content, and makes another when the content changes.

    The key is the content itself (a digest of each geometry), so an answer can never
    belong to other content, and no cache server has a part in it. Each process keeps
    its own; making one takes a fifth of a second.
    """

    def __init__(self) -> None:
        self._last: tuple[dict[str, str], Coverage] | None = None

    def get(self, digests: Mapping[str, str]) -> Coverage | None:
        """Return the coverage of exactly this content, if it is the one that is kept."""
        last = self._last
        return last[1] if last and last[0] == digests else None

    def make(self, digests: Mapping[str, str], geometries: Mapping[str, Mapping[str, Any]]) -> Coverage:
        """Make, keep and return the coverage of this content."""
        coverage = Coverage(geometries)
        self._last = (dict(digests), coverage)
        return coverage
