"""Bezwaar from the side of the applicant: file it, follow it, add to it, withdraw it."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from onderwijsregios.forms.aftercare import AdditionForm, BezwaarForm
from onderwijsregios.models import Application, Bezwaar
from onderwijsregios.selectors.bezwaar import PENDING, bezwaren_of, decide_by
from onderwijsregios.services.bezwaar import add_to_bezwaar, file_bezwaar, withdraw_bezwaar
from onderwijsregios.views.board.base import BAD_INPUT
from onderwijsregios.views.board.results import PublishedView
from onderwijsregios.views.receiving import TakesPdf


def bezwaar_address(bezwaar: Bezwaar) -> str:
    """Return the address at which the applicant follows a bezwaar."""
    return reverse("onderwijsregios:bezwaar", args=[bezwaar.decision.application_id, bezwaar.number])


class FileBezwaar(TakesPdf, PublishedView):
    """Write a bezwaar; exists only in a round whose decisions are open to bezwaar."""

    permission = "onderwijsregios.view_own_bezwaar"
    template_name = "onderwijsregios/board/bezwaar_new.html"

    def get_permission_object(self) -> Application:
        application = super().get_permission_object()
        if not application.round.is_open_to_bezwaar:
            raise Http404
        return application

    def save(self) -> HttpResponse:
        form = BezwaarForm(self.request.POST, self.request.FILES)
        if not self.take_pdf(form):
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        bezwaar = file_bezwaar(
            decision=self.published,
            actor=self.actor,
            text=form.cleaned_data["tekst"],
            document=self.received,
            request_key=form.cleaned_data["sleutel"],
            arrived_at=self.arrived_at,
        )
        return self.saved(
            f"Wij hebben uw bezwaar ontvangen. Het nummer is {bezwaar.number}.", bezwaar_address(bezwaar)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self.pdf_form(BezwaarForm)
        return super().get_context_data(**kwargs)


class BezwaarView(PublishedView):
    """A page of one bezwaar."""

    permission = "onderwijsregios.view_own_bezwaar"

    @cached_property
    def bezwaar(self) -> Bezwaar:
        """What was filed."""
        return get_object_or_404(bezwaren_of(self.published), number=self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            bezwaar=self.bezwaar,
            is_pending=self.bezwaar.state in PENDING,
            decide_by=decide_by(self.bezwaar),
            **kwargs,
        )


class BezwaarPage(TakesPdf, BezwaarView):
    """Where a bezwaar stands, what was sent, and a form to add to it."""

    template_name = "onderwijsregios/board/bezwaar.html"

    def save(self) -> HttpResponse:
        form = AdditionForm(self.request.POST, self.request.FILES)
        if not self.take_pdf(form):
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        add_to_bezwaar(
            bezwaar=self.bezwaar,
            actor=self.actor,
            text=form.cleaned_data["tekst"],
            document=self.received,
            request_key=form.cleaned_data["sleutel"],
            arrived_at=self.arrived_at,
        )
        return self.saved("Uw aanvulling is ontvangen.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self.pdf_form(AdditionForm)
        additions = list(self.bezwaar.additions.select_related("document"))
        return super().get_context_data(additions=additions, **kwargs)


class WithdrawBezwaar(BezwaarView):
    """Ask before a bezwaar is withdrawn."""

    keeps_text = False
    template_name = "onderwijsregios/board/bezwaar_withdraw.html"

    def save(self) -> HttpResponse:
        withdraw_bezwaar(bezwaar=self.bezwaar, actor=self.actor, arrived_at=self.arrived_at)
        return self.saved("Uw bezwaar is ingetrokken.", bezwaar_address(self.bezwaar))
