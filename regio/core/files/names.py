"""Make the name that a sender gave a file harmless for whoever gets it."""

import re
import unicodedata
from pathlib import PureWindowsPath

from regio.core.files.kinds import Kind

MAX_NAME = 200
FILE_TYPES = frozenset(
    """
    pdf doc docx docm dot dotx dotm odt ott rtf txt xls xlsx xlsm xlsb xltx xltm ods csv ppt pptx pptm odp
    png jpg jpeg jpe jfif gif bmp tif tiff svg webp heic zip rar 7z gz tar iso img exe com bat cmd scr pif
    msi dll cpl js jse vbs vbe wsf wsh hta ps1 sh py jar lnk url reg html htm xhtml xml mht php apk app dmg
    """.split()  # noqa: SIM905  eighty words read better as words
)
"""Endings that say what a file is; others ("versie 1.2") belong to its name."""
RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$", re.IGNORECASE)
"""Names that Windows keeps for itself."""
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]+')


def clean_name(name: str, kind: Kind) -> str:
    """Return the sender's name as a plain one that ends as ``kind`` does.

    Folders, invisible and direction-changing characters, characters that a system
    refuses, and endings that say that the file is something else are left out.
    """
    last = PureWindowsPath(name.replace("\0", "").replace("/", "\\")).name
    plain = "".join(
        " " if c.isspace() else c
        for c in unicodedata.normalize("NFC", last)
        if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    stem = _trim(_NOT_IN_NAMES.sub("-", plain))
    while (dot := stem.rfind(".")) >= 0 and stem[dot + 1 :].strip().lower() in FILE_TYPES:
        stem = _trim(stem[:dot])
    if stem.lower() in FILE_TYPES and name.strip().startswith("."):
        stem = ""
    if RESERVED.match(stem):
        stem = f"bestand-{stem}"
    stem = _trim(stem[: MAX_NAME - len(kind.extension)])
    return f"{stem or 'bestand'}{kind.extension}"


def _trim(text: str) -> str:
    return " ".join(text.split()).strip(". ")
