"""Whose signature stands for which part of an application: the rule, on plain data.

Of each party the newest signature that is not withdrawn counts.

- Signed with an account or through a link: stands for a section as long as the section
  has the fingerprint that was signed, or one that follows from it by corrections. A text
  that returns to what was signed stands again, for nothing was changed then.
- A covenant and a mandate are not about the wording: they stand until withdrawn. A mandate
  is given to one penvoerder, and falls when another becomes it.
- An objection stands until withdrawn, or until the party signs after all.

What a party signs in "partijen" and "scholen" is only its own (``section_fingerprint``), so
that who joins later makes nobody's signature fall.

The organisation that applies is a party like the others and may sign. It need not: who
hands in does so for that organisation, and that is its word. Until then it agreed with
nothing yet, and nothing is asked of it either: it stands as "tekent door in te dienen".
"""

import datetime as dt
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from onderwijsregios.enums import Section, SignatureMethod, Standing
from onderwijsregios.selectors.sections import Content, section_fingerprint
from regio.enums import MembershipRole

ABOUT_THE_PARTY = frozenset({Section.PARTIJEN, Section.SCHOLEN})
"""The sections in which each party signs for something else."""

SAME_FOR_ALL = {
    SignatureMethod.COVENANT: Standing.COVENANT,
    SignatureMethod.MANDATE: Standing.MANDATE,
    SignatureMethod.OBJECTION: Standing.OBJECTION,
}


GIVEN_BY_HANDING_IN = frozenset({Standing.NOT_YET, Standing.FALLEN})
"""What is lacking of others, the penvoerder gives by handing in."""

MANDATED = "penvoerder"
"""Where a mandate keeps to whom it was given, beside the sections that others sign."""


@dataclass(frozen=True)
class Word:
    """What a party said once: a signature as plain data."""

    method: SignatureMethod
    given_at: dt.datetime
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    is_withdrawn: bool = False
    key: int = 0
    """Decides between two words of the same moment: the higher one is the newer."""


@dataclass(frozen=True)
class Corrected:
    """A correction as plain data: it carries a signature from one fingerprint to another."""

    section: Section
    before: str
    after: str
    key: int = 0


@dataclass(frozen=True)
class SectionStanding:
    """How a party stands to one section."""

    section: Section
    standing: Standing
    relied_on: tuple[Corrected, ...] = ()
    """The corrections without which the signature would have fallen, in their order."""


def counting(words: Iterable[Word]) -> Word | None:
    """Return the word that counts: the newest that is not withdrawn."""
    return max(
        (word for word in words if not word.is_withdrawn),
        key=lambda word: (word.given_at, word.key),
        default=None,
    )


def path(signed: str, present: str, corrections: Sequence[Corrected]) -> tuple[Corrected, ...] | None:
    """Return the shortest chain of ``corrections`` from ``signed`` to ``present``; None when there is none.

    An empty chain means that nothing changed. Steps may form circles.
    """
    reached: dict[str, tuple[Corrected, ...]] = {signed: ()}
    waiting = deque([signed])
    while waiting and present not in reached:
        here = waiting.popleft()
        for one in corrections:
            if one.before == here and one.after not in reached:
                reached[one.after] = (*reached[here], one)
                waiting.append(one.after)
    return reached.get(present)


def standing_in(
    section: Section,
    *,
    asked: Collection[str],
    word: Word | None,
    present: str,
    corrections: Sequence[Corrected],
    lead: str = "",
) -> SectionStanding:
    """Return how a party stands to ``section``, whose present fingerprint for it is ``present``.

    ``asked`` are the sections for which the party signs, ``word`` is what it said and
    ``corrections`` are the corrections of the application; ``lead`` is its penvoerder.
    """
    if section not in asked:
        return SectionStanding(section, Standing.NOT_FOR)
    if word is None:
        return SectionStanding(section, Standing.NOT_YET)
    if word.method in SAME_FOR_ALL:
        is_for_another = (
            word.method == SignatureMethod.MANDATE and word.fingerprints.get(MANDATED, lead) != lead
        )
        return SectionStanding(section, Standing.FALLEN if is_for_another else SAME_FOR_ALL[word.method])
    return _standing_of_signature(section, word.fingerprints.get(section), present, corrections)


