"""The public pages of school boards, schools and teacher-training institutes."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from regio.core import clock
from regio.core.registry import programme
from regio.enums import OrganisationKind, Sector
from regio.forms.registers import BoardFilterSet, InstituteFilterSet, SchoolFilterSet
from regio.models import Organisation, School
from regio.selectors import organisations as selectors
from regio.selectors.involvement import Spot, involvement
from regio.views.public.collaborations import sector_words
from regio.views.public.registers import CodeView, RegisterList

SECTOR_HEADINGS: Final = {
    Sector.PO: "Basisonderwijs",
    Sector.SO: "(Voortgezet) speciaal onderwijs",
    Sector.VO: "Voortgezet onderwijs",
    Sector.MBO: "Middelbaar beroepsonderwijs",
    Sector.HO: "Hoger onderwijs",
}


class BoardList(RegisterList):
    """All school boards."""

    filterset_class = BoardFilterSet
    template_name = "regio/public/board_list.html"

    def rows(self) -> QuerySet[Organisation]:
        return selectors.boards(day=clock.today())

    def prepare(self, rows: list[Any]) -> None:
        for row in rows:
            row.sector_words = sector_words(row.sectors)


class InstituteList(RegisterList):
    """All teacher-training institutes."""

    filterset_class = InstituteFilterSet
    template_name = "regio/public/institute_list.html"

    def rows(self) -> QuerySet[Organisation]:
        return selectors.institutes(day=clock.today())


class SchoolList(RegisterList):
    """All school locations that exist today."""

    filterset_class = SchoolFilterSet
    template_name = "regio/public/school_list.html"

    def rows(self) -> QuerySet[School]:
        return selectors.current_schools(day=clock.today())

    def prepare(self, rows: list[Any]) -> None:
        for row in rows:
            row.sector_words = sector_words([row.sector])


class OrganisationDetail(CodeView):
    """What the pages of a board and an institute share.

    An organisation that merged answers with its successor's address.
    """

    kind: OrganisationKind
    template_name: str

    def show(self, request: HttpRequest, code: str) -> HttpResponse:
        found = Organisation.objects.filter(kind=self.kind, register_code=code)
        organisation = found.select_related("municipality", "source").defer("municipality__geometry").first()
        if organisation is None:
            raise Http404
        successor = selectors.went_into(organisation, day=clock.today())
        if successor is not None and successor.get_absolute_url():
            return redirect(successor, permanent=True)
        return render(request, self.template_name, self.context(organisation))

    def context(self, organisation: Organisation) -> dict[str, Any]:
        """Return what the page shows; each read is one query, however many rows."""
        day = clock.today()
        memberships = selectors.memberships_of(organisation, day=day)
        for membership in (*memberships.current, *memberships.earlier):
            describe(membership)
        return {
            "organisation": organisation,
            "sector_words": sector_words(organisation.sectors),
            "memberships": memberships,
            "succession": selectors.succession_of(organisation),
            "day": day,
            "has_ended": organisation.valid_until is not None and organisation.valid_until < day,
            "has_sample_data": organisation.is_sample
            or any(row.collaboration.is_sample for row in memberships.current),
        }


def describe(membership: Any) -> None:
    """Add to a membership the words in which a page shows its collaboration."""
    membership.programme_label = programme(membership.collaboration.programme).label
    membership.sector_words = sector_words(membership.collaboration.sectors)


class BoardDetail(OrganisationDetail):
    """One school board."""

    url_name = "board"
    kind = OrganisationKind.SCHOOL_BOARD
    template_name = "regio/public/board_detail.html"

    def context(self, organisation: Organisation) -> dict[str, Any]:
        groups = selectors.schools_by_sector(organisation, day=clock.today())
        schools = [school for group in groups for school in group.schools]
        counted = [school for school in schools if school.pupils is not None]
        return {
            **super().context(organisation),
            "groups": [(SECTOR_HEADINGS[group.sector], group) for group in groups],
            "number_of_schools": len(schools),
            "number_of_pupils": sum(school.pupils for school in counted) if counted else None,
            "schools_without_pupils": len(schools) - len(counted),
            "pupils_sources": distinct(school.pupils_source for school in counted),
            "board_sources": distinct(school.board_source for school in schools),
        }


class InstituteDetail(OrganisationDetail):
    """One institute that trains teachers."""

    url_name = "training-institute"
    kind = OrganisationKind.TRAINING_INSTITUTE
    template_name = "regio/public/institute_detail.html"

    def context(self, organisation: Organisation) -> dict[str, Any]:
        kinds = selectors.programmes_by_kind(organisation)
        programmes = [one for _kind, rows in kinds for one in rows]
        known = [one.students for one in programmes if one.students is not None]
        return {
            **super().context(organisation),
            "kinds": kinds,
            "number_of_programmes": len({one.code for one in programmes}),
            "number_of_students": sum(known) if known else None,
            "years": sorted({one.year for one in programmes if one.year}),
            "sources": distinct(one.source for one in programmes),
        }


class SchoolDetail(CodeView):
    """One school location, and in which region it is."""

    url_name = "school"

    def show(self, request: HttpRequest, code: str) -> HttpResponse:
        school = selectors.school_with_sources(code)
        if school is None:
            raise Http404
        day = clock.today()
        spot = Spot(school.municipality_id, frozenset({school.sector}), school.brin6)
        groups = involvement([spot], day=day)[spot]
        context = {
            "school": school,
            "sector": SECTOR_HEADINGS[Sector(school.sector)],
            "groups": groups,
            "neighbours": selectors.neighbours_of(school, day=day),
            "day": day,
            "has_ended": school.valid_until is not None and school.valid_until < day,
            "has_sample_data": any(
                one.collaboration.is_sample for group in groups for one in group.involvements
            ),
        }
        return render(request, "regio/public/school_detail.html", context)


def distinct(sources: Any) -> list[Any]:
    """Return the sources that are known, each once, the newest first."""
    found = {source.pk: source for source in sources if source is not None}
    dated = sorted(found.values(), key=lambda source: str(source.reference_date or ""), reverse=True)
    return list(dated)
