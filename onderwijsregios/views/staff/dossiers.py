"""One application as staff see it: what was handed in, reviews, decision and log."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from onderwijsregios.enums import ApplicationState, Outcome, PartKey
from onderwijsregios.forms.decisions import DecisionForm
from onderwijsregios.forms.rounds import ReviewersForm
from onderwijsregios.models import Decision, Review
from onderwijsregios.selectors.bezwaar import bezwaren_of
from onderwijsregios.selectors.decision_clock import clock_of
from onderwijsregios.selectors.interests import interests
from onderwijsregios.selectors.ranking import standings
from onderwijsregios.selectors.results import questions_of
from onderwijsregios.selectors.reviews import is_sealed, is_sealed_for, loads
from onderwijsregios.selectors.rounds import criteria_of, last_revision, reviewers
from onderwijsregios.selectors.supplements import obstacle_to_asking, supplements_of
from onderwijsregios.services.assignments import set_reviewers
from onderwijsregios.services.decisions import decide, obstacle_to_deciding
from onderwijsregios.services.letters import LetterFails, render_letter
from onderwijsregios.views.staff.base import BAD_INPUT, DossierView
from regio.core.errors import EditConflict, PortalError
from regio.enums import Audience
from regio.selectors.audit import log_of
from regio.views.keeping import KeepsInput

OUTCOMES = {str(value): str(label) for value, label in Outcome.choices}


class Dossier(DossierView):
    """The whole dossier of an application."""

    template_name = "onderwijsregios/staff/dossier.html"

    def context(self) -> dict[str, Any]:
        application = self.application
        reviews = list(application.reviews.select_related("reviewer", "revision"))
        supplements = list(supplements_of(application))
        decision = getattr(application, "decision", None)
        is_published = decision is not None and decision.published_at is not None
        people = {review.reviewer_id: review.reviewer for review in reviews}
        people |= {person.pk: person for person in reviewers()}
        away = interests([application], list(people.values()))
        criteria = list(self.round.criteria.all())
        return super().context() | {
            "revision": last_revision(application),
            "supplements": supplements,
            "decision_clock": clock_of(application, supplements, self.arrived_at)
            if application.state == ApplicationState.SUBMITTED and not is_sealed(self.round)
            else None,
            "may_ask": self.request.user.has_perm("onderwijsregios.ask_supplement")
            and not obstacle_to_asking(application, self.arrived_at),
            "bezwaren": list(bezwaren_of(decision)) if is_published else [],
            "questions": list(questions_of(decision)) if is_published else [],
            "parts": PartKey.choices,
            "reviews": [review for review in reviews if (application.pk, review.reviewer_id) not in away],
            "absent": len(away),
            "criteria": criteria,
            "standing": standings([application], criteria)[0],
            "may_assign": not is_sealed(self.round) and not self.round.published_at,
            "may_decide": not self.round.published_at
            and not is_sealed_for(application)
            and self.request.user.has_perm("onderwijsregios.decide_application", application),
            "log": log_of(application.dossier, audience=Audience.STAFF).select_related("actor"),
        }


class AssignReviewers(DossierView):
    """Choose who reviews this application."""

    permission = "onderwijsregios.assign_reviewers"
    template_name = "onderwijsregios/staff/assign.html"

    def _form(self, data: Any = None) -> tuple[ReviewersForm, dict[str, Any]]:
        people = list(reviewers())
        away = interests([self.application], people)
        all_reviews = Review.objects.filter(application__round=self.round)
        notes = {
            load.reviewer.pk: f" (heeft er in deze ronde {load.assigned})"
            for load in loads(people, all_reviews, {})
        }
        form = ReviewersForm(
            data,
            eligible=[person for person in people if (self.application.pk, person.pk) not in away],
            notes=notes,
            chosen=[r.reviewer_id for r in all_reviews if r.application_id == self.application.pk],
        )
        barred = [
            (person, away[(self.application.pk, person.pk)])
            for person in people
            if (self.application.pk, person.pk) in away
        ]
        return form, {"barred": barred, "is_sealed": is_sealed(self.round)}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, facts = self._form()
        return self.page(form=form, **facts)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, facts = self._form(request.POST)
        if form.is_valid():
            try:
                set_reviewers(
                    actor=request.user, application=self.application, people=form.cleaned_data["people"]
                )
            except PortalError as error:
                form.add_error(None, error.message)
            else:
                return self.done("De beoordelaars zijn bewaard.", "staff-dossier", self.application.pk)
        return self.page(form=form, **facts, status=BAD_INPUT)


class Decide(KeepsInput, DossierView):
    """Write or change the decision; it stays among staff until the publication."""

    permission = "onderwijsregios.decide_application"
    template_name = "onderwijsregios/staff/decide.html"

    def get_permission_object(self) -> object:
        return self.application

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = DecisionForm(self.kept_data(), decision=self.context()["decision"])
        if form.is_bound:
            form.show_saved(words=OUTCOMES)
        return self.page(form=form, kept=self.kept())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST, decision=self.context()["decision"])
        if form.is_valid():
            try:
                decide(actor=request.user, application=self.application, **form.values())
            except EditConflict as error:
                version = Decision.objects.get(application=self.application).version
                form.show_conflict(error, version=version, words=OUTCOMES)
                return self.page(form=form, status=error.status)
            except PortalError as error:
                form.add_error(None, error.message)
            else:
                return self.done(
                    "Het besluit is bewaard. Het is nog niet openbaar.", "staff-dossier", self.application.pk
                )
        return self.page(form=form, status=BAD_INPUT)

    def context(self) -> dict[str, Any]:
        criteria = list(self.round.criteria.all())
        return super().context() | {
            "standing": standings([self.application], criteria)[0],
            "obstacle": obstacle_to_deciding(self.application),
        }


class LetterPreview(DossierView):
    """The letter as it would go out now."""

    def get(self, request: HttpRequest, **kwargs: Any) -> FileResponse | HttpResponse:
        decision = get_object_or_404(
            Decision.objects.select_related("application__round", "application__lead", "revision"),
            application=self.application,
        )
        try:
            pdf = render_letter(decision, list(criteria_of(self.round)))
        except LetterFails as error:
            messages.error(request, error.message)
            return redirect("onderwijsregios:staff-dossier", self.application.pk)
        return FileResponse(
            BytesIO(pdf),
            as_attachment=True,
            filename=f"voorbeeld-besluit-{self.application.dossier_number}.pdf",
            content_type="application/pdf",
        )
