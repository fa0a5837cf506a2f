"""Small corrections: which texts were signed, and how they differ from what is there now."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from onderwijsregios.enums import PartKey, Section, Standing
from onderwijsregios.models import Application, Correction, PlanPartVersion, Signature
from onderwijsregios.selectors.differences import FieldDifference, section_differences
from onderwijsregios.selectors.sections import Content, section_fingerprint
from onderwijsregios.selectors.standing import PartyStanding

CORRECTABLE = (Section.OPGAVEN, Section.AANPAK, Section.REGIO, Section.GOVERNANCE)
"""Sections with texts: only a text can be improved without meaning something else."""


class TextHistory:
    """The texts of an application as they were at any moment; one query, when first asked."""

    def __init__(self, application: Application, content: Content) -> None:
        self.application, self.content = application, content

    @cached_property
    def _versions(self) -> Mapping[PartKey, Sequence[tuple[dt.datetime, str]]]:
        found: dict[PartKey, list[tuple[dt.datetime, str]]] = defaultdict(list)
        versions = PlanPartVersion.objects.filter(part__application=self.application).order_by("version")
        for key, at, text in versions.values_list("part__key", "saved_at", "text"):
            found[PartKey(key)].append((at, text))
        return found

    def at(self, moment: dt.datetime) -> Content:
        """Return the content with its texts as they were at ``moment``; all else is as it is."""
        texts = {}
        for key in PartKey:
            before = [text for at, text in self._versions.get(key, ()) if at <= moment]
            texts[key.value] = before[-1] if before else ""
        return {**self.content, "parts": texts}


@dataclass(frozen=True)
class FallenText:
    """What some parties signed for a section, and how it differs from what is there now."""

    signed: str
    """Its fingerprint."""
    parties: tuple[PartyStanding, ...]
    differences: tuple[FieldDifference, ...]
    is_only_text: bool
    """Whether nothing but texts changed; otherwise it cannot be called a small correction."""


def fallen_texts(
    parties: Sequence[PartyStanding], section: Section, content: Content, history: TextHistory
) -> list[FallenText]:
    """Return each text of ``section`` that was signed and does not stand any more."""
    by_signed: dict[str, list[PartyStanding]] = defaultdict(list)
    for party in parties:
        if party.word is None or section not in party.word.fingerprints:
            continue
        if party.sections[section].standing == Standing.FALLEN:
            by_signed[party.word.fingerprints[section]].append(party)
    found = []
    for signed, those in by_signed.items():
        assert those[0].word is not None  # noqa: S101  only who signed has something that fell
        before = history.at(those[0].word.given_at)
        found.append(
            FallenText(
                signed=signed,
                parties=tuple(those),
                differences=tuple(section_differences(before, content, section)),
                is_only_text=section_fingerprint(before, section) == signed,
            )
        )
    return found


@dataclass(frozen=True)
class ShownCorrection:
    """A correction as everybody may read it, with what changed word by word."""

    correction: Correction
    section: Section
    differences: tuple[FieldDifference, ...]


def shown_corrections(
    application: Application, corrections: Sequence[Correction], content: Content
) -> list[ShownCorrection]:
    """Return ``corrections``, the newest first, each with its difference; two queries when there are any.

    What was there before stands in the versions of the texts: as they were when the
    fingerprint was signed, and as they were when the correction was marked.
    """
    if not corrections:
        return []
    history = TextHistory(application, content)
    signed_at: dict[tuple[str, str], dt.datetime] = {}
    signatures = Signature.objects.filter(application=application).order_by("signed_at")
    for fingerprints, at in signatures.values_list("fingerprints", "signed_at"):
        for section, fingerprint in fingerprints.items():
            signed_at.setdefault((section, fingerprint), at)
    shown = []
    for one in corrections:
        section = Section(one.section)
        moment = signed_at.get((section.value, one.before))
        differences = (
            section_differences(history.at(moment), history.at(one.marked_at), section) if moment else []
        )
        shown.append(ShownCorrection(one, section, tuple(differences)))
    return shown
