"""Figures about the whole country, counted from the registry at the moment of asking."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from regio.core.registry import programmes
from regio.enums import CollaborationStatus
from regio.models import (
    Collaboration,
    CollaborationMunicipality,
    Municipality,
    Scheme,
    SchoolParticipation,
    YearFigure,
)
from regio.models.periods import valid_on


@dataclass(frozen=True)
class ProgrammeFigures:
    """How much there is of one programme."""

    key: str
    current: int
    ended: int
    samples: int
    """How many of both are samples."""
    municipalities: int
    schools: int


@dataclass(frozen=True)
class CountryFigures:
    """How much there is of each programme, beside how many municipalities there are."""

    municipalities: int
    programmes: dict[str, ProgrammeFigures] = field(default_factory=dict)

    @property
    def has_samples(self) -> bool:
        """Tell whether samples are counted."""
        return any(figures.samples for figures in self.programmes.values())


def country_figures(*, day: dt.date) -> CountryFigures:
    """Count what exists on ``day``, for each registered programme; three queries.

    Municipalities and schools are those in at least one current collaboration of the
    programme; a national collaboration has no municipalities of its own.
    """
    keys = [programme.key for programme in programmes()]
    totals = _collaborations(keys, day)
    reach = _reach(day)
    return CountryFigures(
        municipalities=Municipality.objects.filter(valid_on(day)).count(),
        programmes={
            key: ProgrammeFigures(
                key=key,
                current=totals[f"{number}_current"],
                ended=totals[f"{number}_ended"],
                samples=totals[f"{number}_samples"],
                municipalities=reach.get((key, "municipality"), 0),
                schools=reach.get((key, "school"), 0),
            )
            for number, key in enumerate(keys)
        },
    )


def schemes() -> list[Scheme]:
    """Return all schemes, those of one programme together, the first year first."""
    order = {programme.key: number for number, programme in enumerate(programmes())}

    def place(scheme: Scheme) -> tuple[int, str, str]:
        years = re.findall(r"[0-9]{4}", scheme.period)
        return order.get(scheme.programme, len(order)), min(years, default=""), scheme.code

    return sorted(Scheme.objects.all(), key=place)


@dataclass(frozen=True)
class YearSeries:
    """A published series of figures, in the order of the years."""

    figures: Sequence[YearFigure]

    @property
    def labels(self) -> list[str]:
        return [figure.year for figure in self.figures]

    @property
    def values(self) -> list[int | float]:
        return [
            int(figure.value) if figure.value == int(figure.value) else float(figure.value)
            for figure in self.figures
        ]

    @property
    def latest(self) -> YearFigure:
        return self.figures[-1]


def year_series(series: str) -> YearSeries | None:
    """Return the figures of ``series``, or None when none are known."""
    figures = list(YearFigure.objects.filter(series=series).order_by("year"))
    return YearSeries(figures) if figures else None


def _collaborations(keys: Sequence[str], day: dt.date) -> dict[str, int]:
    ended = Q(status=CollaborationStatus.ENDED) | Q(valid_until__lt=day)
    counts: dict[str, Count] = {}
    for number, key in enumerate(keys):
        mine = Q(programme=key)
        counts[f"{number}_current"] = Count("pk", filter=mine & valid_on(day) & ~ended)
        counts[f"{number}_ended"] = Count("pk", filter=mine & ended)
        counts[f"{number}_samples"] = Count("pk", filter=mine & Q(is_sample=True))
    return Collaboration.objects.aggregate(**counts)


def _reach(day: dt.date) -> dict[tuple[str, str], int]:
    """Count the municipalities and schools that each programme reaches; one query."""
    found = _distinct(CollaborationMunicipality.objects.all(), "municipality", day).union(
        _distinct(SchoolParticipation.objects.all(), "school", day), all=True
    )
    return {(programme, counted): number for programme, counted, number in found}


def _distinct(rows: QuerySet[Any], counted: str, day: dt.date) -> QuerySet[Any, Any]:
    counts: QuerySet[Any, Any] = (
        rows.filter(valid_on(day), _of_current_collaboration(day))
        .order_by()
        .values("collaboration__programme")
        .annotate(counted=Value(counted), number=Count(counted, distinct=True))
        .values_list("collaboration__programme", "counted", "number")
    )
    return counts


def _of_current_collaboration(day: dt.date) -> Q:
    return valid_on(day, prefix="collaboration__") & ~Q(collaboration__status=CollaborationStatus.ENDED)
