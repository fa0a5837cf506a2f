"""The outbox: write down what must leave, and send it once.

Writing is part of the change's own transaction. Sending leases a row, so that no
second worker takes it, and marks it sent after the mail server accepted it. A
worker that dies in between leaves a lease that runs out; the mail then goes again
with the same Message-ID, and a mail server that keeps to the standard, or the
reader's own mail program, sees that it is the same mail.
"""

import datetime as dt
import logging
import smtplib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from regio.core import clock
from regio.core.queue import enqueue
from regio.models import OutboxMessage, User

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
RETRY_AFTER = (1, 2, 5, 10, 30, 60, 120, 240)
"""Minutes until the next attempt, by number of attempts; after the last one: failed."""


def post(
    *,
    key: str,
    template: str,
    context: Mapping[str, Any] | None = None,
    to: User | None = None,
    address: str = "",
    due_at: dt.datetime | None = None,
) -> bool:
    """Have one mail sent, once for all calls with the same ``key``; return whether it is new.

    Call it inside the transaction of the change that it tells of. ``template`` names a
    folder below ``templates/mail/`` with ``subject.txt`` and ``body.txt`` (and
    perhaps ``body.html``); ``context`` holds plain values and no personal data.
    """
    made = OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                key=key,
                template=template,
                context=dict(context or {}),
                user=to,
                address=address,
                due_at=due_at or clock.now(),
            )
        ],
        ignore_conflicts=True,
    )
    is_new = OutboxMessage.objects.filter(key=key, message_id=made[0].message_id).exists()
    if is_new and (due_at is None or due_at <= clock.now()):
        enqueue("regio.send_outbox")
    return is_new


def due_messages() -> Any:
    """Return the messages that may be sent now and that no worker holds."""
    now = clock.now()
    return (
        OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING, due_at__lte=now)
        .filter(Q(leased_until__isnull=True) | Q(leased_until__lte=now))
        .filter(Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now))
    )


def sweep() -> int:
    """Ask a worker to send what is due and return how many messages that are."""
    waiting: int = due_messages().count()
    if waiting:
        enqueue("regio.send_outbox")
    return waiting


def send_due(*, limit: int = 200) -> int:
    """Send up to ``limit`` messages that are due, one by one; return how many were sent."""
    sent = 0
    for _ in range(limit):
        message = _lease_one()
        if message is None:
            break
        sent += _send(message)
    return sent


def _lease_one() -> OutboxMessage | None:
    with transaction.atomic():
        message: OutboxMessage | None = due_messages().select_for_update(skip_locked=True).first()
        if message is None:
            return None
        message.leased_until = clock.now() + LEASE
        message.attempts += 1
        message.save(update_fields=["leased_until", "attempts"])
        return message


def _send(message: OutboxMessage) -> bool:
    try:
        _mail(message).send()
    except (smtplib.SMTPException, OSError, TemplateDoesNotExist) as error:
        _postpone(message, error)
        return False
    message.state = OutboxMessage.State.SENT
    message.sent_at = clock.now()
    message.leased_until = None
    message.error = ""
    message.save(update_fields=["state", "sent_at", "leased_until", "error"])
    return True


def _postpone(message: OutboxMessage, error: Exception) -> None:
    logger.warning(
        "Mail %s was not accepted (attempt %s): %s", message.pk, message.attempts, type(error).__name__
    )
    message.leased_until = None
    message.error = type(error).__name__
    if message.attempts > len(RETRY_AFTER):
        message.state = OutboxMessage.State.FAILED
    else:
        message.next_attempt_at = clock.now() + dt.timedelta(minutes=RETRY_AFTER[message.attempts - 1])
    message.save(update_fields=["leased_until", "error", "state", "next_attempt_at"])


def _mail(message: OutboxMessage) -> EmailMultiAlternatives:
    context = {**message.context, "site_url": settings.SITE_URL}
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    mail = EmailMultiAlternatives(
        subject=" ".join(render_to_string(f"mail/{message.template}/subject.txt", context).split()),
        body=render_to_string(f"mail/{message.template}/body.txt", context),
        to=[message.user.email if message.user else message.address],
        headers={"Message-ID": f"<{message.message_id}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    with suppress(TemplateDoesNotExist):
        mail.attach_alternative(render_to_string(f"mail/{message.template}/body.html", context), "text/html")
    return mail
