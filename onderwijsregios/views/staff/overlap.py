"""Staff see all overlap of a round, on a map and in a table."""

from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from onderwijsregios.forms.overlap import OverlapFilterForm
from onderwijsregios.selectors.overlap import overlaps_of
from onderwijsregios.selectors.overlap_map import overlap_map
from onderwijsregios.views.staff.base import RoundView

PER_PAGE = 100


class RoundOverlap(RoundView):
    """What is in more than one application. Of a draft only that, and who applies."""

    template_name = "onderwijsregios/staff/overlap.html"
    tab = "overlap"

    def context(self) -> dict[str, Any]:
        overlaps = overlaps_of(self.round, self.request.arrived_at)
        form = OverlapFilterForm(self.request.GET, overlaps=overlaps)
        chosen = form.chosen()
        return super().context() | {
            "form": form,
            "map": overlap_map(chosen),
            "page_obj": Paginator(chosen, PER_PAGE).get_page(self.request.GET.get("pagina")),
            "is_filtered": any(self.request.GET.get(name) for name in form.fields),
            "carried": carried(self.request.GET),
        }


def carried(query: QueryDict) -> str:
    """Return the filters of this page without the municipality, to which the map adds one."""
    kept = query.copy()
    for name in ("gemeente", "pagina"):
        kept.pop(name, None)
    return kept.urlencode()
