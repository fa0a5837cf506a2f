"""Check, hand in, withdraw and undo that."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from onderwijsregios.enums import ApplicationState
from onderwijsregios.forms.application import SubmitForm, WithdrawForm
from onderwijsregios.models import Application, Revision
from onderwijsregios.selectors.applications import revisions_of
from onderwijsregios.selectors.gates import Gate, GateState, gates_of
from onderwijsregios.selectors.schools import schools_without_party
from onderwijsregios.selectors.signing import has_same_answers
from onderwijsregios.services.applications import (
    submit_application,
    undo_withdrawal,
    withdraw_application,
)
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView
from regio.core.fingerprints import fingerprint_of

TONES = {
    GateState.PASSED: "success",
    GateState.MISSING: "danger",
    GateState.REMARK: "warning",
    GateState.WAITING: "info",
}
"""The tone of the badge that shows how a gate stands."""


def receipt_address(revision: Revision) -> str:
    """Return the address of the receipt."""
    return reverse("onderwijsregios:application-receipt", args=[revision.application_id, revision.number])


class CheckAndSubmit(ApplicationView):
    """What is missing, what was entered, and the button that hands it in."""

    keeps_text = False
    saved_all = False  # nothing is ever kept here, so nothing has to be forgotten
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
        gates = gates_of(
            self.application,
            self.content,
            window=self.window,
            moment=self.arrived_at,
            is_lead=self.access.is_lead,
        )
        return super().get_context_data(
            submit_form=SubmitForm(initial={"vingerafdruk": fingerprint}),
            gates=[{"gate": gate, "tone": TONES[gate.state], "todo": self._todo(gate)} for gate in gates],
            may_submit=self.is_editable and not any(gate.is_shut for gate in gates),
            last=last,
            strays=schools_without_party(self.content),
            submit_label="Dien de aanvraag opnieuw in" if last else "Dien de aanvraag in",
            counts_already=self.application.state == ApplicationState.SUBMITTED
            and last is not None
            and last.fingerprint == fingerprint
            and has_same_answers(last.signatures, self.signing),
            **kwargs,
        )

    def _todo(self, gate: Gate) -> list[dict[str, str]]:
        return [{"sentence": gap.sentence, "href": self._href(gap)} for gap in (*gate.gaps, *gate.remarks)]


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
            "De aanvraag is ingetrokken. Tot de ronde sluit kunt u dat ongedaan maken, of opnieuw indienen.",
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


class UndoWithdrawal(ApplicationView):
    """Ask whether what was withdrawn must count again."""

    keeps_text = False
    template_name = "onderwijsregios/board/undo_withdrawal.html"

    def save(self) -> HttpResponse:
        application = undo_withdrawal(
            application=self.application, actor=self.actor, arrived_at=self.arrived_at
        )
        return self.saved(
            "De aanvraag telt weer mee, zoals u haar als laatste indiende.", application.get_absolute_url()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.read_again()
        return super().get_context_data(
            can_undo=self.is_editable and self.application.state == ApplicationState.WITHDRAWN,
            last=revisions_of(self.application).first(),
            **kwargs,
        )
