"""The only place that changes a state."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import OperationalError, models, transaction
from django.db.models import Model

from regio.core.errors import Busy, NotAllowed, Refused
from regio.core.transitions import Transition, Workflow
from regio.enums import Audience
from regio.models import User
from regio.services.audit import record_action

AUDIENCES = {
    "applicant": [Audience.APPLICANT, Audience.REVIEWER, Audience.STAFF],
    "reviewer": [Audience.REVIEWER, Audience.STAFF],
    "staff": [Audience.STAFF],
    "team": [Audience.APPLICANT],
    "bezwaar": [Audience.APPLICANT, Audience.STAFF],
    "public": [Audience.PUBLIC, Audience.APPLICANT, Audience.REVIEWER, Audience.STAFF],
}


def lock[Subject: Model](obj: Subject, *along: str) -> Subject:
    """Return ``obj`` fresh from the database with its row locked until the transaction ends.

    ``along`` names relations (required ones) to read in the same statement, not locked.
    Waits a few seconds (``lock_timeout`` of the connection), then raises :class:`Busy`.
    """
    rows = type(obj)._base_manager.select_for_update(of=("self",))
    try:
        return (rows.select_related(*along) if along else rows).get(pk=obj.pk)
    except OperationalError as error:
        raise Busy("Iemand anders is hiermee bezig. Probeer het over een paar tellen opnieuw.") from error


@transaction.atomic
def perform[Subject: Model](
    *,
    obj: Subject,
    name: str,
    actor: User | None,
    actor_label: str = "",
    reason: str = "",
    gates: tuple[Callable[[Subject], None], ...] = (),
    apply: Callable[[Subject], None] | None = None,
    notify: Callable[[Subject], None] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Subject:
    """Perform the transition ``name`` on ``obj`` and return the fresh, changed object.

    In this order, everything or nothing: lock the row; return unchanged if it is
    already there; refuse what the table does not list; check the permission of
    ``actor`` (None is the portal itself); run the gates; ``apply`` what goes with the
    change; write one audit row; ``notify`` writes the outbox rows.

    Raises :class:`Refused`, :class:`NotAllowed`, :class:`Busy` or what a gate raises.
    """
    return perform_on_locked(
        obj=lock(obj),
        name=name,
        actor=actor,
        actor_label=actor_label,
        reason=reason,
        gates=gates,
        apply=apply,
        notify=notify,
        detail=detail,
    )


def perform_on_locked[Subject: Model](
    *,
    obj: Subject,
    name: str,
    actor: User | None,
    actor_label: str = "",
    reason: str = "",
    gates: tuple[Callable[[Subject], None], ...] = (),
    apply: Callable[[Subject], None] | None = None,
    notify: Callable[[Subject], None] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Subject:
    """Do as :func:`perform` for who has already locked ``obj`` with :func:`lock` in this transaction."""
    workflow: Workflow = type(obj).workflow  # type: ignore[attr-defined]  # set by Workflow.on
    row: Transition = workflow[name]
    state = getattr(obj, workflow.field)
    if state == row.target and state not in row.sources:
        return obj
    if state not in row.sources:
        raise Refused(
            f"Dit kan niet meer: de huidige toestand is “{workflow.labels.get(state, state)}”. "
            "Ververs de pagina om te zien wat er nu kan."
        )
    if row.permission and (actor is None or not actor.has_perm(row.permission, obj)):
        raise NotAllowed(
            "U mag dit niet doen met dit account. Vraag het iemand die hiervoor een mandaat heeft."
        )
    if row.needs_reason and not reason.strip():
        raise Refused("Schrijf kort waarom u dit doet.", code="reden-ontbreekt")
    for gate in gates:
        gate(obj)
    getattr(obj, row.name)()
    if apply:
        apply(obj)
    obj.save()
    record_action(
        actor=actor,
        actor_label=actor_label,
        action=f"{workflow.name}.{row.name}",
        sentence=row.label,
        obj=obj,
        audiences=AUDIENCES[row.audience],
        dossier=getattr(obj, "dossier", ""),
        before={workflow.field: state},
        after={workflow.field: row.target, **(detail or {})},
        reason=reason,
    )
    if notify:
        notify(obj)
    return obj


def has_changed(instance: models.Model, version: int) -> bool:
    """Tell whether somebody saved ``instance`` since a form was made from ``version``."""
    return bool(getattr(instance, "version") != version)  # noqa: B009  any model with a version
