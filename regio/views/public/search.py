"""Search the whole portal."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views import View

from regio.core import clock
from regio.core.question import Question, parse
from regio.forms.search import SearchForm
from regio.models import SearchEntry
from regio.selectors.involvement import Spot, involvement
from regio.selectors.search import counts_by_kind, found_by, resembling
from regio.views.base import PublicView
from regio.views.public.collaborations import page_of

PER_PAGE: Final = 20

WITH_INVOLVEMENT: Final = {SearchEntry.Kind.SCHOOL, SearchEntry.Kind.PLACE, SearchEntry.Kind.MUNICIPALITY}
"""For these a result shows at once who works together there."""


class Search(PublicView, View):
    """Names, places, codes and postcodes; answers at once in which region a school or postcode lies."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = SearchForm(request.GET)
        context: dict[str, Any] = {"form": form, "section": "zoeken"}
        if form.is_valid():
            question = parse(form.cleaned_data["q"])
            context |= {"question": question, "is_asked": bool(question.text)}
            if not question.is_empty:
                context |= answer(question, kind=form.cleaned_data["soort"], query=request.GET)
        return render(request, "regio/public/search.html", context)


def answer(question: Question, *, kind: str, query: QueryDict) -> dict[str, Any]:
    """Return what was found; without a single hit, what looks like the question."""
    entries, is_guess = found_by(question), False
    counts = counts_by_kind(entries)
    if not counts:
        entries, is_guess = resembling(question), True
        counts = counts_by_kind(entries)
    if kind:
        entries = entries.filter(kind=kind)
    total = counts.get(kind, 0) if kind else sum(counts.values())
    paginator = Paginator(entries, PER_PAGE)
    paginator.count = total  # counted above, with all kinds at once
    page, notice = page_of(paginator, query.get("pagina", ""))
    page.object_list = list(page.object_list)
    for entry in page.object_list:
        entry.kind_label = SearchEntry.Kind(entry.kind).label
    add_involvement(page.object_list)
    return {
        "page_obj": page,
        "notice": notice,
        "is_guess": is_guess and total > 0,
        "tabs": tabs(counts, kind=kind, query=query),
        "has_sample_data": any(entry.is_sample for entry in page.object_list),
    }


def add_involvement(entries: list[SearchEntry]) -> None:
    """Give the schools and places among ``entries`` who works together there, as ``groups``."""
    spots = {
        entry.pk: Spot(
            entry.municipality_id,
            frozenset(entry.sectors),
            entry.key if entry.kind == SearchEntry.Kind.SCHOOL else "",
        )
        for entry in entries
        if entry.kind in WITH_INVOLVEMENT and entry.municipality_id
    }
    found = involvement(list(spots.values()), day=clock.today())
    for entry in entries:
        entry.groups = found[spots[entry.pk]] if entry.pk in spots else []


def tabs(counts: dict[str, int], *, kind: str, query: QueryDict) -> list[dict[str, Any]]:
    """Return a tab for everything and one for each kind that was found."""

    def tab(key: str, label: str, count: int) -> dict[str, Any]:
        address = query.copy()
        for name in ("pagina", "soort"):
            address.pop(name, None)
        if key:
            address["soort"] = key
        return {"label": label, "href": f"?{address.urlencode()}", "count": count, "is_current": key == kind}

    found = [tab(key, label, counts[key]) for key, label in SearchEntry.Kind.choices if counts.get(key)]
    return [tab("", "Alles", sum(counts.values())), *found]
