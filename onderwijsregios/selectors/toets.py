"""What the registry knows about a region that somebody has in mind: the facts of the toets."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from django.db.models import Q

from onderwijsregios.core.toets import rule_sets
from onderwijsregios.core.toets.engine import RuleSet, Verdict
from onderwijsregios.core.toets.facts import Facts, OtherRegion, Party
from onderwijsregios.core.toets.facts import School as SchoolFacts
from onderwijsregios.core.toets.question import (
    BOARD,
    INSTITUTE,
    MUNICIPALITY,
    OWN_REGION,
    SCHOOL,
    Mistake,
    Question,
)
from onderwijsregios.models import Round
from regio.enums import CollaborationStatus, MembershipRole, OrganisationKind, Sector
from regio.models import Collaboration, MunicipalityNeighbour, Organisation, School, SchoolParticipation
from regio.models.periods import valid_on
from regio.selectors.maps import Country, country

PROGRAMME: Final = "onderwijsregios"
BRIN4_LENGTH: Final = 4
"""By which a training institute is told from a board, whose number has five digits."""


@dataclass(frozen=True)
class BoardInArea:
    """A board with schools in the chosen municipalities, to choose from."""

    code: str
    name: str
    schools: int
    pupils: int


@dataclass(frozen=True)
class Toets:
    """The answer to a question: the verdicts, with all that they rest on."""

    rules: RuleSet
    question: Question
    facts: Facts
    verdicts: list[Verdict]
    mistakes: list[Mistake]
    boards_in_area: list[BoardInArea]
    institutes: list[Party]
    """All that train teachers, to choose from."""
    own_regions: Mapping[str, str]
    """The onderwijsregio's that the asker says to be: code → name."""
    country: Country


def rules_of(round_: Round) -> RuleSet | None:
    """Return the rules that ``round_`` goes by; None when nobody wrote them down as a toets."""
    return rule_sets().get(round_.rule_set)


def answer(question: Question, *, round_: Round, rules: RuleSet, day: dt.date) -> Toets:
    """Return the verdicts on ``question`` by what the registry knows on ``day``.

    Five queries; one more when the asker is a region already, and one when the geometries
    changed. A code that the registry does not know, or that has ended, comes back as a
    mistake and counts for nothing. A board stands for all its schools in the chosen
    municipalities and sectors, unless schools of its own are named.
    """
    sectors = question.sectors or tuple(round_.sectors)
    found = _Found(country(), _organisations(question), _locations(question, day), _own_regions(question))
    today = {code: one.party for code, one in found.organisations.items() if not _has_ended(one, day)}
    taking_part = _taking_part(question, sectors, found.locations, day)
    elsewhere = _elsewhere(taking_part, question, day)
    names = {code: one.name for code, one in found.country.municipalities.items()}
    facts = Facts(
        municipalities={code: names[code] for code in question.municipalities if code in names},
        country=names,
        neighbours=_neighbours(),
        boards=tuple(today[code] for code in question.boards if code in today),
        institutes=tuple(today[code] for code in question.institutes if code in today),
        schools=tuple(
            SchoolFacts(row.code, row.name, row.sector, row.pupils, tuple(elsewhere.get(row.pk, ())))
            for row in taking_part
        ),
        sectors=frozenset(sectors),
        students=question.students,
        profession=question.profession,
        national=question.national,
    )
    return Toets(
        rules=rules,
        question=question,
        facts=facts,
        verdicts=rules.judge(facts),
        mistakes=_not_in_the_registry(question, found, day),
        boards_in_area=_boards_in_area(question, sectors, found.locations),
        institutes=[party for party in today.values() if len(party.code) == BRIN4_LENGTH],
        own_regions=found.own_regions,
        country=found.country,
    )


