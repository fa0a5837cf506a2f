"""From the bytes of an uploaded file to its text.

DUO publishes in two dialects: ``;`` with Windows-1252 and CRLF (the numbered
files of duo.nl) and ``,`` with quotes, UTF-8 and usually a byte order mark (the
downloads of onderwijsdata.duo.nl). Everything else is refused with a sentence
that says what the file looks like and what to do.
"""

import re
import zlib
from dataclasses import dataclass
from hashlib import sha256

from regio.core.errors import PortalError

MAX_BYTES = 64 * 1024 * 1024
"""The largest real file is 2 MB; this only stops a gzip bomb."""

_UTF8_READ_AS_CP1252 = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
"""Two characters that appear when UTF-8 is taken for Windows-1252, such as Ã« for ë."""

_OTHER_CODE_PAGE = re.compile(r"[A-Za-z][‚ƒ„†‡ˆ‰Š‹ŒŽ“”•–—˜™š›œžŸ¤¢£¥¦§¨©ª«¬®°±²³´µ¶·¸¹º»¼½¾¿][a-z]")
"""A sign inside a word, which happens when a DOS or Mac file is taken for Windows-1252."""


class DuoFileError(PortalError):
    """The file as a whole cannot be used; the message says why and what to do."""

    code = "duo-bestand"


@dataclass(frozen=True)
class Content:
    """The text of a file, one line per entry, and how it was written."""

    lines: tuple[str, ...]
    delimiter: str
    encoding: str
    sha256: str


def read_content(data: bytes) -> Content:
    """Return the lines of a DUO file, unpacked when it is gzipped.

    Raises ``DuoFileError`` for a file that is empty, cut off, not text, in
    another encoding or in another dialect.
    """
    data = _unpacked(data)
    _refuse_other_formats(data)
    text, encoding = _decoded(data)
    if not text.strip():
        raise DuoFileError("Het bestand is leeg. Haal het opnieuw op bij DUO.")
    if not text.endswith("\n"):
        last = text.count("\n") + 1
        raise DuoFileError(
            f"Het bestand is afgebroken: regel {last} heeft geen einde. Haal het opnieuw op bij DUO."
        )
    lines = tuple(line.removesuffix("\r") for line in text.split("\n")[:-1])
    return Content(lines, _delimiter(lines[0]), encoding, sha256(data).hexdigest())


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(data, MAX_BYTES)
    except zlib.error as error:
        raise DuoFileError(
            "Het gz-bestand is beschadigd en kan niet worden uitgepakt. Haal het opnieuw op."
        ) from error
    if unpacker.unconsumed_tail:
        raise DuoFileError("Het uitgepakte bestand is groter dan 64 MB. Dat is geen adressenbestand van DUO.")
    if not unpacker.eof:
        raise DuoFileError("Het gz-bestand is afgebroken. Haal het opnieuw op.")
    return unpacked


def _refuse_other_formats(data: bytes) -> None:
    start = data[:512].lstrip().lower()
    if data.startswith(b"PK\x03\x04"):
        raise DuoFileError(
            "Dit is een Excel- of zip-bestand. Kies bij DUO de csv-versie, of pak het zip-bestand eerst uit."
        )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DuoFileError("Dit is een oud Excel-bestand. Kies bij DUO de csv-versie.")
    if data.startswith(b"%PDF"):
        raise DuoFileError("Dit is een pdf-bestand. Kies bij DUO de csv-versie.")
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise DuoFileError(
            "Dit is een webpagina, geen csv-bestand. Misschien gaf de website een foutmelding; "
            "haal het bestand opnieuw op."
        )
    if start.startswith((b"{", b"[")):
        raise DuoFileError("Dit is een json-bestand. Kies bij DUO de csv-versie.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
        raise DuoFileError(
            "Dit bestand is opgeslagen als UTF-16 of is geen tekst. "
            "Gebruik het bestand zoals DUO het levert, of sla het op als UTF-8."
        )


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith(b"\xef\xbb\xbf"):
        try:
            return _without_damage(data.decode("utf-8-sig")), "UTF-8"
        except UnicodeDecodeError as error:
            raise _wrong_encoding(data, error.start) from error
    try:
        return _without_damage(data.decode("utf-8")), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _wrong_encoding(data, error.start) from error
    for sign in (_UTF8_READ_AS_CP1252, _OTHER_CODE_PAGE):
        if found := sign.search(text):
            raise _wrong_encoding(data, found.start())
    return text, "Windows-1252"


def _without_damage(text: str) -> str:
    found = re.search("\ufffd|Ã[\u0080-\u00bf]", text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise DuoFileError(
            f"Letters met een accent zijn eerder verloren gegaan (regel {line}). "
            "Gebruik het bestand zoals DUO het levert."
        )
    return text


def _wrong_encoding(data: bytes, position: int) -> DuoFileError:
    line = data.count(b"\n", 0, position) + 1
    return DuoFileError(
        f"De tekencodering is niet UTF-8 en niet Windows-1252 (regel {line}). "
        "Gebruik het bestand zoals DUO het levert."
    )


def _delimiter(header: str) -> str:
    semicolons, commas = header.count(";"), header.count(",")
    if not semicolons and not commas:
        raise DuoFileError(
            "De eerste regel bevat geen kolomnamen met ; of , ertussen. Dit is geen csv-bestand van DUO."
        )
    return ";" if semicolons > commas else ","
