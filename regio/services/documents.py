"""Take in files, have them scanned, and let them be read."""

import hashlib
import uuid
from collections.abc import Collection, Iterator
from typing import Any

import structlog
from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat

from regio.core.clamav import CHUNK, ScannerBaffled, ScannerSilent, Verdict, scan
from regio.core.errors import NotAllowed, Refused
from regio.core.files import examine
from regio.core.files.kinds import PDF, Kind, Unusable
from regio.core.files.names import clean_name
from regio.core.registry import document_use
from regio.enums import Audience, ScanState
from regio.models import Document, User
from regio.services.audit import record_action

logger = structlog.get_logger(__name__)

CLAMAV = "ClamAV"
NO_SCANNER = "geen virusscanner ingesteld"


def receive_upload(*, file: "File[Any]", actor: User | None, kinds: Collection[Kind] = (PDF,)) -> Document:
    """Check a file of one of ``kinds``, store it privately and return it; it belongs to nothing yet.

    Type by content, size, pages, encryption and damage are checked before anything is
    stored. With a scanner (``CLAMAV_SOCKET``) an infected file is refused and a file
    about which the scanner stays silent is stored but locked, until
    :func:`scan_waiting` has a verdict. Without a scanner a file counts as clean, and
    says so in ``scan_origin``, only where ``ACCEPT_UNSCANNED_FILES`` allows that; it
    stays locked otherwise.

    ``actor`` is None for who sends a file without an account; whoever takes the file in
    then keeps to whom it belongs. Raises :class:`Unusable` with the reason.
    """
    if not file.size:
        raise Unusable("Dit bestand is leeg. Kies een ander bestand.")
    if file.size > settings.UPLOAD_MAX_BYTES:
        raise Unusable(
            f"Dit bestand is {filesizeformat(file.size)}; ten hoogste "
            f"{filesizeformat(settings.UPLOAD_MAX_BYTES)} is toegestaan. "
            "Verklein de afbeeldingen erin en voeg het opnieuw toe."
        )
    facts = examine(
        file,  # type: ignore[arg-type]  # Django's File reads like one
        kinds=kinds,
        max_pages=settings.UPLOAD_MAX_PAGES,
        max_pixels=settings.UPLOAD_MAX_PIXELS,
    )
    name = clean_name(file.name or "", facts.kind)
    verdict = _verdict(file)
    if verdict and not verdict.is_clean:
        logger.warning("upload_infected", found=verdict.found, actor=actor.pk if actor else None)
        raise Unusable(
            "In dit bestand is een virus gevonden. Het is niet bewaard. "
            "Laat uw computer nakijken en voeg een schoon bestand toe."
        )
    return Document.objects.create(
        file=File(file, name=name),
        original_name=name,
        content_type=facts.kind.content_type,
        size=file.size,
        sha256=_sha256(file),
        pages=facts.pages,
        scan_state=ScanState.CLEAN if verdict or _goes_unscanned() else ScanState.WAITING,
        scan_origin=CLAMAV if settings.CLAMAV_SOCKET else NO_SCANNER,
        created_by=actor,
    )


def scan_waiting(*, limit: int = 20) -> int:
    """Ask the scanner about files that still wait; return how many got a verdict.

    Stops at the first silence: the next poke tries again. A file about which the
    scanner has no verdict stays locked, and does not hold up the others.
    """
    if not settings.CLAMAV_SOCKET:
        return 0
    waiting = Document.objects.filter(scan_state=ScanState.WAITING).order_by("created_at")
    judged = 0
    for key in list(waiting.values_list("pk", flat=True)):
        try:
            judged += _judge(key)
        except ScannerBaffled as error:
            logger.warning("scanner_baffled", error=str(error), document=str(key))
        except ScannerSilent as error:
            logger.warning("scanner_silent", error=str(error))
            break
        if judged >= limit:
            break
    return judged


@transaction.atomic
def _judge(key: uuid.UUID) -> bool:
    document = (
        Document.objects.select_for_update(skip_locked=True)
        .filter(pk=key, scan_state=ScanState.WAITING)
        .first()
    )
    if document is None:
        return False
    with document.file.open("rb") as file:
        verdict = _ask_scanner(file)
    document.scan_state = ScanState.CLEAN if verdict.is_clean else ScanState.INFECTED
    document.scan_origin = CLAMAV if verdict.is_clean else f"{CLAMAV}: {verdict.found}"[:100]
    document.save(update_fields=["scan_state", "scan_origin"])
    record_action(
        actor=None,
        action="regio.document.scan",
        sentence=(
            "Bestand gecontroleerd op virussen: schoon"
            if verdict.is_clean
            else "Bestand gecontroleerd op virussen: besmet, niemand kan het openen"
        ),
        obj=document,
        audiences=[Audience.STAFF],
        after={"scan_state": document.scan_state},
    )
    return True


def open_document(*, document: Document, actor: User) -> Document:
    """Return ``document`` for reading, and log that ``actor`` reads it.

    Raises :class:`NotAllowed` without a reason to read it, and :class:`Refused` while
    the file is locked.
    """
    use = document_use(actor, document)
    if use is None:
        raise NotAllowed("U mag dit bestand niet lezen met dit account.")
    if document.scan_state == ScanState.WAITING:
        raise Refused(
            "Dit bestand wordt nog gecontroleerd op virussen. Probeer het over een paar minuten opnieuw.",
            code="bestand-wacht-op-controle",
        )
    if document.scan_state != ScanState.CLEAN:
        raise Refused(
            "In dit bestand is een virus gevonden. Daarom kan niemand het openen. "
            "Vraag de indiener om een schoon bestand.",
            code="bestand-besmet",
        )
    record_action(
        actor=actor,
        actor_label=use.actor_label,
        action="regio.document.read",
        sentence=f"Bestand gelezen: {document.original_name}",
        obj=document,
        audiences=[Audience.STAFF],
        dossier=use.dossier,
    )
    return document


def _goes_unscanned() -> bool:
    return not settings.CLAMAV_SOCKET and settings.ACCEPT_UNSCANNED_FILES


def _verdict(file: "File[Any]") -> Verdict | None:
    """Return the verdict of the scanner, or None when there is none or it is silent."""
    if not settings.CLAMAV_SOCKET:
        return None
    try:
        return _ask_scanner(file)
    except ScannerSilent as error:
        logger.warning("scanner_silent", error=str(error))
        return None


def _ask_scanner(file: "File[Any]") -> Verdict:
    return scan(_chunks(file), address=settings.CLAMAV_SOCKET, timeout=settings.CLAMAV_TIMEOUT)


def _sha256(file: "File[Any]") -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _chunks(file: "File[Any]") -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
