"""Names on a map, of which none lies across another."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from regio.core.geometry.paths import Point

LETTER: Final = 0.58
"""The width of a letter, in letter sizes; names are centred on their point."""
LINE: Final = 1.25
ON_A_PHONE: Final = 2
"""On a narrow screen names are so many times as large within the map (map.css)."""


class PlacedName(NamedTuple):
    """A name with its place; a minor one has no room on a phone."""

    name: str
    x: int
    y: int
    is_minor: bool


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def placed(names: Iterable[tuple[str, Point]], *, size: float) -> list[PlacedName]:
    """Return the names for which there is room, the first ones first; ``size`` is that of the letters."""
    wanted = list(names)
    for_all = _with_room(wanted, size=size * ON_A_PHONE, taken=[])
    boxes = [_box(*one, size=size) for one in for_all]
    at_a_desk = _with_room([one for one in wanted if one not in for_all], size=size, taken=boxes)
    return [
        *(PlacedName(name, *point, is_minor=False) for name, point in for_all),
        *(PlacedName(name, *point, is_minor=True) for name, point in at_a_desk),
    ]


def _with_room(
    names: Iterable[tuple[str, Point]], *, size: float, taken: list[_Box]
) -> list[tuple[str, Point]]:
    boxes, found = list(taken), []
    for name, point in names:
        box = _box(name, point, size=size)
        if not any(box.touches(other) for other in boxes):
            boxes.append(box)
            found.append((name, point))
    return found


def _box(name: str, point: Point, *, size: float) -> _Box:
    x, y = point
    half, rise = len(name) * LETTER * size / 2, LINE * size / 2
    return _Box(x - half, y - rise, x + half, y + rise)
