"""Which kinds of files are taken, and what they are called."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO

from regio.core.errors import PortalError


class Unusable(PortalError):
    """A file that cannot be taken; the sentence says why and what to do."""

    code = "bestand-onbruikbaar"


@dataclass(frozen=True)
class Kind:
    """A kind of file that can be taken."""

    extension: str
    """With its dot; the first of what the world uses for it."""
    content_type: str
    short: str
    """How a link to a file names it."""
    label: str
    """How a list of kinds names it."""
    article: str
    """How a sentence names one of it."""


OOXML = "application/vnd.openxmlformats-officedocument"

PDF = Kind(".pdf", "application/pdf", "PDF", "PDF", "een PDF")
DOCX = Kind(".docx", f"{OOXML}.wordprocessingml.document", "Word", "Word (.docx)", "een Word-bestand")
XLSX = Kind(".xlsx", f"{OOXML}.spreadsheetml.sheet", "Excel", "Excel (.xlsx)", "een Excel-bestand")
ODT = Kind(".odt", "application/vnd.oasis.opendocument.text", "ODT", "OpenDocument (.odt)", "een ODT-bestand")
PNG = Kind(".png", "image/png", "PNG", "PNG", "een afbeelding (PNG)")
JPEG = Kind(".jpg", "image/jpeg", "JPEG", "JPEG", "een foto (JPEG)")

OFFICE = (DOCX, ODT, XLSX)
IMAGES = (PNG, JPEG)
ALL_KINDS = (PDF, *OFFICE, *IMAGES)

MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|iframe|svg|\?php)\b", re.IGNORECASE)
"""What makes some programs take a file for a page that may run scripts."""
START = 1024
"""In how many of the first bytes programs look for what a file is."""


def kind_of(content_type: str) -> Kind | None:
    """Return the kind that is stored with this content type."""
    return next((kind for kind in ALL_KINDS if kind.content_type == content_type), None)


def names_of(kinds: Collection[Kind]) -> str:
    """Name kinds for a sentence: "PDF, PNG of JPEG"."""
    *first, last = (kind.label for kind in ALL_KINDS if kind in kinds)
    return f"{', '.join(first)} of {last}" if first else last


def accept_of(kinds: Collection[Kind]) -> str:
    """Return the ``accept`` attribute of a file field, which only helps in choosing."""
    return ",".join(kind.extension for kind in ALL_KINDS if kind in kinds)


def start_of(file: BinaryIO) -> bytes:
    """Return the bytes by which programs recognise a file."""
    file.seek(0)
    start = file.read(START)
    file.seek(0)
    return start
