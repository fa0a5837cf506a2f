"""Reads of who wants which announcements by mail."""

from regio.models import MutedAnnouncement, User


def muted_kinds(user: User) -> set[str]:
    """Return the kinds of announcement that ``user`` does not want."""
    return set(MutedAnnouncement.objects.filter(user=user).values_list("kind", flat=True))