def question_of(content: Mapping[str, Any]) -> Question:
    """Return the question that an application asks, from its plain content."""

    def codes(kind: OrganisationKind) -> tuple[str, ...]:
        return tuple(sorted(one["code"] for one in content["members"] if one["kind"] == kind and one["code"]))

    has_profession = any(one["role"] == MembershipRole.PROFESSION for one in content["members"])
    return Question(
        municipalities=tuple(one["code"] for one in content["municipalities"]),
        sectors=tuple(sector for sector in Sector.values if sector in content["sectors"]),
        boards=codes(OrganisationKind.SCHOOL_BOARD),
        schools=tuple(one["code"] for one in content["schools"]),
        institutes=codes(OrganisationKind.TRAINING_INSTITUTE),
        profession=True if has_profession else None,
    )


def shortened(question: Question, *, round_: Round, day: dt.date) -> Question:
    """Return ``question`` with a board in place of its schools, where these are all it has there.

    Asks the same in fewer words, for an address that would be too long; two queries.
    """
    sectors = question.sectors or tuple(round_.sectors)
    named = School.objects.filter(brin6__in=question.schools, board__isnull=False)
    named_of = _grouped(named.values_list("board__register_code", "brin6"))
    wide = replace(question, schools=(), boards=tuple(named_of))
    all_of = _grouped(
        (row.board, row.code) for row in _taking_part(wide, sectors, _locations(wide, day), day) if row.board
    )
    whole = {board for board, codes in named_of.items() if codes == all_of.get(board)}
    covered = {code for board in whole for code in named_of[board]}
    return replace(
        question,
        boards=tuple(sorted({*question.boards, *whole})),
        schools=tuple(code for code in question.schools if code not in covered),
    )


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return dict(found)


# --- what is read ---------------------------------------------------------------------------------


class Location(NamedTuple):
    """A school location as it is read; in the order of ``_COLUMNS``."""

    pk: int
    code: str
    name: str
    sector: str
    pupils: int | None
    municipality: str
    valid_until: dt.date | None
    board: str | None
    board_name: str | None


_COLUMNS: Final = (
    "pk",
    "brin6",
    "name",
    "sector",
    "pupils",
    "municipality_id",
    "valid_until",
    "board__register_code",
    "board__name",
)


@dataclass(frozen=True)
class _Organisation:
    code: str
    name: str
    valid_until: dt.date | None

    @property
    def party(self) -> Party:
        return Party(self.code, self.name or f"Bevoegd gezag {self.code}")


@dataclass(frozen=True)
class _Found:
    """What the registry gave for a question."""

    country: Country
    organisations: Mapping[str, _Organisation]
    locations: list[Location]
    own_regions: Mapping[str, str]


def _neighbours() -> Mapping[str, frozenset[str]]:
    beside: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in MunicipalityNeighbour.objects.values_list("one_id", "other_id"):
        beside[one].add(other)
        beside[other].add(one)
    return {code: frozenset(codes) for code, codes in beside.items()}


def _organisations(question: Question) -> dict[str, _Organisation]:
    """Return the boards that were asked for and all training institutes, by code."""
    wanted = Q(kind=OrganisationKind.TRAINING_INSTITUTE) | Q(
        kind=OrganisationKind.SCHOOL_BOARD, register_code__in=question.boards
    )
    rows = Organisation.objects.filter(wanted).order_by("name", "register_code")
    return {
        code: _Organisation(code, name, until)
        for code, name, until in rows.values_list("register_code", "name", "valid_until")
    }


def _locations(question: Question, day: dt.date) -> list[Location]:
    """Return the named schools, and the open ones of the boards and in the municipalities."""
    open_ones = valid_on(day) & (
        Q(board__register_code__in=question.boards) | Q(municipality__in=question.municipalities)
    )
    rows = School.objects.filter(open_ones | Q(brin6__in=question.schools)).order_by("brin6")
    return [Location(*row) for row in rows.values_list(*_COLUMNS)]


