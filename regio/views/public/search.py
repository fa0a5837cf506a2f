"""Search the whole portal."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views import View

from regio.core import clock
from regio.core.question import Question, parse
from regio.forms.search import SearchForm
from regio.models import SearchEntry
from regio.selectors.involvement import InProgramme, Spot, involvement
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
    found = found_by(question)
    counts = counts_by_kind(found)
    if counts:
        paginator = Paginator(found.filter(kind=kind) if kind else found, PER_PAGE)
        paginator.count = counts.get(kind, 0) if kind else sum(counts.values())  # counted above
        guesses = []
    else:
        guesses = resembling(question)
        counts = dict(Counter(entry.kind for entry in guesses))
        paginator = Paginator([entry for entry in guesses if kind in ("", entry.kind)], PER_PAGE)
    page, notice = page_of(paginator, query.get("pagina", ""))
    hits = with_involvement(list(page.object_list))
    return {
        "page_obj": page,
        "hits": hits,
        "notice": notice,
        "is_guess": bool(guesses),
        "tabs": tabs(counts, kind=kind, query=query),
        "has_sample_data": any(hit.shows_sample for hit in hits),
    }


@dataclass
class Hit:
    """A result, with who works together there when it is a place or a school."""

    entry: SearchEntry
    groups: list[InProgramme]

    @property
    def code(self) -> str:
        """The code to show; a postcode stands in the title already."""
        return "" if self.entry.kind == SearchEntry.Kind.PLACE else next(iter(self.entry.codes), "")

    @property
    def shows_sample(self) -> bool:
        """Whether this, or a collaboration that it names, is a sample."""
        named = (one.collaboration for group in self.groups for one in group.involvements)
        return self.entry.is_sample or any(collaboration.is_sample for collaboration in named)


def with_involvement(entries: list[SearchEntry]) -> list[Hit]:
    """Add to the schools and places among ``entries`` who works together there."""
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
    return [Hit(entry, found[spots[entry.pk]] if entry.pk in spots else []) for entry in entries]


def tabs(counts: dict[str, int], *, kind: str, query: QueryDict) -> list[dict[str, Any]]:
    """Return a tab for everything and one for each kind that was found."""

    def tab(key: str, label: str, count: int) -> dict[str, Any]:
        address = query.copy()
        for name in ("pagina", "soort"):
            address.pop(name, None)
        if key:
            address["soort"] = key
        return {"label": label, "href": f"?{address.urlencode()}", "count": count, "is_current": key == kind}

    found = [tab(key, str(label), counts[key]) for key, label in SearchEntry.Kind.choices if counts.get(key)]
    return [tab("", "Alles", sum(counts.values())), *found]
