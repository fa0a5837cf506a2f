"""Coordinators answer what applicants ask about a result."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from onderwijsregios.forms.aftercare import AnswerQuestionForm
from onderwijsregios.models import DecisionQuestion
from onderwijsregios.selectors.results import questions_of
from onderwijsregios.services.results import answer_question
from onderwijsregios.views.staff.base import BAD_INPUT, DossierView
from regio.core.errors import PortalError
from regio.views.keeping import KeepsInput


class DossierQuestions(DossierView):
    """What the applicant asked about the result, with the answers."""

    template_name = "onderwijsregios/staff/questions.html"

    def context(self) -> dict[str, Any]:
        decision = getattr(self.application, "decision", None)
        return super().context() | {
            "questions": list(questions_of(decision)) if decision else [],
            "may_answer": self.request.user.has_perm("onderwijsregios.answer_question"),
        }


class AnswerQuestion(KeepsInput, DossierView):
    """Answer one question."""

    permission = "onderwijsregios.answer_question"
    template_name = "onderwijsregios/staff/question_answer.html"

    def question(self) -> DecisionQuestion:
        """Return the question of this page."""
        return get_object_or_404(
            DecisionQuestion, pk=self.kwargs["question"], decision__application=self.application
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(form=AnswerQuestionForm(self.kept_data()), kept=self.kept())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AnswerQuestionForm(request.POST)
        if form.is_valid():
            try:
                answer_question(
                    question=self.question(), actor=self.actor, answer=form.cleaned_data["antwoord"]
                )
            except PortalError as error:
                return self.page(form=form, refused=error, status=error.status)
            return self.done("Het antwoord is verstuurd.", "staff-questions", self.application.pk)
        return self.page(form=form, status=BAD_INPUT)

    def context(self) -> dict[str, Any]:
        return super().context() | {"question": self.question()}
