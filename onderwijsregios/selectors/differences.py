"""What changed between two contents of an application, section by section and word by word.

Works on the plain content of ``content_of``, so that a draft, a frozen revision and a
version of years ago are compared in the same way. Drawn by
``onderwijsregios/board/_difference.html``.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from onderwijsregios.enums import PartKey, Section
from onderwijsregios.selectors.sections import Content
from regio.enums import MembershipRole, Sector

WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Span:
    """A stretch of text that stayed, came or went."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True)
class FieldDifference:
    """What changed in one text, or in one list."""

    label: str
    spans: tuple[Span, ...] = ()
    """Of a text; empty for a list."""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def word_differences(before: str, after: str) -> tuple[Span, ...]:
    """Return ``after`` with what came and what went since ``before``, in the order of reading."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    # without autojunk a text of thousands of equal words would take seconds
    matcher = difflib.SequenceMatcher(None, old, new)
    spans: list[Span] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            spans.append(Span("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            spans.append(Span("removed", "".join(old[i1:i2])))
        if j2 > j1:
            spans.append(Span("added", "".join(new[j1:j2])))
    return tuple(spans)


def section_differences(before: Content, after: Content, section: Section) -> list[FieldDifference]:
    """Return what changed in ``section``, field by field; empty when nothing did."""
    return [one for one in _fields(before, after, section) if one.spans or one.added or one.removed]


def changed_sections(before: Content, after: Content) -> list[tuple[Section, list[FieldDifference]]]:
    """Return each section in which anything changed, with what."""
    found = ((section, section_differences(before, after, section)) for section in Section)
    return [(section, changes) for section, changes in found if changes]


def _fields(before: Content, after: Content, section: Section) -> Iterator[FieldDifference]:
    if section == Section.REGIO:
        yield _text("Naam van de regio", before["title"], after["title"])
        yield _list("Sectoren", _sectors(before), _sectors(after))
        yield _text("Landelijk", _yes_or_no(before["isNational"]), _yes_or_no(after["isNational"]))
        yield _list("Gemeenten", _names(before["municipalities"]), _names(after["municipalities"]))
    for part in section.parts:
        yield _text(
            str(PartKey(part).label), before["parts"].get(part.value, ""), after["parts"].get(part.value, "")
        )
    if section == Section.PARTIJEN:
        yield _list("Partijen", _parties(before), _parties(after))
    if section == Section.SCHOLEN:
        yield _list("Scholen", _schools(before), _schools(after))
    if section == Section.PLAN:
        yield _list("Plan", _files([before["plan"]]), _files([after["plan"]]))
    yield _list("Bijlagen", _attachments(before, section), _attachments(after, section))


def _text(label: str, before: str, after: str) -> FieldDifference:
    return FieldDifference(label, spans=() if before == after else word_differences(before, after))


def _list(label: str, before: Sequence[str], after: Sequence[str]) -> FieldDifference:
    return FieldDifference(
        label,
        added=tuple(one for one in after if one not in before),
        removed=tuple(one for one in before if one not in after),
    )


def _sectors(content: Content) -> list[str]:
    return [str(Sector(one).label) for one in content["sectors"]]


def _yes_or_no(value: bool) -> str:
    return "ja" if value else "nee"


def _names(rows: Sequence[dict[str, str]]) -> list[str]:
    return sorted(row["name"] for row in rows)


def _parties(content: Content) -> list[str]:
    return sorted(f"{one['name']} ({MembershipRole(one['role']).label})" for one in content["members"])


def _schools(content: Content) -> list[str]:
    return [f"{one['name']} ({one['code']})" for one in content.get("schools", [])]


def _attachments(content: Content, section: Section) -> list[str]:
    return _files(content.get("attachments", {}).get(section.value, []))


def _files(files: Sequence[dict[str, Any] | None]) -> list[str]:
    """Name files; the start of the fingerprint tells two files with one name apart."""
    return [f"{one['name']} (vingerafdruk {one['sha256'][:12]})" for one in files if one]
