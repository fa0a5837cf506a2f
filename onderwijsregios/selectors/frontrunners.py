"""Voorlopers as everybody may see them: only what has been published."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from onderwijsregios.enums import Outcome
from onderwijsregios.models import Application, Decision, Round
from regio.models import CollaborationMunicipality

NATIONAL = "Landelijk"
ELSEWHERE = "Zonder gemeenten"


@dataclass(frozen=True)
class Frontrunners:
    """The voorlopers of one broad region, or of the whole country."""

    area: str
    decisions: list[Decision]


def published_decisions() -> QuerySet[Decision]:
    """Return the decisions that exist for the world outside the Realisatie-Eenheid."""
    return Decision.objects.filter(published_at__isnull=False)


def published_decision(application: Application) -> Decision | None:
    """Return the published decision on ``application`` with its letter and region, or None."""
    return published_decisions().filter(application=application).select_related("letter", "region").first()


def chosen(round_: Round | None = None) -> QuerySet[Decision]:
    """Return the published decisions that made somebody voorloper, of one round or of all."""
    decisions = published_decisions().filter(
        outcome__in=[Outcome.SELECTED, Outcome.PROVISIONAL], region__isnull=False
    )
    if round_ is not None:
        decisions = decisions.filter(application__round=round_)
    return decisions.select_related("region", "application__round", "application__lead").order_by(
        "region__name"
    )


def chosen_by_area(round_: Round | None = None) -> list[Frontrunners]:
    """Return the voorlopers by broad region, in alphabetical order, national ones last.

    A region that reaches over a border stands where most of its municipalities lie.
    """
    decisions = list(chosen(round_))
    counts: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    area = CollaborationMunicipality.objects.filter(
        collaboration__in=[decision.region_id for decision in decisions]
    )
    for region_id, name in area.values_list("collaboration_id", "municipality__broad_region__name"):
        counts[region_id][name] += 1
    groups: dict[str, list[Decision]] = {}
    for decision in decisions:
        groups.setdefault(_area(decision, counts[decision.region_id]), []).append(decision)
    return [Frontrunners(area, groups[area]) for area in sorted(groups, key=_order)]


def _area(decision: Decision, counts: Counter[str]) -> str:
    if decision.region is not None and decision.region.is_national:
        return NATIONAL
    if not counts:
        return ELSEWHERE
    return min(counts, key=lambda name: (-counts[name], name))


def _order(area: str) -> tuple[int, str]:
    return ((NATIONAL, ELSEWHERE).index(area) + 1 if area in {NATIONAL, ELSEWHERE} else 0, area)
