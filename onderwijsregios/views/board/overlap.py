"""Overlap with another application: that there is some, and with whom if both want that known."""

from typing import Any

from django.http import HttpResponse

from onderwijsregios.forms.overlap import ShareOverlapForm
from onderwijsregios.selectors.overlap import contacts_of
from onderwijsregios.services.overlap import share_overlap
from onderwijsregios.views.board.base import ApplicationView


class OverlapPage(ApplicationView):
    """What overlap is, whether there is any, and the box that agrees to be known."""

    keeps_text = False
    template_name = "onderwijsregios/board/overlap.html"

    def save(self) -> HttpResponse:
        form = ShareOverlapForm(self.request.POST)
        form.full_clean()  # a box that is ticked or not cannot be wrong
        shares = form.cleaned_data["deelt"]
        share_overlap(
            application=self.application, actor=self.actor, shares=shares, arrived_at=self.arrived_at
        )
        return self.saved(
            "Bewaard. Wie met u overlapt en dit ook wil, ziet voortaan dat u het bent."
            if shares
            else "Bewaard. Wij noemen uw organisatie bij niemand."
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            form=ShareOverlapForm(initial={"deelt": self.application.shares_overlap}),
            is_told=self.application.round.is_open_at(self.arrived_at),
            contacts=contacts_of(self.application, self.arrived_at),
            **kwargs,
        )
