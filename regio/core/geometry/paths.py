"""Shapes as the text of SVG paths, in as few characters as their detail needs.

Whole numbers, each point relative to the one before it, and a space only where two
numbers would otherwise run together.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

Point = tuple[int, int]


@dataclass(frozen=True)
class Frame:
    """A rectangle of steps on a canvas: what of it is in view."""

    left: int
    top: int
    width: int
    height: int

    @property
    def view_box(self) -> str:
        """Return the rectangle as an SVG ``viewBox``."""
        return f"{self.left} {self.top} {self.width} {self.height}"

    @property
    def diagonal(self) -> float:
        """Return the distance between opposite corners."""
        return math.hypot(self.width, self.height)

    def holds(self, point: Point) -> bool:
        """Tell whether a point is in view."""
        x, y = point
        return 0 <= x - self.left <= self.width and 0 <= y - self.top <= self.height


@dataclass(frozen=True)
class Canvas:
    """The part of the Dutch grid that a map shows, and how many metres one step is."""

    west: int
    north: int
    width: int
    height: int
    metres_per_step: int

    def point(self, x: float, y: float) -> Point:
        """Return the step on the canvas for metres east and north."""
        return (
            round((x - self.west) / self.metres_per_step),
            round((self.north - y) / self.metres_per_step),
        )

    def points(self, coordinates: Sequence[Sequence[float]]) -> list[Point]:
        """Return the steps of a line, each step once in a row."""
        steps = [self.point(x, y) for x, y in coordinates]
        return [step for i, step in enumerate(steps) if i == 0 or step != steps[i - 1]]


COUNTRY: Final = Canvas(west=10_000, north=622_000, width=900, height=1060, metres_per_step=300)
"""The Netherlands in Europe, 270 by 318 kilometres."""

SMALLEST_AREA: Final = 12
"""Islands and holes below this many square steps are specks, and left out."""


def path_of(shape: BaseGeometry, canvas: Canvas) -> str:
    """Return the path of an area (islands and holes included) or of lines; "" for nothing.

    Of an area the largest part always stays, however small it is.
    """
    return "".join(_parts(shape, canvas))


def _parts(shape: BaseGeometry, canvas: Canvas) -> Iterator[str]:
    pieces = [piece for piece in shapely.get_parts(shape) if not piece.is_empty]
    smallest = SMALLEST_AREA * canvas.metres_per_step**2
    areas = sorted((p for p in pieces if isinstance(p, Polygon)), key=lambda p: p.area, reverse=True)
    for number, area in enumerate(areas):
        if number == 0 or area.area >= smallest:
            yield _ring(canvas.points(list(area.exterior.coords)))
            for hole in area.interiors:
                if Polygon(hole).area >= smallest:
                    yield _ring(canvas.points(list(hole.coords)))
    for line in pieces:
        if isinstance(line, LineString):
            yield _line(canvas.points(list(line.coords)))


def _ring(points: list[Point]) -> str:
    if len(points) < 4:  # fewer than three corners: seen from here it is a dot
        x, y = points[0]
        return f"M{x} {y}h1v1h-1z"
    return f"{_line(points[:-1])}z"


def _line(points: list[Point]) -> str:
    (x, y), rest = points[0], points[1:]
    if not rest:
        return ""
    text = [f"M{x} {y}l"]
    for number, (next_x, next_y) in enumerate(rest):
        dx, dy = next_x - x, next_y - y
        text.append(f"{_gap(dx, first=number == 0)}{dx}{_gap(dy)}{dy}")
        x, y = next_x, next_y
    return "".join(text)


def _gap(number: int, *, first: bool = False) -> str:
    """A minus sign parts two numbers as well as a space does."""
    return "" if first or number < 0 else " "
