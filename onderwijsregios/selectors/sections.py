"""What belongs to which section of an application, and its fingerprint for one party.

Works on the plain content that :func:`onderwijsregios.selectors.application_content.content_of`
gives, so that a draft and a frozen revision are read in the same way. A party signs for
sections; what it signs for in "partijen" and "scholen" is what concerns itself: its own
role and the penvoerder, and its own schools. So somebody who joins later makes nobody's
signature fall.
"""

from collections.abc import Mapping
from typing import Any

from onderwijsregios.enums import Section
from regio.core.fingerprints import fingerprint_of

Content = Mapping[str, Any]

OWN_KEYS = {
    Section.REGIO: ("title", "sectors", "isNational", "municipalities"),
    Section.PARTIJEN: ("members",),
    Section.SCHOLEN: ("schools",),
    Section.PLAN: ("plan",),
}
"""What a section holds of the content besides its texts and attachments."""


def section_content(content: Content, section: Section, *, organisation: str = "") -> dict[str, Any]:
    """Return what ``section`` holds; with an ``organisation`` (its id as text) only what concerns it."""
    held: dict[str, Any] = {
        "parts": {part.value: content["parts"].get(part.value, "") for part in section.parts},
        "attachments": content.get("attachments", {}).get(section.value, []),
    }
    match section:
        case Section.REGIO:
            held |= {key: content[key] for key in OWN_KEYS[Section.REGIO]}
        case Section.PARTIJEN:
            held["members"] = [
                {"id": member["id"], "role": member["role"]}
                for member in content["members"]
                if not organisation or member["id"] == organisation or member["role"] == "penvoerder"
            ]
        case Section.SCHOLEN:
            held["schools"] = [
                school["code"]
                for school in content.get("schools", [])
                if not organisation or school["boardId"] == organisation
            ]
        case Section.PLAN:
            held["plan"] = content["plan"]
    return held


def section_fingerprint(content: Content, section: Section, *, organisation: str = "") -> str:
    """Return the fingerprint of :func:`section_content`."""
    return fingerprint_of(section_content(content, section, organisation=organisation))


def with_section(content: Content, section: Section, source: Content) -> dict[str, Any]:
    """Return ``content`` in which only ``section`` is as in ``source``; all else stays as it is.

    For a supplement: what was handed in, with the one section that was asked for as it
    is in the draft now. Mirrors :func:`section_content`.
    """
    merged = dict(content)
    merged["parts"] = {
        **content["parts"],
        **{part.value: source["parts"].get(part.value, "") for part in section.parts},
    }
    attachments = {
        key: files for key, files in content.get("attachments", {}).items() if key != section.value
    }
    if files := source.get("attachments", {}).get(section.value, []):
        attachments[section.value] = files
    merged["attachments"] = {one.value: attachments[one.value] for one in Section if one in attachments}
    for key in OWN_KEYS.get(section, ()):
        merged[key] = source.get(key, [])
    return merged
