"""Coordinators make rounds and follow them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from onderwijsregios.forms.rounds import CriterionForm, NewRoundForm, RoundForm
from onderwijsregios.models import Criterion, Round
from onderwijsregios.selectors.decision_clock import clock_of
from onderwijsregios.selectors.interests import interests
from onderwijsregios.selectors.reviews import is_sealed, loads
from onderwijsregios.selectors.rounds import (
    criteria_of,
    dossiers_of,
    has_handed_in_review,
    reviewers,
    rounds_for_staff,
    state_counts,
)
from onderwijsregios.services.rounds import (
    create_round,
    dossier_of,
    remove_criterion,
    save_criterion,
    update_round,
)
from onderwijsregios.views.staff.base import BAD_INPUT, RoundView, StaffView
from regio.core.errors import EditConflict, PortalError
from regio.enums import Audience
from regio.selectors.audit import log_of
from regio.views.keeping import KeepsInput


class RoundList(StaffView):
    """All rounds, the newest first."""

    template_name = "onderwijsregios/staff/round_list.html"

    def context(self) -> dict[str, Any]:
        rounds = [(round_, round_.phase_at(self.request.arrived_at)) for round_ in rounds_for_staff()]
        return super().context() | {"rounds": rounds}


class RoundNew(KeepsInput, StaffView):
    """Make a round."""

    permission = "onderwijsregios.manage_rounds"
    template_name = "onderwijsregios/staff/round_new.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(form=NewRoundForm(self.kept_data()), kept=self.kept())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = NewRoundForm(request.POST)
        if form.is_valid():
            try:
                round_ = create_round(
                    actor=request.user,
                    copy_criteria_from=form.cleaned_data["copy_criteria_from"],
                    **form.values(),
                )
            except PortalError as error:
                form.add_error(None, error.message)
            else:
                return self.done("De ronde is gemaakt.", "staff-criteria", round_.slug)
        return self.page(form=form, status=BAD_INPUT)


class RoundDashboard(RoundView):
    """How far the round is: applications, reviewers and what is to be done."""

    template_name = "onderwijsregios/staff/round.html"
    tab = "overzicht"

    def context(self) -> dict[str, Any]:
        applications, people = list(dossiers_of(self.round)), list(reviewers())
        reviews = [review for application in applications for review in application.reviews.all()]
        known = {person.pk: person for person in people} | {r.reviewer_id: r.reviewer for r in reviews}
        away = interests(applications, list(known.values()))
        rows = [
            {
                "application": application,
                "reviews": [
                    r for r in application.reviews.all() if (application.pk, r.reviewer_id) not in away
                ],
                "away": sum((application.pk, pk) in away for pk in known),
                "decision": getattr(application, "decision", None),
            }
            for application in applications
        ]
        clocks = {one.pk: clock_of(one, one.supplements.all(), self.arrived_at) for one in applications}
        rows = [row | {"clock": clocks[row["application"].pk]} for row in rows]
        return super().context() | {
            "states": state_counts(self.round),
            "rows": sorted(rows, key=lambda row: row["clock"].last_day),  # what must be decided first
            "is_waiting": self.round.published_at is None and not is_sealed(self.round),
            "loads": loads(known.values(), reviews, away),
        }


class RoundEdit(KeepsInput, RoundView):
    """Change a round."""

    permission = "onderwijsregios.manage_rounds"
    template_name = "onderwijsregios/staff/round_edit.html"
    tab = "gegevens"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(form=RoundForm(self.kept_data(), round_=self.round), kept=self.kept())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = RoundForm(request.POST)
        if form.is_valid():
            try:
                update_round(
                    actor=request.user,
                    round_=self.round,
                    version=form.cleaned_data["version"] or 0,
                    **form.values(),
                )
            except EditConflict as error:
                form.show_conflict(error, version=Round.objects.get(pk=self.round.pk).version)
                return self.page(form=form, status=error.status)
            except PortalError as error:
                form.add_error(None, error.message)
            else:
                return self.done("De ronde is bewaard.", "staff-round", self.round.slug)
        return self.page(form=form, status=BAD_INPUT)

    def context(self) -> dict[str, Any]:
        log = log_of(dossier_of(self.round), audience=Audience.STAFF).select_related("actor")
        return super().context() | {"log": log}


class CriterionList(RoundView):
    """What reviewers score, with weights and words."""

    template_name = "onderwijsregios/staff/criteria.html"
    tab = "criteria"

    def context(self) -> dict[str, Any]:
        criteria = list(criteria_of(self.round))
        return super().context() | {
            "criteria": criteria,
            "total": sum(criterion.weight for criterion in criteria),
            "is_fixed": bool(self.round.published_at) or has_handed_in_review(self.round),
        }


class CriterionEdit(KeepsInput, RoundView):
    """Add or change a criterion."""

    permission = "onderwijsregios.manage_rounds"
    template_name = "onderwijsregios/staff/criterion_edit.html"
    tab = "criteria"

    def criterion(self) -> Criterion | None:
        """Return the criterion to change, or None for a new one."""
        if "criterion" not in self.kwargs:
            return None
        return get_object_or_404(criteria_of(self.round), pk=self.kwargs["criterion"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        criterion = self.criterion()
        form = CriterionForm(self.kept_data(), round_=self.round, criterion=criterion)
        return self.page(criterion=criterion, form=form, kept=self.kept())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        criterion = self.criterion()
        form = CriterionForm(request.POST, round_=self.round, criterion=criterion)
        if form.is_valid():
            try:
                save_criterion(actor=request.user, round_=self.round, criterion=criterion, **form.values())
            except EditConflict as error:
                form.show_conflict(error, version=Round.objects.get(pk=self.round.pk).version)
                return self.page(criterion=criterion, form=form, status=error.status)
            except PortalError as error:
                form.add_error(None, error.message)
            else:
                return self.done("Het criterium is bewaard.", "staff-criteria", self.round.slug)
        return self.page(criterion=criterion, form=form, status=BAD_INPUT)


class CriterionRemove(RoundView):
    """Remove a criterion, after asking."""

    permission = "onderwijsregios.manage_rounds"
    template_name = "onderwijsregios/staff/criterion_remove.html"
    tab = "criteria"

    def criterion(self) -> Criterion:
        """Return the criterion to remove."""
        return get_object_or_404(Criterion, round=self.round, pk=self.kwargs["criterion"])

    def context(self) -> dict[str, Any]:
        return super().context() | {"criterion": self.criterion()}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            version = int(request.POST.get("version", ""))
        except ValueError:
            raise Http404 from None
        try:
            remove_criterion(
                actor=request.user, round_=self.round, version=version, criterion=self.criterion()
            )
        except PortalError as error:
            return self.page(refused=error.message, status=error.status)
        return self.done("Het criterium is verwijderd.", "staff-criteria", self.round.slug)
