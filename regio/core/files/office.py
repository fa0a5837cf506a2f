"""Check that a Word, Excel or ODT file is whole, open, without macros, and no bomb.

Such a file is a zip. Each part is unpacked in pieces that are thrown away at once, so
that the check needs little memory whatever the file would unpack to.
"""

import re
import struct
import zipfile
from typing import IO, BinaryIO

from regio.core.files.kinds import DOCX, MARKUP, ODT, OOXML, START, XLSX, Kind, Unusable, start_of

CONTENT_TYPES = "[Content_Types].xml"
_MAIN_PARTS = {
    f"{OOXML}.wordprocessingml.document.main+xml": DOCX,
    f"{OOXML}.spreadsheetml.sheet.main+xml": XLSX,
}
MAX_PARTS = 5_000
MAX_LISTING = 2 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO, RATIO_COUNTS_FROM = 150, 10 * 1024 * 1024
"""Text packs to a tenth, seldom to a fiftieth; very small files may do better."""
PIECE = 256 * 1024
MAX_RELATIONS = 4 * 1024 * 1024
"""Each link in a document is a line in such a part, which is looked at as a whole."""
END_RECORD, END_RECORD_LENGTH = b"PK\x05\x06", 22
LARGE_END_RECORD, LARGE_END_RECORD_LENGTH = b"PK\x06\x07", 20
ENCRYPTED_FLAG = 0x1

ENCRYPTED_ADVICE = "is beveiligd met een wachtwoord. Sla het op zonder wachtwoord en voeg het opnieuw toe."
MACRO_ADVICE = (
    "In dit bestand zitten macro's: stukjes programma. Sla het op zonder macro's "
    "(als .docx of .xlsx), of als PDF, en voeg dat bestand toe."
)
AGAIN = "Open het, sla het opnieuw op en voeg dat bestand toe."
DAMAGED = f"Dit bestand is beschadigd of niet volledig. {AGAIN}"
_NEEDED = {
    DOCX: (r"_rels/\.rels", r"word/document\d*\.xml"),
    XLSX: (r"_rels/\.rels", r"xl/workbook\d*\.xml"),
    ODT: (r"META-INF/manifest\.xml", r"content\.xml"),
}
"""Parts without which nothing can open the file."""
_MACROS = re.compile(
    r"(^|/)(vbaProject\.bin|vbaData\.xml|vbaProjectSignature\w*\.bin)$|^(Basic|Scripts)/", re.IGNORECASE
)
_EMBEDDED = re.compile(r"(^|/)(embeddings|activeX|macrosheets)/|oleObject\d*\.bin$", re.IGNORECASE)
_REMOTE = re.compile(
    rb"<Relationship\b(?=[^<>]*TargetMode=.External)(?=[^<>]*Target=.(?:https?|ftp|\\\\))[^<>]*>",
    re.IGNORECASE,
)
_HYPERLINK = re.compile(rb"Type=.[^\"']*/hyperlink[\"']", re.IGNORECASE)
_OTHER_FILES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0", b"%PDF-")
"""How files begin that are not to be inside another one."""


def recognise_zip(file: BinaryIO) -> Kind | None:
    """Return which office file a zip is; None for any other zip.

    Raises :class:`Unusable` for one that cannot be read, or that says that it holds macros.
    """
    _refuse_odd_end(file)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if CONTENT_TYPES in names:
                return _recognise_ooxml(_start_of_part(archive, CONTENT_TYPES))
            if "mimetype" in names:
                return ODT if _start_of_part(archive, "mimetype").strip() == ODT.content_type else None
    except Unusable:
        raise
    except Exception as error:  # zipfile and zlib let errors of many kinds out of damaged files
        raise Unusable(DAMAGED) from error
    return None


def _recognise_ooxml(content_types: str) -> Kind | None:
    if "macroEnabled" in content_types or "vbaProject" in content_types:
        raise Unusable(MACRO_ADVICE)
    return next(
        (
            kind
            for stated, kind in _MAIN_PARTS.items()
            if re.search(rf"{re.escape(stated)}[\"']", content_types)
        ),
        None,
    )


def _start_of_part(archive: zipfile.ZipFile, name: str) -> str:
    with _opened(archive, archive.getinfo(name)) as part:
        return part.read(PIECE).decode("utf-8", "replace")


