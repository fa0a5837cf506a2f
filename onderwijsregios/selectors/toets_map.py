"""The map of the toets, on which municipalities are chosen without a script.

Each municipality that can be chosen here is a link to the same question with that one
added or taken away. To keep the page small and the tab order short, these are the chosen
ones with all that borders on them; any other is found by way of its province.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from onderwijsregios.core.toets.area import gap
from onderwijsregios.core.toets.question import IN_VIEW, LONGEST
from onderwijsregios.selectors.toets import Toets
from regio.core.geometry.labels import placed
from regio.selectors.maps import Ground, Label, ground

COUNTRY: Final = "NL"
"""The value of ``kaart`` for the whole country; a province goes by its code."""
MARGIN: Final = 10
"""Around what is in view, in steps of the canvas."""
LONGEST_QUERY: Final = LONGEST - 100
"""So much of an address is left when the path of the page is taken off."""


class Standing(StrEnum):
    """How a municipality stands to the region; the values are classes of the design."""

    CHOSEN = "chosen"
    BETWEEN = "between"
    OTHER = "other"


ORDER: Final = list(Standing)
"""Which names come first where there is no room for all of them."""


@dataclass(frozen=True)
class Choice:
    """A municipality to add or take away; ``href`` is empty when its address would be too long."""

    code: str
    name: str
    standing: Standing
    path: str
    href: str

    @property
    def label(self) -> str:
        """Say what pressing does."""
        if self.standing == Standing.CHOSEN:
            return f"Haal {self.name} weg"
        return f"Voeg {self.name} toe{' (ligt ertussen)' if self.standing == Standing.BETWEEN else ''}"


@dataclass(frozen=True)
class View:
    """A part of the country to look at; ``path`` is there for a province that can be pressed."""

    code: str
    name: str
    href: str
    is_current: bool = False
    path: str = ""


@dataclass(frozen=True)
class ChoiceMap:
    """What the map shows, and what can be pressed on it."""

    ground: Ground
    names: list[Label]
    provinces: list[View]
    """To press, when the whole country is in view."""
    choices: list[Choice]
    """To press, when a region or a province is in view."""
    outline: str
    elsewhere: str
    """Path of chosen municipalities that cannot be pressed here."""
    chosen: list[Choice]
    between: list[Choice]
    beside: list[Choice]
    """What borders on the chosen ones."""
    views: list[View]

    @property
    def is_of_country(self) -> bool:
        """Tell whether provinces can be pressed instead of municipalities."""
        return bool(self.provinces)

    @property
    def can_be_pressed(self) -> bool:
        """Tell whether the address leaves room for another choice."""
        return any(view.href for view in self.provinces) or any(choice.href for choice in self.choices)


def choice_map(toets: Toets, *, in_view: str, provinces: Mapping[str, str]) -> ChoiceMap:
    """Return the map for ``toets``; no query.

    ``in_view`` is the code of one of ``provinces`` (code to name), ``COUNTRY``, or something
    else for the region itself, which is the country as long as nothing is chosen.
    """
    facts = toets.facts
    chosen = frozenset(facts.municipalities)
    between = gap(chosen, facts.neighbours) if chosen and not facts.national else frozenset[str]()
    of_itself = "" if chosen else COUNTRY
    shown = in_view if in_view in {COUNTRY, *provinces} else of_itself
    return _Drawing(toets, provinces, chosen, between, shown).map()


@dataclass(frozen=True)
class _Drawing:
    """One map in the making; ``shown`` is what of the country is in view, "" the region itself."""

    toets: Toets
    provinces: Mapping[str, str]
    chosen: frozenset[str]
    between: frozenset[str]
    shown: str

    def map(self) -> ChoiceMap:
        country = self.toets.country
        in_reach = self._in_reach()
        land = ground(country, around=in_reach, margin=MARGIN)
        provinces = self._province_views() if self.shown == COUNTRY else []
        return ChoiceMap(
            ground=land,
            names=self._names(in_reach, size=land.label_size),
            provinces=provinces,
            choices=self._choices(in_reach),
            outline=country.coverage.path(self.chosen),
            elsewhere=country.coverage.path(self.chosen - in_reach),
            chosen=self._choices(self.chosen),
            between=self._choices(self.between),
            beside=self._choices(self._beside()),
            views=self._views(),
        )

    def _beside(self) -> frozenset[str]:
        neighbours = self.toets.facts.neighbours
        beside = frozenset[str]().union(*(neighbours.get(code, ()) for code in self.chosen))
        return beside - self.chosen - self.between

    def _in_reach(self) -> frozenset[str]:
        """Return the municipalities that can be pressed."""
        if self.shown == COUNTRY:
            return frozenset()
        return self._inside(self.shown) if self.shown else self.chosen | self.between | self._beside()

    def _inside(self, province: str) -> frozenset[str]:
        known = self.toets.country.municipalities.values()
        return frozenset(one.code for one in known if one.province == province)

    def _choices(self, codes: Iterable[str]) -> list[Choice]:
        """Return what can be pressed by name, so that the tab key goes by the alphabet."""
        path, toggled = self.toets.country.coverage.path, self.toets.question.toggled
        return [
            Choice(
                one.code,
                one.name,
                self._standing(one.code),
                path([one.code]),
                _href(toggled(one.code).address(), self.shown, place=f"kaart-{one.code}"),
            )
            for one in self.toets.country.named(codes)
        ]

    def _standing(self, code: str) -> Standing:
        if code in self.chosen:
            return Standing.CHOSEN
        return Standing.BETWEEN if code in self.between else Standing.OTHER

    def _view(self, code: str, name: str, path: str = "") -> View:
        href = _href(self.toets.question.address(), code, place="kaart")
        return View(code, name, href, is_current=code == self.shown, path=path)

    def _province_views(self) -> list[View]:
        path = self.toets.country.coverage.path
        ordered = sorted(self.provinces.items(), key=lambda pair: pair[1])
        return [self._view(code, name, path(self._inside(code))) for code, name in ordered]

    def _views(self) -> list[View]:
        """Return the way between region, country and province; none while there is only one view."""
        found = [self._view("", "Uw gemeenten en hun buren")] if self.chosen else []
        found.append(self._view(COUNTRY, "Heel Nederland"))
        if self.shown in self.provinces:
            found.append(self._view(self.shown, self.provinces[self.shown]))
        return found if len(found) > 1 and all(view.href for view in found) else []

    def _names(self, in_reach: frozenset[str], *, size: float) -> list[Label]:
        """Return the names that fit: of provinces, or of municipalities with the chosen ones first."""
        country = self.toets.country
        wanted = [(name, self._inside(code)) for code, name in self.provinces.items()]
        if self.shown != COUNTRY:
            found = sorted(country.named(in_reach), key=lambda one: ORDER.index(self._standing(one.code)))
            wanted = [(one.name, frozenset([one.code])) for one in found]
        places = [(name, country.coverage.centre(codes)) for name, codes in wanted if codes]
        return [Label(*name) for name in placed(places, size=size)]


def _href(address: str, shown: str, *, place: str) -> str:
    """Return a link within the page of the toets; "" when the server would refuse it."""
    query = "&".join(part for part in (address, f"{IN_VIEW}={shown}" if shown else "") if part)
    return f"?{query}#{place}" if len(query) <= LONGEST_QUERY else ""
