"""Taking in files: what cannot be used is refused with a reason, what is stored is clean or locked."""

import hashlib

import pytest
from django.core.files.base import ContentFile

from regio.core.files.kinds import ALL_KINDS, Unusable
from regio.enums import ScanState
from regio.models import Document
from regio.services.documents import receive_upload
from tests.factories.documents import pdf_bytes
from tests.factories.files import docx_bytes, image_bytes, odt_bytes, xlsx_bytes, zip_bytes
from tests.factories.regio import UserFactory

pytestmark = pytest.mark.django_db


def receive(content, name="plan.pdf", **kinds):
    return receive_upload(file=ContentFile(content, name=name), actor=UserFactory(), **kinds)


def test_a_pdf_is_stored_under_a_random_name_with_its_facts():
    content = pdf_bytes(3)

    document = receive(content, "Plan van aanpak.PDF")

    assert (
        document.original_name,
        document.content_type,
        document.size,
        document.pages,
        document.sha256,
    ) == (
        "Plan van aanpak.pdf",
        "application/pdf",
        len(content),
        3,
        hashlib.sha256(content).hexdigest(),
    )
    assert document.file.name == f"{document.id.hex[:2]}/{document.id.hex}"
    assert document.file.read() == content


OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("content", "stored"),
    [
        (docx_bytes(), ("brief.docx", f"{OFFICE}.wordprocessingml.document", "Word")),
        (xlsx_bytes(), ("brief.xlsx", f"{OFFICE}.spreadsheetml.sheet", "Excel")),
        (odt_bytes(), ("brief.odt", "application/vnd.oasis.opendocument.text", "ODT")),
        (image_bytes("PNG"), ("brief.png", "image/png", "PNG")),
        (image_bytes("JPEG"), ("brief.jpg", "image/jpeg", "JPEG")),
    ],
)
def test_other_kinds_are_taken_where_they_are_asked_for_under_their_true_name(content, stored):
    document = receive(content, "brief.exe", kinds=ALL_KINDS)

    assert (document.original_name, document.content_type, document.kind_name) == stored
    assert (document.pages, document.file.read()) == (None, content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Dit bestand is leeg."),
        (zip_bytes({"a.txt": "tekst"}), "Dit bestand is geen PDF maar een zipbestand."),
        (docx_bytes(), "Dit bestand is geen PDF maar een Word-bestand."),
        (b"<html><script>alert(1)</script>%PDF-1.7", "Dit bestand is geen PDF maar een webpagina."),
        (pdf_bytes() + zip_bytes({"a": "b"}), "Dit bestand is een PDF waaraan een zipbestand vastzit."),
        (pdf_bytes()[:200], "Dit PDF-bestand is beschadigd of niet volledig."),
        (pdf_bytes(password="geheim"), "Dit PDF-bestand is beveiligd met een wachtwoord"),
        (pdf_bytes(0), "Dit PDF-bestand heeft geen bladzijden."),
        (pdf_bytes(201), "Dit PDF-bestand heeft 201 bladzijden; ten hoogste 200 is toegestaan."),
    ],
    ids=["empty", "zip", "docx", "html", "pdf+zip", "cut off", "locked", "0", "201"],
)
def test_what_cannot_be_used_is_refused_with_the_reason_and_not_stored(content, sentence):
    with pytest.raises(Unusable) as refused:
        receive(content)

    assert refused.value.message.startswith(sentence)
    assert not Document.objects.exists()


def test_a_file_that_is_too_large_is_refused_with_both_sizes(settings):
    settings.UPLOAD_MAX_BYTES = 100

    with pytest.raises(Unusable, match="ten hoogste"):
        receive(pdf_bytes())


def test_without_a_scanner_a_file_counts_as_clean_on_a_trial_and_says_so():
    document = receive(pdf_bytes())

    assert (document.scan_state, document.scan_origin) == (ScanState.CLEAN, "geen virusscanner ingesteld")


def test_without_a_scanner_files_stay_locked_unless_that_was_allowed_in_so_many_words(settings):
    settings.ACCEPT_UNSCANNED_FILES = False

    document = receive(pdf_bytes())

    assert (document.scan_state, document.scan_origin) == (ScanState.WAITING, "geen virusscanner ingesteld")
