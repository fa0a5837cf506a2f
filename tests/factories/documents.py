"""Files for tests: real PDFs, made on the spot."""

import hashlib
import io

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory
from pypdf import PdfWriter

from regio.enums import ScanState
from regio.models import Document


def pdf_bytes(pages: int = 1, *, title: str = "Plan", password: str = "") -> bytes:
    """Return a real PDF of so many empty pages; ``password`` encrypts it."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class DocumentFactory(DjangoModelFactory):
    """A clean PDF of two pages; give ``content`` for other bytes."""

    class Meta:
        model = Document

    class Params:
        content = factory.LazyFunction(lambda: pdf_bytes(2))

    original_name = "plan.pdf"
    content_type = "application/pdf"
    size = factory.LazyAttribute(lambda o: len(o.content))
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.content).hexdigest())
    pages = 2
    scan_state = ScanState.CLEAN
    file = factory.LazyAttribute(lambda o: ContentFile(o.content, name="plan.pdf"))
