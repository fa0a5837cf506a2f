"""The programmes that stand on the shared ground.

Each programme registers itself in its ``apps.py``; the home page, the map, the
search and the coverage page ask this registry, so that a fourth programme needs
no change here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class MapLayer:
    """One layer of the regiokaart: the collaborations of a programme in some sectors."""

    key: str
    label: str
    sectors: frozenset[str] = frozenset()
    """Empty means: whatever the sectors."""


@dataclass(frozen=True)
class Programme:
    """What the shared pages must know of a programme."""

    key: str
    label: str
    label_plural: str
    description: str
    model: str
    """Model label, such as ``rap.RapProject``."""
    list_url: str
    detail_url: str
    """URL name of the detail page; takes ``slug``."""
    api_url: str
    """URL name of the API's detail resource; takes ``id``."""
    id_prefix: str
    """Two letters that start the public id."""
    layers: tuple[MapLayer, ...]
    order: int = 0


_programmes: dict[str, Programme] = {}
_due: dict[str, Callable[[], int]] = {}


def register_programme(programme: Programme) -> None:
    """Make a programme known to the shared pages; a second call replaces the first."""
    _programmes[programme.key] = programme


def programme(key: str) -> Programme:
    """Return the programme with this key."""
    return _programmes[key]


def programmes() -> Iterator[Programme]:
    """Yield all programmes in the order in which pages show them."""
    yield from sorted(_programmes.values(), key=lambda p: (p.order, p.key))


def register_due(name: str, process: Callable[[], int]) -> None:
    """Have ``process`` called each minute; it does what is due and returns how much."""
    _due[name] = process


def due_processes() -> dict[str, Callable[[], int]]:
    """Return what beat pokes, by name."""
    return dict(_due)
