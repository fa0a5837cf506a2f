"""What must be set right before the portal serves real people; ``check --deploy`` asks."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def files_are_scanned(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Demand a virus scanner, or the explicit word that there is none."""
    if settings.CLAMAV_SOCKET or settings.ACCEPT_UNSCANNED_FILES:
        return []
    return [
        Error(
            "No virus scanner is set: each uploaded file stays locked for ever.",
            hint="Set CLAMAV_SOCKET, or ACCEPT_UNSCANNED_FILES=True for a trial without real files.",
            id="regio.E001",
        )
    ]
