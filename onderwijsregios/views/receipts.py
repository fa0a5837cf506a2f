"""Anybody can check a bewijs van ontvangst; what was handed in is never shown."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from onderwijsregios.forms.receipts import ReceiptForm, SignedTextForm
from onderwijsregios.selectors.receipts import confirmed_receipt
from regio.core.rate_limit import is_within_limit
from regio.core.signed_statements import ALGORITHM, is_signed_by_portal, public_keys
from regio.core.visitors import visitor_key
from regio.views.base import PublicView, public

BAD_INPUT = 400
TOO_MANY = 429
MOST = 30
WITHIN = dt.timedelta(minutes=10)


# Nothing here depends on who is signed in, so there is nothing to forge.
@method_decorator(csrf_exempt, name="dispatch")
class ReceiptCheck(PublicView, View):
    """Confirm a receipt by its number and fingerprint, or check the signature of its JSON.

    An unknown number and a wrong fingerprint get the same answer. Whether what was
    received still counts is told to nobody here: that would tell of withdrawals.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.GET.keys() & ReceiptForm.base_fields.keys():
            return self.page()
        form = ReceiptForm(request.GET)
        if not form.is_valid():
            return self.page(form=form, status=BAD_INPUT)
        if not self._may_ask():
            return self.page(form=form, asked_too_often=True, status=TOO_MANY)
        receipt = confirmed_receipt(form.cleaned_data["nummer"], form.cleaned_data["vingerafdruk"])
        return self.page(form=form, is_asked=True, receipt=receipt)

    def post(self, request: HttpRequest) -> HttpResponse:
        text_form = SignedTextForm(request.POST, request.FILES)
        if not text_form.is_valid():
            return self.page(text_form=text_form, status=BAD_INPUT)
        if not self._may_ask():
            return self.page(text_form=text_form, asked_too_often=True, status=TOO_MANY)
        found = text_form.cleaned_data
        return self.page(
            text_form=text_form,
            is_checked=True,
            is_genuine=is_signed_by_portal(
                found["verklaring"], signature=found["handtekening"], key_id=found["sleutel"]
            ),
            facts=found["facts"],
        )

    def page(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Draw the page; both forms are always there."""
        forms = {"form": ReceiptForm(), "text_form": SignedTextForm()}
        response = render(
            self.request, "onderwijsregios/public/receipt_check.html", forms | context, status=status
        )
        response["Cache-Control"] = "no-store"
        return response

    def _may_ask(self) -> bool:
        return is_within_limit(f"receipt:{visitor_key(self.request.META)}", most=MOST, within=WITHIN)


@public
def keys(request: HttpRequest) -> HttpResponse:
    """Return the public keys with which receipts can be checked, the current one first."""
    return JsonResponse(
        {
            "sleutels": [
                {
                    "sleutel": one.key_id,
                    "algoritme": ALGORITHM,
                    "huidig": one.is_current,
                    "publiek": one.raw,
                    "pem": one.pem,
                }
                for one in public_keys().values()
            ]
        }
    )
