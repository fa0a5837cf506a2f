"""Schools of an application: which there are, which may be added, and a verdict about each of a list."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.formats import date_format

from onderwijsregios.core.school_lists import ListRow, is_code, what_is_wrong
from onderwijsregios.enums import SchoolVerdict
from onderwijsregios.models import Application, ApplicationMember, ApplicationSchool, SchoolList
from onderwijsregios.selectors.completeness import stray_schools
from onderwijsregios.selectors.overlap import COUNTING
from regio.core import clock
from regio.enums import Sector
from regio.models import School
from regio.models.periods import valid_on

MOST_FOUND = 20
USABLE = (SchoolVerdict.GOOD, SchoolVerdict.ELSEWHERE)
"""The verdicts with which a school can be added."""


class RowVerdict(TypedDict):
    """What is said of one row, in a form that can be stored."""

    verdict: str
    reason: str
    """A whole sentence, where the verdict alone does not say what to do."""
    name: str
    """Of the school, when it is known."""


@dataclass(frozen=True)
class Standing:
    """What an application has and may have at one moment; made with three queries."""

    boards: frozenset[UUID]
    """The organisations that take part."""
    present: frozenset[str]
    """Vestigingsnummers that the application holds already."""
    elsewhere: frozenset[str]
    """Vestigingsnummers in other applications of the round, as far as the applicant may know."""
    today: dt.date

    def verdict_on(self, school: School) -> RowVerdict:
        """Say whether ``school`` can be added, and if not, the first reason.

        That a school is in another application is said last, and only of schools of
        boards that take part here: others are nobody's business.
        """
        verdict, reason = SchoolVerdict.GOOD, ""
        if school.valid_until and school.valid_until < self.today:
            verdict = SchoolVerdict.CLOSED
            reason = (
                f"Deze vestiging is gesloten; de laatste dag was {date_format(school.valid_until, 'j F Y')}."
            )
        elif school.board_id not in self.boards:
            verdict, reason = SchoolVerdict.OTHER_BOARD, _about_the_board(school)
        elif school.brin6 in self.present:
            verdict = SchoolVerdict.PRESENT
        elif school.brin6 in self.elsewhere:
            verdict = SchoolVerdict.ELSEWHERE
            reason = "Deze school staat al in een andere aanvraag in deze ronde."
        return {"verdict": verdict.value, "reason": reason, "name": school.name}


def _about_the_board(school: School) -> str:
    if school.board is None:
        return "Van deze school is het bestuur niet bekend. Meld het ons via de contactpagina."
    return (
        f"Het bestuur, {school.board.display_name} ({school.board.register_code}), doet niet mee in deze "
        "aanvraag. Voeg het toe bij Partijen en beoordeel de lijst daarna opnieuw."
    )


def standing_of(application: Application, moment: dt.datetime) -> Standing:
    """Return what ``application`` has and may have at ``moment``."""
    members = ApplicationMember.objects.filter(application=application)
    present = ApplicationSchool.objects.filter(application=application)
    return Standing(
        boards=frozenset(members.values_list("organisation_id", flat=True)),
        present=frozenset(present.values_list("school__brin6", flat=True)),
        elsewhere=_elsewhere(application, moment),
        today=moment.astimezone(clock.AMSTERDAM).date(),
    )


def standing_shown(application: Application, content: Mapping[str, Any], moment: dt.datetime) -> Standing:
    """Return the same for a page that holds the ``content`` of ``application`` already; one query."""
    return Standing(
        boards=frozenset(UUID(member["id"]) for member in content["members"]),
        present=frozenset(school["code"] for school in content["schools"]),
        elsewhere=_elsewhere(application, moment),
        today=moment.astimezone(clock.AMSTERDAM).date(),
    )


def _elsewhere(application: Application, moment: dt.datetime) -> frozenset[str]:
    """Return the codes of the own parties in other applications.

    Nothing once the round is closed, as with all overlap.
    """
    if not application.round.is_open_at(moment):
        return frozenset()
    rows = ApplicationSchool.objects.filter(
        application__round=application.round_id,
        application__state__in=COUNTING,
        school__board__application_memberships__application=application,
    ).exclude(application=application)
    return frozenset(rows.values_list("school__brin6", flat=True))


def judge_rows(rows: Sequence[ListRow], standing: Standing, *, start: int = 0) -> list[RowVerdict]:
    """Return a verdict for each row from ``start`` on; one query, however many there are.

    A number counts where it stands first in the whole list.
    """
    first: dict[str, int] = {}
    for number, row in enumerate(rows):
        first.setdefault(row["given"], number)
    codes = [row["given"] for row in rows[start:] if is_code(row["given"])]
    schools = {
        school.brin6: school for school in School.objects.filter(brin6__in=codes).select_related("board")
    }
    return [
        _verdict(row, schools, standing, rows[first[row["given"]]], is_first=first[row["given"]] == number)
        for number, row in enumerate(rows[start:], start)
    ]


def _verdict(
    row: ListRow, schools: Mapping[str, School], standing: Standing, earlier: ListRow, *, is_first: bool
) -> RowVerdict:
    given, name = row["given"], ""
    if not is_code(given):
        return {"verdict": SchoolVerdict.NO_CODE.value, "reason": what_is_wrong(given), "name": ""}
    school = schools.get(given)
    if not is_first:
        name = school.name if school else ""
        reason = f"Dit nummer staat ook op regel {earlier['line']}."
        return {"verdict": SchoolVerdict.DOUBLE.value, "reason": reason, "name": name}
    if school is None:
        reason = "Dit nummer staat niet in het register. Kijk na of het goed is overgenomen."
        return {"verdict": SchoolVerdict.UNKNOWN.value, "reason": reason, "name": ""}
    return standing.verdict_on(school)


def counts_of(school_list: SchoolList) -> dict[SchoolVerdict, int]:
    """Return how many rows got which verdict."""
    counted = Counter(one["verdict"] for one in school_list.verdicts)
    return {verdict: counted[verdict.value] for verdict in SchoolVerdict if counted[verdict.value]}


def codes_with(school_list: SchoolList, verdicts: Iterable[SchoolVerdict]) -> list[str]:
    """Return the numbers of the rows that got one of ``verdicts``, in order."""
    wanted = {verdict.value for verdict in verdicts}
    pairs = zip(school_list.rows, school_list.verdicts, strict=False)
    return [row["given"] for row, verdict in pairs if verdict["verdict"] in wanted]


def open_lists(application: Application) -> QuerySet[SchoolList]:
    """Return the lists about which nothing was decided yet, without their rows.

    Each says whether it ``has_schools``: rows that can be taken over.
    """
    usable = [Q(verdicts__contains=[{"verdict": one.value}]) for one in USABLE]
    return (
        SchoolList.objects.filter(application=application, applied_at__isnull=True, discarded_at__isnull=True)
        .annotate(has_schools=ExpressionWrapper(usable[0] | usable[1], output_field=BooleanField()))
        .defer("rows", "verdicts")
    )


# --- the schools that are there, by board ----------------------------------------------------------


@dataclass
class BoardSchools:
    """The schools of one board in an application."""

    name: str
    code: str
    schools: list[School] = field(default_factory=list)
    key: UUID | None = None
    """Of the board; None when it is not known."""

    @property
    def pupils(self) -> int:
        return sum(school.pupils or 0 for school in self.schools)


def schools_of(application: Application, *, q: str = "", sector: str = "") -> list[School]:
    """Return the schools of ``application`` with board and municipality, by board and name."""
    schools = School.objects.filter(application_rows__application=application)
    if sector in Sector.values:
        schools = schools.filter(sector=sector)
    for word in q.split():
        schools = schools.filter(
            Q(name__icontains=word)
            | Q(brin6__istartswith=word)
            | Q(place__icontains=word)
            | Q(board__name__icontains=word)
        )
    return list(
        schools.select_related("board", "municipality")
        .defer("municipality__geometry")
        .order_by("board__name", "board__register_code", "name", "brin6")
    )


def by_board(schools: Iterable[School]) -> list[BoardSchools]:
    """Return ``schools`` by their board, in the order in which they come."""
    groups: dict[UUID | None, BoardSchools] = {}
    for school in schools:
        board = school.board
        group = groups.setdefault(
            school.board_id,
            BoardSchools(board.display_name, board.register_code, key=board.pk)
            if board
            else BoardSchools("Bestuur niet bekend", ""),
        )
        group.schools.append(school)
    return list(groups.values())


def schools_without_party(content: dict[str, Any]) -> list[BoardSchools]:
    """Return the schools of boards that are no party, by board; no query when there are none."""
    codes = [one["code"] for one in stray_schools(content)]
    if not codes:
        return []
    schools = School.objects.filter(brin6__in=codes).select_related("board").order_by("board__name", "name")
    return by_board(schools)


def offered_schools(application: Application, day: dt.date) -> QuerySet[School]:
    """Return the present schools that fit: of the parties, in the area, in its sectors, not there yet.

    A national region without municipalities has no border to its area.
    """
    schools = School.objects.filter(
        valid_on(day), board__application_memberships__application=application
    ).exclude(application_rows__application=application)
    if application.sectors:
        schools = schools.filter(sector__in=application.sectors)
    if not application.is_national:
        schools = schools.filter(municipality__applications=application)
    return schools


def find_schools(term: str, *, outside: Application, day: dt.date) -> list[School]:
    """Return present schools that answer to all words of ``term``; at most one more than shown.

    What ``outside`` holds already is left out.
    """
    words = term.split()
    if not words:
        return []
    condition = Q()
    for word in words:
        condition &= Q(name__icontains=word) | Q(place__icontains=word) | Q(brin6__istartswith=word)
    return list(
        School.objects.filter(condition, valid_on(day))
        .exclude(application_rows__application=outside)
        .select_related("board", "municipality")
        .defer("municipality__geometry")
        .order_by("name", "brin6")[: MOST_FOUND + 1]
    )
