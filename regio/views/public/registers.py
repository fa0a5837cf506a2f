"""What the pages of all registers share: a filtered list, and one canonical address per code."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views import View

from regio.core import clock
from regio.forms.registers import RegisterFilterSet
from regio.views.base import PublicView
from regio.views.public.collaborations import PER_PAGE, page_of


class RegisterList(PublicView, View):
    """A filtered, sorted and paged list; the address holds the whole question."""

    filterset_class: ClassVar[type[RegisterFilterSet]]
    template_name: ClassVar[str]

    def rows(self) -> QuerySet[Any]:
        """Return what the filters choose from."""
        raise NotImplementedError

    def prepare(self, rows: list[Any]) -> None:
        """Add to the rows of one page what only the page shows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        filterset = self.filterset_class(request.GET, self.rows())
        rows = filterset.qs if filterset.is_valid() else filterset.queryset.none()
        page, notice = page_of(Paginator(rows, PER_PAGE), request.GET.get("pagina", ""))
        page.object_list = list(page.object_list)
        self.prepare(page.object_list)
        context = {
            "form": filterset.form,
            "page_obj": page,
            "notice": notice,
            "day": clock.today(),
            "has_sample_data": any(getattr(row, "is_sample", False) for row in page.object_list),
        }
        return render(request, self.template_name, context)


class CodeView(PublicView, View):
    """The page of one thing with a register code; lower case leads to the canonical address."""

    url_name: ClassVar[str]

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        if code != code.upper():
            return redirect(self.url_name, code.upper(), permanent=True)
        return self.show(request, code)

    def show(self, request: HttpRequest, code: str) -> HttpResponse:
        """Answer for the canonical code, or raise ``Http404``."""
        raise NotImplementedError
