"""With what an application can begin, so that nothing is asked twice.

A region that returns begins with its last application; a first one with what the
registry knows of a collaboration in which the organisation takes part. What has ended
since, or does not fit the round, is left out and named.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch

from onderwijsregios.models import Application, ApplicationMember, ApplicationSchool, Round
from regio.core.registry import programme
from regio.enums import Confirmation, MembershipRole, Sector
from regio.models import (
    Collaboration,
    CollaborationMunicipality,
    Membership,
    Municipality,
    Organisation,
    OrganisationSuccession,
    School,
    SchoolParticipation,
)
from regio.models.periods import Period, valid_on
from regio.selectors.collaborations import current_collaborations

OWN_PROGRAMME = "onderwijsregios"


@dataclass(frozen=True)
class StartingPoint:
    """What a new application of one organisation would be filled with."""

    key: str
    organisation_id: UUID
    label: str
    """How a sentence goes on after "Begin met"."""
    title: str
    sectors: list[str]
    is_national: bool
    municipalities: list[Municipality]
    members: list[tuple[Organisation, MembershipRole]]
    """The other parties; the organisation itself becomes the penvoerder."""
    schools: list[School]
    texts: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    """Whole sentences that name what is not filled in, and why."""
    previous_id: UUID | None = None


def starting_points(
    organisations: Iterable[Organisation], *, round_: Round, day: dt.date
) -> list[StartingPoint]:
    """Return with what each of ``organisations`` can begin in ``round_``; earlier applications first.

    The number of queries does not depend on how much there is.
    """
    own = list(organisations)
    return [*_from_applications(own, round_, day), *_from_registry(own, round_, day)]


def _from_applications(own: Sequence[Organisation], round_: Round, day: dt.date) -> list[StartingPoint]:
    """Return the last application of each organisation, or of what it came from, in another round."""
    predecessors = _predecessors()
    origins = {organisation.pk: _origins(organisation.pk, predecessors) for organisation in own}
    leads = {pk for found in origins.values() for pk in found}
    applications = (
        Application.objects.filter(lead__in=leads, is_sample=round_.is_sample)
        .exclude(round=round_)
        .select_related("round", "lead")
        .prefetch_related(
            "municipalities",
            "parts",
            Prefetch("members", ApplicationMember.objects.select_related("organisation")),
            Prefetch("school_rows", ApplicationSchool.objects.select_related("school")),
        )
        .order_by("-round__closes_at", "-created_at")
    )
    points = []
    for organisation in own:
        last = next((one for one in applications if one.lead_id in origins[organisation.pk]), None)
        if last is not None:
            points.append(_of_application(last, organisation, round_, day))
    return points


def _of_application(
    application: Application, organisation: Organisation, round_: Round, day: dt.date
) -> StartingPoint:
    left_out = ["Het plan en de bijlagen gaan niet mee. Voeg de bestanden van deze ronde toe."]
    members = [(member.organisation, member.role) for member in application.members.all()]
    return StartingPoint(
        key=f"aanvraag:{application.pk}:{organisation.pk}",
        organisation_id=organisation.pk,
        label=f"de aanvraag in “{application.round.title}” van {application.lead.display_name}",
        title=application.title,
        sectors=_of_round(application.sectors, round_, left_out),
        is_national=application.is_national,
        municipalities=_present(application.municipalities.all(), day, left_out),
        members=_parties(members, organisation, day, left_out),
        schools=_present((row.school for row in application.school_rows.all()), day, left_out),
        texts={part.key: part.text for part in application.parts.all() if part.text},
        left_out=left_out,
        previous_id=application.pk,
    )


def _from_registry(own: Sequence[Organisation], round_: Round, day: dt.date) -> list[StartingPoint]:
    """Return each collaboration in which an organisation takes part on ``day``."""
    present = Membership.objects.filter(valid_on(day)).exclude(confirmation=Confirmation.REFUSED)
    samples = {} if round_.is_sample else {"is_sample": False}
    collaborations = (
        current_collaborations(Collaboration.objects.filter(**samples), day=day)
        .filter(pk__in=present.filter(organisation__in=own).values("collaboration"))
        .prefetch_related(
            Prefetch("memberships", present.select_related("organisation")),
            Prefetch(
                "area",
                CollaborationMunicipality.objects.filter(valid_on(day)).select_related("municipality"),
            ),
            Prefetch(
                "participations", SchoolParticipation.objects.filter(valid_on(day)).select_related("school")
            ),
        )
        .order_by("programme", "name")
    )
    return [
        _of_collaboration(collaboration, organisation, round_, day)
        for collaboration in collaborations
        for organisation in own
        if organisation.pk in {member.organisation_id for member in collaboration.memberships.all()}
    ]


def _of_collaboration(
    collaboration: Collaboration, organisation: Organisation, round_: Round, day: dt.date
) -> StartingPoint:
    left_out: list[str] = []
    members = [(member.organisation, member.role) for member in collaboration.memberships.all()]
    return StartingPoint(
        key=f"samenwerking:{collaboration.pk}:{organisation.pk}",
        organisation_id=organisation.pk,
        label=f"wat het register weet van {programme(collaboration.programme).label} “{collaboration.name}”",
        title=collaboration.name if collaboration.programme == OWN_PROGRAMME else "",
        sectors=_of_round(collaboration.sectors, round_, left_out),
        is_national=collaboration.is_national,
        municipalities=_present((row.municipality for row in collaboration.area.all()), day, left_out),
        members=_parties(members, organisation, day, left_out),
        schools=_present((row.school for row in collaboration.participations.all()), day, left_out),
        left_out=left_out,
    )


def _predecessors() -> dict[UUID, set[UUID]]:
    """Return for each organisation what went into it; there are few, so all of them at once."""
    found: dict[UUID, set[UUID]] = {}
    for old, new in OrganisationSuccession.objects.values_list("predecessor_id", "successor_id"):
        found.setdefault(new, set()).add(old)
    return found


def _origins(organisation: UUID, predecessors: dict[UUID, set[UUID]]) -> set[UUID]:
    """Return the organisation with all that it came from, however long the chain."""
    found, frontier = {organisation}, {organisation}
    while frontier:
        frontier = {old for one in frontier for old in predecessors.get(one, ())} - found
        found |= frontier
    return found


def _of_round(sectors: Iterable[str], round_: Round, left_out: list[str]) -> list[str]:
    others = sorted(set(sectors) - set(round_.sectors))
    left_out.extend(f"De sector {Sector(one).label}: daarvoor is deze ronde niet." for one in others)
    return sorted(set(sectors) & set(round_.sectors))


def _parties(
    members: Iterable[tuple[Organisation, str]], lead: Organisation, day: dt.date, left_out: list[str]
) -> list[tuple[Organisation, MembershipRole]]:
    """Return the parties that still exist; whoever led them until now takes part."""
    others = [(one, role) for one, role in members if one.pk != lead.pk]
    present = {one.pk for one in _present((one for one, _ in others), day, left_out)}
    roles = {MembershipRole.LEAD: MembershipRole.PARTICIPANT}
    kept = [
        (one, roles.get(MembershipRole(role), MembershipRole(role)))
        for one, role in others
        if one.pk in present
    ]
    return sorted(kept, key=lambda pair: (pair[1], pair[0].display_name))


def _present[P: Period](rows: Iterable[P], day: dt.date, left_out: list[str]) -> list[P]:
    """Return the rows that exist on ``day``, and name the others."""
    kept = []
    for row in rows:
        begun = row.valid_from is None or row.valid_from <= day
        if begun and (row.valid_until is None or row.valid_until >= day):
            kept.append(row)
        else:
            name = getattr(row, "display_name", None) or getattr(row, "name", "")
            left_out.append(f"{name}: bestaat niet meer in het register.")
    return sorted(kept, key=str)