def _opened(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> IO[bytes]:
    """Open a part; only as documents are packed, of which zipfile unpacks no more than is asked for."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unusable(DAMAGED)
    return archive.open(part)


def check_office_file(file: BinaryIO, *, kind: Kind, max_unpacked: int) -> None:
    """Raise :class:`Unusable` when the file is damaged, locked, too big inside, or holds what may run."""
    _refuse_two_in_one(file)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_listing(archive, kind, max_unpacked)
            for part in archive.infolist():
                _check_part(archive, part, kind)
    except Unusable:
        raise
    except Exception as error:  # zipfile and zlib let errors of many kinds out of damaged files
        raise Unusable(DAMAGED) from error


def _refuse_odd_end(file: BinaryIO) -> None:
    """Refuse a zip with something behind its end, or whose table of contents is itself a bomb.

    Its last record says how long the table is (APPNOTE.TXT, 4.3.16). The larger form for
    more than 65,535 parts is not needed for any document.
    """
    file.seek(0, 2)
    file.seek(max(0, file.tell() - LARGE_END_RECORD_LENGTH - END_RECORD_LENGTH))
    tail = file.read()
    file.seek(0)
    end = tail[-END_RECORD_LENGTH:]
    if not end.startswith(END_RECORD):
        raise Unusable(
            f"Achter het einde van dit bestand zit nog iets anders vast, of het is beschadigd. {AGAIN}"
        )
    if tail.startswith(LARGE_END_RECORD) or struct.unpack_from("<I", end, 12)[0] > MAX_LISTING:
        raise Unusable(DAMAGED)


def _refuse_two_in_one(file: BinaryIO) -> None:
    """Refuse a zip that begins as another kind of file as well."""
    start = start_of(file)
    if MARKUP.search(start) or b"%PDF-" in start:
        raise Unusable(f"Dit bestand doet zich voor als twee soorten bestanden tegelijk. {AGAIN}")


def _check_listing(archive: zipfile.ZipFile, kind: Kind, max_unpacked: int) -> None:
    """Judge the table of contents, before anything is unpacked."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MAX_PARTS:
        raise Unusable(
            f"Dit bestand bestaat uit {len(parts)} onderdelen; ten hoogste {MAX_PARTS} is toegestaan. "
            "Sla het op als PDF en voeg die toe."
        )
    if any(part.flag_bits & ENCRYPTED_FLAG for part in parts):
        raise Unusable(f"Dit bestand {ENCRYPTED_ADVICE}")
    if any(_MACROS.search(name) for name in names):
        raise Unusable(MACRO_ADVICE)
    if any(_EMBEDDED.search(name) for name in names):
        raise _holds_another_file()
    is_strange = len(set(names)) < len(names) or any(
        name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names
    )
    is_whole = all(any(re.fullmatch(needed, name) for name in names) for needed in _NEEDED[kind])
    if is_strange or not is_whole or min(part.header_offset for part in parts) != 0:
        raise Unusable(DAMAGED)
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > max_unpacked or (unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * max(packed, 1)):
        raise Unusable(
            "Dit bestand wordt bij het uitpakken veel te groot. Sla het op als PDF en voeg die toe."
        )


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, kind: Kind) -> None:
    """Unpack a part to nowhere, so that a wrong checksum shows; no more than its stated size is read."""
    with _opened(archive, part) as stream:
        is_relations = part.filename.endswith(".rels")
        piece = stream.read(MAX_RELATIONS if is_relations else PIECE)
        start = piece[:START]
        if start.startswith(_OTHER_FILES):
            raise _holds_another_file()
        if b"<!ENTITY" in start:
            raise Unusable(DAMAGED)
        if is_relations:
            _refuse_remote_parts(piece)
        if kind == ODT and part.filename == "META-INF/manifest.xml" and b"encryption-data" in piece:
            raise Unusable(f"Dit bestand {ENCRYPTED_ADVICE}")
        while piece:
            piece = stream.read(PIECE)


def _refuse_remote_parts(relations: bytes) -> None:
    """Refuse parts that a program would fetch from elsewhere when it opens the file; links are fine."""
    if len(relations) == MAX_RELATIONS:
        raise Unusable(DAMAGED)
    if any(not _HYPERLINK.search(found.group()) for found in _REMOTE.finditer(relations)):
        raise Unusable(
            "Dit bestand haalt bij het openen iets op van een andere plek, bijvoorbeeld een sjabloon "
            "of een afbeelding. Sla het op als PDF en voeg die toe."
        )


def _holds_another_file() -> Unusable:
    return Unusable(
        "In dit bestand zit een ander bestand ingesloten, bijvoorbeeld een Excel-blad achter een grafiek. "
        "Plak het als afbeelding, of sla alles op als PDF, en voeg dat bestand toe."
    )
