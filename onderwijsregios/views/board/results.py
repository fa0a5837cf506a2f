"""The result, from its publication on: read it, accept it, ask about it."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse

from onderwijsregios.forms.aftercare import DecisionQuestionForm
from onderwijsregios.models import Application, Decision
from onderwijsregios.selectors.applications import published_decision
from onderwijsregios.selectors.bezwaar import bezwaren_of, last_day_of
from onderwijsregios.selectors.results import is_acceptable, questions_of
from onderwijsregios.services.results import accept_decision, ask_about_decision
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView
from regio.core.clock import AMSTERDAM


class PublishedView(ApplicationView):
    """A page about a result; it does not exist before the publication, whatever was decided."""

    def get_permission_object(self) -> Application:
        if self.decision is None:
            raise Http404
        return self.application

    @cached_property
    def decision(self) -> Decision | None:
        """The decision once it is public."""
        return published_decision(self.application)

    @property
    def published(self) -> Decision:
        """The decision; :meth:`get_permission_object` refused everybody when there is none."""
        assert self.decision is not None  # noqa: S101  see above; tells mypy
        return self.decision

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last_day = last_day_of(self.published)
        today = self.arrived_at.astimezone(AMSTERDAM).date()
        return super().get_context_data(
            decision=self.published,
            last_day=last_day,
            is_late=last_day is not None and today > last_day,
            **kwargs,
        )


class ResultPage(PublishedView):
    """What was decided and why, with what the applicant can do now."""

    template_name = "onderwijsregios/board/result.html"

    def save(self) -> HttpResponse:
        here = self.request.path
        if self.request.POST.get("actie") == "neem-aan":
            accept_decision(decision=self.published, actor=self.actor, arrived_at=self.arrived_at)
            return self.saved("U hebt de uitslag aangenomen.", here)
        form = DecisionQuestionForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        ask_about_decision(
            decision=self.published,
            actor=self.actor,
            text=form.cleaned_data["vraag"],
            arrived_at=self.arrived_at,
        )
        return self.saved(
            "Uw vraag is verstuurd. U krijgt een mail zodra er een antwoord is.", f"{here}#vragen"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            data = self.request.POST if "vraag" in self.request.POST else self.kept_data()
            kwargs["form"] = DecisionQuestionForm(data)
        return super().get_context_data(
            is_acceptable=is_acceptable(self.published),
            questions=list(questions_of(self.published)),
            bezwaren=list(bezwaren_of(self.published)),
            **kwargs,
        )
