"""The schools of the application: what is there, and four ways to add more."""

import csv
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header

from onderwijsregios.core.school_codes import rows_in_file, rows_in_text
from onderwijsregios.core.school_lists import rows_of
from onderwijsregios.enums import SchoolVerdict
from onderwijsregios.forms.application import uuid_or_none
from onderwijsregios.forms.schools import SchoolFilterForm, SchoolListForm
from onderwijsregios.models import SchoolList
from onderwijsregios.selectors.schools import (
    MOST_FOUND,
    by_board,
    counts_of,
    find_schools,
    offered_schools,
    open_lists,
    schools_of,
    schools_without_party,
    standing_shown,
)
from onderwijsregios.services.applications.schools import (
    add_offered_schools,
    add_schools,
    apply_school_list,
    discard_school_list,
    judge_again,
    receive_school_list,
    remove_schools,
    remove_schools_of,
)
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView, address_of
from onderwijsregios.views.board.commenting import CommentsBeside
from regio.core import clock
from regio.core.files.kinds import Unusable
from regio.core.storable import storable
from regio.models import Document

TERM = "q"
PROBLEMS = "problemen"
ROWS_PER_PAGE = 200
SHOWN_OPEN = 3
"""So many boards or fewer: their schools are shown at once."""


class SchoolsView(ApplicationView):
    """What the pages about schools share."""

    step = "scholen"

    @property
    def address(self) -> str:
        """The address of the page with all schools."""
        return address_of(self.application, self.step)

    def list_address(self, school_list: SchoolList) -> str:
        return reverse("onderwijsregios:application-school-list", args=[self.application.pk, school_list.pk])

    def files_to_keep(self) -> list[Document]:
        """Keep no file: a list is read at once, and what could not be read is no use later."""
        return []


class EditSchools(CommentsBeside, SchoolsView):
    """The schools by board, with filters; add from the registry, by search, or by a list."""

    template_name = "onderwijsregios/board/schools.html"
    saves_with_comment = False

    @property
    def keeps_text(self) -> bool:  # type: ignore[override]  # only a pasted list is typed here
        sent = self.request.POST if self.request.method == "POST" else self.kept_data()
        return bool(sent and sent.get("nummers"))

    def save(self) -> HttpResponse:
        sent = self.request.POST
        what = {"application": self.application, "actor": self.actor, "arrived_at": self.arrived_at}
        if "uit-register" in sent:
            added, left_out = add_offered_schools(**what)
            if left_out:
                messages.warning(self.request, _left_out(left_out))
            return self.saved(_counted(added, "toegevoegd"))
        if "voegtoe" in sent:
            return self.saved(_counted(add_schools(codes=sent.getlist("voegtoe"), **what), "toegevoegd"))
        if board := uuid_or_none(sent.get("verwijder-van", "")):
            removed = remove_schools_of(board=board, **what)
            undo = " Terugdraaien kan: voeg het bestuur toe bij Partijen, en daarna hier de scholen."
            return self.saved(_counted(removed, "verwijderd") + undo)
        if "verwijder" in sent:
            return self.saved(_counted(remove_schools(codes=sent.getlist("school"), **what), "verwijderd"))
        return self._receive_list()

    def _receive_list(self) -> HttpResponse:
        form = SchoolListForm(self.request.POST, self.request.FILES)
        if form.is_valid():
            upload = form.cleaned_data["lijst"]
            try:
                cells = (
                    rows_in_file(upload.file, size=upload.size, name=upload.name)
                    if upload
                    else rows_in_text(form.cleaned_data["nummers"])
                )
                rows = rows_of(cells)
            except Unusable as error:
                form.add_error("lijst" if upload else "nummers", error.message)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        school_list = receive_school_list(
            application=self.application,
            actor=self.actor,
            origin=upload.name if upload else "geplakte lijst",
            rows=rows,
            arrived_at=self.arrived_at,
        )
        return redirect(self.list_address(school_list))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = SchoolListForm(self._typed_before())
        filters = SchoolFilterForm(self.request.GET)
        chosen = filters.cleaned_data if filters.is_valid() else {}
        shown = schools_of(self.application, q=chosen.get("zoek", ""), sector=chosen.get("sector", ""))
        boards = by_board(shown)
        return super().get_context_data(
            filters=filters,
            is_filtered=any(chosen.values()),
            boards=boards,
            strays=schools_without_party(self.content),
            shown=len(shown),
            pupils=sum(board.pupils for board in boards),
            opens_boards=len(boards) <= SHOWN_OPEN or any(chosen.values()),
            offered=offered_schools(self.application, clock.today()).count() if self.is_editable else 0,
            lists=open_lists(self.application) if self.is_editable else (),
            term=self.term,
            **self._found(),
            **kwargs,
        )

    def _typed_before(self) -> Any:
        if self.request.method == "POST" and "nummers" in self.request.POST:
            return self.request.POST
        return self.kept_data() if self.is_editable and self.keeps_text else None

    @property
    def term(self) -> str:
        """What is searched for among all schools."""
        return storable(self.request.GET.get(TERM, "")).strip()[:100]

    def _found(self) -> dict[str, Any]:
        if not self.term or not self.is_editable:
            return {}
        found = find_schools(self.term, outside=self.application, day=clock.today())
        standing = standing_shown(self.application, self.content, self.arrived_at)
        fine = {SchoolVerdict.GOOD.value, SchoolVerdict.ELSEWHERE.value}
        rows = [(school, standing.verdict_on(school)) for school in found[:MOST_FOUND]]
        return {
            "found": [
                {
                    "school": school,
                    "said": said,
                    "can_be_added": said["verdict"] in fine,
                    "label": format_html('Voeg toe<span class="visually-hidden">: {}</span>', school.name),
                }
                for school, said in rows
            ],
            "has_more": len(found) > MOST_FOUND,
        }

    def typed(self) -> list[tuple[str, str]]:
        return [("Vestigingsnummers", self.request.POST.get("nummers", ""))]


