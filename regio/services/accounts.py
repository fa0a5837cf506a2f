"""Give and take mandates and roles, and erase accounts."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector

from regio.core import clock
from regio.core.errors import NotAllowed, Refused
from regio.core.registry import forget_everywhere
from regio.enums import Audience, StaffRole
from regio.models import ContactMessage, Mandate, Organisation, OutboxMessage, StaffAssignment, User
from regio.services.audit import record_action

STAFF_ONLY = [Audience.STAFF]


def _check_may_manage(actor: User) -> None:
    if not actor.has_perm("regio.manage_accounts"):
        raise NotAllowed("Alleen een beheerder geeft en beëindigt mandaten en rollen, en wist accounts.")


@transaction.atomic
def grant_mandate(
    *,
    user: User,
    organisation: Organisation,
    actor: User,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> Mandate:
    """Let ``user`` act for ``organisation`` in a period that starts today unless said otherwise.

    Writes one audit row. Raises :class:`Refused` when there is a mandate in that period.
    """
    _check_may_manage(actor)
    mandate = Mandate(
        user=user,
        organisation=organisation,
        granted_by=actor,
        valid_from=valid_from or clock.today(),
        valid_until=valid_until,
    )
    _save(mandate)
    record_action(
        actor=actor,
        actor_label="beheerder",
        action="regio.mandate.grant",
        sentence=f"Mandaat gegeven voor {organisation.display_name}",
        obj=mandate,
        audiences=STAFF_ONLY,
        dossier=f"user:{user.pk}",
        after={"valid_from": str(mandate.valid_from), "valid_until": str(valid_until or "")},
    )
    return mandate


@transaction.atomic
def end_mandate(*, mandate: Mandate, actor: User) -> Mandate:
    """End a mandate; from now on it gives no rights, and its past stays. Writes one audit row."""
    _check_may_manage(actor)
    _end(mandate)
    record_action(
        actor=actor,
        actor_label="beheerder",
        action="regio.mandate.end",
        sentence=f"Mandaat beëindigd voor {mandate.organisation.display_name}",
        obj=mandate,
        audiences=STAFF_ONLY,
        dossier=f"user:{mandate.user_id}",
        after={"valid_until": str(mandate.valid_until)},
    )
    return mandate


@transaction.atomic
def assign_role(*, user: User, role: StaffRole, actor: User) -> StaffAssignment:
    """Give ``user`` a role at the Realisatie-Eenheid from today. Writes one audit row."""
    _check_may_manage(actor)
    assignment = StaffAssignment(user=user, role=role, valid_from=clock.today())
    _save(assignment)
    record_action(
        actor=actor,
        actor_label="beheerder",
        action="regio.role.assign",
        sentence=f"Rol gegeven: {role.label}",
        obj=assignment,
        audiences=STAFF_ONLY,
        dossier=f"user:{user.pk}",
        after={"role": role},
    )
    return assignment


@transaction.atomic
def end_role(*, assignment: StaffAssignment, actor: User) -> StaffAssignment:
    """End a role; an administrator cannot end the own role, so that there is always one left.

    Writes one audit row.
    """
    _check_may_manage(actor)
    if assignment.user_id == actor.pk and assignment.role == StaffRole.ADMINISTRATOR:
        raise Refused("U kunt uw eigen rol van beheerder niet beëindigen. Vraag een andere beheerder.")
    _end(assignment)
    record_action(
        actor=actor,
        actor_label="beheerder",
        action="regio.role.end",
        sentence=f"Rol beëindigd: {StaffRole(assignment.role).label}",
        obj=assignment,
        audiences=STAFF_ONLY,
        dossier=f"user:{assignment.user_id}",
        after={"valid_until": str(assignment.valid_until)},
    )
    return assignment


@transaction.atomic
def erase_account(*, user: User, actor: User) -> None:
    """Remove an account for good, and the name and address of its person wherever they stand.

    Mandates, roles, seats in teams, ways of signing in, kept input and mails go along.
    What the person did stays as it is, by "onbekend": texts, files, signatures, what was
    handed in, and the log with its roles and its number of the account. Each app takes
    names out of its own rows (:func:`register_forgetting`). Writes one audit row.
    Raises :class:`NotAllowed`, or :class:`Refused` for the own account and for somebody
    of whose work it must stay known who did it (reviews, decisions: models.PROTECT).
    """
    _check_may_manage(actor)
    if obstacle := obstacle_to_erasing(user=user, actor=actor):
        raise Refused(obstacle)
    forget_everywhere(user)
    OutboxMessage.objects.filter(address__iexact=user.email).delete()
    ContactMessage.objects.filter(email__iexact=user.email).update(email="")
    record_action(
        actor=actor,
        actor_label="beheerder",
        action="regio.account.erase",
        sentence="Account gewist",
        obj=user,
        audiences=STAFF_ONLY,
        dossier=f"user:{user.pk}",
    )
    user.delete()


def obstacle_to_erasing(*, user: User, actor: User) -> str:
    """Return in a sentence why ``actor`` cannot erase the account of ``user``; "" when that can be done."""
    if user.pk == actor.pk:
        return "U kunt uw eigen account niet wissen. Vraag een andere beheerder."
    try:
        Collector(using=DEFAULT_DB_ALIAS, origin=user).collect([user])
    except ProtectedError as error:
        kinds = {str(one._meta.verbose_name_plural) for one in error.protected_objects}
        return (
            f"Op naam van deze persoon staan nog: {', '.join(sorted(kinds))}. "
            "Daarvan moet bekend blijven van wie ze zijn. Beëindig wel de mandaten en de rollen."
        )
    return ""


def _save(row: Mandate | StaffAssignment) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    row.save()


def _end(row: Mandate | StaffAssignment) -> None:
    """Let ``row`` have ended yesterday, as days count as a whole and it gives no rights any more.

    What began today has then been there yesterday. Where an earlier period of the same
    right covers that day already, the row goes: the log tells that it was given and ended.
    Raises :class:`Refused` for what ended before, whose past stays as it is.
    """
    yesterday = clock.today() - dt.timedelta(days=1)
    if row.valid_until is not None and row.valid_until <= yesterday:
        raise Refused("Dit was al beëindigd. Er is niets veranderd.")
    if row.valid_from is not None and row.valid_from > yesterday:
        row.valid_from = yesterday
    row.valid_until = yesterday
    try:
        row.validate_constraints()
    except ValidationError:
        type(row).objects.filter(pk=row.pk).delete()
    else:
        row.save()
