"""The plan: a PDF that is stored as soon as it arrives."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from onderwijsregios.forms.application import PlanForm, uuid_or_none
from onderwijsregios.services.applications import attach_plan, remove_plan
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView, address_of
from regio.core.errors import EditConflict
from regio.core.files.kinds import Unusable
from regio.models import Document
from regio.services.documents import receive_upload


class EditPlan(ApplicationView):
    """Upload the plan, or put back a file that arrived but could not be added."""

    keeps_text = False
    template_name = "onderwijsregios/board/plan.html"
    step = "plan"

    def save(self) -> HttpResponse:
        if document_id := uuid_or_none(self.request.POST.get("document", "")):
            self.received = get_object_or_404(Document, pk=document_id, created_by=self.actor)
        else:
            form = PlanForm(self.request.POST, self.request.FILES)
            if not form.is_valid():
                return self._refuse(form)
            try:
                self.received = receive_upload(file=form.cleaned_data["bestand"], actor=self.actor)
            except Unusable as error:
                form.add_error("bestand", error.message)
                return self._refuse(form)
        attach_plan(
            application=self.application,
            actor=self.actor,
            document=self.received,
            replaces=uuid_or_none(self.request.POST.get("vervangt", "")),
            arrived_at=self.arrived_at,
        )
        return self.saved(f"Uw plan “{self.received.original_name}” is ontvangen en toegevoegd.")

    def _refuse(self, form: PlanForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", PlanForm())
        kept = self.kept() if self.request.method == "GET" else None
        waiting = self.received or (kept.document if kept else None)
        return super().get_context_data(
            waiting=waiting if waiting != self.application.plan else None, **kwargs
        )

    def typed(self) -> list[tuple[str, str]]:
        return [("Bestand", self.received.original_name)] if self.received else []


class RemovePlan(ApplicationView):
    """Ask before the plan is taken out."""

    keeps_text = False
    template_name = "onderwijsregios/board/remove_plan.html"
    step = "plan"

    def save(self) -> HttpResponse:
        remove_plan(
            application=self.application,
            actor=self.actor,
            plan=uuid_or_none(self.request.POST.get("plan", "")),
            arrived_at=self.arrived_at,
        )
        return self.saved("Het plan is verwijderd.", address_of(self.application, "plan"))

    def answer_conflict(self, error: EditConflict) -> HttpResponse:
        return self.answer_refused(error)
