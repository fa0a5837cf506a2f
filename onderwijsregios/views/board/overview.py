"""Start an application, follow it, and read its history."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import TemplateView

from onderwijsregios.enums import ApplicationState, RoundPhase
from onderwijsregios.forms.application import StartForm
from onderwijsregios.models import Application, Revision, Round
from onderwijsregios.selectors.applications import published_decision, revisions_of
from onderwijsregios.selectors.bezwaar import bezwaren_of
from onderwijsregios.selectors.decision_clock import clock_of
from onderwijsregios.selectors.progress import milestones_of, next_in_words
from onderwijsregios.selectors.rounds import visible_rounds
from onderwijsregios.selectors.starting_points import StartingPoint, starting_points
from onderwijsregios.selectors.supplements import supplements_of
from onderwijsregios.selectors.windows import running_extensions, window_with
from onderwijsregios.services.applications import start_application
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView
from regio.core import clock
from regio.core.errors import TooEarly, TooLate
from regio.core.fingerprints import fingerprint_of
from regio.enums import Audience
from regio.models import Organisation
from regio.selectors.accounts import mandated_organisation_ids, mandated_organisations
from regio.selectors.audit import log_of
from regio.views.base import PermissionView

SHOWN_EVENTS = 8
EVENTS_PER_PAGE = 50


class StartApplication(PermissionView, TemplateView):
    """Choose an own organisation and start; who started already goes on where it was left."""

    permission = "onderwijsregios.start_application"
    template_name = "onderwijsregios/board/start.html"

    @property
    def round(self) -> Round:
        """The round, when the public may know of it."""
        rounds = visible_rounds(self.arrived_at)
        return get_object_or_404(rounds, slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        round_ = kwargs.pop("round", None) or self.round
        started = Application.objects.filter(
            round=round_, lead__in=mandated_organisations(self.actor)
        ).select_related("lead")
        leads = [application.lead_id for application in started]
        organisations = mandated_organisations(self.actor).exclude(pk__in=leads)
        if "form" not in kwargs:
            kwargs["form"] = StartForm(
                organisations=organisations,
                points=self.points(round_, organisations),
                initial={"organisatie": organisations.first()},
            )
        phase = round_.phase_at(self.arrived_at)
        return super().get_context_data(
            round=round_,
            is_open=self.is_open(round_),
            is_announced=phase == RoundPhase.ANNOUNCED,
            started=started,
            has_sample_data=round_.is_sample,
            section="voorlopers",
            **kwargs,
        )

    def is_open(self, round_: Round) -> bool:
        """Tell whether the reader could start now: also who was admitted later, after closing."""
        if window_with(round_, None).is_shown_open_at(self.arrived_at):
            return True
        running = running_extensions(self.arrived_at)
        return any((round_.pk, one) in running for one in mandated_organisation_ids(self.actor))

    def points(self, round_: Round, organisations: Iterable[Organisation]) -> list[StartingPoint]:
        """Return with what an application can begin; nothing while none can be started."""
        if not self.is_open(round_):
            return []
        return starting_points(organisations, round_=round_, day=clock.today())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        round_ = self.round
        organisations = mandated_organisations(request.user)
        points = self.points(round_, organisations) if "begin_met" in self.request.POST else []
        form = StartForm(self.request.POST, organisations=organisations, points=points)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, round=round_), status=BAD_INPUT)
        point = form.starting_point()
        try:
            application = start_application(
                round_=round_,
                organisation=form.cleaned_data["organisatie"],
                actor=self.actor,
                arrived_at=self.arrived_at,
                starting_point=point,
            )
        except (TooLate, TooEarly) as error:
            context = {
                "title": "De ronde is gesloten"
                if isinstance(error, TooLate)
                else "De ronde is nog niet open",
                "reason": error.message,
                "next_href": round_.get_absolute_url(),
                "next_label": "Lees meer over deze ronde",
            }
            return render(request, "errors/closed.html", context, status=error.status)
        if point is not None:
            left_out = f" Niet overgenomen: {' '.join(point.left_out)}" if point.left_out else ""
            messages.info(request, f"Begonnen met {point.label}. Kijk alles na.{left_out}")
        return redirect(application)


class ApplicationPage(ApplicationView):
    """Where the application stands: state, steps, receipts, result and what happened."""

    keeps_text = False
    template_name = "onderwijsregios/board/application.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        revisions = list(revisions_of(self.application))
        events = list(log_of(self.application.dossier, audience=Audience.APPLICANT)[: SHOWN_EVENTS + 1])
        context = super().get_context_data(
            revisions=revisions,
            **self._procedure(revisions),
            has_changes=bool(revisions)
            and self.application.state == ApplicationState.SUBMITTED
            and revisions[0].fingerprint != fingerprint_of(self.content),
            can_withdraw=self.is_editable and self.application.state == ApplicationState.SUBMITTED,
            events=events[:SHOWN_EVENTS],
            has_more_events=len(events) > SHOWN_EVENTS,
            **kwargs,
        )
        todo = (step for step in context["steps"] if step["state"] == "todo")
        context["next_step"] = next(todo, context["steps"][-1])
        return context

    def _procedure(self, revisions: list[Revision]) -> dict[str, Any]:
        """Return where the application stands in the whole procedure, and what happens next."""
        application, round_, moment = self.application, self.application.round, self.arrived_at
        is_closed = moment >= round_.closing
        supplements = list(supplements_of(application)) if is_closed else []
        is_waiting = application.state == ApplicationState.SUBMITTED and round_.published_at is None
        decision = published_decision(application)
        return {
            "decision": decision,
            "milestones": milestones_of(
                application,
                moment=moment,
                window=self.window,
                revisions=revisions,
                supplements=supplements,
            ),
            "next_in_words": next_in_words(
                application,
                moment=moment,
                window=self.window,
                asked=self.supplements,
                is_published=decision is not None,
            ),
            "decision_clock": clock_of(application, supplements, moment)
            if is_closed and is_waiting
            else None,
            "bezwaren": list(bezwaren_of(decision)) if decision else [],
        }


class ApplicationHistory(ApplicationView):
    """All that happened to the application, in words."""

    keeps_text = False
    template_name = "onderwijsregios/board/history.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        events = log_of(self.application.dossier, audience=Audience.APPLICANT)
        page = Paginator(events, EVENTS_PER_PAGE).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(page_obj=page, **kwargs)
