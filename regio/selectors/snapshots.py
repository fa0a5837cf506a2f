"""Tells whether anything in the database has changed."""

from django.db import connection

from regio.core import clock


def database_snapshot() -> str | None:
    """Return a name for what can be seen in the database now; None inside a transaction.

    PostgreSQL names a snapshot by the transactions that were finished and those that were
    not. Every commit that changed something changes the name and no name ever comes back,
    so two equal names mean: nothing was committed in between, the same question has the
    same answer. Inside a transaction the name hides what that transaction itself changed.
    """
    if connection.in_atomic_block:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])


def moment() -> tuple[str, ...] | None:
    """Return what all public answers depend on besides their question: the database and the day."""
    snapshot = database_snapshot()
    return (snapshot, clock.today().isoformat()) if snapshot else None
