"""Reads of the log of actions."""

from django.db.models import QuerySet

from regio.enums import Audience
from regio.models import ActionLog


def log_of(dossier: str, *, audience: Audience) -> QuerySet[ActionLog]:
    """Return the lines of ``dossier`` that ``audience`` may read, the newest first."""
    return ActionLog.objects.filter(dossier=dossier, audiences__contains=[audience]).order_by("-at", "-id")
