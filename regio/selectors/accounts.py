"""Reads about people, their mandates and their work."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from regio.core import clock
from regio.enums import StaffRole
from regio.models import Mandate, Organisation, OrganisationSuccession, StaffAssignment, User
from regio.models.periods import valid_on

Person = User | AnonymousUser


def roles_of(user: Person) -> frozenset[str]:
    """Return the roles that ``user`` has today; asked once per user object."""
    if not user.is_authenticated:
        return frozenset()
    cached: tuple[dt.date, frozenset[str]] | None = getattr(user, "_roles", None)
    today = clock.today()
    if cached is None or cached[0] != today:
        roles = StaffAssignment.objects.filter(valid_on(today), user=user).values_list("role", flat=True)
        cached = (today, frozenset(roles))
        setattr(user, "_roles", cached)  # noqa: B010  cache on the request's own user object
    return cached[1]


def mandated_organisation_ids(user: Person) -> frozenset[UUID]:
    """Return the organisations for which ``user`` may act today; asked once per user object."""
    if not user.is_authenticated:
        return frozenset()
    cached: tuple[dt.date, frozenset[UUID]] | None = getattr(user, "_mandated", None)
    today = clock.today()
    if cached is None or cached[0] != today:
        ids = Mandate.objects.filter(valid_on(today), user=user).values_list("organisation_id", flat=True)
        cached = (today, frozenset(ids))
        setattr(user, "_mandated", cached)  # noqa: B010  cache on the request's own user object
    return cached[1]


def mandated_organisations(user: Person) -> QuerySet[Organisation]:
    """Return the organisations for which ``user`` may act today."""
    return Organisation.objects.filter(pk__in=mandated_organisation_ids(user))


def is_staff_member(user: Person) -> bool:
    """Tell whether ``user`` works for the Realisatie-Eenheid in any role."""
    return bool(roles_of(user))


def needs_second_factor(user: Person) -> bool:
    """Tell whether ``user`` is staff without a second factor, which closes the staff pages."""
    return is_staff_member(user) and not has_second_factor(user)


def has_second_factor(user: Person, *, besides: Authenticator | None = None) -> bool:
    """Tell whether ``user`` signs in with a code or a key besides a password; ``besides`` is not counted."""
    strong = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    found = Authenticator.objects.filter(user_id=user.pk, type__in=strong)
    return bool((found.exclude(pk=besides.pk) if besides else found).exists())


def staff_with_role(role: StaffRole) -> QuerySet[User]:
    """Return the active people who have ``role`` today."""
    return User.objects.filter(
        pk__in=StaffAssignment.objects.filter(valid_on(clock.today()), role=role).values("user"),
        is_active=True,
    )


def representatives_of(organisation: Organisation) -> QuerySet[User]:
    """Return the active people who may act for ``organisation`` today."""
    return User.objects.filter(
        pk__in=Mandate.objects.filter(valid_on(clock.today()), organisation=organisation).values("user"),
        is_active=True,
    )


def representatives_by_organisation(organisation_ids: Collection[UUID]) -> dict[UUID, list[User]]:
    """Return for each organisation whom :func:`representatives_of` returns, in one query for all."""
    found: dict[UUID, list[User]] = {organisation_id: [] for organisation_id in organisation_ids}
    mandates = Mandate.objects.filter(
        valid_on(clock.today()), organisation__in=organisation_ids, user__is_active=True
    ).select_related("user")
    for mandate in mandates.order_by("pk"):
        found[mandate.organisation_id].append(mandate.user)
    return found


def organisations_related_to(user: Person) -> frozenset[UUID]:
    """Return organisations in which ``user`` has an interest.

    Those with a mandate at any time, and all that they came from or went into
    (mergers and splits, however long the chain).
    """
    if not user.is_authenticated:
        return frozenset()
    found: set[UUID] = set(Mandate.objects.filter(user=user).values_list("organisation_id", flat=True))
    frontier = set(found)
    while frontier:
        pairs = OrganisationSuccession.objects.filter(
            Q(predecessor__in=frontier) | Q(successor__in=frontier)
        ).values_list("predecessor_id", "successor_id")
        reached = {one for pair in pairs for one in pair}
        frontier = reached - found
        found |= frontier
    return frozenset(found)
