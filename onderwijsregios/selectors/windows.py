"""Reads of who may hand in until when."""

import datetime as dt
from uuid import UUID

from onderwijsregios.core.windows import Window, end_of_second
from onderwijsregios.enums import Grace
from onderwijsregios.models import Extension, Round


def window_of(round_: Round, organisation_id: UUID | None = None) -> Window:
    """Return the window of ``round_``; for an organisation with its extension, if it has one."""
    extension = (
        Extension.objects.filter(round=round_, organisation=organisation_id, revoked_at__isnull=True).first()
        if organisation_id
        else None
    )
    return window_with(round_, extension)


def window_with(round_: Round, extension: Extension | None) -> Window:
    """Return the window of ``round_`` for whoever has ``extension``; needs no query."""
    return Window(
        opens_at=round_.opens_at,
        closing=round_.closing,
        grace=dt.timedelta(seconds=round_.grace_seconds),
        is_grace_disclosed=round_.grace_kind == Grace.DISCLOSED,
        extended_until=end_of_second(extension.until) if extension else None,
    )
