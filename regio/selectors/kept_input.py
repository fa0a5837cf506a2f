"""Reads of what could not be saved."""

from regio.core.registry import DocumentUse
from regio.models import Document, KeptInput, User
from regio.selectors.accounts import Person


def kept_input(user: User, path: str) -> KeptInput | None:
    """Return what was kept for ``user`` at ``path``."""
    return KeptInput.objects.prefetch_related("documents").filter(user=user, path=path).first()


def use_by_who_sent_it(user: Person, document: Document) -> DocumentUse | None:
    """Let somebody read back a file that is kept for him or her."""
    if user.is_authenticated and KeptInput.objects.filter(user=user, documents=document).exists():
        return DocumentUse(dossier="", actor_label="gebruiker")
    return None
