"""Reads about collaborations that pages, API and map share.

Validity decides what exists on a day. What is told of a collaboration that has
ended (its parties, its area) is told as it was on its last day, so that the past
stays readable; that day is ``shown_on``.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Least

from regio.enums import Audience, CollaborationStatus, MembershipRole, Sector
from regio.models import (
    ActionLog,
    Collaboration,
    CollaborationMunicipality,
    CollaborationSuccession,
    Membership,
    Municipality,
    SchoolParticipation,
)
from regio.models.periods import valid_on

MOST_SEARCH_WORDS = 8


def valid_collaborations[C: Collaboration](collaborations: QuerySet[C], *, day: dt.date) -> QuerySet[C]:
    """Return those that exist on ``day``."""
    return collaborations.filter(valid_on(day))


def current_collaborations[C: Collaboration](collaborations: QuerySet[C], *, day: dt.date) -> QuerySet[C]:
    """Return those that exist on ``day`` and have not ended; what lists show by default."""
    return valid_collaborations(collaborations, day=day).exclude(status=CollaborationStatus.ENDED)


def begun_collaborations[C: Collaboration](collaborations: QuerySet[C], *, day: dt.date) -> QuerySet[C]:
    """Return those that exist on ``day`` or existed before it."""
    return collaborations.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day))


def shown_on[C: Collaboration](collaborations: QuerySet[C], *, day: dt.date) -> QuerySet[C]:
    """Annotate ``shown_on``: ``day``, or the last day of a collaboration that ended before it."""
    return collaborations.annotate(
        shown_on=Least(Value(day, output_field=DateField()), F("valid_until"), output_field=DateField())
    )


def with_counts[C: Collaboration](collaborations: QuerySet[C]) -> QuerySet[C]:
    """Annotate ``number_of_parties``, ``_schools`` and ``_municipalities``; needs :func:`shown_on`."""
    return collaborations.annotate(
        number_of_parties=_number_of(Membership.objects.all()),
        number_of_schools=_number_of(SchoolParticipation.objects.all()),
        number_of_municipalities=_number_of(CollaborationMunicipality.objects.all()),
    )


def in_area[C: Collaboration](collaborations: QuerySet[C], **municipality: object) -> QuerySet[C]:
    """Return those with a municipality that fits, such as ``province="PV26"``; needs :func:`shown_on`.

    National collaborations have no municipalities of their own and are left out.
    """
    fits = {f"municipality__{name}": value for name, value in municipality.items()}
    return collaborations.filter(Exists(_rows_of(CollaborationMunicipality.objects.filter(**fits))))


def matching[C: Collaboration](collaborations: QuerySet[C], text: str) -> QuerySet[C]:
    """Return those in which each word of ``text`` is found; needs :func:`shown_on`.

    A word may stand in the name, the public id, a party's name or a municipality's name.
    """
    for word in text.split()[:MOST_SEARCH_WORDS]:
        parties = Membership.objects.filter(
            Q(organisation__name__icontains=word) | Q(organisation__register_code__iexact=word)
        )
        area = CollaborationMunicipality.objects.filter(municipality__name__icontains=word)
        collaborations = collaborations.filter(
            Q(name__icontains=word)
            | Q(public_id__iexact=word)
            | Exists(_rows_of(parties))
            | Exists(_rows_of(area))
        )
    return collaborations


def by_former_address(address: str) -> Collaboration | None:
    """Find a collaboration by its public id, its slug in another programme or a slug that it had before."""
    known = Collaboration.objects.filter(Q(public_id__iexact=address) | Q(slug=address))
    return (
        known.first()
        or Collaboration.objects.filter(events__slug=address).order_by("-events__pgh_id").first()
    )


def day_to_show(collaboration: Collaboration, *, day: dt.date) -> dt.date:
    """Return the day nearest to ``day`` on which the collaboration exists."""
    if collaboration.valid_until and collaboration.valid_until < day:
        return collaboration.valid_until
    if collaboration.valid_from and collaboration.valid_from > day:
        return collaboration.valid_from
    return day


def parties_by_role(
    collaboration: Collaboration, *, day: dt.date
) -> list[tuple[MembershipRole, list[Membership]]]:
    """Return the memberships on ``day`` per role, the penvoerder first; only roles that somebody has."""
    memberships = (
        collaboration.memberships.filter(valid_on(day))
        .select_related("organisation")
        .order_by("organisation__name", "organisation__register_code")
    )
    found: dict[str, list[Membership]] = {role: [] for role in MembershipRole}
    for membership in memberships:
        found[membership.role].append(membership)
    return [(MembershipRole(role), members) for role, members in found.items() if members]


def municipalities_of(collaboration: Collaboration, *, day: dt.date) -> QuerySet[Municipality]:
    """Return the municipalities on ``day``, without their geometry."""
    return (
        Municipality.objects.filter(
            pk__in=collaboration.area.filter(valid_on(day)).values("municipality"),
        )
        .only("code", "name")
        .order_by("name")
    )


@dataclass(frozen=True)
class SectorFigures:
    """How many schools of a sector take part, and their pupils as far as known."""

    sector: Sector
    schools: int
    boards: int
    pupils: int
    schools_without_pupils: int


def figures_by_sector(collaboration: Collaboration, *, day: dt.date) -> list[SectorFigures]:
    """Count the participating schools, their boards and pupils on ``day``, per sector."""
    rows = (
        collaboration.participations.filter(valid_on(day))
        .values("school__sector")
        .annotate(
            schools=Count("pk"),
            boards=Count("school__board", distinct=True),
            pupils=Coalesce(Sum("school__pupils"), 0),
            schools_without_pupils=Count("pk", filter=Q(school__pupils__isnull=True)),
        )
        .order_by()
    )
    order = list(Sector)
    found = [SectorFigures(sector=Sector(row.pop("school__sector")), **row) for row in rows]
    return sorted(found, key=lambda figures: order.index(figures.sector))


def overlapping(collaboration: Collaboration, *, day: dt.date) -> QuerySet[Collaboration]:
    """Return what shares municipalities or schools on ``day``, the largest overlap first.

    Annotates ``shared_municipalities`` and ``shared_schools``.
    """
    area = collaboration.area.filter(valid_on(day)).values("municipality")
    schools = collaboration.participations.filter(valid_on(day)).values("school")
    return (
        valid_collaborations(Collaboration.objects.all(), day=day)
        .exclude(pk=collaboration.pk)
        .annotate(
            shared_municipalities=_number_of(
                CollaborationMunicipality.objects.filter(municipality__in=area), day=day
            ),
            shared_schools=_number_of(SchoolParticipation.objects.filter(school__in=schools), day=day),
        )
        .filter(Q(shared_municipalities__gt=0) | Q(shared_schools__gt=0))
        .order_by("-shared_municipalities", "-shared_schools", "name")
    )


@dataclass
class Lineage:
    """What a collaboration came from, and in what it went on."""

    before: list[CollaborationSuccession] = field(default_factory=list)
    after: list[CollaborationSuccession] = field(default_factory=list)


def lineage(collaboration: Collaboration) -> Lineage:
    """Return predecessors and successors, the oldest step first."""
    found = Lineage()
    steps = CollaborationSuccession.objects.filter(
        Q(predecessor=collaboration) | Q(successor=collaboration)
    ).select_related("predecessor", "successor")
    for step in steps:
        (found.before if step.successor_id == collaboration.pk else found.after).append(step)
    return found


def public_changes(collaboration: Collaboration, *, most: int = 10) -> QuerySet[ActionLog]:
    """Return the latest actions on the collaboration that everybody may read."""
    labels = [Collaboration._meta.label_lower, collaboration._meta.label_lower]
    return ActionLog.objects.filter(
        object_type__in=labels,
        object_id=str(collaboration.pk),
        audiences__contains=[Audience.PUBLIC],
    ).order_by("-at", "-id")[:most]


def _rows_of[Row: (Membership, SchoolParticipation, CollaborationMunicipality)](
    rows: QuerySet[Row], *, day: dt.date | None = None
) -> QuerySet[Row]:
    """Narrow rows down to those of the collaboration outside, on ``day`` or on its ``shown_on``."""
    return rows.filter(valid_on(day or OuterRef("shown_on")), collaboration=OuterRef("pk"))


def _number_of[Row: (Membership, SchoolParticipation, CollaborationMunicipality)](
    rows: QuerySet[Row], *, day: dt.date | None = None
) -> Coalesce:
    counted = _rows_of(rows, day=day).order_by().values("collaboration").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)
