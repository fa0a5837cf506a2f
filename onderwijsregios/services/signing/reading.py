"""Let whoever has the link of a mail read the files that it asks to sign."""

from uuid import UUID

from onderwijsregios.models import SigningRequest
from onderwijsregios.selectors.signing import files_asked
from regio.core.errors import NotAllowed, Refused
from regio.enums import Audience, ScanState
from regio.models import Document
from regio.services.audit import record_action


def open_by_link(*, request: SigningRequest, document: UUID) -> Document:
    """Return a file for reading, and log that it is read through the link of ``request``.

    Raises :class:`NotAllowed` for a file that is not asked to be signed, and
    :class:`Refused` for one that is locked.
    """
    if document not in files_asked(request):
        raise NotAllowed("Dit bestand hoort niet bij wat u wordt gevraagd te tekenen.")
    found = Document.objects.get(pk=document)
    if found.scan_state != ScanState.CLEAN:
        raise Refused("Dit bestand is nog niet op virussen gecontroleerd. Probeer het later opnieuw.")
    record_action(
        actor=None,
        actor_label=f"via de koppeling in een mail: {request.organisation.display_name}"[:100],
        action="regio.document.read",
        sentence=f"Bestand gelezen: {found.original_name}",
        obj=found,
        audiences=[Audience.STAFF],
        dossier=request.application.dossier,
    )
    return found
