"""Reads about school boards, schools and teacher-training institutes."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import (
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.expressions import Case, Value, When
from django.db.models.functions import Coalesce, Concat

from regio.enums import CollaborationStatus, OrganisationKind, Sector, SuccessionKind
from regio.models import (
    Collaboration,
    Membership,
    Organisation,
    OrganisationSuccession,
    School,
    TrainingProgramme,
)
from regio.models.periods import valid_on
from regio.selectors.collaborations import current_collaborations
from regio.selectors.ordering import as_sorted

LONGEST_CHAIN = 20
"""So many mergers in a row are followed; more would be a circle."""

NEIGHBOURHOOD_DEGREES = 0.15
"""How far north and south we look for neighbours, about 17 kilometres; further east and west."""


# --- lists ------------------------------------------------------------------------------------


def organisations(kind: OrganisationKind, *, day: dt.date) -> QuerySet[Organisation]:
    """Return the organisations of a kind with ``sort_name`` and ``number_of_collaborations`` on ``day``."""
    return (
        Organisation.objects.filter(kind=kind)
        .select_related("municipality")
        .defer("municipality__geometry")
        .annotate(
            sort_name=as_sorted(
                Case(
                    When(name="", then=Concat(Value("Bevoegd gezag "), F("register_code"))),
                    default=F("name"),
                )
            ),
            number_of_collaborations=Coalesce(
                Subquery(
                    Membership.objects.filter(
                        valid_on(day),
                        organisation=OuterRef("pk"),
                        collaboration__in=current_collaborations(Collaboration.objects.all(), day=day),
                    )
                    .order_by()
                    .values("organisation")
                    .annotate(number=Count("collaboration", distinct=True))
                    .values("number")
                ),
                0,
            ),
        )
    )


def boards(*, day: dt.date) -> QuerySet[Organisation]:
    """Return school boards with ``number_of_schools`` and ``number_of_pupils`` on ``day``."""
    schools = School.objects.filter(valid_on(day), board=OuterRef("pk")).order_by().values("board")
    return organisations(OrganisationKind.SCHOOL_BOARD, day=day).annotate(
        number_of_schools=Coalesce(Subquery(schools.annotate(number=Count("pk")).values("number")), 0),
        number_of_pupils=Subquery(schools.annotate(number=Sum("pupils")).values("number")),
    )


def institutes(*, day: dt.date) -> QuerySet[Organisation]:
    """Return teacher-training institutes with ``number_of_programmes`` and ``number_of_students``."""
    programmes = TrainingProgramme.objects.filter(institute=OuterRef("pk")).order_by().values("institute")
    return organisations(OrganisationKind.TRAINING_INSTITUTE, day=day).annotate(
        number_of_programmes=Coalesce(
            Subquery(programmes.annotate(number=Count("code", distinct=True)).values("number")), 0
        ),
        number_of_students=Subquery(programmes.annotate(number=Sum("students")).values("number")),
    )


def schools() -> QuerySet[School]:
    """Return school locations with their board and municipality."""
    return School.objects.select_related("board", "municipality").defer("municipality__geometry")


def current_schools(*, day: dt.date) -> QuerySet[School]:
    """Return the school locations that exist on ``day``, with ``sort_name``."""
    return schools().filter(valid_on(day)).annotate(sort_name=as_sorted("name"))


def school_with_sources(brin6: str) -> School | None:
    """Return the school with this code and where its facts come from, or None."""
    return (
        schools()
        .select_related("source", "board_source", "location_source", "pupils_source")
        .filter(brin6=brin6)
        .first()
    )


# --- one organisation -------------------------------------------------------------------------


@dataclass
class Memberships:
    """In what an organisation takes part, and took part."""

    current: list[Membership] = field(default_factory=list)
    earlier: list[Membership] = field(default_factory=list)


def memberships_of(organisation: Organisation, *, day: dt.date) -> Memberships:
    """Return the memberships that have begun on ``day``; the current ones in the order of the programmes."""
    rows = (
        Membership.objects.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), organisation=organisation
        )
        .select_related("collaboration", "source")
        .order_by("collaboration__programme", "collaboration__name", "-valid_from")
    )
    found = Memberships()
    for row in rows:
        has_ended = row.valid_until is not None and row.valid_until < day
        closed = row.collaboration.valid_until is not None and row.collaboration.valid_until < day
        is_over = has_ended or closed or row.collaboration.status == CollaborationStatus.ENDED
        (found.earlier if is_over else found.current).append(row)
    return found


@dataclass
class Succession:
    """From what an organisation came, and into what it went."""

    before: list[OrganisationSuccession] = field(default_factory=list)
    after: list[OrganisationSuccession] = field(default_factory=list)


def succession_of(organisation: Organisation) -> Succession:
    """Return the mergers and splits of ``organisation``, the oldest first."""
    steps = OrganisationSuccession.objects.filter(
        Q(predecessor=organisation) | Q(successor=organisation)
    ).select_related("predecessor", "successor")
    found = Succession()
    for step in steps:
        (found.before if step.successor_id == organisation.pk else found.after).append(step)
    return found


def went_into(organisation: Organisation, *, day: dt.date) -> Organisation | None:
    """Return the organisation in which ``organisation`` lives on, if that is exactly one.

    Follows mergers and renamings; after a split, or while it still exists, there is
    no single successor and the answer is None.
    """
    found: Organisation | None = None
    here = organisation
    for _ in range(LONGEST_CHAIN):
        if here.valid_until is None or here.valid_until >= day:
            return found
        steps = list(
            OrganisationSuccession.objects.filter(predecessor=here, date__lte=day).select_related("successor")
        )
        if len(steps) != 1 or steps[0].kind == SuccessionKind.SPLIT:
            return found
        here = found = steps[0].successor
    return None


@dataclass
class SectorSchools:
    """The schools of one sector, with their pupils together."""

    sector: Sector
    schools: list[School]

    @property
    def pupils(self) -> int | None:
        """All pupils that are known; None when of no school."""
        known = [school.pupils for school in self.schools if school.pupils is not None]
        return sum(known) if known else None


def schools_by_sector(board: Organisation, *, day: dt.date) -> list[SectorSchools]:
    """Return the schools of ``board`` on ``day``, per sector in the usual order."""
    rows = sorted(
        board.schools.filter(valid_on(day))
        .select_related("municipality", "source", "pupils_source", "board_source")
        .defer("municipality__geometry"),
        key=lambda school: list(Sector).index(Sector(school.sector)),
    )
    return [
        SectorSchools(Sector(sector), list(group)) for sector, group in groupby(rows, lambda row: row.sector)
    ]


def programmes_by_kind(institute: Organisation) -> list[tuple[str, list[TrainingProgramme]]]:
    """Return the programmes of ``institute`` per kind, the kind with most students first."""
    rows = (
        institute.programmes.select_related("municipality", "source")
        .defer("municipality__geometry")
        .order_by("kind", "name", "municipality__name")
    )
    groups = [(kind, list(group)) for kind, group in groupby(rows, lambda row: row.kind)]
    return sorted(groups, key=lambda group: -sum(row.students or 0 for row in group[1]))


def neighbours_of(school: School, *, day: dt.date, most: int = 6) -> list[School]:
    """Return the nearest schools in the same sector; none when the school has no point on the map."""
    if school.latitude is None or school.longitude is None:
        return []
    north = F("latitude") - school.latitude
    # a degree east is about 0.6 of a degree north at our latitude
    east = (F("longitude") - school.longitude) * 0.6
    nearby = (
        current_schools(day=day)
        .filter(
            sector=school.sector,
            latitude__range=(
                school.latitude - NEIGHBOURHOOD_DEGREES,
                school.latitude + NEIGHBOURHOOD_DEGREES,
            ),
            longitude__range=(
                school.longitude - NEIGHBOURHOOD_DEGREES / 0.6,
                school.longitude + NEIGHBOURHOOD_DEGREES / 0.6,
            ),
        )
        .exclude(pk=school.pk)
    )
    distance = ExpressionWrapper(north * north + east * east, output_field=FloatField())
    return list(nearby.annotate(distance=distance).order_by("distance", "brin6")[:most])
