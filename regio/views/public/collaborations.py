"""The public list and detail page of collaborations, the same in every programme.

A programme makes its pages by naming its model, its filters and its texts.
"""

import datetime as dt
import re
from typing import Any, ClassVar, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from regio.core import clock
from regio.core.registry import MapLayer, programme
from regio.enums import SECTOR_ABBREVIATIONS, Confirmation, MembershipRole, Sector
from regio.forms.filters import CollaborationFilterSet, DayForm
from regio.models import Collaboration
from regio.selectors import collaborations as selectors
from regio.views.base import PublicView
from regio.views.remembered import RememberedPage

PER_PAGE: Final = 25

ROLE_HEADINGS: Final = {
    MembershipRole.LEAD: "Penvoerder",
    MembershipRole.PARTICIPANT: "Deelnemende besturen",
    MembershipRole.TRAINER: "Lerarenopleidingen",
    MembershipRole.PROFESSION: "Beroepsgroep",
    MembershipRole.PARTNER: "Andere partners",
}


def page_of(paginator: "Paginator[Any]", asked: str) -> "tuple[Page[Any], str]":
    """Return the asked page, or the nearest one with a sentence that says so."""
    if not asked:
        return paginator.page(1), ""
    if not re.fullmatch(r"-?[0-9]+", asked):
        return paginator.page(1), f"“{asked[:20]}” is geen paginanummer. U ziet de eerste pagina."
    number = int(asked[:9])
    nearest = min(max(number, 1), paginator.num_pages)
    if nearest == number:
        return paginator.page(number), ""
    which = "eerste" if nearest == 1 else "laatste"
    return paginator.page(nearest), f"Pagina {asked[:20]} bestaat niet. U ziet de {which} pagina."


def sector_words(sectors: list[str]) -> str:
    """Say sectors in the usual abbreviations and order: "po, (v)so, vo"."""
    return ", ".join(SECTOR_ABBREVIATIONS[sector] for sector in Sector if sector in sectors)


class CollaborationList(PublicView, RememberedPage, View):
    """A filtered, sorted and paged list; the address holds the whole question."""

    model: ClassVar[type[Collaboration]]
    filterset_class: ClassVar[type[CollaborationFilterSet]]
    template_name: ClassVar[str]
    programme: ClassVar[str]
    one: ClassVar[str]
    many: ClassVar[str]

    def collaborations(self) -> QuerySet[Any]:
        """Return what the filters choose from."""
        return self.model._default_manager.all()

    def filterset(self) -> CollaborationFilterSet:
        """Return the filters with what was asked."""
        return self.filterset_class(self.request.GET, self.collaborations())

    def map_layer(self, sectors: list[str]) -> MapLayer:
        """Return the layer of the regiokaart that fits the list best, given the chosen sectors."""
        layers = programme(self.programme).layers
        return next((layer for layer in layers if layer.sectors & set(sectors)), layers[0])

    def map_address(self, sectors: list[str]) -> str:
        """Return the regiokaart with the same filters."""
        query = self.request.GET.copy()
        for name in ("pagina", "sorteer"):
            query.pop(name, None)
        query["laag"] = self.map_layer(sectors).key
        return f"{reverse('map')}?{query.urlencode()}"

    def extra_context(self) -> dict[str, Any]:
        """Return what one programme's page shows besides the list."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        filterset = self.filterset()
        is_valid = filterset.is_valid()
        rows = filterset.qs if is_valid else self.model._default_manager.none()
        page, notice = page_of(Paginator(rows, PER_PAGE), request.GET.get("pagina", ""))
        for row in page.object_list:
            row.sector_words = sector_words(row.sectors)
        asked = filterset.form.cleaned_data
        context = {
            "section": self.programme,
            "programme": programme(self.programme),
            "one": self.one,
            "many": self.many,
            "form": filterset.form,
            "page_obj": page,
            "notice": notice if is_valid else "",
            "map_address": self.map_address(asked.get("sector", [])),
            "broad_region": asked.get("bredeRegio"),
            "hides_national": any(asked.get(name) for name in ("bredeRegio", "provincie", "gemeente")),
            "hides_ended": filterset.hides_ended and not asked.get("status") and not asked.get("peilDatum"),
            "is_another_day": bool(asked.get("peilDatum")),
            "day": filterset.day,
            "has_sample_data": any(row.is_sample for row in page.object_list),
            **self.extra_context(),
        }
        return render(request, self.template_name, context)


class CollaborationDetail(PublicView, RememberedPage, View):
    """Everything public about one collaboration, on one day."""

    model: ClassVar[type[Collaboration]]
    template_name: ClassVar[str]

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.model._default_manager.select_related("source").filter(slug=slug)
        collaboration = selectors.with_public_changes(found).first()
        if collaboration is None:
            return self.moved(request, slug)
        day_form = DayForm(request.GET)
        day_form.full_clean()
        asked = day_form.cleaned_data.get("peilDatum") or clock.today()
        day = selectors.day_to_show(collaboration, day=asked)
        return render(request, self.template_name, self.context(collaboration, day=day, form=day_form))

    def moved(self, request: HttpRequest, address: str) -> HttpResponse:
        """Lead an old address or a public id to the page; 404 when nobody ever had it."""
        collaboration = selectors.by_former_address(address)
        if collaboration is None or collaboration.get_absolute_url() == request.path:
            raise Http404
        return redirect(collaboration, permanent=True)

    def context(self, collaboration: Collaboration, *, day: dt.date, form: DayForm) -> dict[str, Any]:
        """Return what the page shows; each read is one query, however many rows."""
        parties = selectors.parties_by_role(collaboration, day=day)
        answers = [member.confirmation for _role, members in parties for member in members]
        figures = selectors.figures_by_sector(collaboration, day=day)
        overlap = [
            (shared, programme(shared.other.programme).label)
            for shared in selectors.overlapping(collaboration, day=day)
        ]
        return {
            "section": collaboration.programme,
            "programme": programme(collaboration.programme),
            "collaboration": collaboration,
            "sector_words": sector_words(collaboration.sectors),
            "day": day,
            "is_today": day == clock.today(),
            "form": form,
            "parties": [(ROLE_HEADINGS[role], members) for role, members in parties],
            "number_of_parties": len(answers),
            "confirmed_parties": answers.count(Confirmation.CONFIRMED),
            "confirmation_asked": set(answers) != {Confirmation.NOT_ASKED},
            "municipalities": list(selectors.municipalities_of(collaboration, day=day)),
            "figures": figures,
            "number_of_schools": sum(row.schools for row in figures),
            "number_of_pupils": sum(row.pupils for row in figures),
            "schools_without_pupils": sum(row.schools_without_pupils for row in figures),
            "overlap": overlap,
            "lineage": selectors.lineage(collaboration),
            "changes": selectors.public_changes(collaboration),
            "has_sample_data": collaboration.is_sample,
        }
