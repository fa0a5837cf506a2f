"""Check that an image is whole, not too large once unpacked, and nothing but an image."""

import re
import struct
from typing import BinaryIO

from PIL import Image

from regio.core.files.kinds import JPEG, MARKUP, START, Kind, Unusable, start_of

FORMATS = {".png": "PNG", ".jpg": "JPEG"}
DAMAGED = "Deze afbeelding is beschadigd of niet volledig. Sla haar opnieuw op en voeg haar opnieuw toe."
MAX_PARTS = 20_000
"""An image has some hundreds of parts; with very many of them reading takes minutes."""
DRAFT = 8
"""JPEG is decoded whole but at an eighth of its size: that finds damage and needs little memory."""

_CHUNK = struct.Struct(">I4s")
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
_MARKER = re.compile(rb"\xff{1,64}[^\xff]", re.DOTALL)
_MARKER_AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)


def check_image(file: BinaryIO, *, kind: Kind, max_pixels: int) -> None:
    """Raise :class:`Unusable` when the image is damaged, too large, or carries something else along.

    The stated size is judged before anything is unpacked. Nothing is converted.
    """
    try:
        is_alone = _ends_where_the_file_ends(file, kind)
        with Image.open(file, formats=[FORMATS[kind.extension]]) as image:
            width, height = image.size
            _refuse_too_many_pixels(width, height, max_pixels)
            image.verify()
        file.seek(0)
        with Image.open(file, formats=[FORMATS[kind.extension]]) as image:
            if kind == JPEG:
                image.draft(image.mode, (width // DRAFT, height // DRAFT))
            image.load()
    except Unusable:
        raise
    except Exception as error:  # Pillow lets errors of any kind out of damaged files
        raise Unusable(DAMAGED) from error
    if not is_alone or MARKUP.search(start_of(file)[:START]):
        raise Unusable(
            "Aan deze afbeelding zit nog iets anders vast. Open haar, sla haar opnieuw op "
            "en voeg dat bestand toe."
        )


def _refuse_too_many_pixels(width: int, height: int, most: int) -> None:
    if width * height > most:
        raise Unusable(
            f"Deze afbeelding is {width} bij {height} beeldpunten. Ten hoogste {most // 1_000_000} miljoen "
            "beeldpunten in totaal is toegestaan. Verklein haar en voeg haar opnieuw toe."
        )


def _ends_where_the_file_ends(file: BinaryIO, kind: Kind) -> bool:
    file.seek(0)
    content = file.read()
    file.seek(0)
    end = _end_of_jpegs(content) if kind == JPEG else _end_of_png(content)
    return not content[end:].strip(b"\0")


def _end_of_png(content: bytes) -> int:
    """Return where the chunk IEND ends (PNG specification, 5.3)."""
    at = 8
    for _ in range(MAX_PARTS):
        length, name = _CHUNK.unpack_from(content, at)
        at += 12 + int(length)
        if name == b"IEND":
            return at
    raise ValueError("too many chunks")


def _end_of_jpegs(content: bytes) -> int:
    """Return where the last of the images ends: telephones put a second one behind the first."""
    at = 0
    while content.startswith(b"\xff\xd8\xff", at):
        at = _end_of_jpeg(content, at)
    return at


def _end_of_jpeg(content: bytes, at: int) -> int:
    """Return where the image that starts at ``at`` ends (ITU-T T.81, annex B)."""
    at += 2
    for _ in range(MAX_PARTS):
        marker = _MARKER.match(content, at)
        if marker is None:
            raise ValueError("no marker where one belongs")
        at, kind = marker.end(), content[marker.end() - 1]
        if kind == _END_OF_IMAGE:
            return at
        if kind not in _WITHOUT_LENGTH:
            at += int.from_bytes(content[at : at + 2])
        if kind == _START_OF_SCAN:
            at = _after_scan(content, at)
    raise ValueError("too many segments")


def _after_scan(content: bytes, at: int) -> int:
    """Return where the packed pixels end: at the first marker that does not belong to them."""
    found = _MARKER_AFTER_SCAN.search(content, at)
    if found is None:
        raise ValueError("the pixels do not end")
    return found.start()
