"""Office files and images for tests: real ones, made on the spot, and tricks that are played with them."""

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook
from PIL import Image

from tests.factories.documents import pdf_bytes

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""What each virus scanner takes for a virus, by agreement; it does nothing."""

_OOXML = "application/vnd.openxmlformats-officedocument"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)


def zip_bytes(parts, *, method=zipfile.ZIP_DEFLATED):
    """Return a zip with ``parts``: names and what is in them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx_parts(main="wordprocessingml.document.main+xml"):
    """Return the parts of a Word document with one sentence."""
    return {
        "[Content_Types].xml": (
            f'<Types><Override PartName="/word/document.xml" ContentType="{_OOXML}.{main}"/></Types>'
        ),
        "_rels/.rels": _RELATIONS.format(
            '<Relationship Id="rId1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
            'officeDocument/2006/relationships/officeDocument"/>'
        ),
        "word/document.xml": "<w:document><w:body><w:p>Wij werven samen.</w:p></w:body></w:document>",
    }


def docx_bytes(**extra):
    """Return a Word document; ``extra`` parts by name."""
    return zip_bytes(docx_parts() | extra)


def odt_bytes(extra=None, *, manifest="<manifest:manifest/>"):
    """Return an OpenDocument text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", "<office:document-content/>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx_bytes(rows=(("vestigingsnummer",),)):
    """Return an Excel file with ``rows`` on its first sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def image_bytes(kind="PNG", size=(20, 10)):
    """Return an image that is not of one colour, so that its pixels take room."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind)
    return out.getvalue()


def large_png(width, height):
    """Return a small PNG that says that it has so many pixels, and does."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    row = bytes(width + 1)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def with_last_words(pdf, words):
    """Return a PDF with ``words`` in a comment that is really part of it: its end stands behind it."""
    return pdf + b"\n%" + words + b"\n" + pdf[pdf.rindex(b"startxref") :]


def infected_pdf():
    """Return a PDF that holds EICAR."""
    return with_last_words(pdf_bytes(), EICAR)


def pdf_of(objects):
    """Return a PDF of ``objects`` written out by hand, the first one being its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%b endobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def many_pages(number, *, stated=None):
    """Return a PDF with ``number`` references to one page; its first line may state another number."""
    kids = b"3 0 R " * number
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count %d/Kids[%b]>>" % (number if stated is None else stated, kids),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        ]
    )


def pdf_with_bomb(megabytes):
    """Return a PDF of which a page and the list of objects would unpack to so many megabytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()
    stream = b"<</Length %d/Filter/FlateDecode%b>>stream\n%b\nendstream"
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
            stream % (len(packed), b"", packed),
            stream % (len(packed), b"/Type/ObjStm/N 9/First 99", packed),
        ]
    )
