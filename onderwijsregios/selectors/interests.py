"""Who has an interest in an application, and therefore stays away from it.

An interest follows from the registry (a mandate at any time for a party of the
application, also through mergers and splits) or is declared by the reviewer.
Nothing of it is stored twice: whoever asks gets the state of this moment.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from onderwijsregios.models import Application, ApplicationMember, DeclaredInterest, Revision
from regio.models import Mandate, Organisation, OrganisationSuccession, User

Pair = tuple[uuid.UUID, int]
"""An application and a person, by their keys."""


@dataclass(frozen=True)
class Interest:
    """Why somebody stays away, in words for coordinators."""

    is_declared: bool
    reason: str


def has_interest(user: User, application: Application) -> bool:
    """Tell whether ``user`` must stay away from ``application``."""
    return bool(interests([application], [user]))


def interests(applications: Collection[Application], people: Collection[User]) -> dict[Pair, Interest]:
    """Return the interest of each person in each application, for the pairs that have one.

    At most six queries, however many applications and people.
    """
    related = related_organisation_ids(people)
    parties = party_ids(applications)
    shared = {
        (application.pk, user.pk): parties[application.pk] & related[user.pk]
        for application in applications
        for user in people
        if parties[application.pk] & related[user.pk]
    }
    names = {
        organisation.pk: organisation.display_name
        for organisation in Organisation.objects.filter(pk__in=set().union(*shared.values()))
        .only("name", "register_code")
        .order_by()
        if shared
    }
    found = {
        pair: Interest(
            is_declared=False,
            reason=f"Mandaat, nu of eerder, voor: {_listed(names[pk] for pk in organisations)}.",
        )
        for pair, organisations in shared.items()
    }
    declared = DeclaredInterest.objects.filter(application__in=applications, reviewer__in=people)
    found |= {
        (row.application_id, row.reviewer_id): Interest(is_declared=True, reason=row.reason)
        for row in declared
    }
    return found


def _listed(names: Iterable[str]) -> str:
    """Return ``names`` for the end of a sentence: an abbreviation brings a full stop of its own."""
    return ", ".join(sorted(names)).removesuffix(".")


def related_organisation_ids(people: Collection[User]) -> dict[int, frozenset[uuid.UUID]]:
    """Return for each person what ``organisations_related_to`` returns, in two queries for all."""
    mandates: defaultdict[int, set[uuid.UUID]] = defaultdict(set)
    for user_id, organisation_id in Mandate.objects.filter(user__in=people).values_list(
        "user_id", "organisation_id"
    ):
        mandates[user_id].add(organisation_id)
    neighbours: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for one, other in OrganisationSuccession.objects.values_list("predecessor_id", "successor_id"):
        neighbours[one].add(other)
        neighbours[other].add(one)
    return {user.pk: _reachable(mandates[user.pk], neighbours) for user in people}


def party_ids(applications: Collection[Application]) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Return all parties of each application: lead, members, and those of the last revision."""
    found = {application.pk: {application.lead_id} for application in applications}
    members = ApplicationMember.objects.filter(application__in=applications)
    for application_id, organisation_id in members.values_list("application_id", "organisation_id"):
        found[application_id].add(organisation_id)
    last_revisions = (
        Revision.objects.filter(application__in=applications)
        .order_by("application_id", "-number")
        .distinct("application_id")
    )
    for application_id, frozen in last_revisions.values_list("application_id", "content__members"):
        found[application_id] |= {uuid.UUID(member["id"]) for member in frozen or ()}
    return {application_id: frozenset(parties) for application_id, parties in found.items()}


def _reachable(start: set[uuid.UUID], neighbours: Mapping[uuid.UUID, set[uuid.UUID]]) -> frozenset[uuid.UUID]:
    found, frontier = set(start), set(start)
    while frontier:
        frontier = {other for one in frontier for other in neighbours.get(one, ())} - found
        found |= frontier
    return frozenset(found)
