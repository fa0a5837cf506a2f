"""Recognise the kind of a file by its content."""

from collections.abc import Collection
from typing import BinaryIO

from regio.core.files.kinds import JPEG, MARKUP, PDF, PNG, Kind, Unusable, names_of, start_of
from regio.core.files.office import ENCRYPTED_ADVICE, recognise_zip

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (
    (_OLE, "een ouder Word- of Excelbestand"),
    (b"{\\rtf", "een tekstbestand (RTF)"),
    (b"GIF8", "een afbeelding (GIF)"),
    (b"BM", "een afbeelding (BMP)"),
    (b"II*\0", "een afbeelding (TIFF)"),
    (b"MM\0*", "een afbeelding (TIFF)"),
    (b"RIFF", "een afbeelding of geluid"),
    (b"MZ", "een programma"),
    (b"\x7fELF", "een programma"),
    (b"#!", "een programma"),
    (b"Rar!", "een ingepakt bestand"),
    (b"7z\xbc\xaf", "een ingepakt bestand"),
    (b"\x1f\x8b", "een ingepakt bestand"),
)
"""First bytes of files that people or attackers send instead, with what to call them."""


def recognise(file: BinaryIO) -> Kind | None:
    """Return which kind ``file`` begins as; None when it is none of ours.

    Raises :class:`Unusable` for what would be one of ours but is locked or holds macros.
    """
    start = start_of(file)
    if start.startswith(b"%PDF-"):
        return PDF
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if start.startswith(b"\xff\xd8\xff"):
        return JPEG
    if start.startswith(b"PK\x03\x04"):
        return recognise_zip(file)
    if start.startswith(_OLE):
        file.seek(0)
        if _ENCRYPTED_PACKAGE in file.read():
            raise Unusable(f"Dit Word- of Excelbestand {ENCRYPTED_ADVICE}")
    return None


def require_kind(file: BinaryIO, kinds: Collection[Kind]) -> Kind:
    """Return which of ``kinds`` the file is.

    Raises :class:`Unusable` with a sentence that names what it is instead.
    """
    kind = recognise(file)
    if kind is not None and kind in kinds:
        return kind
    wanted = names_of(kinds)
    found = kind.article if kind else _name_of_other(start_of(file))
    if len(kinds) == 1:
        wrong, right = f"Dit bestand is geen {wanted} maar {found}.", wanted
    else:
        wrong, right = f"Dit bestand is {found}. Hier kan {wanted}.", "een van deze soorten"
    raise Unusable(
        f"{wrong} Sla het op als {right} en voeg dat bestand toe. "
        "De naam van het bestand veranderen is niet genoeg."
    )


def _name_of_other(start: bytes) -> str:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if MARKUP.search(text) and b"<svg" in text.lower():
        return "een tekening (SVG)"
    if text.startswith(b"<"):
        return "een webpagina"
    if text.startswith(b"PK"):
        return "een zipbestand"
    return next((name for magic, name in _OTHERS if text.startswith(magic)), "van een andere soort")
