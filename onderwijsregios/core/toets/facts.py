"""What is known of a region that somebody has in mind."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

Neighbours = Mapping[str, frozenset[str]]
"""Each municipality with those next to it, in the whole country."""


@dataclass(frozen=True)
class Party:
    """A board or institute that takes part."""

    code: str
    name: str


@dataclass(frozen=True)
class OtherRegion:
    """An onderwijsregio in which a school takes part already."""

    code: str
    name: str


@dataclass(frozen=True)
class School:
    """A school location that takes part; ``pupils`` is None when the number is not known."""

    code: str
    name: str
    sector: str
    pupils: int | None = None
    elsewhere: tuple[OtherRegion, ...] = ()


@dataclass(frozen=True)
class Facts:
    """A region in mind, with what the registry knows about it.

    The lists are complete as far as the asker is concerned: what is not in them does not
    take part. What nobody told is None.
    """

    municipalities: Mapping[str, str] = field(default_factory=dict)
    """The chosen municipalities: code → name."""
    country: Mapping[str, str] = field(default_factory=dict)
    """All municipalities: code → name, to name those in a gap."""
    neighbours: Neighbours = field(default_factory=dict)
    boards: tuple[Party, ...] = ()
    institutes: tuple[Party, ...] = ()
    schools: tuple[School, ...] = ()
    sectors: frozenset[str] = frozenset()
    students: int | None = None
    """Students and zij-instromers trained in the last school year, as the asker says."""
    profession: bool | None = None
    """Whether the profession is represented, as the asker says."""
    national: str = ""
    """The name of the national region that asks; empty for a region with an area."""

    def pupils(self) -> Counter[str]:
        """Return the known pupils by sector."""
        found = Counter[str]()
        for school in self.schools:
            found[school.sector] += school.pupils or 0
        return found
