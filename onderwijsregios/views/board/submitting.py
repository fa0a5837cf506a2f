"""Check, hand in, receipt, withdraw."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from onderwijsregios.enums import ApplicationState
from onderwijsregios.forms.application import SubmitForm, WithdrawForm
from onderwijsregios.models import Application, Revision
from onderwijsregios.selectors.applications import revisions_of
from onderwijsregios.selectors.completeness import remarks
from onderwijsregios.services.applications import submit_application, withdraw_application
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView
from regio.core.fingerprints import fingerprint_of


def receipt_address(revision: Revision) -> str:
    """Return the address of the receipt."""
    return reverse("onderwijsregios:application-receipt", args=[revision.application_id, revision.number])


class CheckAndSubmit(ApplicationView):
    """What is missing, what was entered, and the button that hands it in."""

    keeps_text = False
    template_name = "onderwijsregios/board/check.html"
    step = "controleren"

    def save(self) -> HttpResponse:
        form = SubmitForm(self.request.POST)
        if not form.is_valid():
            messages.error(
                self.request, "Het formulier was niet volledig. Controleer de aanvraag en dien opnieuw in."
            )
            return self.render_to_response(self.get_context_data(), status=BAD_INPUT)
        revision = submit_application(
            application=self.application,
            actor=self.actor,
            idempotency_key=form.cleaned_data["sleutel"],
            fingerprint=form.cleaned_data["vingerafdruk"],
            arrived_at=self.arrived_at,
        )
        return redirect(receipt_address(revision))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.read_again()
        last = revisions_of(self.application).first()
        fingerprint = fingerprint_of(self.content)
        return super().get_context_data(
            submit_form=SubmitForm(initial={"vingerafdruk": fingerprint}),
            remarks=[{"sentence": gap.sentence, "href": self._href(gap)} for gap in remarks(self.content)],
            last=last,
            submit_label="Dien de aanvraag opnieuw in" if last else "Dien de aanvraag in",
            counts_already=self.application.state == ApplicationState.SUBMITTED
            and last is not None
            and last.fingerprint == fingerprint,
            **kwargs,
        )


class Receipt(ApplicationView):
    """What was received, when, and the fingerprint by which it can be recognised."""

    keeps_text = False
    template_name = "onderwijsregios/board/receipt.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        revision = get_object_or_404(revisions_of(self.application), number=self.kwargs["number"])
        last = revisions_of(self.application).values_list("number", flat=True).first()
        return super().get_context_data(
            revision=revision,
            counts=self.application.state in ApplicationState.handed_in() and revision.number == last,
            **kwargs,
        )


class Withdraw(ApplicationView):
    """Ask for a reason, then withdraw what was handed in."""

    template_name = "onderwijsregios/board/withdraw.html"

    def save(self) -> HttpResponse:
        form = WithdrawForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        application: Application = withdraw_application(
            application=self.application,
            actor=self.actor,
            reason=form.cleaned_data["reden"],
            arrived_at=self.arrived_at,
        )
        return self.saved(
            "De aanvraag is ingetrokken. Tot de ronde sluit kunt u haar opnieuw indienen.",
            application.get_absolute_url(),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            data = self.request.POST if self.request.method == "POST" else self.kept_data()
            kwargs["form"] = WithdrawForm(data)
        return super().get_context_data(
            can_withdraw=self.is_editable and self.application.state == ApplicationState.SUBMITTED, **kwargs
        )

    def typed(self) -> list[tuple[str, str]]:
        return [("Reden", self.request.POST.get("reden", ""))]
