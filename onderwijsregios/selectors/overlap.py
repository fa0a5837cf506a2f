"""The same school, board or municipality in two applications of one round.

Nothing of it is stored: whoever asks gets the state of this moment.

What counts of an application: as long as it may be handed in, what is in it now; after
that its last revision. A draft that can no longer be handed in counts for nothing, and
so does what is withdrawn or decided. A national region has no municipalities of its own.

Applicants hear of overlap only until the round closes, whoever is admitted later: what
happens after that (somebody who handed in, or did not, or was given more time) is
nobody else's. Until then they hear that there is overlap. With whom, and what, only two
applicants who both agreed to it hear of each other.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from onderwijsregios.enums import ApplicationState, OverlapKind
from onderwijsregios.models import (
    Application,
    ApplicationMember,
    ApplicationSchool,
    Extension,
    Revision,
    Round,
)
from onderwijsregios.selectors.windows import window_with
from regio.enums import MembershipRole, OrganisationKind
from regio.models import Municipality, Organisation, School

COUNTING = (ApplicationState.DRAFT, ApplicationState.SUBMITTED)
BOARD_ROLES = (MembershipRole.LEAD, MembershipRole.PARTICIPANT)
"""In other roles a school board only helps, and may do so more than once."""

AREA = Application.municipalities.through.objects


class Thing(NamedTuple):
    """A school by its vestigingsnummer, a board by its id or a municipality by its code."""

    kind: OverlapKind
    key: str


@dataclass(frozen=True)
class Overlap:
    """One thing that is in more than one application."""

    kind: OverlapKind
    code: str
    """Vestigingsnummer, bestuursnummer or municipality code."""
    name: str
    municipality: str
    """Code of the municipality in which it lies; empty when that is not known."""
    municipality_name: str
    applications: tuple[Application, ...]
    """By the name of who applies; each with its lead loaded."""


@dataclass(frozen=True)
class Contact:
    """An applicant with whom there is overlap, and who agreed to be known, as the reader did."""

    lead: Organisation
    overlaps: list[Overlap]


# --- for staff: everything of a round ------------------------------------------------------------


def overlaps_of(round_: Round, moment: dt.datetime) -> list[Overlap]:
    """Return all overlap of ``round_`` at ``moment``: what is most shared first, then by kind and name.

    At most nine queries, however many applications; none after publication.
    """
    if round_.published_at is not None:
        return []
    extensions = {
        extension.organisation_id: extension
        for extension in Extension.objects.filter(round=round_, revoked_at__isnull=True)
    }
    living, frozen = {}, {}
    for application in Application.objects.filter(round=round_, state__in=COUNTING).select_related("lead"):
        window = window_with(round_, extensions.get(application.lead_id))
        if window.admission(moment) is not None:
            living[application.pk] = application
        elif application.state == ApplicationState.SUBMITTED:
            frozen[application.pk] = application
    pairs = [*_held_now(living), *_held_by_last_revision(frozen)]
    return _shared(pairs, living | frozen)


# --- for an applicant: only what concerns its own application, only until the round closes --------


def applications_that_overlap(application: Application, moment: dt.datetime) -> QuerySet[Application]:
    """Return the other applications with which ``application`` overlaps, as far as it may ever know.

    Empty (and without a query) when the round is not open at ``moment``.
    """
    if not application.round.is_open_at(moment) or application.state not in COUNTING:
        return Application.objects.none()
    own_schools = ApplicationSchool.objects.filter(application=application).values("school")
    own_boards = _boards().filter(application=application).values("organisation")
    condition = Q(
        Exists(ApplicationSchool.objects.filter(application=OuterRef("pk"), school__in=own_schools))
    ) | Q(Exists(_boards().filter(application=OuterRef("pk"), organisation__in=own_boards)))
    if not application.is_national:
        own_area = AREA.filter(application=application).values("municipality")
        condition |= Q(
            Exists(AREA.filter(application=OuterRef("pk"), municipality__in=own_area)), is_national=False
        )
    return Application.objects.filter(condition, round=application.round_id, state__in=COUNTING).exclude(
        pk=application.pk
    )


def has_overlap(application: Application, moment: dt.datetime) -> bool:
    """Tell whether ``application`` overlaps with another one of its round; at most one query."""
    return applications_that_overlap(application, moment).exists()


def contacts_of(application: Application, moment: dt.datetime) -> list[Contact]:
    """Return with whom ``application`` overlaps and in what, where both agreed to be known.

    At most seven queries, however many there are; none when the applicant did not agree.
    """
    if not application.shares_overlap:
        return []
    others = {
        other.pk: other
        for other in applications_that_overlap(application, moment)
        .filter(shares_overlap=True)
        .select_related("lead")
    }
    if not others:
        return []
    found: defaultdict[UUID, list[Overlap]] = defaultdict(list)
    everybody = others | {application.pk: application}
    for overlap in _shared(_held_now(everybody), everybody):
        if application in overlap.applications:
            for other in overlap.applications:
                found[other.pk].append(overlap)
    contacts = [Contact(other.lead, found[pk]) for pk, other in others.items()]
    return sorted(contacts, key=lambda contact: contact.lead.display_name)


# --- what an application holds -------------------------------------------------------------------


def _boards() -> QuerySet[ApplicationMember]:
    return ApplicationMember.objects.filter(
        role__in=BOARD_ROLES, organisation__kind=OrganisationKind.SCHOOL_BOARD
    )


def _held_now(applications: Mapping[UUID, Application]) -> Iterator[tuple[Thing, UUID]]:
    """Yield what these drafts hold; three queries."""
    if not applications:
        return
    wanted = {"application__in": list(applications)}
    schools = ApplicationSchool.objects.filter(**wanted).values_list("school__brin6", "application_id")
    for brin6, pk in schools:
        yield Thing(OverlapKind.SCHOOL, brin6), pk
    for organisation, pk in _boards().filter(**wanted).values_list("organisation_id", "application_id"):
        yield Thing(OverlapKind.BOARD, str(organisation)), pk
    area = AREA.filter(**wanted, application__is_national=False)
    for code, pk in area.values_list("municipality_id", "application_id"):
        yield Thing(OverlapKind.MUNICIPALITY, code), pk


def _held_by_last_revision(applications: Mapping[UUID, Application]) -> Iterator[tuple[Thing, UUID]]:
    """Yield what these applications held when they were handed in last; one query."""
    if not applications:
        return
    last = (
        Revision.objects.filter(application__in=list(applications))
        .order_by("application_id", "-number")
        .distinct("application_id")
        .values_list(
            "application_id",
            "content__schools",
            "content__members",
            "content__municipalities",
            "content__isNational",
        )
    )
    for pk, schools, members, municipalities, is_national in last:
        for school in schools or ():
            yield Thing(OverlapKind.SCHOOL, school["code"]), pk
        for member in members or ():
            if member["role"] in BOARD_ROLES and member["kind"] == OrganisationKind.SCHOOL_BOARD:
                yield Thing(OverlapKind.BOARD, member["id"]), pk
        for municipality in () if is_national else municipalities or ():
            yield Thing(OverlapKind.MUNICIPALITY, municipality["code"]), pk


def _shared(pairs: Iterable[tuple[Thing, UUID]], applications: Mapping[UUID, Application]) -> list[Overlap]:
    """Return what is in more than one application, with its name of today; at most three queries."""
    holders: defaultdict[Thing, set[UUID]] = defaultdict(set)
    for thing, pk in pairs:
        holders[thing].add(pk)
    shared = {thing: pks for thing, pks in holders.items() if len(pks) > 1}
    facts = _facts_of(shared)
    overlaps = [
        Overlap(
            kind=thing.kind,
            **facts.get(thing, _facts(thing.key, thing.key, None)),  # gone from the registry by now
            applications=tuple(
                sorted((applications[pk] for pk in pks), key=lambda one: (one.lead.display_name, one.pk))
            ),
        )
        for thing, pks in shared.items()
    ]
    kinds = list(OverlapKind)
    return sorted(
        overlaps, key=lambda one: (-len(one.applications), kinds.index(one.kind), one.name, one.code)
    )


def _facts_of(things: Collection[Thing]) -> dict[Thing, dict[str, Any]]:
    keys = {kind: [thing.key for thing in things if thing.kind == kind] for kind in OverlapKind}
    found = {}
    if wanted := keys[OverlapKind.SCHOOL]:
        schools = School.objects.filter(brin6__in=wanted).select_related("municipality")
        for school in schools.defer("municipality__geometry"):
            found[Thing(OverlapKind.SCHOOL, school.brin6)] = _facts(
                school.brin6, school.name, school.municipality
            )
    if wanted := keys[OverlapKind.BOARD]:
        boards = Organisation.objects.filter(pk__in=wanted).select_related("municipality")
        for board in boards.defer("municipality__geometry"):
            found[Thing(OverlapKind.BOARD, str(board.pk))] = _facts(
                board.register_code, board.display_name, board.municipality
            )
    if wanted := keys[OverlapKind.MUNICIPALITY]:
        for municipality in Municipality.objects.filter(code__in=wanted).defer("geometry"):
            found[Thing(OverlapKind.MUNICIPALITY, municipality.code)] = _facts(
                municipality.code, municipality.name, municipality
            )
    return found


def _facts(code: str, name: str, municipality: Municipality | None) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "municipality": municipality.code if municipality else "",
        "municipality_name": municipality.name if municipality else "",
    }
