"""Tasks: fetch, call a service, log. Each may run ten times without harm."""

from uuid import UUID

from celery import shared_task

from onderwijsregios.models import Receipt
from onderwijsregios.services.applications.receipts import receipt_pdf
from onderwijsregios.services.applications.schools import judge_school_list as judge


@shared_task(name="onderwijsregios.make_receipt")
def make_receipt(receipt: int) -> None:
    """Make the PDF of a receipt that was just issued."""
    receipt_pdf(Receipt.objects.select_related("pdf").get(pk=receipt))


@shared_task(name="onderwijsregios.judge_school_list")
def judge_school_list(school_list: str) -> None:
    """Judge the rows of a long list of schools; a second run goes on where a first one stopped."""
    judge(school_list=UUID(school_list))
