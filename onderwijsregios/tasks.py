"""Tasks: fetch, call a service, log. Each may run ten times without harm."""

from celery import shared_task

from onderwijsregios.models import Receipt
from onderwijsregios.services.applications.receipts import receipt_pdf


@shared_task(name="onderwijsregios.make_receipt")
def make_receipt(receipt: int) -> None:
    """Make the PDF of a receipt that was just issued."""
    receipt_pdf(Receipt.objects.select_related("pdf").get(pk=receipt))
