"""What an import would do: rows of a file laid beside what the register holds.

Pure: knows no models and changes nothing. A fact only gives way to a fact that
is as old or newer, so importing an old file never undoes a newer one.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from regio.core.duo.municipalities import MunicipalityFinder
from regio.core.duo.names import comparable
from regio.core.duo.rows import DuoFile, DuoRow, RefusedLine

Values = Mapping[str, str]

MANY_VANISHED_SHARE = 0.25
MANY_VANISHED_NUMBER = 20
"""More than this share and number of things gone at once points to a part of a file."""


@dataclass(frozen=True)
class Known:
    """What the register holds about one thing."""

    values: Values
    as_of: dt.date | None
    """The day for which these values hold."""
    seen_on: dt.date | None
    """The last day on which a source said that it exists, or that it ended."""
    is_open: bool = True
    is_expected: bool = True
    """Whether a complete file of this kind must mention it."""


@dataclass(frozen=True)
class Wanted:
    """What one row of the file says about one thing."""

    key: str
    line: int
    label: str
    values: Values


@dataclass(frozen=True)
class Difference:
    """One field that changes."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One thing that is created (no differences), changed or closed (no line)."""

    key: str
    label: str
    line: int | None = None
    differences: tuple[Difference, ...] = ()
    reopened: bool = False


@dataclass(frozen=True)
class Comparison:
    """The outcome for the whole file."""

    created: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    vanished: tuple[Change, ...] = ()
    unchanged: int = 0
    newer_known: int = 0
    """Rows that differ from a newer fact, which stays."""
    refused: tuple[RefusedLine, ...] = ()
    vanished_uncertain: bool = False
    """Nothing was closed, because a refused line may have been about it."""
    too_many_vanished: bool = False

    @property
    def changes_something(self) -> bool:
        """Whether applying it would write anything."""
        return bool(self.created or self.changed or self.vanished)


def in_todays_municipality(
    file: DuoFile, finder: MunicipalityFinder
) -> tuple[list[DuoRow], list[RefusedLine]]:
    """Return the rows with today's municipality, and the rows whose municipality cannot be told.

    The number decides, never the name: DUO leaves the name of Meierijstad empty.
    """
    rows: list[DuoRow] = []
    refused: list[RefusedLine] = []
    column = file.layout.titles["municipality_number"]
    for row in file.rows:
        if not row.municipality_code:
            rows.append(row)
            continue
        code = finder.find(row.municipality_code, postcode4=row.postcode4)
        if code is None:
            number = row.municipality_code.removeprefix("GM")
            name = f" ({row.municipality_name})" if row.municipality_name else ""
            refused.append(
                RefusedLine(
                    row.line, column, f"Gemeente {number}{name} is niet bekend, ook niet van vroeger."
                )
            )
        else:
            rows.append(replace(row, municipality_code=code))
    return rows, refused


_SAME_WHEN: Mapping[str, Callable[[str], str]] = {"place": comparable}
"""Fields whose spelling may differ without being a change."""


def compare(
    wanted: Iterable[Wanted],
    known: Mapping[str, Known],
    *,
    as_of: dt.date,
    is_complete: bool = True,
    spared: frozenset[str] = frozenset(),
    vanished_uncertain: bool = False,
    refused: Iterable[RefusedLine] = (),
) -> Comparison:
    """Lay the rows of a file beside the register.

    ``as_of`` is the day for which the file holds. With ``is_complete`` what the
    register expects in such a file and the file does not mention has vanished,
    except the keys in ``spared``, what is known from a newer source, and
    everything when ``vanished_uncertain``.
    """
    created: list[Change] = []
    changed: list[Change] = []
    unchanged = newer_known = 0
    mentioned = set(spared)
    for row in wanted:
        mentioned.add(row.key)
        now = known.get(row.key)
        if now is None:
            created.append(Change(row.key, row.label, row.line))
            continue
        differences = _differences(now.values, row.values)
        if not differences and now.is_open:
            unchanged += 1
        elif _is_newer(now.as_of, as_of) or (not now.is_open and _is_newer(now.seen_on, as_of)):
            newer_known += 1
        else:
            changed.append(Change(row.key, row.label, row.line, differences, reopened=not now.is_open))
    vanished: list[Change] = []
    expected = 0
    if is_complete:
        for key, now in sorted(known.items()):
            if now.is_open and now.is_expected:
                expected += 1
                if key not in mentioned and not _is_newer(now.seen_on, as_of):
                    vanished.append(Change(key, now.values.get("name", "")))
    too_many = len(vanished) > MANY_VANISHED_NUMBER and len(vanished) > expected * MANY_VANISHED_SHARE
    return Comparison(
        created=tuple(created),
        changed=tuple(changed),
        vanished=() if vanished_uncertain else tuple(vanished),
        unchanged=unchanged,
        newer_known=newer_known,
        refused=tuple(sorted(refused, key=lambda line: line.line)),
        vanished_uncertain=vanished_uncertain and bool(vanished),
        too_many_vanished=too_many and not vanished_uncertain,
    )


