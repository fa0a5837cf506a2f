"""Tagged, archivable PDF (PDF/UA-1 and PDF/A-2a) from a typst template and plain facts."""

import datetime as dt
import json
import logging
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst

logger = logging.getLogger(__name__)

UNSHOWABLE = "□"
"""Stands visibly in the place of a character that no font has."""

SHOWABLE = (
    *(range(0x20, 0x7F), range(0xA0, 0x180)),  # Latin
    *(range(0x391, 0x3A2), range(0x3A3, 0x3CA)),  # Greek
    range(0x400, 0x460),  # Cyrillic
    *(range(0x2010, 0x2028), range(0x2030, 0x203B)),  # dashes, quotation marks, bullets
    *(range(0x20AC, 0x20AD), range(0x2190, 0x2196)),  # euro, arrows
    *(range(0x2200, 0x2213), range(0x2260, 0x2262), range(0x2264, 0x2266)),  # mathematics
)
"""What the compiler's own fonts have for certain; a test compiles all of it."""

NEVER_SHOWN = {"Cc", "Cs", "Co", "Cn"}
"""Control characters, halves of pairs, private and unassigned codes: PDF/A forbids them."""


class CannotTypeset(Exception):
    """There is no PDF of these facts, even without the characters that fonts lack."""


def typeset(template: Path, facts: dict[str, Any], *, name: str, made_at: dt.datetime) -> bytes:
    """Return ``template`` filled with ``facts`` as PDF; the same facts give the same bytes.

    The template reads them as ``json(bytes(sys.inputs.at("<name>")))``, so that nothing
    that somebody typed is ever read as markup. Tagged for screen readers and fit for the archive, with
    fonts inside. PDF/UA refuses a character that no font has; then each character
    outside ``SHOWABLE`` becomes ``UNSHOWABLE``. Raises :class:`CannotTypeset`.
    """
    stripped = _cleaned(facts, _strip)
    try:
        return _compile(template, stripped, name, made_at)
    except typst.TypstError:
        logger.info("%s has characters that its fonts lack; they are replaced.", template.stem)
    try:
        return _compile(template, _cleaned(stripped, _showable), name, made_at)
    except typst.TypstError as error:
        raise CannotTypeset(template.stem) from error


def _compile(template: Path, facts: dict[str, Any], name: str, made_at: dt.datetime) -> bytes:
    pdf: bytes = typst.compile(
        str(template),
        sys_inputs={name: json.dumps(facts, ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        ignore_system_fonts=True,
        timestamp=int(made_at.timestamp()),
    )
    return pdf


def _cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    """Clean each text in ``value``."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(one, clean) for one in value]
    if isinstance(value, dict):
        return {name: _cleaned(one, clean) for name, one in value.items()}
    return value


def _strip(text: str) -> str:
    spaced = "".join(" " if one in "\t\r\n" else one for one in unicodedata.normalize("NFC", text))
    return "".join(one for one in spaced if unicodedata.category(one) not in NEVER_SHOWN)


def _showable(text: str) -> str:
    return "".join(one if any(ord(one) in known for known in SHOWABLE) else UNSHOWABLE for one in text)