def _standing_of_signature(
    section: Section, signed: str | None, present: str, corrections: Sequence[Corrected]
) -> SectionStanding:
    if signed is None:
        return SectionStanding(section, Standing.NOT_YET)
    chain = path(signed, present, [one for one in corrections if one.section == section])
    if chain is None:
        return SectionStanding(section, Standing.FALLEN)
    return SectionStanding(section, Standing.SIGNED, chain)


IN_SHORT = (
    Standing.OBJECTION,
    Standing.FALLEN,
    Standing.NOT_YET,
    Standing.BY_HANDING_IN,
    Standing.COVENANT,
    Standing.MANDATE,
    Standing.SIGNED,
)
"""What is said of a party in one word: the first of these that holds for any section."""


def in_short(standings: Iterable[SectionStanding]) -> Standing:
    """Return how a party stands to the whole: the worst of its sections."""
    found = {one.standing for one in standings}
    return next((standing for standing in IN_SHORT if standing in found), Standing.NOT_FOR)


class Fingerprints:
    """The fingerprints of one content, for each party; what is the same for all is computed once."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._known: dict[tuple[Section, str], str] = {}

    def of(self, section: Section, organisation: str) -> str:
        """Return the fingerprint of ``section`` for the organisation with this id."""
        whose = organisation if section in ABOUT_THE_PARTY else ""
        if (section, whose) not in self._known:
            self._known[section, whose] = section_fingerprint(self.content, section, organisation=whose)
        return self._known[section, whose]


@dataclass(frozen=True)
class PartyStanding:
    """A party of an application with how it stands to each section."""

    member: Mapping[str, Any]
    """As it stands in the content: id, code, name, kind and role."""
    word: Word | None
    sections: Mapping[Section, SectionStanding]

    @property
    def is_lead(self) -> bool:
        return bool(self.member["role"] == MembershipRole.LEAD)

    @property
    def in_short(self) -> Standing:
        return in_short(self.sections.values())

    @property
    def is_agreed(self) -> bool:
        """Tell whether this party gave its word for all that it is asked."""
        return self.in_short in Standing.given()

    @property
    def is_given(self) -> bool:
        """Tell whether nothing more is needed of this party; the applicant's word is handing in."""
        return self.is_agreed or self.in_short == Standing.BY_HANDING_IN

    def those(self, standing: Standing) -> list[Section]:
        """Return the sections in which the party stands so."""
        return [section for section, one in self.sections.items() if one.standing == standing]


def standings(
    content: Content,
    *,
    asked: Mapping[str, Collection[str]],
    words: Mapping[str, Iterable[Word]],
    corrections: Sequence[Corrected],
) -> list[PartyStanding]:
    """Return how each party of ``content`` stands to it: the penvoerder first, then by role and name.

    ``asked`` and ``words`` are by the id of the organisation; who was not asked for
    anything in particular signs for all.
    """
    fingerprints = Fingerprints(content)
    order = list(MembershipRole)
    members = sorted(content["members"], key=lambda m: (order.index(MembershipRole(m["role"])), m["name"]))
    lead = next((one["id"] for one in members if one["role"] == MembershipRole.LEAD), "")
    found = []
    for member in members:
        key = member["id"]
        word = counting(words.get(key, ()))
        sections = {
            section: standing_in(
                section,
                asked=asked.get(key, list(Section)),
                word=word,
                present=fingerprints.of(section, key),
                corrections=corrections,
                lead=lead,
            )
            for section in Section
        }
        party = PartyStanding(member, word, sections)
        found.append(_by_handing_in(party) if party.is_lead else party)
    return found


def _by_handing_in(lead: PartyStanding) -> PartyStanding:
    """Return how the penvoerder stands: where it has not signed what is there now, it hands in."""
    sections = {
        section: SectionStanding(section, Standing.BY_HANDING_IN)
        if one.standing in GIVEN_BY_HANDING_IN
        else one
        for section, one in lead.sections.items()
    }
    return replace(lead, sections=sections)
