"""The outbox: write down what must leave, and send it.

Writing is part of the change's own transaction. Sending one mail goes so:

1. lease: the attempt is counted and committed, so that a mail that kills its worker
   does not do so for ever;
2. lock the row, check that the lease is still ours, mark it sent, *not yet committed*;
3. hand the mail to the server, over a connection that was open already;
4. commit as soon as the last byte has left, before the server answers;
5. note the answer; a refusal takes the mark back.

A worker that dies before the last byte leaves nothing behind: the server throws the
half mail away, the lock and the mark vanish with the connection, and the mail goes
when the lease runs out. One that dies after the commit leaves a mail that went once,
marked ``UNCONFIRMED`` when the answer was not seen. In the gap between byte and commit,
some tens of microseconds, a death makes the mail go twice, with the same Message-ID;
SMTP offers no way to close that gap. What was measured: docs/decisions/0008-outbox.md.
"""

import datetime as dt
import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from regio.core import clock
from regio.core.mail import hand_over
from regio.core.queue import enqueue
from regio.core.return_paths import return_path
from regio.models import OutboxMessage, User

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=10)
"""How long a mail waits after its worker died. The row lock keeps others away from a slow one."""
RETRY_AFTER = (1, 2, 5, 10, 30, 60, 120, 240)
"""Minutes until the next attempt, by number of attempts; after the last one: failed."""
UNCONFIRMED = "antwoord van de mailserver niet gezien"
"""Stands in ``error`` of a sent message from its last byte until the server's answer."""
BATCH_SECONDS = 120
PER_CONNECTION = 50
"""Mails over one connection; some servers hang up on who sends many."""


