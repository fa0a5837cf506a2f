"""Choose the municipalities of the region."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import urlencode

from onderwijsregios.forms.area import MunicipalitiesForm
from onderwijsregios.services.applications import change_municipalities
from onderwijsregios.views.board.base import BAD_INPUT, address_of
from onderwijsregios.views.board.commenting import CommentsBeside
from regio.core import clock
from regio.core.storable import storable
from regio.models import Municipality
from regio.models.periods import valid_on
from regio.selectors.maps import small_map

TERM = "zoek"


class ChooseMunicipalities(CommentsBeside):
    """Tick municipalities by province; searching saves what was ticked first."""

    template_name = "onderwijsregios/board/municipalities.html"
    step = "regio"

    @property
    def term(self) -> str:
        """What is searched for."""
        return storable(self.request.GET.get(TERM, "")).strip()[:100]

    def make_form(self, data: QueryDict | None = None) -> MunicipalitiesForm:
        chosen = {one["code"] for one in self.content["municipalities"]}
        condition = valid_on(clock.today()) | Q(pk__in=chosen)
        if self.term and data is None:
            condition &= Q(name__icontains=self.term)
        municipalities = Municipality.objects.filter(condition).select_related("province")
        return MunicipalitiesForm(
            data,
            municipalities=municipalities.defer("geometry").order_by("name"),
            chosen=chosen,
            term=self.term,
        )

    def save(self) -> HttpResponse:
        form = self.make_form(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        add, remove = form.difference()
        change_municipalities(
            application=self.application,
            actor=self.actor,
            add=add,
            remove=remove,
            arrived_at=self.arrived_at,
        )
        if "terug" in self.request.POST:
            return self.saved("Gemeenten bewaard.", address_of(self.application, "regio"))
        if TERM in self.request.POST.getlist("actie"):
            return redirect(f"{self.request.path}?{urlencode({TERM: form.cleaned_data[TERM]})}")
        return self.saved("Gemeenten bewaard.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            data = self.request.POST if self.request.method == "POST" else self.kept_data()
            kwargs["form"] = self.make_form(data if self.is_editable else None)
        codes = [one["code"] for one in self.content["municipalities"]]
        return super().get_context_data(term=self.term, map=small_map(codes) if codes else None, **kwargs)
