"""Taking in files: what cannot be used is refused with a reason, what is stored is clean or locked."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.base import ContentFile

from regio.core.pdf import Unusable
from regio.enums import ScanState
from regio.models import ActionLog, Document
from regio.services.documents import clean_name, receive_upload, scan_waiting
from tests.factories.documents import DocumentFactory, pdf_bytes
from tests.factories.regio import UserFactory
from tests.regio.documents.conftest import EICAR

pytestmark = pytest.mark.django_db


def receive(content, name="plan.pdf"):
    return receive_upload(file=ContentFile(content, name=name), actor=UserFactory())


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "tekst")
    return out.getvalue()


def infected_pdf():
    return pdf_bytes() + b"\n%" + EICAR + b"\n"


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


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Dit bestand is leeg."),
        (zipped(), "Dit bestand is geen PDF maar een Word-, Excel- of zipbestand."),
        (b"\x89PNG\r\n", "Dit bestand is geen PDF maar een afbeelding."),
        (
            b"<html><script>alert(1)</script>%PDF-1.7",
            "Dit bestand is geen PDF maar een webpagina of tekening.",
        ),
        (b"\n%PDF-1.7", "Dit bestand is geen PDF maar iets anders."),
        (pdf_bytes() + zipped(), "Dit bestand is een PDF waaraan een zipbestand vastzit."),
        (pdf_bytes()[:200], "Dit PDF-bestand is beschadigd of niet volledig."),
        (b"%PDF-1.7\n%%EOF", "Dit PDF-bestand is beschadigd of niet volledig."),
        (pdf_bytes(password="geheim"), "Dit PDF-bestand is beveiligd met een wachtwoord"),
        (pdf_bytes(0), "Dit PDF-bestand heeft geen bladzijden."),
        (pdf_bytes(201), "Dit PDF-bestand heeft 201 bladzijden; ten hoogste 200 is toegestaan."),
    ],
    ids=["empty", "zip", "png", "html", "leading line", "pdf+zip", "cut off", "hollow", "locked", "0", "201"],
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


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\Users\jan\plan.docx", "plan.docx.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe.pdf"),
        ("plan\0.pdf", "plan.pdf"),
        ("", "bestand.pdf"),
        ("...", "bestand.pdf"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_become_plain_names(sent, kept):
    assert clean_name(sent) == kept


def test_without_a_scanner_a_file_counts_as_clean_and_says_so():
    document = receive(pdf_bytes())

    assert (document.scan_state, document.scan_origin) == (ScanState.CLEAN, "geen virusscanner ingesteld")


def test_the_scanner_gets_the_whole_file_and_its_verdict_counts(scanner):
    content = pdf_bytes(5)

    document = receive(content)

    assert scanner.received == [content]
    assert (document.scan_state, document.scan_origin) == (ScanState.CLEAN, "ClamAV")


def test_an_infected_file_is_refused_and_not_stored(scanner):
    with pytest.raises(Unusable, match="virus"):
        receive(infected_pdf())

    assert not Document.objects.exists()


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK maybe\0"])
def test_a_scanner_that_gives_no_verdict_leaves_the_file_locked(answer, scanner):
    scanner.answer = answer

    document = receive(pdf_bytes())

    assert document.scan_state == ScanState.WAITING


def test_a_scanner_that_is_gone_leaves_the_file_locked(settings, tmp_path):
    settings.CLAMAV_SOCKET = str(tmp_path / "nobody.sock")

    assert receive(pdf_bytes()).scan_state == ScanState.WAITING
    assert scan_waiting() == 0


def test_a_locked_file_is_judged_when_the_scanner_is_back(scanner):
    clean = DocumentFactory(scan_state=ScanState.WAITING)
    infected = DocumentFactory(scan_state=ScanState.WAITING, content=infected_pdf())

    assert scan_waiting() == 2

    clean.refresh_from_db()
    infected.refresh_from_db()
    assert (clean.scan_state, infected.scan_state, infected.scan_origin) == (
        ScanState.CLEAN,
        ScanState.INFECTED,
        "ClamAV: Eicar-Signature",
    )
    assert ActionLog.objects.filter(action="regio.document.scan").count() == 2
    assert scan_waiting() == 0