def _is_newer(known: dt.date | None, as_of: dt.date) -> bool:
    return known is not None and known > as_of


def _differences(before: Values, after: Values) -> tuple[Difference, ...]:
    found = []
    for name, new in after.items():
        old = before.get(name, "")
        same = _SAME_WHEN.get(name, str)
        if same(old) != same(new):
            found.append(Difference(name, old, new))
    return tuple(found)


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or in a dry run would do, for people to read."""

    title: str
    file_name: str
    as_of: dt.date
    dry_run: bool
    comparison: Comparison
    new_boards: tuple[str, ...] = ()
    """Numbers of boards that the file mentions and the register did not know."""
    changed_boards: tuple[str, ...] = ()
    """Numbers of boards that turn out to work in this sector too, or again."""
    doubles: int = 0
    notes: tuple[str, ...] = ()

    @property
    def changes_something(self) -> bool:
        """Whether the register is (or would be) different afterwards."""
        return self.comparison.changes_something or bool(self.new_boards or self.changed_boards)

    def summary(self) -> list[str]:
        """Return the counts, one Dutch line each."""
        found = self.comparison
        lines = [
            f"Bestand: {self.file_name} ({self.title}), peildatum {self.as_of:%d-%m-%Y}",
            f"Nieuw: {len(found.created)}",
            f"Gewijzigd: {len(found.changed)}",
            f"Ongewijzigd: {found.unchanged}",
            f"Verdwenen: {len(found.vanished)}",
            f"Geweigerde regels: {len(found.refused)}",
        ]
        if found.newer_known:
            lines.append(f"Niet overgenomen, omdat er een nieuwer gegeven is: {found.newer_known}")
        if self.doubles:
            lines.append(f"Dubbele regels met dezelfde gegevens: {self.doubles}")
        if self.new_boards:
            lines.append(f"Nieuwe bestuursnummers: {len(self.new_boards)}")
        if self.changed_boards:
            lines.append(f"Besturen waarvan de sector is bijgewerkt: {len(self.changed_boards)}")
        if found.vanished_uncertain:
            lines.append("Er is niets afgesloten, omdat een geweigerde regel daarover kan gaan.")
        lines.extend(self.notes)
        if self.dry_run:
            lines.append("Dit was een proef: er is niets gewijzigd.")
        elif not self.changes_something:
            lines.append("Er was niets te wijzigen.")
        return lines

    def details(self) -> list[str]:
        """Return a Dutch line for each thing created, changed, vanished or refused."""
        found = self.comparison
        lines = [f"Nieuw: {change.key} {change.label} (regel {change.line})" for change in found.created]
        for change in found.changed:
            what = [
                f"{FIELD_LABELS[d.field]}: {d.before or '(leeg)'} → {d.after or '(leeg)'}"
                for d in change.differences
            ]
            if change.reopened:
                what.insert(0, "weer open")
            lines.append(f"Gewijzigd: {change.key} {change.label} (regel {change.line}): {'; '.join(what)}")
        lines.extend(f"Verdwenen: {change.key} {change.label}".rstrip() for change in found.vanished)
        lines.extend(f"Geweigerd: {line}" for line in found.refused)
        return lines


FIELD_LABELS: Mapping[str, str] = {
    "name": "naam",
    "board_number": "bestuursnummer",
    "municipality_code": "gemeente",
    "sector": "sector",
    "place": "plaats",
    "website": "website",
}
