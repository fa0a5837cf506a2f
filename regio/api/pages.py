"""Questions to a list: which page, which filters, and everything that is wrong with them at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django_filters import FilterSet

from regio.api.problems import InvalidInput
from regio.core.problems import InputError

PAGE: Final = "pagina"
SIZE: Final = "paginaGrootte"
USUAL_SIZE: Final = 25
LARGEST_SIZE: Final = 100
LARGEST_PAGE: Final = 1_000_000


@dataclass(frozen=True)
class ListPage:
    """One page of a list, and where it stands among the others."""

    rows: list[Any]
    total: int
    number: int
    size: int

    @property
    def last(self) -> int:
        """Return the number of the last page; an empty list has one page."""
        return max(1, -(-self.total // self.size))

    def numbers(self) -> dict[str, int]:
        """Return page numbers by link relation; no ``prev`` on the first and no ``next`` on the last."""
        relations = {"self": self.number, "first": 1, "last": self.last}
        if self.number > 1:
            relations["prev"] = self.number - 1
        if self.number < self.last:
            relations["next"] = self.number + 1
        return relations


def checked_filters(filterset_class: type[FilterSet], query: QueryDict, rows: QuerySet[Any]) -> FilterSet:
    """Return the filters of a list with what was asked; raises :class:`InvalidInput` with all mistakes."""
    filterset = filterset_class(query, rows)
    errors = [
        *_unknown(query, {*filterset.filters, PAGE, SIZE}),
        *_page_errors(query),
        *_filter_errors(filterset),
    ]
    if errors:
        raise InvalidInput(errors)
    return filterset


def check_page_only(query: QueryDict, *also: str) -> None:
    """Refuse everything but a page (and ``also``) in the question; raises :class:`InvalidInput`."""
    if errors := [*_unknown(query, {PAGE, SIZE, *also}), *_page_errors(query)]:
        raise InvalidInput(errors)


def check_nothing_asked(query: QueryDict) -> None:
    """Refuse any query parameter; raises :class:`InvalidInput`."""
    if errors := list(_unknown(query, set())):
        raise InvalidInput(errors)


def page_of(rows: QuerySet[Any], query: QueryDict) -> ListPage:
    """Return the page that was asked for; raises ``Http404`` beyond the last one.

    One query, and one more to count when the page does not show where the list ends.
    """
    number, size = int(query.get(PAGE) or 1), int(query.get(SIZE) or USUAL_SIZE)
    start = (number - 1) * size
    shown = list(rows[start : start + size + 1])
    ends_here = len(shown) <= size and (shown or number == 1)
    total = start + len(shown) if ends_here else rows.count()
    found = ListPage(shown[:size], total, number, size)
    if number > found.last:
        raise Http404(f"Pagina {number} bestaat niet: de laatste pagina is {found.last}.")
    return found


def _unknown(query: QueryDict, known: set[str]) -> Iterator[InputError]:
    for name in query:
        if name not in known:
            listed = (
                f"Bekend zijn: {', '.join(sorted(known))}." if known else "Hier zijn geen parameters bekend."
            )
            yield InputError(
                name[:60], "onbekend", f"De parameter “{name[:60]}” kennen wij hier niet. {listed}"
            )


def _page_errors(query: QueryDict) -> Iterator[InputError]:
    for name, most in ((PAGE, LARGEST_PAGE), (SIZE, LARGEST_SIZE)):
        text = query.get(name, "")
        if text and not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= most):
            yield InputError(name, "ongeldig", f"Vul bij {name} een geheel getal in van 1 tot en met {most}.")


def _filter_errors(filterset: FilterSet) -> Iterator[InputError]:
    if filterset.is_valid():
        return
    found: Mapping[str, list[dict[str, str]]] = filterset.form.errors.get_json_data()
    for name, errors in found.items():
        for error in errors:
            yield InputError(name, error["code"] or "ongeldig", error["message"])
