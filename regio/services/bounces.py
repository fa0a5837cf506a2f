"""Mail that a server accepted and that came back: note it at the mail that it was."""

import logging

from django.db import transaction

from regio.core import clock
from regio.core.delivery_reports import DeliveryReport, read_report
from regio.core.return_paths import read_return_path
from regio.models import OutboxMessage

logger = logging.getLogger(__name__)


def receive_report(mail: bytes, *, recipient: str = "") -> OutboxMessage | None:
    """Note what a mail server reports about one of our mails; return that mail if anything changed.

    ``mail`` is the report as it came in, ``recipient`` the address at which it did; without
    it the headers of the report are believed. The sealed address says which mail it is
    about; a report that came to the plain address is known by the Message-ID in it, which
    only who got the mail can know. A report that is no report, that is forged or that is
    about no mail of ours changes nothing. "For ever" is never replaced by "for now". Logs
    the number of the mail and the code, no addresses and no text.
    """
    report = read_report(mail)
    if report is None:
        logger.info("A mail came back that reports no trouble; nothing was changed.")
        return None
    with transaction.atomic():
        message = _message_of(report, recipient)
        if message is None:
            logger.warning("A report came back about no mail that left from here; nothing was changed.")
            return None
        if message.is_returned or message.return_status == report.status:
            return None
        message.returned_at, message.return_status = clock.now(), report.status
        message.save(update_fields=["returned_at", "return_status"])
    logger.info("Mail %s came back with status %s.", message.pk, report.status)
    return message


def _message_of(report: DeliveryReport, recipient: str) -> OutboxMessage | None:
    """Return the mail that left and that ``report`` is about, locked."""
    left = OutboxMessage.objects.select_for_update().filter(state=OutboxMessage.State.SENT)
    for address in [recipient, *report.sent_to]:
        path = read_return_path(address)
        if path is not None:
            message = left.filter(pk=path.number).first()
            return message if message is not None and path.is_of(message.message_id) else None
    if report.message_id is None:
        return None
    return left.filter(message_id=report.message_id).first()
