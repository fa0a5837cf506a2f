"""Is this really a PDF, whole and open? Said in Dutch, for whoever chose the file."""

import zipfile
from typing import BinaryIO

from pypdf import PdfReader

from regio.core.errors import PortalError

OTHER_KINDS = (
    (b"PK\x03\x04", "een Word-, Excel- of zipbestand"),
    (b"\xd0\xcf\x11\xe0", "een ouder Word- of Excelbestand"),
    (b"{\\rtf", "een tekstbestand (RTF)"),
    (b"\x89PNG", "een afbeelding"),
    (b"\xff\xd8\xff", "een foto"),
    (b"GIF8", "een afbeelding"),
    (b"<", "een webpagina of tekening"),
)
"""First bytes of files that people take for a PDF, with what to call them."""


class Unusable(PortalError):
    """A file that cannot be taken; the sentence says why and what to do."""

    code = "bestand-onbruikbaar"


def count_pages(file: BinaryIO, *, max_pages: int) -> int:
    """Return the number of pages of a PDF.

    Raises :class:`Unusable` when it is something else, locked, damaged, empty or too long.
    """
    _refuse_other_kinds(file)
    try:
        reader = PdfReader(file)
        is_encrypted = reader.is_encrypted
        # the number that the file states first: a trick with very many pages stops here
        pages = 0 if is_encrypted else int(reader.root_object["/Pages"]["/Count"])  # type: ignore[index]  # a dictionary in each PDF
        if 0 < pages <= max_pages:
            pages = len(reader.pages)
    except Exception as error:  # pypdf lets errors of any kind out of damaged files
        raise Unusable(
            "Dit PDF-bestand is beschadigd of niet volledig. Maak de PDF opnieuw en voeg die toe."
        ) from error
    if is_encrypted:
        raise Unusable(
            "Dit PDF-bestand is beveiligd met een wachtwoord of tegen wijzigen. "
            "Sla het op zonder beveiliging en voeg het opnieuw toe."
        )
    if pages < 1:
        raise Unusable("Dit PDF-bestand heeft geen bladzijden. Kies een ander bestand.")
    if pages > max_pages:
        raise Unusable(
            f"Dit PDF-bestand heeft {pages} bladzijden; ten hoogste {max_pages} is toegestaan. "
            "Kort het in en voeg het opnieuw toe."
        )
    return pages


def _refuse_other_kinds(file: BinaryIO) -> None:
    file.seek(0)
    start = file.read(16)
    if not start.startswith(b"%PDF-"):
        kind = next((name for magic, name in OTHER_KINDS if start.lstrip().startswith(magic)), "iets anders")
        raise Unusable(
            f"Dit bestand is geen PDF maar {kind}. Sla het op als PDF en voeg dat bestand toe. "
            "De naam van het bestand veranderen is niet genoeg."
        )
    if zipfile.is_zipfile(file):
        raise Unusable(
            "Dit bestand is een PDF waaraan een zipbestand vastzit. Maak de PDF opnieuw en voeg die toe."
        )
    file.seek(0)
