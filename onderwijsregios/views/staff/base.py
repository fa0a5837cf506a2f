"""What all staff pages of a round share."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from onderwijsregios.models import Application, Round
from onderwijsregios.selectors.rounds import handed_in_title
from regio.views.base import PermissionView

BAD_INPUT = 400


class StaffView(PermissionView, View):
    """A page for whoever may follow the rounds."""

    permission = "onderwijsregios.view_rounds"
    template_name = ""
    tab = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page()

    def page(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Draw the page with what :meth:`context` gives and what is passed."""
        return render(self.request, self.template_name, self.context() | context, status=status)

    def context(self) -> dict[str, Any]:
        """Return what the template shows."""
        return {
            "tab": self.tab,
            "may_manage": self.request.user.has_perm("onderwijsregios.manage_rounds"),
            "now": self.request.arrived_at,
        }

    def done(self, sentence: str, address: str, *args: Any) -> HttpResponse:
        """Say what was done and go on to the page with the name ``address``."""
        messages.success(self.request, sentence)
        return redirect(f"onderwijsregios:{address}", *args)


class RoundView(StaffView):
    """A page of one round."""

    @cached_property
    def round(self) -> Round:
        """The round of this page."""
        return get_object_or_404(Round, slug=self.kwargs["slug"])

    def context(self) -> dict[str, Any]:
        phase = self.round.phase_at(self.request.arrived_at)
        return super().context() | {
            "round": self.round,
            "phase": phase,
            "has_sample_data": self.round.is_sample,
        }


class DossierView(RoundView):
    """A page of one application that was handed in, for staff; drafts are never shown."""

    permission = "onderwijsregios.view_dossier"

    @cached_property
    def application(self) -> Application:
        """The application of this page."""
        handed_in = Application.objects.filter(dossier_number__isnull=False)
        handed_in = handed_in.annotate(handed_in_title=handed_in_title())
        return get_object_or_404(handed_in.select_related("round", "lead", "decision"), pk=self.kwargs["pk"])

    @cached_property
    def round(self) -> Round:
        """The round of the application."""
        return self.application.round

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "application": self.application,
            "decision": getattr(self.application, "decision", None),
        }
