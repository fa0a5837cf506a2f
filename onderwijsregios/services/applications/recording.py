"""Write what the applicant's side does: the moment of saving, and the line in the log."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from onderwijsregios.models import Application
from onderwijsregios.selectors.applications import role_of
from regio.core import clock
from regio.enums import Audience
from regio.models import User
from regio.services.audit import record_action


def touch(application: Application) -> None:
    """Save ``application`` with now as the moment at which what would be handed in last changed."""
    application.saved_at = clock.now()
    application.save()


def record_for_applicant(
    application: Application,
    actor: User | None,
    action: str,
    sentence: str,
    *,
    obj: models.Model | None = None,
    label: str = "",
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write one line about ``obj`` (or the application) that the applicant alone reads.

    What happens in a draft is nobody else's. ``label`` says in which role ``actor`` acts;
    without one that follows from what he or she may do in ``application`` (:func:`role_of`).
    Call it inside the change's transaction.
    """
    record_action(
        actor=actor,
        actor_label=label or (role_of(actor, application) if actor else ""),
        action=action,
        sentence=sentence,
        obj=obj or application,
        audiences=[Audience.APPLICANT],
        dossier=application.dossier,
        reason=reason,
        before=before,
        after=after,
    )
