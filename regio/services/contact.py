"""Receive messages from visitors, and handle them."""

import datetime as dt
import logging
from typing import Final

from django.conf import settings
from django.db import transaction

from regio.core import clock
from regio.core.errors import NotAllowed, PortalError
from regio.core.identifiers import new_public_id
from regio.core.rate_limit import is_within_limit
from regio.enums import Audience
from regio.models import ContactMessage, User
from regio.services.audit import record_action
from regio.services.outbox import post

logger = logging.getLogger(__name__)

REFERENCE_PREFIX: Final = "BR"
MOST_MESSAGES: Final = 5
WITHIN: Final = dt.timedelta(minutes=15)
KEPT_AFTER_HANDLING: Final = dt.timedelta(days=365)
"""As the privacy page says."""

MAY_READ: Final = "regio.view_contact_messages"


class TooManyMessages(PortalError):
    """Somebody sent many messages in a short while."""

    code = "te-veel-berichten"
    status = 429


def send_message(
    *, subject: str, text: str, email: str = "", page: str = "", visitor: str = ""
) -> ContactMessage:
    """Store a message of a visitor and tell staff that it waits; return it with its reference.

    The mail names the reference and nothing of the message. Broker and cache may be
    down: the message and its mail are rows in the database. ``visitor`` is a name that
    says nothing about the person. Raises :class:`TooManyMessages`.
    """
    if visitor and not is_within_limit(f"contact:{visitor}", most=MOST_MESSAGES, within=WITHIN):
        raise TooManyMessages(
            "Er zijn vanaf uw internetverbinding in korte tijd veel berichten verstuurd. "
            "Wacht een kwartier en verstuur uw bericht dan opnieuw. Uw tekst staat hieronder nog."
        )
    with transaction.atomic():
        message = ContactMessage.objects.create(
            reference=_new_reference(), subject=subject, text=text, email=email, page=page
        )
        record_action(
            actor=None,
            actor_label="bezoeker",
            action="regio.contact.send",
            sentence="Een bezoeker stuurde een bericht.",
            obj=message,
            audiences=[Audience.STAFF],
            dossier=_dossier(message),
        )
        post(
            key=f"contact-received:{message.reference}",
            template="contact-received",
            context={"reference": message.reference},
            address=settings.STAFF_EMAIL,
        )
    return message


@transaction.atomic
def handle_message(*, message: ContactMessage, actor: User) -> ContactMessage:
    """Mark ``message`` as handled; unchanged when it already was. Raises :class:`NotAllowed`."""
    return _set_handled(message, actor, handled=True)


@transaction.atomic
def reopen_message(*, message: ContactMessage, actor: User) -> ContactMessage:
    """Mark ``message`` as not handled after all. Raises :class:`NotAllowed`."""
    return _set_handled(message, actor, handled=False)


def forget_old_messages() -> int:
    """Remove messages that were handled long ago and return how many; what was done stays in the log."""
    handled_long_ago = ContactMessage.objects.filter(handled_at__lt=clock.now() - KEPT_AFTER_HANDLING)
    number, _per_model = handled_long_ago.delete()
    if number:
        logger.info("Removed %s contact messages that were handled long ago.", number)
    return number


def _set_handled(message: ContactMessage, actor: User, *, handled: bool) -> ContactMessage:
    if not actor.has_perm(MAY_READ):
        raise NotAllowed("U mag berichten van bezoekers niet afhandelen. Vraag het een coördinator.")
    message = ContactMessage.objects.select_for_update().get(pk=message.pk)
    if (message.handled_at is not None) == handled:
        return message
    message.handled_at = clock.now() if handled else None
    message.save(update_fields=["handled_at"])
    record_action(
        actor=actor,
        actor_label="Realisatie-Eenheid",
        action="regio.contact.handle" if handled else "regio.contact.reopen",
        sentence="Bericht afgehandeld." if handled else "Bericht heropend.",
        obj=message,
        audiences=[Audience.STAFF],
        dossier=_dossier(message),
        before={"afgehandeld": not handled},
        after={"afgehandeld": handled},
    )
    return message


def _dossier(message: ContactMessage) -> str:
    return f"bericht:{message.reference}"


def _new_reference() -> str:
    while True:
        reference = new_public_id(REFERENCE_PREFIX)
        if not ContactMessage.objects.filter(reference=reference).exists():
            return reference
