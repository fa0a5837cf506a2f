"""Public pages of the rounds: who can take part, and who became voorloper."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views import View
from django.views.generic import TemplateView

from onderwijsregios.enums import Grace, RoundPhase
from onderwijsregios.models import Round
from onderwijsregios.selectors.agenda import round_calendar
from onderwijsregios.selectors.frontrunners import chosen_by_area
from onderwijsregios.selectors.round_information import (
    decision_day,
    is_assessed,
    public_documents,
    public_questions,
)
from onderwijsregios.selectors.rounds import criteria_of, visible_rounds
from onderwijsregios.selectors.toets import rules_of
from regio.core import clock
from regio.views.base import PublicView

NOTICES = {
    RoundPhase.ANNOUNCED: {"level": "info", "title": "Deze ronde gaat nog open"},
    RoundPhase.OPEN: {"level": "success", "title": "Deze ronde is open"},
    RoundPhase.CLOSED: {"level": "warning", "title": "Deze ronde is gesloten"},
    RoundPhase.PUBLISHED: {"level": "info", "title": "De uitslag is bekend"},
}
ASSESSED = {"level": "info", "title": "De aanvragen zijn beoordeeld"}


class FrontrunnersPage(PublicView, TemplateView):
    """All rounds with what happens next, and all voorlopers by area."""

    template_name = "onderwijsregios/public/frontrunners.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        moment = self.request.arrived_at
        rounds = [
            (round_, round_.phase_at(moment), is_assessed(round_, moment=moment))
            for round_ in visible_rounds(moment)
        ]
        groups = chosen_by_area()
        return super().get_context_data(
            rounds=rounds,
            groups=groups,
            total=sum(len(group.decisions) for group in groups),
            section="voorlopers",
            has_sample_data=any(round_.is_sample for round_, *_ in rounds),
            **kwargs,
        )


class RoundPage(PublicView, TemplateView):
    """One round: what, for whom, when, by which criteria, and the outcome once it is known."""

    template_name = "onderwijsregios/public/round.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        moment = self.request.arrived_at
        round_ = _visible_round(self.request, self.kwargs["slug"])
        phase = round_.phase_at(moment)
        assessed = is_assessed(round_, moment=moment)
        groups = chosen_by_area(round_) if round_.published_at else []
        return super().get_context_data(
            round=round_,
            phase=phase,
            is_assessed=assessed,
            notice=ASSESSED if assessed else NOTICES[phase],
            criteria=criteria_of(round_),
            documents=public_documents(round_),
            questions=public_questions(round_, moment=moment),
            rules=rules_of(round_),
            has_known_grace=round_.grace_kind == Grace.DISCLOSED,
            decide_by=decision_day(round_),
            groups=groups,
            total=sum(len(group.decisions) for group in groups),
            section="voorlopers",
            has_sample_data=round_.is_sample,
            **kwargs,
        )


def _visible_round(request: HttpRequest, slug: str) -> Round:
    return get_object_or_404(visible_rounds(request.arrived_at), slug=slug)


class RoundAgenda(PublicView, View):
    """The moments of a round as a calendar file."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        round_ = _visible_round(request, slug)
        address = request.build_absolute_uri(round_.get_absolute_url())
        content = round_calendar(round_, address=address, host=request.get_host(), now=clock.now())
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{round_.slug}.ics"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


class RoundFile(PublicView, View):
    """A file of a round, for everybody, once it was found clean.

    Always as attachment and in a sandbox: whatever is inside never runs as a page of the
    portal. A file that still waits for the scanner does not exist here yet.
    """

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, slug: str, pk: UUID) -> FileResponse:
        found = get_object_or_404(public_documents(_visible_round(request, slug)), document=pk)
        document = found.document
        response = FileResponse(
            document.file.open("rb"),
            as_attachment=True,
            filename=document.original_name,
            content_type=document.content_type,
        )
        patch_cache_control(response, public=True, no_cache=True)
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["X-Content-Type-Options"] = "nosniff"
        return response
