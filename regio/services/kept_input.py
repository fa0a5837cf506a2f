"""Keep what somebody typed when it could not be saved.

A form that holds text carries a ticket: a signed note of who saw it, and on which page.
With it a request that arrives signed out (or with an expired form token) still tells
whose text it is, and the text is there again after signing in.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.core import signing
from django.db import transaction

from regio.core import clock
from regio.core.storable import storable
from regio.models import Document, KeptInput, User

TICKET_FIELD = "formulierbewijs"
TICKET_AGE = dt.timedelta(days=7)
KEPT_FOR = dt.timedelta(days=30)
MAX_CHARACTERS = 500_000
_SALT = "regio.kept_input"


def issue_ticket(*, user: User, path: str) -> str:
    """Return the note that a form at ``path`` was shown to ``user``; valid for a week."""
    return signing.dumps([user.pk, path], salt=_SALT)


def holder_of(ticket: str, *, path: str) -> User | None:
    """Return the person to whom the form at ``path`` was shown; None for any ticket that does not fit."""
    try:
        pk, stated = signing.loads(ticket, salt=_SALT, max_age=TICKET_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return User.objects.filter(pk=pk, is_active=True).first() if stated == path else None


@transaction.atomic
def keep_input(
    *, user: User, path: str, fields: Mapping[str, Sequence[str]], documents: Collection[Document] = ()
) -> KeptInput | None:
    """Keep the fields and files of a form for ``user``; a later one for the same page replaces it.

    Characters that the database cannot hold are left out. Returns None, and keeps
    nothing, when there is more than a page can hold.
    """
    if sum(len(value) for values in fields.values() for value in values) > MAX_CHARACTERS:
        return None
    kept, _ = KeptInput.objects.update_or_create(
        user=user,
        path=path,
        defaults={
            "fields": {
                storable(name): [storable(value) for value in values] for name, values in fields.items()
            },
            "kept_at": clock.now(),
        },
    )
    kept.documents.set(documents)
    return kept


def forget_input(*, user: User, path: str) -> None:
    """Throw away what was kept for ``user`` at ``path``: it was saved, or is not wanted."""
    KeptInput.objects.filter(user=user, path=path).delete()


def forget_old_input() -> int:
    """Throw away what nobody came back for within thirty days; return how much."""
    return KeptInput.objects.filter(kept_at__lt=clock.now() - KEPT_FOR).delete()[0]
