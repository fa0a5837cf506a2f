"""What a file is, is judged by what is in it; each reason against it is a sentence."""

import io
import tracemalloc
import zipfile
from time import process_time

import pytest

from regio.core.files import Facts, examine
from regio.core.files.kinds import ALL_KINDS, DOCX, JPEG, ODT, PDF, PNG, XLSX, Unusable
from tests.factories.documents import pdf_bytes
from tests.factories.files import (
    docx_bytes,
    docx_parts,
    image_bytes,
    large_png,
    many_pages,
    odt_bytes,
    pdf_with_bomb,
    with_last_words,
    xlsx_bytes,
    zip_bytes,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<html><script>alert(1)</script></html>"
LINK = '<Relationship Type="x/hyperlink" Target="https://rvo.nl" TargetMode="External"/>'
TEMPLATE = (
    '<Relationship TargetMode="External" Type="x/attachedTemplate" Target="https://kwaad.example/a.dotm"/>'
)
WITH_MACROS = '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
STUCK = "Aan deze afbeelding zit nog iets anders vast."
MEGABYTE = 1024 * 1024


def judge(content, kinds=ALL_KINDS):
    return examine(io.BytesIO(content), kinds=kinds, max_pages=200, max_pixels=50_000_000)


def reason(content, kinds=ALL_KINDS):
    with pytest.raises(Unusable) as refused:
        judge(content, kinds)
    return refused.value.message


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        (pdf_bytes(3), Facts(PDF, 3)),
        (docx_bytes(), Facts(DOCX, None)),
        (odt_bytes(), Facts(ODT, None)),
        (xlsx_bytes(), Facts(XLSX, None)),
        (image_bytes("PNG"), Facts(PNG, None)),
        (image_bytes("JPEG"), Facts(JPEG, None)),
        (image_bytes("JPEG") * 2, Facts(JPEG, None)),
        (with_last_words(pdf_bytes(), b"zo kan het ook"), Facts(PDF, 1)),
        (docx_bytes(**{"word/_rels/document.xml.rels": LINK}), Facts(DOCX, None)),
    ],
    ids=["pdf", "docx", "odt", "xlsx", "png", "jpeg", "two photos", "pdf saved twice", "docx with a link"],
)
def test_each_kind_is_recognised_by_its_content(content, facts):
    assert judge(content) == facts


@pytest.mark.parametrize(
    ("content", "kinds", "sentence"),
    [
        (docx_bytes(), (PDF,), "Dit bestand is geen PDF maar een Word-bestand."),
        (
            pdf_bytes(),
            (PNG, JPEG),
            "Dit bestand is een PDF. Hier kan PNG of JPEG. Sla het op als een van deze soorten",
        ),
        (zip_bytes({"a.txt": "tekst"}), (PDF,), "Dit bestand is geen PDF maar een zipbestand."),
        (SVG, ALL_KINDS, "Dit bestand is een tekening (SVG)."),
        (HTML, ALL_KINDS, "Dit bestand is een webpagina."),
        (HTML + pdf_bytes(), ALL_KINDS, "Dit bestand is een webpagina."),
        (b"\n" + pdf_bytes(), ALL_KINDS, "Dit bestand is van een andere soort."),
        (b"MZ\x90\0" + bytes(200), ALL_KINDS, "Dit bestand is een programma."),
        (OLE + bytes(600), ALL_KINDS, "Dit bestand is een ouder Word- of Excelbestand."),
        (docx_bytes()[:-30], ALL_KINDS, "of het is beschadigd."),
        (zip_bytes({"mimetype": "application/epub+zip"}), ALL_KINDS, "Dit bestand is een zipbestand."),
    ],
)
def test_another_kind_is_refused_by_its_name(content, kinds, sentence):
    assert sentence in reason(content, kinds)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf_bytes(password="geheim"), "beveiligd met een wachtwoord"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "beveiligd met een wachtwoord"),
        (odt_bytes(manifest="<manifest:encryption-data/>"), "beveiligd met een wachtwoord"),
    ],
    ids=["pdf", "docx or xlsx", "odt"],
)
def test_a_locked_file_is_refused(content, sentence):
    assert sentence in reason(content)


def broken(content, old, new):
    assert old in content
    return content.replace(old, new)


