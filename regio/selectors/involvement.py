"""In which region is my school? Who works together for a school or in a place.

A school takes part by itself, or its board is a member of a collaboration that works
there, or a collaboration for its sector works in its municipality. Of each programme
only the strongest of these ties is told.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from regio.core.registry import Programme, programmes
from regio.enums import Confirmation
from regio.models import Collaboration, CollaborationMunicipality, Membership, SchoolParticipation
from regio.models.periods import valid_on
from regio.selectors.collaborations import current_collaborations


class Tie(TextChoices):
    """Why a collaboration is told of, the strongest first."""

    SCHOOL = "school", _("de school doet mee")
    BOARD = "bestuur", _("het bestuur doet mee")
    AREA = "gebied", _("werkt in deze gemeente")


@dataclass(frozen=True)
class Spot:
    """A place or a school to ask about; without sectors: whatever the sector."""

    municipality: str
    sectors: frozenset[str] = frozenset()
    brin6: str = ""


@dataclass(frozen=True)
class Involvement:
    """A collaboration, and why it is told of."""

    collaboration: Collaboration
    tie: Tie


@dataclass
class InProgramme:
    """What there is of one programme; an empty list says that there is nothing."""

    programme: Programme
    involvements: list[Involvement] = field(default_factory=list)


def involvement(spots: Sequence[Spot], *, day: dt.date) -> dict[Spot, list[InProgramme]]:
    """Return for each spot what works there on ``day``, by programme; at most three queries."""
    if not spots:
        return {}
    in_area = _by_municipality({spot.municipality for spot in spots}, day=day)
    brin6s = {spot.brin6 for spot in spots if spot.brin6}
    by_school = _by_participation(brin6s, day=day) if brin6s else {}
    by_board = _by_board(brin6s, day=day) if brin6s else {}
    answer = {}
    for spot in spots:
        around = in_area.get(spot.municipality, [])
        area_ids = {collaboration.pk for collaboration in around}
        answer[spot] = _strongest_per_programme(
            [
                *(Involvement(found, Tie.SCHOOL) for found in by_school.get(spot.brin6, [])),
                *(
                    Involvement(found, Tie.BOARD)
                    for found in by_board.get(spot.brin6, [])
                    if (found.is_national or found.pk in area_ids) and _fits(found, spot)
                ),
                *(Involvement(found, Tie.AREA) for found in around if _fits(found, spot)),
            ]
        )
    return answer


def _fits(collaboration: Collaboration, spot: Spot) -> bool:
    return not spot.sectors or not collaboration.sectors or not spot.sectors.isdisjoint(collaboration.sectors)


def _strongest_per_programme(involvements: Iterable[Involvement]) -> list[InProgramme]:
    by_tie: dict[tuple[str, Tie], dict[int, Involvement]] = defaultdict(dict)
    for one in involvements:
        by_tie[one.collaboration.programme, one.tie].setdefault(one.collaboration.pk, one)
    groups = []
    for programme in programmes():
        strongest = next((found for tie in Tie if (found := by_tie.get((programme.key, tie)))), {})
        ordered = sorted(strongest.values(), key=lambda one: one.collaboration.name)
        groups.append(InProgramme(programme, ordered))
    return groups


def _current(day: dt.date) -> QuerySet[Collaboration]:
    return current_collaborations(Collaboration.objects.all(), day=day)


def _by_municipality(codes: set[str], *, day: dt.date) -> dict[str, list[Collaboration]]:
    rows = CollaborationMunicipality.objects.filter(
        valid_on(day), municipality__in=codes, collaboration__in=_current(day)
    ).select_related("collaboration")
    found = defaultdict(list)
    for row in rows:
        found[row.municipality_id].append(row.collaboration)
    return found


def _by_participation(brin6s: set[str], *, day: dt.date) -> dict[str, list[Collaboration]]:
    rows = (
        SchoolParticipation.objects.filter(
            valid_on(day), school__brin6__in=brin6s, collaboration__in=_current(day)
        )
        .annotate(brin6=F("school__brin6"))
        .select_related("collaboration")
    )
    found = defaultdict(list)
    for row in rows:
        found[row.brin6].append(row.collaboration)
    return found


def _by_board(brin6s: set[str], *, day: dt.date) -> dict[str, list[Collaboration]]:
    rows = (
        Membership.objects.filter(
            valid_on(day), organisation__schools__brin6__in=brin6s, collaboration__in=_current(day)
        )
        .exclude(confirmation=Confirmation.REFUSED)
        .annotate(brin6=F("organisation__schools__brin6"))
        .select_related("collaboration")
    )
    found = defaultdict(list)
    for row in rows:
        found[row.brin6].append(row.collaboration)
    return found
