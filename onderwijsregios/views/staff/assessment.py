"""Coordinators divide the work, compare and publish."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from onderwijsregios.forms.rounds import DivisionForm, DivisionSizeForm
from onderwijsregios.models import Application, Decision
from onderwijsregios.selectors.interests import interests
from onderwijsregios.selectors.ranking import standings
from onderwijsregios.selectors.reviews import is_sealed
from onderwijsregios.selectors.rounds import handed_in_applications, reviewers
from onderwijsregios.services.assignments import propose_division, set_division
from onderwijsregios.services.publication import checks_of
from onderwijsregios.views.staff.base import BAD_INPUT, RoundView
from regio.core.errors import PortalError
from regio.models import User

USUAL_SIZE = 2


class Distribute(RoundView):
    """Propose a balanced division of the work, let it be changed, and save it."""

    permission = "onderwijsregios.assign_reviewers"
    template_name = "onderwijsregios/staff/distribute.html"
    tab = "verdelen"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if is_sealed(self.round):
            return self.page()
        size_form = DivisionSizeForm(request.GET if "aantal" in request.GET else {"aantal": USUAL_SIZE})
        if not size_form.is_valid():
            return self.page(size_form=size_form, status=BAD_INPUT)
        proposal = propose_division(round_=self.round, per_application=size_form.cleaned_data["aantal"])
        form, facts = self._form(None, proposal)
        return self.page(size_form=size_form, form=form, **facts, **self._explained(proposal))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, facts = self._form(request.POST, {})
        if form.is_valid():
            try:
                set_division(actor=request.user, round_=self.round, division=form.division())
            except PortalError as error:
                form.add_error(None, error.message)
            else:
                return self.done("De verdeling is bewaard.", "staff-round", self.round.slug)
        size_form = DivisionSizeForm({"aantal": USUAL_SIZE})
        return self.page(size_form=size_form, form=form, **facts, status=BAD_INPUT)

    def _form(
        self, data: Any, chosen: Mapping[uuid.UUID, Sequence[User]]
    ) -> tuple[DivisionForm, dict[str, Any]]:
        applications, people = list(handed_in_applications(self.round)), list(reviewers())
        away = interests(applications, people)
        form = DivisionForm(
            data,
            applications=applications,
            eligible={
                application.pk: [person for person in people if (application.pk, person.pk) not in away]
                for application in applications
            },
            chosen={application.pk: chosen.get(application.pk, ()) for application in applications},
        )
        return form, {"away": len(away), "people": people, "applications": applications}

    def _explained(self, proposal: Mapping[uuid.UUID, Sequence[User]]) -> dict[str, Any]:
        counts = [
            (person, sum(person in chosen for chosen in proposal.values()))
            for person in dict.fromkeys(p for chosen in proposal.values() for p in chosen)
        ]
        return {"work": sorted(counts, key=lambda pair: (-pair[1], pair[0].get_full_name()))}


class Ranking(RoundView):
    """The applications from the highest mean to the lowest, with the spread."""

    template_name = "onderwijsregios/staff/ranking.html"
    tab = "rangorde"

    def context(self) -> dict[str, Any]:
        applications: list[Application] = list(handed_in_applications(self.round).select_related("decision"))
        criteria = list(self.round.criteria.all())
        return super().context() | {
            "criteria": criteria,
            "standings": [
                (standing, getattr(standing.application, "decision", None))
                for standing in standings(applications, criteria)
            ],
        }


class Publication(RoundView):
    """What becomes public at the moment of publication, and what still holds it up."""

    template_name = "onderwijsregios/staff/publication.html"
    tab = "publicatie"

    def context(self) -> dict[str, Any]:
        checks = checks_of(self.round) if self.round.published_at is None else []
        return super().context() | {
            "checks": checks,
            "is_held": any(check.obstacles for check in checks),
            "is_past": self.round.publish_at <= self.request.arrived_at,
            "decisions": Decision.objects.filter(application__round=self.round)
            .select_related("application__lead", "region", "letter")
            .order_by("application__dossier_number"),
        }
