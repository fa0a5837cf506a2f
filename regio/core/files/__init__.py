"""Tell what a file really is and whether it can be used: by its content, said in Dutch.

One module per family: :mod:`pdf`, :mod:`office` and :mod:`images`; :mod:`kinds` holds the
kinds and recognises them, :mod:`names` makes a sender's file name harmless. Nothing here
runs, converts or unpacks what is inside a file: that is read in pieces, up to a limit.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO

from regio.core.files import images, office, pdf
from regio.core.files.kinds import IMAGES, PDF, Kind
from regio.core.files.recognition import require_kind


@dataclass(frozen=True)
class Facts:
    """What was found out about a file."""

    kind: Kind
    pages: int | None
    """Only of a PDF."""


def examine(
    file: BinaryIO,
    *,
    kinds: Collection[Kind],
    max_pages: int,
    max_pixels: int,
    max_unpacked: int = office.MAX_UNPACKED,
) -> Facts:
    """Return what ``file`` is, when it is whole, open, of one of ``kinds`` and within the limits.

    Neither its name nor what the browser says of it is looked at. Afterwards the file
    stands at its beginning. Raises :class:`regio.core.files.kinds.Unusable` with a
    sentence that says why not, and what to do.
    """
    kind = require_kind(file, kinds)
    pages = None
    if kind == PDF:
        pages = pdf.count_pages(file, max_pages=max_pages)
    elif kind in IMAGES:
        images.check_image(file, kind=kind, max_pixels=max_pixels)
    else:
        office.check_office_file(file, kind=kind, max_unpacked=max_unpacked)
    file.seek(0)
    return Facts(kind, pages)
