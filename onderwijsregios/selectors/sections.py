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


def section_content(content: Content, section: Section, *, organisation: str = "") -> dict[str, Any]:
    """Return what ``section`` holds; with an ``organisation`` (its id as text) only what concerns it."""
    held: dict[str, Any] = {
        "parts": {part.value: content["parts"].get(part.value, "") for part in section.parts},
        "attachments": content.get("attachments", {}).get(section.value, []),
    }
    match section:
        case Section.REGIO:
            held |= {key: content[key] for key in ("title", "sectors", "isNational", "municipalities")}
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
