"""Forms with a text and perhaps a PDF, of which neither is lost when the other is wrong."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404

from onderwijsregios.forms.application import uuid_or_none
from regio.core.errors import PortalError
from regio.core.files.kinds import PDF
from regio.models import Document
from regio.services.documents import receive_upload
from regio.views.keeping import KeepsInput


class TakesPdf(KeepsInput):
    """Mixin: stores the file of the field ``bestand`` before anything else is judged.

    A file that arrived in an earlier try comes back as the hidden field ``document``;
    the template shows it with ``_received.html``.
    """

    def take_pdf(self, form: forms.Form) -> bool:
        """Store the file, put what is wrong with it on the form, and tell whether the form can be used."""
        is_valid = form.is_valid()
        upload = form.cleaned_data.get("bestand")
        if upload:
            try:
                self.received = receive_upload(file=upload, actor=self.actor)
            except PortalError as error:
                form.add_error("bestand", error.message)
        elif key := uuid_or_none(self.request.POST.get("document", "")):
            own = Document.objects.filter(created_by=self.actor, content_type=PDF.content_type)
            self.received = get_object_or_404(own, pk=key)
        return is_valid and form.is_valid()

    def pdf_form(self, form_class: type[forms.Form]) -> forms.Form:
        """Return the form with what was sent now, or earlier and kept."""
        if self.request.method == "POST":
            return form_class(self.request.POST)
        data = self.kept_data()
        return form_class(data) if data is not None else form_class()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the template which file arrived already and waits for the form to be sent."""
        kept = self.kept() if self.request.method == "GET" else None
        return super().get_context_data(received=self.received or (kept.document if kept else None), **kwargs)
