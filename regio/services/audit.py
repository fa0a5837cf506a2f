"""Write the log of actions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from regio.core.correlation import correlation_id
from regio.enums import Audience
from regio.models import ActionLog, User


def record_action(
    *,
    actor: User | None,
    action: str,
    sentence: str,
    obj: models.Model,
    audiences: Sequence[Audience],
    actor_label: str = "",
    dossier: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> ActionLog:
    """Write one row that says who did what to ``obj``; call it inside the change's transaction.

    ``actor`` None means the portal itself. ``sentence`` is Dutch, for the reader of
    the dossier, and names no person: ``actor_label`` says in which role somebody
    acted. ``audiences`` lists who may read the row. Rows cannot be changed or removed.
    """
    return ActionLog.objects.create(
        actor=actor,
        actor_label=actor_label or ("portaal" if actor is None else "gebruiker"),
        action=action,
        sentence=sentence,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        dossier=dossier,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
        audiences=list(audiences),
        correlation_id=correlation_id(),
    )
