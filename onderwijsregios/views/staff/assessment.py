"""Coordinators divide the work, compare and publish."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse

from onderwijsregios.forms.rounds import DivisionForm, DivisionSizeForm
from onderwijsregios.models import Application, Decision
from onderwijsregios.selectors.ranking import standings
from onderwijsregios.selectors.reviews import is_sealed
from onderwijsregios.selectors.rounds import handed_in_applications, handed_in_title
from onderwijsregios.services.assignments import propose_division, set_division
from onderwijsregios.services.publication import checks_of
from onderwijsregios.views.staff.base import BAD_INPUT, RoundView
from regio.core.errors import PortalError

USUAL_SIZE = 2


class Distribute(RoundView):
    """Propose a balanced division of the work, let it be changed, and save it."""

    permission = "onderwijsregios.assign_reviewers"
    template_name = "onderwijsregios/staff/distribute.html"
    tab = "verdelen"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if is_sealed(self.round) or self.round.published_at is not None:
            return self.page()
        size_form = DivisionSizeForm(request.GET if "aantal" in request.GET else {"aantal": USUAL_SIZE})
        if not size_form.is_valid():
            return self.page(size_form=size_form, status=BAD_INPUT)
        return self._page(size_form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        proposal = propose_division(round_=self.round, per_application=USUAL_SIZE)
        form = DivisionForm(request.POST, proposal=proposal)
        if form.is_valid():
            try:
                set_division(actor=request.user, round_=self.round, division=form.division())
            except PortalError as error:
                form.add_error(None, error.message)
            else:
                return self.done("De verdeling is bewaard.", "staff-round", self.round.slug)
        size_form = DivisionSizeForm({"aantal": USUAL_SIZE})
        return self.page(size_form=size_form, form=form, proposal=proposal, status=BAD_INPUT)

    def _page(self, size_form: DivisionSizeForm) -> HttpResponse:
        proposal = propose_division(round_=self.round, per_application=size_form.cleaned_data["aantal"])
        work = Counter(person.pk for chosen in proposal.chosen.values() for person in chosen)
        return self.page(
            size_form=size_form,
            form=DivisionForm(proposal=proposal),
            proposal=proposal,
            work=[(person, work[person.pk]) for person in proposal.people],
        )


class Ranking(RoundView):
    """The applications from the highest mean to the lowest, with the spread."""

    template_name = "onderwijsregios/staff/ranking.html"
    tab = "rangorde"

    def context(self) -> dict[str, Any]:
        applications: list[Application] = list(handed_in_applications(self.round).select_related("decision"))
        criteria = list(self.round.criteria.all())
        ranked = standings(applications, criteria)
        return super().context() | {
            "criteria": criteria,
            "standings": [(one, getattr(one.application, "decision", None)) for one in ranked],
            "has_scores": any(one.reviews for one in ranked),
        }


class Publication(RoundView):
    """What becomes public at the moment of publication, and what still holds it up."""

    template_name = "onderwijsregios/staff/publication.html"
    tab = "publicatie"

    def context(self) -> dict[str, Any]:
        is_open = is_sealed(self.round)
        is_empty = not handed_in_applications(self.round).exists()
        is_waiting = self.round.published_at is None and not is_open and not is_empty
        checks = checks_of(self.round) if is_waiting else []
        return super().context() | {
            "is_open": is_open,
            "is_empty": is_empty,
            "checks": checks,
            "is_held": any(check.obstacles for check in checks),
            "is_past": self.round.publish_at <= self.request.arrived_at,
            "decisions": Decision.objects.filter(application__round=self.round)
            .annotate(handed_in_title=handed_in_title("application"))
            .select_related("application__lead", "region", "letter")
            .order_by("application__dossier_number"),
        }
