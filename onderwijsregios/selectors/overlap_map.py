"""Overlap on a map: in which municipality how many applications meet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from onderwijsregios.enums import OverlapKind
from onderwijsregios.selectors.overlap import Overlap
from regio.selectors.maps import Ground, country, ground

TINTS: Final = {2: 1, 3: 3}
"""Shade of the colour by number of applications; more than these have the darkest."""
DARKEST: Final = 4


@dataclass(frozen=True)
class OverlapPlace:
    """A municipality in which something overlaps."""

    code: str
    name: str
    path: str
    number_of_applications: int
    counts: dict[OverlapKind, int]
    """How many things of each kind overlap here."""

    @property
    def tint(self) -> int:
        """Return the shade in which it is drawn."""
        return TINTS.get(self.number_of_applications, DARKEST)

    @property
    def title(self) -> str:
        """Say in one line what there is, for the pointer and for screen readers."""
        things = [
            f"{self.counts[kind]} {one if self.counts[kind] == 1 else more}"
            for kind, one, more in (
                (OverlapKind.SCHOOL, "school", "scholen"),
                (OverlapKind.BOARD, "schoolbestuur", "schoolbesturen"),
            )
            if self.counts.get(kind)
        ]
        if OverlapKind.MUNICIPALITY in self.counts:
            things.insert(0, "de gemeente zelf")
        return f"{self.name}: {self.number_of_applications} aanvragen ({', '.join(things)})"


@dataclass(frozen=True)
class OverlapMap:
    """The places of some overlap, on the ground of the whole country."""

    ground: Ground
    places: list[OverlapPlace]
    """By name."""


def overlap_map(overlaps: Iterable[Overlap]) -> OverlapMap:
    """Return the map of ``overlaps``: one query, and one more after a change of geometry.

    A school lies in its municipality, a board in that of its seat. What lies in no known
    municipality, or in one that ended, is in the table alone.
    """
    applications: defaultdict[str, set[UUID]] = defaultdict(set)
    counts: defaultdict[str, defaultdict[OverlapKind, int]] = defaultdict(lambda: defaultdict(int))
    for overlap in overlaps:
        applications[overlap.municipality] |= {one.pk for one in overlap.applications}
        counts[overlap.municipality][overlap.kind] += 1
    land = country()
    return OverlapMap(
        ground=ground(land),
        places=[
            OverlapPlace(
                code=one.code,
                name=one.name,
                path=land.coverage.path([one.code]),
                number_of_applications=len(applications[one.code]),
                counts=dict(counts[one.code]),
            )
            for one in land.named(applications)
        ],
    )