def _taking_part(
    question: Question, sectors: Collection[str], rows: Iterable[Location], day: dt.date
) -> list[Location]:
    """Return the schools that take part: those named, and all of a board of which none is named."""
    named = {row.code for row in rows if row.code in question.schools}
    spoken_for = {row.board for row in rows if row.code in named}
    whole = set(question.boards) - spoken_for
    return [
        row
        for row in rows
        if (row.code in named and not _has_ended(row, day))
        or (
            row.board in whole
            and row.sector in sectors
            and (not question.municipalities or row.municipality in question.municipalities)
        )
    ]


def _has_ended(one: Location | _Organisation, day: dt.date) -> bool:
    return one.valid_until is not None and one.valid_until < day


def _elsewhere(rows: Iterable[Location], question: Question, day: dt.date) -> dict[int, list[OtherRegion]]:
    """Return the onderwijsregio's that each school is in today, but for the asker's own."""
    taken = SchoolParticipation.objects.filter(
        valid_on(day),
        valid_on(day, prefix="collaboration__"),
        school__in=[row.pk for row in rows],
        collaboration__programme=PROGRAMME,
        collaboration__status__in=CollaborationStatus.current(),
    ).order_by("collaboration__name")
    found: defaultdict[int, list[OtherRegion]] = defaultdict(list)
    for school, code, name in taken.values_list(
        "school_id", "collaboration__public_id", "collaboration__name"
    ):
        if code not in question.own_regions:
            found[school].append(OtherRegion(code, name))
    return found


def _own_regions(question: Question) -> dict[str, str]:
    """Return the names of the onderwijsregio's that the asker is; no query when it is none."""
    if not question.own_regions:
        return {}
    regions = Collaboration.objects.filter(programme=PROGRAMME, public_id__in=question.own_regions)
    return dict(regions.values_list("public_id", "name"))


# --- what is made of it ---------------------------------------------------------------------------


def _not_in_the_registry(question: Question, found: _Found, day: dt.date) -> list[Mistake]:
    """Return the codes that are well written but do not exist, or not any more."""
    schools = {row.code: row for row in found.locations}
    asked: tuple[tuple[str, Iterable[str], Mapping[str, object], str], ...] = (
        (MUNICIPALITY, question.municipalities, found.country.municipalities, "gemeente van nu"),
        (BOARD, question.boards, found.organisations, "schoolbestuur dat wij kennen"),
        (SCHOOL, question.schools, schools, "school die wij kennen"),
        (INSTITUTE, question.institutes, found.organisations, "lerarenopleiding die wij kennen"),
        (OWN_REGION, question.own_regions, found.own_regions, "onderwijsregio"),
    )
    mistakes = []
    for parameter, codes, known, what in asked:
        for code in codes:
            one = known.get(code)
            if one is None:
                mistakes.append(_missing(parameter, code, f"is geen {what}"))
            elif isinstance(one, Location | _Organisation) and _has_ended(one, day):
                mistakes.append(
                    _missing(
                        parameter, code, f"({one.name}) bestaat niet meer sinds {one.valid_until:%d-%m-%Y}"
                    )
                )
    return mistakes


def _missing(parameter: str, code: str, why: str) -> Mistake:
    return Mistake(parameter, "onbekend", f"{code} {why}. Deze code telt niet mee; controleer haar.")


def _boards_in_area(
    question: Question, sectors: Collection[str], rows: Iterable[Location]
) -> list[BoardInArea]:
    """Return the boards to choose from, by name; those that were chosen already among them."""
    schools: defaultdict[str, list[Location]] = defaultdict(list)
    for row in rows:
        inside = row.municipality in question.municipalities and row.sector in sectors
        if row.board and (inside or row.board in question.boards):
            schools[row.board].append(row)
    found = [
        BoardInArea(
            code,
            own[0].board_name or f"Bevoegd gezag {code}",
            len(own),
            sum(row.pupils or 0 for row in own),
        )
        for code, own in schools.items()
    ]
    return sorted(found, key=lambda board: (board.name.casefold(), board.code))