@pytest.mark.parametrize(
    "content",
    [
        pdf_bytes()[:200],
        b"%PDF-1.7\n%%EOF",
        broken(zip_bytes(docx_parts(), method=zipfile.ZIP_STORED), b"Wij werven", b"Wij sterven"[:10]),
        zip_bytes({name: text for name, text in docx_parts().items() if name != "word/document.xml"}),
        odt_bytes()[:20] + odt_bytes()[30:],
        zip_bytes(docx_parts() | {"../../etc/passwd": "x"}),
        docx_bytes(**{"word/settings.xml": '<!DOCTYPE a [<!ENTITY x "y">]>'}),
        zip_bytes(docx_parts(), method=zipfile.ZIP_LZMA),
        image_bytes("PNG", (300, 300))[:-60],
        image_bytes("JPEG", (300, 300))[:-60],
        b"\x89PNG\r\n\x1a\n" + bytes(40),
    ],
)
def test_a_damaged_file_is_refused(content):
    assert "beschadigd" in reason(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf_bytes() + zip_bytes({"a.txt": "x"}), "Dit bestand is een PDF waaraan een zipbestand vastzit."),
        (pdf_bytes() + docx_bytes(), "Dit bestand is een PDF waaraan een zipbestand vastzit."),
        (pdf_bytes() + HTML, "Dit bestand is een PDF waaraan een webpagina vastzit."),
        (b"%PDF-1.7\n" + HTML + pdf_bytes(), "Dit bestand is een PDF waaraan een webpagina vastzit."),
        (pdf_bytes() + b"\0\0MZ\x90", "Achter het einde van dit PDF-bestand zit nog iets anders vast."),
        (docx_bytes() + HTML, "Achter het einde van dit bestand zit nog iets anders vast"),
        (docx_bytes() + pdf_bytes(), "Achter het einde van dit bestand zit nog iets anders vast"),
        (zip_bytes({"a": "%PDF-1.7"} | docx_parts(), method=zipfile.ZIP_STORED), "twee soorten bestanden"),
        (image_bytes("PNG") + HTML, STUCK),
        (image_bytes("PNG") + zip_bytes({"a.txt": "x"}), STUCK),
        (image_bytes("JPEG") + HTML, STUCK),
        (image_bytes("JPEG") + zip_bytes({"a": "x"}) + b"\xff\xd9", STUCK),
        (b"\xff\xd8\xff\xfe\0\x18" + HTML[:22] + image_bytes("JPEG")[2:], STUCK),
    ],
)
def test_two_files_in_one_are_refused(content, sentence):
    assert sentence in reason(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (docx_bytes(**{"word/vbaProject.bin": "x"}), "macro's"),
        (zip_bytes(docx_parts() | {"[Content_Types].xml": WITH_MACROS}), "macro's"),
        (odt_bytes({"Basic/Standard/Module1.xml": "Sub Main"}), "macro's"),
        (odt_bytes({"Scripts/python/a.py": "print()"}), "macro's"),
        (docx_bytes(**{"word/embeddings/Blad.xlsx": xlsx_bytes()}), "een ander bestand ingesloten"),
        (docx_bytes(**{"word/media/image1.png": zip_bytes({"a": "b"})}), "een ander bestand ingesloten"),
        (docx_bytes(**{"word/oleObject1.bin": OLE}), "een ander bestand ingesloten"),
        (docx_bytes(**{"word/_rels/settings.xml.rels": TEMPLATE}), "van een andere plek"),
    ],
)
def test_what_may_run_or_hides_another_file_is_refused(content, sentence):
    assert sentence in reason(content)


def filled_jpeg(filling):
    """Return a photo with ``filling`` between its first two parts."""
    content = image_bytes("JPEG")
    return content[:2] + filling + content[2:]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf_bytes(201), "heeft 201 bladzijden; ten hoogste 200 is toegestaan."),
        (many_pages(10_000), "heeft 10.000 bladzijden; ten hoogste 200 is toegestaan."),
        (many_pages(10_000, stated=3), "van binnen veel groter"),
        (docx_bytes(**{"word/a.xml": bytes(60 * MEGABYTE)}), "bij het uitpakken veel te groot"),
        (docx_bytes(**{f"word/{n}.xml": "" for n in range(5_000)}), "bestaat uit 5003 onderdelen"),
        (large_png(8_000, 8_000), "Deze afbeelding is 8000 bij 8000 beeldpunten."),
        (filled_jpeg(b"\xff" * 19 * MEGABYTE), "Deze afbeelding is beschadigd"),
        (filled_jpeg(b"\xff\xfe\0\2" * 4 * MEGABYTE), "Deze afbeelding is beschadigd"),
    ],
    ids=[
        "201 pages",
        "10000 pages",
        "10000 pages, 3 stated",
        "zip bomb",
        "many parts",
        "png bomb",
        "jpeg of filling",
        "jpeg of empty parts",
    ],
)
def test_a_bomb_is_refused_fast_and_takes_little_memory(content, sentence):
    tracemalloc.start()
    started = process_time()  # of this process: a busy machine is no fault of ours
    said = reason(content)
    seconds, (_, peak) = process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sentence in said
    assert (seconds < 10, peak < 60 * MEGABYTE) == (True, True), (seconds, peak)


def test_a_pdf_with_packed_gigabytes_is_never_unpacked():
    content = pdf_with_bomb(300)

    tracemalloc.start()
    facts = judge(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (facts, peak < 20 * MEGABYTE) == (Facts(PDF, 1), True), peak


def test_a_file_stands_at_its_beginning_afterwards():
    file = io.BytesIO(docx_bytes())

    examine(file, kinds=ALL_KINDS, max_pages=1, max_pixels=1)

    assert file.tell() == 0
