"""Reads about municipalities: who works there, and what became of former ones."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from regio.core.registry import Programme, programmes
from regio.enums import OrganisationKind, Sector
from regio.models import (
    Collaboration,
    CollaborationMunicipality,
    Municipality,
    MunicipalityChange,
    Organisation,
    School,
)
from regio.models.periods import valid_on
from regio.selectors.collaborations import current_collaborations
from regio.selectors.ordering import as_sorted


def municipalities(*, day: dt.date) -> QuerySet[Municipality]:
    """Return the municipalities of ``day``.

    Each with ``sort_name``, ``number_of_schools``, ``number_of_pupils`` and ``number_of_collaborations``.
    """
    schools = (
        School.objects.filter(valid_on(day), municipality=OuterRef("pk")).order_by().values("municipality")
    )
    area = CollaborationMunicipality.objects.filter(
        valid_on(day),
        municipality=OuterRef("pk"),
        collaboration__in=current_collaborations(Collaboration.objects.all(), day=day),
    )
    return (
        Municipality.objects.filter(valid_on(day))
        .select_related("province", "labour_market_region", "broad_region")
        .defer("geometry")
        .annotate(
            sort_name=as_sorted("name"),
            number_of_schools=Coalesce(Subquery(schools.annotate(number=Count("pk")).values("number")), 0),
            number_of_pupils=Subquery(schools.annotate(number=Sum("pupils")).values("number")),
            number_of_collaborations=Coalesce(
                Subquery(
                    area.order_by()
                    .values("municipality")
                    .annotate(number=Count("collaboration", distinct=True))
                    .values("number")
                ),
                0,
            ),
        )
    )


def municipality_with_areas(code: str) -> Municipality | None:
    """Return the municipality with the divisions that it belongs to, or None."""
    return (
        Municipality.objects.select_related(
            "province", "labour_market_region", "corop_area", "broad_region", "source"
        )
        .defer("geometry")
        .filter(code=code)
        .first()
    )


@dataclass
class ProgrammeRows:
    """The collaborations of one programme that work somewhere; may be none."""

    programme: Programme
    collaborations: list[Collaboration]


def collaborations_in(
    municipality: Municipality, *, day: dt.date
) -> tuple[list[ProgrammeRows], list[Collaboration]]:
    """Return what works in ``municipality`` on ``day`` per programme, and what works in the whole country."""
    area = CollaborationMunicipality.objects.filter(
        valid_on(day), municipality=municipality, collaboration=OuterRef("pk")
    )
    here = current_collaborations(
        Collaboration.objects.filter(Q(is_national=True) | Exists(area)).order_by("name"), day=day
    )
    rows = list(here)
    groups = [
        ProgrammeRows(one, [row for row in rows if row.programme == one.key and not row.is_national])
        for one in programmes()
    ]
    return groups, [row for row in rows if row.is_national]


def boards_in(municipality: Municipality, *, day: dt.date) -> QuerySet[Organisation]:
    """Return the boards with schools in ``municipality``, with how many schools and pupils there."""
    there = Q(schools__municipality=municipality) & valid_on(day, prefix="schools__")
    return (
        Organisation.objects.filter(there, kind=OrganisationKind.SCHOOL_BOARD)
        .annotate(number_of_schools=Count("schools"), number_of_pupils=Sum("schools__pupils"))
        .order_by("-number_of_schools", "name", "register_code")
    )


@dataclass
class SectorTotal:
    """Schools and pupils of one sector in a municipality."""

    sector: Sector
    schools: int
    pupils: int | None


def totals_by_sector(municipality: Municipality, *, day: dt.date) -> list[SectorTotal]:
    """Return the number of schools and pupils in ``municipality`` per sector that is there."""
    rows = (
        municipality.schools.filter(valid_on(day))
        .order_by()
        .values_list("sector")
        .annotate(schools=Count("pk"), pupils=Sum("pupils"))
    )
    found = {sector: SectorTotal(Sector(sector), schools, pupils) for sector, schools, pupils in rows}
    return [found[sector] for sector in Sector if sector in found]


def institutes_in(municipality: Municipality) -> QuerySet[Organisation]:
    """Return the institutes that train teachers in ``municipality``, or have their seat there."""
    return (
        Organisation.objects.filter(kind=OrganisationKind.TRAINING_INSTITUTE)
        .filter(Q(municipality=municipality) | Q(programmes__municipality=municipality))
        .distinct()
        .order_by("name")
    )


@dataclass
class FormerMunicipality:
    """A municipality that no longer exists, and where it went."""

    code: str
    name: str
    changes: list[MunicipalityChange]

    @property
    def date(self) -> dt.date:
        """Its last change."""
        return self.changes[-1].date

    @property
    def went_into(self) -> Municipality | None:
        """The municipality in which it lives on as a whole; None when it was divided."""
        into = {change.new_municipality_id: change.new_municipality for change in self.changes}
        return next(iter(into.values())) if len(into) == 1 else None


def former_municipality(code: str) -> FormerMunicipality | None:
    """Return what became of the municipality that had ``code``, or None when there never was one."""
    changes = list(
        MunicipalityChange.objects.filter(old_code=code)
        .select_related("new_municipality")
        .defer("new_municipality__geometry")
        .order_by("date", "new_municipality__name")
    )
    return FormerMunicipality(code, changes[-1].old_name, changes) if changes else None
