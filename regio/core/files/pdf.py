"""Check that a PDF is whole, open, not too long, and nothing but a PDF."""

import re
import zipfile
from typing import BinaryIO

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError

from regio.core.files.kinds import MARKUP, PDF, START, Unusable
from regio.core.files.recognition import require_kind
from regio.core.wording import in_figures

DAMAGED = "Dit PDF-bestand is beschadigd of niet volledig. Maak de PDF opnieuw en voeg die toe."
END = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\0\x1a]*\Z")
END_LENGTH = 2048
LEAST_NODES, NODES_PER_PAGE = 1000, 4
"""How many nodes a page tree may have: some for the pages, and some to hold them together."""


def count_pages(file: BinaryIO, *, max_pages: int) -> int:
    """Return the number of pages of a PDF.

    Streams are unpacked only as far as the page tree asks for, and each up to the limit
    of pypdf, so that one that would unpack to gigabytes is not followed. Raises
    :class:`Unusable` when it is something else, holds something else, is locked,
    damaged, empty or too long.
    """
    require_kind(file, (PDF,))
    _refuse_two_in_one(file)
    try:
        with apply_configuration(page_tree_maximum_entries=LEAST_NODES + NODES_PER_PAGE * max_pages):
            reader = PdfReader(file)
            is_encrypted = reader.is_encrypted
            # the number that the file states first: what honestly has very many pages stops here
            pages = 0 if is_encrypted else int(reader.root_object["/Pages"]["/Count"])  # type: ignore[index]  # a dictionary in each PDF
            if 0 < pages <= max_pages:
                pages = len(reader.pages)
    except LimitReachedError as error:
        raise Unusable(
            "Dit PDF-bestand is van binnen veel groter dan het zegt te zijn. "
            "Maak de PDF opnieuw en voeg die toe."
        ) from error
    except Exception as error:  # pypdf lets errors of any kind out of damaged files
        raise Unusable(DAMAGED) from error
    file.seek(0)
    if is_encrypted:
        raise Unusable(
            "Dit PDF-bestand is beveiligd met een wachtwoord of tegen wijzigen. "
            "Sla het op zonder beveiliging en voeg het opnieuw toe."
        )
    if pages < 1:
        raise Unusable("Dit PDF-bestand heeft geen bladzijden. Kies een ander bestand.")
    if pages > max_pages:
        raise Unusable(
            f"Dit PDF-bestand heeft {in_figures(pages)} bladzijden; "
            f"ten hoogste {in_figures(max_pages)} is toegestaan. "
            "Kort het in en voeg het opnieuw toe."
        )
    return pages


def _refuse_two_in_one(file: BinaryIO) -> None:
    """Refuse a PDF that another program would take for something else.

    A zip is read from its end and a web page from wherever its first tag stands, so a
    PDF can be one of those as well. Where a PDF ends is where its last table says so.
    """
    content = file.read()
    file.seek(0)
    behind = content[content.rfind(b"%%EOF") + len(b"%%EOF") :] if b"%%EOF" in content else b""
    if zipfile.is_zipfile(file):
        raise Unusable(
            "Dit bestand is een PDF waaraan een zipbestand vastzit. Maak de PDF opnieuw en voeg die toe."
        )
    if MARKUP.search(content[:START]) or MARKUP.search(behind):
        raise Unusable(
            "Dit bestand is een PDF waaraan een webpagina vastzit. Maak de PDF opnieuw en voeg die toe."
        )
    file.seek(0)
    if END.search(content[-END_LENGTH:]):
        return
    if b"endobj" in behind or not behind.strip(b"\0\x1a \t\r\n\f"):
        raise Unusable(DAMAGED)
    raise Unusable(
        "Achter het einde van dit PDF-bestand zit nog iets anders vast. Maak de PDF opnieuw en voeg die toe."
    )