def post(
    *,
    key: str,
    template: str,
    context: Mapping[str, Any] | None = None,
    to: User | None = None,
    address: str = "",
    due_at: dt.datetime | None = None,
    not_after: dt.datetime | None = None,
) -> bool:
    """Have one mail sent, once for all calls with the same ``key``; return whether it is new.

    Call it inside the transaction of the change that it tells of. ``template`` names a
    folder below ``templates/mail/`` with ``subject.txt`` and ``body.txt`` (and
    perhaps ``body.html``); ``context`` holds plain values and no personal data. A mail
    that could not leave before ``not_after`` is dropped: the news is stale.
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
                not_after=not_after,
            )
        ],
        ignore_conflicts=True,
    )
    is_new = OutboxMessage.objects.filter(key=key, message_id=made[0].message_id).exists()
    if is_new and (due_at is None or due_at <= clock.now()):
        enqueue("regio.send_outbox")
    return is_new


def post_to_each(
    people: Iterable[User],
    *,
    key: str,
    template: str,
    context: Mapping[str, Any] | None = None,
    not_after: dt.datetime | None = None,
) -> None:
    """Have each of ``people`` sent one mail at once, each once for all calls with this ``key``.

    As :func:`post` for many at a time, in one statement.
    """
    now = clock.now()
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                key=f"{key}:{person.pk}",
                template=template,
                context=dict(context or {}),
                user=person,
                due_at=now,
                not_after=not_after,
            )
            for person in people
        ],
        ignore_conflicts=True,
    )
    enqueue("regio.send_outbox")


def due_messages() -> QuerySet[OutboxMessage]:
    """Return the messages that may be sent now and that no worker holds."""
    now = clock.now()
    return (
        OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING, due_at__lte=now)
        .filter(Q(leased_until__isnull=True) | Q(leased_until__lte=now))
        .filter(Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now))
        .filter(Q(not_after__isnull=True) | Q(not_after__gte=now))
    )


def sweep() -> int:
    """Drop what is stale, ask a worker to send what is due and return how many messages that are."""
    OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING, not_after__lt=clock.now()).update(
        state=OutboxMessage.State.CANCELLED
    )
    waiting = due_messages().count()
    if waiting:
        enqueue("regio.send_outbox")
    return waiting


def unconfirmed() -> QuerySet[OutboxMessage]:
    """Return mails whose worker died after the last byte and before the server's answer.

    They left; whether the server refused one is in its own log. Rare: only a killed
    worker makes one.
    """
    return OutboxMessage.objects.filter(
        state=OutboxMessage.State.SENT, error=UNCONFIRMED, sent_at__lt=clock.now() - dt.timedelta(minutes=5)
    )


def send_due(*, limit: int = 200) -> int:
    """Send up to ``limit`` messages that are due, one by one; return how many were sent.

    Stops in time to stay far from the time limit of a task, and asks for another one
    when more is waiting. When the mail server cannot be reached nothing is attempted:
    the messages wait.
    """
    sent = attempted = 0
    stop_at = time.monotonic() + BATCH_SECONDS
    while attempted < limit and due_messages().exists():
        try:
            with _line() as line:
                for _ in range(min(PER_CONNECTION, limit - attempted)):
                    message = _lease_one() if time.monotonic() < stop_at else None
                    if message is None:
                        break
                    attempted += 1
                    sent += _send(message, line)
        except OSError as error:
            logger.warning("The mail server could not be reached: %s", type(error).__name__)
            return sent
        if message is None:
            break
    if attempted and due_messages().exists():
        enqueue("regio.send_outbox")
    return sent


@contextmanager
def _line() -> Iterator[BaseEmailBackend]:
    """Open one connection for several mails, and close it."""
    line = mailers["default"]
    line.open()
    try:
        yield line
    finally:
        with suppress(OSError):
            line.close()


def _lease_one() -> OutboxMessage | None:
    with transaction.atomic():
        message = due_messages().select_for_update(skip_locked=True).first()
        if message is None:
            return None
        if message.leased_until is not None:
            logger.warning("An attempt to send message %s broke off before it was on its way.", message.pk)
        message.leased_until = clock.now() + LEASE
        message.attempts += 1
        message.save(update_fields=["leased_until", "attempts"])
        return message


def _send(message: OutboxMessage, line: BaseEmailBackend) -> bool:
    try:
        mail = _mail(message)
        with ExitStack() as transaction_open:
            transaction_open.enter_context(transaction.atomic())
            # waits: a worker that looks for its next message may hold this row for a moment
            ours = OutboxMessage.objects.select_for_update().filter(
                pk=message.pk, state=OutboxMessage.State.WAITING, leased_until=message.leased_until
            )
            if not ours.exists():
                return False
            ours.update(
                state=OutboxMessage.State.SENT, sent_at=clock.now(), leased_until=None, error=UNCONFIRMED
            )
            hand_over(line, mail, at_the_end=transaction_open.close)
        OutboxMessage.objects.filter(pk=message.pk).update(error="")
    except Exception as error:  # whatever it is, the other mails go on and this one is tried again
        logger.warning("Mail %s was not accepted (attempt %s)", message.pk, message.attempts, exc_info=error)
        _postpone(message, error)
        with suppress(OSError):
            line.close()
        return False
    return True


def _postpone(message: OutboxMessage, error: Exception) -> None:
    message.leased_until = message.sent_at = None
    message.error = type(error).__name__
    if message.attempts > len(RETRY_AFTER):
        message.state = OutboxMessage.State.FAILED
    else:
        message.state = OutboxMessage.State.WAITING
        message.next_attempt_at = clock.now() + dt.timedelta(minutes=RETRY_AFTER[message.attempts - 1])
    message.save(update_fields=["leased_until", "sent_at", "error", "state", "next_attempt_at"])


def words_of(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Return the subject and the text of a mail, as :func:`post` with these two would have it sent."""
    given = {**context, "site_url": settings.SITE_URL}
    subject = " ".join(render_to_string(f"mail/{template}/subject.txt", given).split())
    return subject, render_to_string(f"mail/{template}/body.txt", given)


def _mail(message: OutboxMessage) -> EmailMultiAlternatives:
    context = {**message.context, "site_url": settings.SITE_URL}
    subject, body = words_of(message.template, message.context)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    mail = EmailMultiAlternatives(
        subject=subject,
        body=body,
        # the sender on the envelope, to whom it comes back; the reader sees the From of the headers
        from_email=return_path(message.pk, message.message_id) or None,
        to=[message.user.email if message.user else message.address],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": f"<{message.message_id}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    with suppress(TemplateDoesNotExist):
        mail.attach_alternative(render_to_string(f"mail/{message.template}/body.html", context), "text/html")
    return mail
