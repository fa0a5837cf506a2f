"""The public pages of municipalities: who works together where."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from regio.core import clock
from regio.forms.registers import MunicipalityFilterSet
from regio.models import Municipality
from regio.selectors import areas as selectors
from regio.views.public.collaborations import sector_words
from regio.views.public.organisations import SECTOR_HEADINGS
from regio.views.public.registers import CodeView, RegisterList


class MunicipalityList(RegisterList):
    """All municipalities of today."""

    filterset_class = MunicipalityFilterSet
    template_name = "regio/public/municipality_list.html"

    def rows(self) -> QuerySet[Municipality]:
        return selectors.municipalities(day=clock.today())


class MunicipalityDetail(CodeView):
    """One municipality; the code of a former one leads to where it went."""

    url_name = "municipality"

    def show(self, request: HttpRequest, code: str) -> HttpResponse:
        municipality = selectors.municipality_with_areas(code)
        if municipality is None:
            return self.former(request, code)
        day = clock.today()
        groups, national = selectors.collaborations_in(municipality, day=day)
        rows: list[Any] = [*national, *(row for group in groups for row in group.collaborations)]
        for row in rows:
            row.sector_words = sector_words(row.sectors)
        totals = selectors.totals_by_sector(municipality, day=day)
        context: dict[str, Any] = {
            "municipality": municipality,
            "groups": groups,
            "national": national,
            "boards": list(selectors.boards_in(municipality, day=day)),
            "institutes": list(selectors.institutes_in(municipality)),
            "totals": [(SECTOR_HEADINGS[total.sector], total) for total in totals],
            "number_of_collaborations": sum(len(group.collaborations) for group in groups),
            "number_of_schools": sum(total.schools for total in totals),
            "number_of_pupils": sum(total.pupils or 0 for total in totals),
            "changes": list(municipality.changes.all()),
            "day": day,
            "has_sample_data": any(row.is_sample for group in groups for row in group.collaborations),
        }
        return render(request, "regio/public/municipality_detail.html", context)

    def former(self, request: HttpRequest, code: str) -> HttpResponse:
        """Lead on from a municipality that no longer exists."""
        former = selectors.former_municipality(code)
        if former is None:
            raise Http404
        if former.went_into is not None:
            return redirect(former.went_into, permanent=True)
        return render(request, "regio/public/municipality_former.html", {"former": former}, status=404)
