"""The programmes that stand on the shared ground.

Each programme registers itself in its ``apps.py``; the home page, the map, the
search and the coverage page ask this registry, so that a fourth programme needs
no change here.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


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
    filters: str
    """Dotted name of the FilterSet that list page, map and API share."""
    api_path: str
    """Name of the API's list, such as ``rap-projecten``."""
    api_urls: str
    """Dotted name of the module with the addresses of the API's resources."""
    id_prefix: str
    """Two letters that start the public id."""
    layers: tuple[MapLayer, ...]
    order: int = 0


@dataclass(frozen=True)
class Announcement:
    """Something open or coming that the home page tells, in whole sentences."""

    title: str
    text: str
    href: str
    link_text: str
    until: dt.datetime | None = None
    """When it is over; the home page counts down to it."""
    is_sample: bool = False


@dataclass(frozen=True)
class Panel:
    """A block on "Mijn overzicht" that an app puts there."""

    key: str
    template: str
    """Draws the block; gets what ``load`` returns."""
    load: Callable[[Any, dt.datetime], Mapping[str, Any] | None]
    """Takes the user and the moment of the request; None leaves the block out."""
    order: int = 0


@dataclass(frozen=True)
class DocumentUse:
    """Why somebody may read a document, for the log of reads."""

    dossier: str
    actor_label: str
    """In which role; never the name of a person."""


DocumentRule = Callable[[Any, Any], DocumentUse | None]
"""Takes a user and a document; says why the user may read it, or None."""


@dataclass(frozen=True)
class MailKind:
    """A kind of announcement that somebody may not want by mail."""

    key: str
    """As it stands in :class:`regio.models.MutedAnnouncement`."""
    label: str
    explanation: str
    order: int = 0


_mail_kinds: dict[str, MailKind] = {}
_programmes: dict[str, Programme] = {}
_due: dict[str, Callable[[], int]] = {}
_announcements: dict[str, Callable[[dt.datetime], list[Announcement]]] = {}
_panels: dict[str, Panel] = {}
_document_rules: dict[str, DocumentRule] = {}
_forgetting: dict[str, Callable[[Any], None]] = {}


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


def register_announcements(name: str, read: Callable[[dt.datetime], list[Announcement]]) -> None:
    """Have the home page show what ``read`` returns for a moment; it may use one query."""
    _announcements[name] = read


def announcements(moment: dt.datetime) -> list[Announcement]:
    """Return what there is to tell at ``moment``, of all programmes."""
    return [one for read in _announcements.values() for one in read(moment)]


def register_mail_kind(kind: MailKind) -> None:
    """Let everybody choose whether to get this kind of mail; a second call replaces the first."""
    _mail_kinds[kind.key] = kind


def mail_kinds() -> list[MailKind]:
    """Return the kinds of mail that one may choose, in their order."""
    return sorted(_mail_kinds.values(), key=lambda kind: (kind.order, kind.key))


def register_panel(panel: Panel) -> None:
    """Put a block on "Mijn overzicht"; a second call with the same key replaces the first."""
    _panels[panel.key] = panel


def panels() -> Iterator[Panel]:
    """Yield the blocks of "Mijn overzicht" in their order."""
    yield from sorted(_panels.values(), key=lambda p: (p.order, p.key))


def register_forgetting(name: str, forget: Callable[[Any], None]) -> None:
    """Have ``forget`` take a user's name and address out of an app's rows before the account goes."""
    _forgetting[name] = forget


def forget_everywhere(user: Any) -> None:
    """Have every app forget ``user``, in the transaction of the caller."""
    for forget in _forgetting.values():
        forget(user)


def register_document_rule(name: str, rule: DocumentRule) -> None:
    """Have ``rule`` asked who may read a document; one rule that says yes is enough."""
    _document_rules[name] = rule


def document_use(user: Any, document: Any) -> DocumentUse | None:
    """Return why ``user`` may read ``document``, by the object that uses it; None when not at all."""
    return next((use for rule in _document_rules.values() if (use := rule(user, document))), None)
