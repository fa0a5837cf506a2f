"""Coordinators keep the documents and questions on the public page of a round."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from onderwijsregios.forms.round_information import RoundDocumentForm, RoundQuestionForm
from onderwijsregios.models import RoundDocument, RoundQuestion
from onderwijsregios.selectors.round_information import documents_of
from onderwijsregios.services.round_information import add_document, remove_document, save_question
from onderwijsregios.views.receiving import TakesPdf
from onderwijsregios.views.staff.base import BAD_INPUT, RoundView
from regio.core.errors import EditConflict, PortalError
from regio.views.keeping import KeepsInput


class InformationView(RoundView):
    """A page about what everybody reads of a round."""

    permission = "onderwijsregios.manage_rounds"


class DocumentList(TakesPdf, InformationView):
    """The documents of a round, and a form to add one. What was sent stays when something is wrong."""

    template_name = "onderwijsregios/staff/round_documents.html"
    tab = "documenten"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kept = self.kept()
        return self.page(
            form=self.pdf_form(RoundDocumentForm), kept=kept, received=kept.document if kept else None
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = RoundDocumentForm(request.POST, request.FILES)
        is_usable = self.take_pdf(form)
        if self.received is None and "bestand" not in form.errors:
            form.add_error("bestand", "Kies een bestand.")
        elif is_usable and self.received is not None:
            try:
                add_document(
                    actor=self.actor,
                    round_=self.round,
                    document=self.received,
                    title=form.cleaned_data["titel"],
                )
            except PortalError as error:
                form.add_error("bestand", error.message)
            else:
                return self.done("Het document is toegevoegd.", "staff-round-documents", self.round.slug)
        return self.page(form=form, received=self.received, status=BAD_INPUT)

    def context(self) -> dict[str, Any]:
        return super().context() | {"documents": documents_of(self.round)}


class DocumentRemove(InformationView):
    """Take a document off the page, after asking."""

    template_name = "onderwijsregios/staff/round_document_remove.html"
    tab = "documenten"

    @cached_property
    def row(self) -> RoundDocument:
        """The document to take off."""
        return get_object_or_404(documents_of(self.round), pk=self.kwargs["document"])

    def context(self) -> dict[str, Any]:
        return super().context() | {"document": self.row}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        remove_document(actor=self.actor, round_=self.round, row=self.row)
        return self.done("Het document is verwijderd.", "staff-round-documents", self.round.slug)


class QuestionList(InformationView):
    """All questions, also those that are not public."""

    template_name = "onderwijsregios/staff/round_questions.html"
    tab = "vragen"

    def context(self) -> dict[str, Any]:
        return super().context() | {"questions": RoundQuestion.objects.filter(round=self.round)}


class QuestionEdit(KeepsInput, InformationView):
    """Add, answer, change or publish a question."""

    template_name = "onderwijsregios/staff/round_question_edit.html"
    tab = "vragen"

    @cached_property
    def row(self) -> RoundQuestion | None:
        """The question to change, or None for a new one."""
        if "question" not in self.kwargs:
            return None
        return get_object_or_404(RoundQuestion, round=self.round, pk=self.kwargs["question"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(form=RoundQuestionForm(self.kept_data(), row=self.row), kept=self.kept())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = RoundQuestionForm(request.POST)
        if form.is_valid():
            try:
                save_question(
                    actor=self.actor,
                    round_=self.round,
                    row=self.row,
                    question=form.cleaned_data["vraag"],
                    answer=form.cleaned_data["antwoord"],
                    is_public=form.cleaned_data["openbaar"],
                    was=form.was() if self.row else None,
                )
            except EditConflict as error:
                form.show_conflict(error.theirs)
                return self.page(form=form, theirs=error.theirs, status=error.status)
            except PortalError as error:
                form.add_error(None, error.message)
            else:
                return self.done("De vraag is bewaard.", "staff-round-questions", self.round.slug)
        return self.page(form=form, status=BAD_INPUT)

    def context(self) -> dict[str, Any]:
        return super().context() | {"question": self.row}
