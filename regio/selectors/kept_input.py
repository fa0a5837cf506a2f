"""Reads of what could not be saved."""

from collections.abc import Iterable

from regio.core.registry import DocumentUse
from regio.models import Document, KeptInput, User
from regio.selectors.accounts import Person


def kept_inputs(user: User, paths: Iterable[str]) -> dict[str, KeptInput]:
    """Return what was kept for ``user`` at ``paths``, by path."""
    kept = KeptInput.objects.prefetch_related("documents").filter(user=user, path__in=paths)
    return {one.path: one for one in kept}


def use_by_who_sent_it(user: Person, document: Document) -> DocumentUse | None:
    """Let somebody read back a file that is kept for him or her."""
    if user.is_authenticated and KeptInput.objects.filter(user=user, documents=document).exists():
        return DocumentUse(dossier="", actor_label="gebruiker")
    return None
