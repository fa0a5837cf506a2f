"""Bewijs van ontvangst: on screen, as PDF and as signed JSON."""

import json
from functools import cached_property
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from onderwijsregios.enums import ApplicationState
from onderwijsregios.models import Receipt, Revision
from onderwijsregios.selectors.applications import revisions_of
from onderwijsregios.selectors.receipts import admission_in_words, files_of, signed_text
from onderwijsregios.services.applications.receipts import check_address, receipt_pdf
from onderwijsregios.views.board.base import ApplicationView


class ReceiptView(ApplicationView):
    """Something about one revision of an application."""

    keeps_text = False
    http_method_names = ["get", "head"]

    @cached_property
    def revision(self) -> Revision:
        """The revision of this page."""
        revisions = revisions_of(self.application).select_related("plan", "receipt__pdf")
        return get_object_or_404(revisions, number=self.kwargs["number"])

    @cached_property
    def receipt(self) -> Receipt | None:
        """Its receipt; revisions from before there were signed receipts have none."""
        return getattr(self.revision, "receipt", None)


class ReceiptPage(ReceiptView):
    """What was received, when, and the fingerprint by which it can be recognised."""

    template_name = "onderwijsregios/board/receipt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = revisions_of(self.application).values_list("number", flat=True).first()
        return super().get_context_data(
            revision=self.revision,
            receipt=self.receipt,
            admission=admission_in_words(self.application, self.revision),
            files=files_of(self.revision.content),
            check_address=check_address(self.receipt) if self.receipt else "",
            counts=self.application.state in ApplicationState.handed_in() and self.revision.number == last,
            **kwargs,
        )


class ReceiptJson(ReceiptView):
    """The statement with its signature, for a machine or an archive."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.receipt is None:
            raise Http404
        keys = request.build_absolute_uri(reverse("onderwijsregios:receipt-keys"))
        text = json.dumps(signed_text(self.receipt, keys=keys), ensure_ascii=False, indent=2)
        return HttpResponse(
            text,
            content_type="application/json; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="ontvangst-{self.receipt.number}.json"',
                "Cache-Control": "private, no-store",
            },
        )


class ReceiptPdf(ReceiptView):
    """The receipt as tagged PDF; made on the spot when the worker had no time yet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]  # a file is streamed
        if self.receipt is None:
            raise Http404
        document = receipt_pdf(self.receipt)
        return FileResponse(
            document.file.open("rb"),
            as_attachment=True,
            filename=document.original_name,
            content_type=document.content_type,
            headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
        )
