"""The whole application to read on one page, to print, and as PDF."""

from functools import cached_property
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect

from onderwijsregios.enums import ApplicationState
from onderwijsregios.models import Revision
from onderwijsregios.selectors.applications import revisions_of
from onderwijsregios.services.draft_print import mark_of, render_draft
from onderwijsregios.views.board.base import ApplicationView
from regio.core.errors import Refused
from regio.core.fingerprints import fingerprint_of


class PrintPage(ApplicationView):
    """All content on one page; on paper with across it whether it was handed in."""

    keeps_text = False
    template_name = "onderwijsregios/board/print.html"
    http_method_names = ["get", "head"]

    @cached_property
    def revision(self) -> Revision | None:
        """The revision that counts, when it holds exactly what stands here now."""
        if self.application.state not in ApplicationState.handed_in():
            return None
        last = revisions_of(self.application).first()
        return last if last is not None and last.fingerprint == fingerprint_of(self.content) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            mark=mark_of(self.application, self.revision), made_at=self.arrived_at, **kwargs
        )


class DraftPdf(PrintPage):
    """The same as a tagged PDF."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | FileResponse:  # type: ignore[override]  # a file is an answer too
        try:
            pdf = render_draft(self.application, revision=self.revision, made_at=self.arrived_at)
        except Refused as error:
            messages.error(request, error.message)
            return redirect("onderwijsregios:application-afdrukken", self.application.pk)
        name = f"aanvraag-{self.application.dossier_number}.pdf" if self.revision else "concept-aanvraag.pdf"
        return FileResponse(BytesIO(pdf), filename=name, content_type="application/pdf", as_attachment=True)
