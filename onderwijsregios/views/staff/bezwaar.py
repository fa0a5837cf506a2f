"""The Realisatie-Eenheid handles bezwaren: what came in, who handles it, and how it ends."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from onderwijsregios.enums import BezwaarOutcome, BezwaarState
from onderwijsregios.forms.aftercare import BezwaarDecisionForm, BezwaarFilterForm
from onderwijsregios.models import Bezwaar
from onderwijsregios.selectors.bezwaar import (
    PENDING,
    bezwaren_for_staff,
    decide_by,
    obstacle_to_handling,
    state_counts,
)
from onderwijsregios.services.bezwaar import decide_on_bezwaar, take_up_bezwaar
from onderwijsregios.views.receiving import TakesPdf
from onderwijsregios.views.staff.base import BAD_INPUT, StaffView
from regio.core import clock
from regio.core.errors import PortalError
from regio.enums import Audience
from regio.selectors.audit import log_of

PER_PAGE = 25


class BezwaarList(StaffView):
    """All bezwaren; what must be decided first comes first."""

    permission = "onderwijsregios.view_bezwaren"
    template_name = "onderwijsregios/staff/bezwaar_list.html"

    def context(self) -> dict[str, Any]:
        form = BezwaarFilterForm(self.request.GET)
        rows = bezwaren_for_staff()
        if form.is_valid():
            if q := form.cleaned_data["q"].strip():
                rows = rows.filter(
                    Q(number__icontains=q)
                    | Q(decision__application__dossier_number__icontains=q)
                    | Q(decision__application__lead__name__icontains=q)
                )
            if stand := form.cleaned_data["stand"]:
                rows = rows.filter(state__in=PENDING if stand == "open" else [stand])
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("pagina"))
        today = clock.today()
        return super().context() | {
            "form": form,
            "page_obj": page,
            "counts": [(state.label, number) for state, number in state_counts()],
            "rows": [(one, decide_by(one), decide_by(one) < today) for one in page.object_list],
            "has_sample_data": any(one.decision.application.is_sample for one in page.object_list),
        }


class BezwaarDetail(TakesPdf, StaffView):
    """One bezwaar with its dossier: take it up, and decide on it."""

    permission = "onderwijsregios.view_bezwaren"
    template_name = "onderwijsregios/staff/bezwaar.html"

    @cached_property
    def bezwaar(self) -> Bezwaar:
        """What was filed."""
        rows = bezwaren_for_staff().select_related(
            "decision__application__lead",
            "decision__application__round",
            "decision__decided_by",
            "decision__letter",
            "document",
            "outcome_document",
            "handler",
        )
        return get_object_or_404(rows, number=self.kwargs["number"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kept = self.kept()
        return self.page(
            form=self.pdf_form(BezwaarDecisionForm), kept=kept, received=kept.document if kept else None
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("onderwijsregios.handle_bezwaar"):
            raise Http404
        if request.POST.get("actie") == "neem-op":
            return self._take_up()
        form = BezwaarDecisionForm(request.POST, request.FILES)
        if not self.take_pdf(form):
            return self.page(form=form, received=self.received, status=BAD_INPUT)
        try:
            decide_on_bezwaar(
                bezwaar=self.bezwaar,
                actor=self.actor,
                outcome=BezwaarOutcome(form.cleaned_data["uitkomst"]),
                reason=form.cleaned_data["tekst"],
                document=self.received,
            )
        except PortalError as error:
            return self.page(form=form, received=self.received, refused=error, status=error.status)
        return self.done(
            "De beslissing is vastgelegd. De indiener krijgt een mail dat er een bericht is.",
            "staff-bezwaar",
            self.bezwaar.number,
        )

    def _take_up(self) -> HttpResponse:
        try:
            take_up_bezwaar(bezwaar=self.bezwaar, actor=self.actor)
        except PortalError as error:
            return self.page(form=BezwaarDecisionForm(), refused=error, status=error.status)
        return self.done("U behandelt dit bezwaar.", "staff-bezwaar", self.bezwaar.number)

    def context(self) -> dict[str, Any]:
        bezwaar, application = self.bezwaar, self.bezwaar.decision.application
        may_handle = self.request.user.has_perm("onderwijsregios.handle_bezwaar")
        return super().context() | {
            "bezwaar": bezwaar,
            "decision": bezwaar.decision,
            "application": application,
            "additions": list(bezwaar.additions.select_related("document")),
            "decide_by": decide_by(bezwaar),
            "may_handle": may_handle,
            "obstacle": obstacle_to_handling(self.actor, bezwaar) if may_handle else "",
            "is_received": bezwaar.state == BezwaarState.RECEIVED,
            "is_in_treatment": bezwaar.state == BezwaarState.IN_TREATMENT,
            "log": log_of(application.dossier, audience=Audience.STAFF)
            .filter(action__startswith="onderwijsregios.bezwaar.", object_id=str(bezwaar.pk))
            .select_related("actor"),
            "has_sample_data": application.is_sample,
        }