class SchoolListPage(SchoolsView):
    """A list that came in: how far it is judged, what is said of each row, and taking it over."""

    keeps_text = False
    template_name = "onderwijsregios/board/school_list.html"

    @cached_property
    def school_list(self) -> SchoolList:
        """The list of the address."""
        return get_object_or_404(SchoolList, pk=self.kwargs["number"], application=self.application)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows that are judged, each with what is said of it."""
        labels = {verdict.value: str(verdict.label) for verdict in SchoolVerdict}
        pairs = zip(self.school_list.rows, self.school_list.verdicts, strict=False)
        return [{**row, **said, "label": labels[said["verdict"]]} for row, said in pairs]

    def save(self) -> HttpResponse:
        what = {
            "application": self.application,
            "school_list": self.school_list,
            "actor": self.actor,
            "arrived_at": self.arrived_at,
        }
        if "weg" in self.request.POST:
            discard_school_list(**what)
            return self.saved("De lijst is weggegooid. Er is niets overgenomen.", self.address)
        if "opnieuw" in self.request.POST:
            judge_again(**what)
            return self.saved("De lijst is opnieuw beoordeeld.")
        added = apply_school_list(also_elsewhere="ook-elders" in self.request.POST, **what)
        return self.saved(_counted(added, "toegevoegd"), self.address)

    def read_again(self) -> None:
        super().read_again()
        self.__dict__.pop("school_list", None)

    def answer_refused(self, error: Any) -> HttpResponse:
        self.read_again()
        return super().answer_refused(error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = counts_of(self.school_list)
        good = counts.get(SchoolVerdict.GOOD, 0)
        only_problems = PROBLEMS in self.request.GET
        rows = self.rows
        problems = [row for row in rows if row["verdict"] != SchoolVerdict.GOOD]
        return super().get_context_data(
            school_list=self.school_list,
            total=len(self.school_list.rows),
            judged=len(rows),
            is_judged=self.school_list.judged_at is not None,
            is_decided=bool(self.school_list.applied_at or self.school_list.discarded_at),
            good=good,
            elsewhere=counts.get(SchoolVerdict.ELSEWHERE, 0),
            is_other_board=SchoolVerdict.OTHER_BOARD in counts,
            counts=[(verdict.label, number) for verdict, number in counts.items()],
            problems=len(problems),
            only_problems=only_problems,
            page_obj=Paginator(problems if only_problems else rows, ROWS_PER_PAGE).get_page(
                self.request.GET.get("pagina")
            ),
            schools_href=self.address,
            **kwargs,
        )


class SchoolListCsv(SchoolListPage):
    """The rows with their verdicts, to mend a list in a spreadsheet."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        name = f"oordelen-{self.school_list.created_at:%Y%m%d-%H%M}.csv"
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
        response.write("\ufeff")  # so that Excel reads the letters right
        writer = csv.writer(response, delimiter=";")
        writer.writerow(["regel", "vestigingsnummer", "school", "oordeel", "uitleg"])
        for row in self.rows:
            texts = (row["given"], row["name"], row["label"], row["reason"])
            writer.writerow([row["line"], *map(_harmless, texts)])
        return response


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell


def _counted(number: int, verb: str) -> str:
    if not number:
        return f"Er is geen school {verb}."
    return f"{number} {'school is' if number == 1 else 'scholen zijn'} {verb}."


def _left_out(number: int) -> str:
    subject = "1 school staat" if number == 1 else f"{number} scholen staan"
    return (
        f"{subject} al in een andere aanvraag in deze ronde, en kwam er daarom niet bij. "
        "Wilt u dat toch? Voeg toe met een lijst, of zoek op naam."
    )
