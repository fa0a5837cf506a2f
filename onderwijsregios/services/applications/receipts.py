"""Bewijs van ontvangst: a signed statement with each revision, and its PDF soon after."""

import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from onderwijsregios.models import Application, Receipt, Revision
from onderwijsregios.selectors.receipts import receipt_number, receipts_without_pdf, statement_of
from onderwijsregios.services.letters import stored_pdf
from regio.core.queue import enqueue
from regio.core.signed_statements import sign
from regio.core.typesetting import typeset
from regio.models import Document
from regio.services.transitions import lock

logger = logging.getLogger(__name__)

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "onderwijsregios" / "letters" / "receipt.typ"
AT_A_TIME = 50


def issue_receipt(application: Application, revision: Revision) -> Receipt:
    """Write and sign the receipt of ``revision``; call it in the transaction that freezes it.

    A worker makes the PDF right after the commit; :func:`make_due_receipts` finds what
    was missed.
    """
    statement = statement_of(application, revision)
    signature, key_id = sign(statement)
    receipt = Receipt.objects.create(
        revision=revision,
        number=receipt_number(application, revision),
        statement=statement,
        signature=signature,
        key_id=key_id,
    )
    enqueue("onderwijsregios.make_receipt", receipt=receipt.pk)
    return receipt


def check_address(receipt: Receipt) -> str:
    """Return the public address that confirms ``receipt``; number and fingerprint name nobody."""
    question = {"nummer": receipt.number, "vingerafdruk": receipt.statement["vingerafdruk"]}
    return f"{settings.SITE_URL}{reverse('onderwijsregios:receipt-check')}?{urlencode(question)}"


def receipt_pdf(receipt: Receipt) -> Document:
    """Return the receipt as PDF; made now when it is not there yet."""
    if receipt.pdf is not None:
        return receipt.pdf
    pdf = typeset(TEMPLATE, facts_of(receipt), name="receipt", made_at=receipt.made_at)
    with transaction.atomic():
        fresh = lock(receipt)
        if fresh.pdf is None:
            fresh.pdf = stored_pdf(f"ontvangst-{fresh.number}.pdf", pdf)
            fresh.save(update_fields=["pdf"])
    return fresh.pdf


def make_due_receipts() -> int:
    """Make the PDFs that no worker made; one that fails does not hold up the others."""
    made = 0
    for receipt in receipts_without_pdf()[:AT_A_TIME]:
        try:
            receipt_pdf(receipt)
        except Exception:
            logger.exception("The PDF of receipt %s could not be made.", receipt.pk)
        else:
            made += 1
    return made


def facts_of(receipt: Receipt) -> dict[str, Any]:
    """Return everything that the PDF says: the statement, and how to check it."""
    statement = receipt.statement
    return {
        **statement,
        "bestanden": [
            {**file, "grootte": filesizeformat(file["grootte"]).replace("\xa0", " ")}
            for file in statement["bestanden"]
        ],
        "handtekening": receipt.signature,
        "sleutel": receipt.key_id,
        "controle": check_address(receipt),
    }
