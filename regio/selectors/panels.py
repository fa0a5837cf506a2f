"""What the shared ground itself shows on "Mijn overzicht"."""

import datetime as dt
from typing import Any

from regio.models import ContactMessage
from regio.selectors.accounts import Person, mandated_organisations


def own_organisations(user: Person, moment: dt.datetime) -> dict[str, Any] | None:
    """Return the organisations for which ``user`` may act; None without a mandate."""
    organisations = list(mandated_organisations(user).select_related("municipality"))
    return {"organisations": organisations} if organisations else None


def administration(user: Person, moment: dt.datetime) -> dict[str, Any] | None:
    """Return what there is to administer for ``user``; None for who administers nothing."""
    may_manage = user.has_perm("regio.manage_accounts")
    if not user.has_perm("regio.view_contact_messages"):
        return None
    waiting = ContactMessage.objects.filter(handled_at__isnull=True).count()
    return {"waiting_messages": waiting, "may_manage_accounts": may_manage}
