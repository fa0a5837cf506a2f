"""Reads about collaborations that pages, API and map share.

Validity decides what exists on a day. What is told of a collaboration that has
ended (its parties, its area) is told as it was on its last day, so that the past
stays readable; that day is ``shown_on``.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    CharField,
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
from django.db.models.functions import Cast, Coalesce, JSONObject, Least

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

MOST_SEARCH_WORDS: Final = 8
NAMING: Final = tuple(f"collaboration__{name}" for name in ("pk", "slug", "programme", "name", "is_sample"))
"""What names a collaboration and leads to it, from a row that belongs to it."""


def valid_collaborations[C: Collaboration](collaborations: QuerySet[C], *, day: dt.date) -> QuerySet[C]:
    """Return those that exist on ``day``."""
    return collaborations.filter(valid_on(day))


def current_collaborations[C: Collaboration](collaborations: QuerySet[C], *, day: dt.date) -> QuerySet[C]:
    """Return those that exist on ``day`` and have not ended; what lists show by default."""
    return valid_collaborations(collaborations, day=day).exclude(status=CollaborationStatus.ENDED)


def begun_collaborations[C: Collaboration](collaborations: QuerySet[C], *, day: dt.date) -> QuerySet[C]:
    """Return those that exist on ``day`` or existed before it."""
    return collaborations.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day))


def shown_on(collaborations: QuerySet[Any], *, day: dt.date) -> QuerySet[Any]:
    """Annotate ``shown_on``: ``day``, or the last day of a collaboration that ended before it."""
    annotated: QuerySet[Any] = collaborations.annotate(
        shown_on=Least(Value(day, output_field=DateField()), F("valid_until"), output_field=DateField())
    )
    return annotated


def with_counts(collaborations: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate ``number_of_parties``, ``_schools`` and ``_municipalities``; needs :func:`shown_on`."""
    annotated: QuerySet[Any] = collaborations.annotate(
        number_of_parties=_number_of(Membership.objects.all()),
        number_of_schools=_number_of(SchoolParticipation.objects.all()),
        number_of_municipalities=_number_of(CollaborationMunicipality.objects.all()),
    )
    return annotated


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
        .order_by()
        .values_list("school__sector")
        .annotate(
            schools=Count("pk"),
            boards=Count("school__board", distinct=True),
            pupils=Coalesce(Sum("school__pupils"), 0),
            without_pupils=Count("pk", filter=Q(school__pupils__isnull=True)),
        )
    )
    found = {sector: SectorFigures(Sector(sector), *counts) for sector, *counts in rows}
    return [found[sector] for sector in Sector if sector in found]


@dataclass
class Overlap:
    """Another collaboration, and how much it shares with the one in question."""

    other: Collaboration
    """Holds only what names it and leads to it."""
    municipalities: int = 0
    schools: int = 0


def overlapping(collaboration: Collaboration, *, day: dt.date) -> list[Overlap]:
    """Return what shares municipalities or schools on ``day``, the largest overlap first; one query.

    The rows that are shared are looked up and counted per collaboration. Asking each
    collaboration how much it shares would take a hundred times as long.
    """
    shared_area = _shared_by_others(
        CollaborationMunicipality.objects.filter(
            municipality__in=collaboration.area.filter(valid_on(day)).values("municipality")
        ),
        collaboration,
        day,
        counted="municipalities",
    )
    shared_schools = _shared_by_others(
        SchoolParticipation.objects.filter(
            school__in=collaboration.participations.filter(valid_on(day)).values("school")
        ),
        collaboration,
        day,
        counted="schools",
    )
    found: dict[int, Overlap] = {}
    for pk, slug, programme, name, is_sample, counted, number in shared_area.union(shared_schools, all=True):
        if pk not in found:
            other = Collaboration(pk=pk, slug=slug, programme=programme, name=name, is_sample=is_sample)
            found[pk] = Overlap(other)
        setattr(found[pk], counted, number)
    return sorted(found.values(), key=lambda row: (-row.municipalities, -row.schools, row.other.name))


def _shared_by_others(
    rows: QuerySet[Any], collaboration: Collaboration, day: dt.date, *, counted: str
) -> QuerySet[Any, Any]:
    """Count rows on ``day`` per collaboration other than this one, with what names it."""
    counts: QuerySet[Any, Any] = (
        rows.filter(valid_on(day), valid_on(day, prefix="collaboration__"))
        .exclude(collaboration=collaboration)
        .order_by()
        .values(*NAMING)
        .annotate(counted=Value(counted), number=Count("pk"))
        .values_list(*NAMING, "counted", "number")
    )
    return counts


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


@dataclass(frozen=True)
class PublicChange:
    """An action on a collaboration that everybody may read of."""

    at: dt.datetime
    sentence: str
    reason: str


def with_public_changes(collaborations: QuerySet[Any], *, most: int = 10) -> QuerySet[Any]:
    """Fetch the latest actions that everybody may read along; for :func:`public_changes`."""
    labels = {Collaboration._meta.label_lower, collaborations.model._meta.label_lower}
    actions = ActionLog.objects.filter(
        object_type__in=labels,
        object_id=Cast(OuterRef("pk"), CharField()),
        audiences__contains=[Audience.PUBLIC],
    ).order_by("-at", "-id")[:most]
    annotated: QuerySet[Any] = collaborations.annotate(
        public_actions=ArraySubquery(
            actions.values(row=JSONObject(at="at", sentence="sentence", reason="reason"))
        )
    )
    return annotated


def public_changes(collaboration: Any) -> list[PublicChange]:
    """Return the changes that were fetched by :func:`with_public_changes`, the latest first."""
    return [
        PublicChange(dt.datetime.fromisoformat(row["at"]), row["sentence"], row["reason"])
        for row in collaboration.public_actions
    ]


def _rows_of(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Narrow rows down to those of the collaboration outside, on its ``shown_on``."""
    return rows.filter(valid_on(OuterRef("shown_on")), collaboration=OuterRef("pk"))


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    counted = _rows_of(rows).order_by().values("collaboration").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)
