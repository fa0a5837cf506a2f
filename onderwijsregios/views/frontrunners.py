"""Public pages of the rounds: who can take part, and who became voorloper."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from onderwijsregios.enums import RoundPhase
from onderwijsregios.selectors.frontrunners import chosen_by_area
from onderwijsregios.selectors.rounds import criteria_of, visible_rounds
from regio.views.base import PublicView

NOTICES = {
    RoundPhase.ANNOUNCED: {"level": "info", "title": "Deze ronde gaat nog open"},
    RoundPhase.OPEN: {"level": "success", "title": "Deze ronde is open"},
    RoundPhase.CLOSED: {"level": "warning", "title": "Deze ronde is gesloten"},
    RoundPhase.PUBLISHED: {"level": "info", "title": "De uitslag is bekend"},
}


class FrontrunnersPage(PublicView, TemplateView):
    """All rounds with what happens next, and all voorlopers by area."""

    template_name = "onderwijsregios/public/frontrunners.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        moment = self.request.arrived_at
        rounds = [(round_, round_.phase_at(moment)) for round_ in visible_rounds(moment)]
        groups = chosen_by_area()
        return super().get_context_data(
            rounds=rounds,
            groups=groups,
            total=sum(len(group.decisions) for group in groups),
            section="voorlopers",
            has_sample_data=any(round_.is_sample for round_, _phase in rounds),
            **kwargs,
        )


class RoundPage(PublicView, TemplateView):
    """One round: what, for whom, when, by which criteria, and the outcome once it is known."""

    template_name = "onderwijsregios/public/round.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        moment = self.request.arrived_at
        round_ = get_object_or_404(visible_rounds(moment), slug=self.kwargs["slug"])
        phase = round_.phase_at(moment)
        groups = chosen_by_area(round_) if round_.published_at else []
        return super().get_context_data(
            round=round_,
            phase=phase,
            notice=NOTICES[phase],
            criteria=criteria_of(round_),
            groups=groups,
            total=sum(len(group.decisions) for group in groups),
            section="voorlopers",
            has_sample_data=round_.is_sample,
            **kwargs,
        )
