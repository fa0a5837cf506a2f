"""What the shared ground itself shows on "Mijn overzicht"."""

import datetime as dt
from typing import Any

from regio.selectors.accounts import Person, mandated_organisations


def own_organisations(user: Person, moment: dt.datetime) -> dict[str, Any] | None:
    """Return the organisations for which ``user`` may act; None without a mandate."""
    organisations = list(mandated_organisations(user).select_related("municipality"))
    return {"organisations": organisations} if organisations else None
