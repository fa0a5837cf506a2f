"""The outbox: what must still leave the portal, written with the change itself."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regio.core import clock

UNDELIVERED = Q(state="mislukt") | Q(return_status__startswith="5.")
"""As :attr:`OutboxMessage.is_undelivered`, for a WHERE."""


class OutboxMessage(models.Model):
    """One mail to one reader; ``key`` names the effect, so that it happens once.

    The row knows what to say (template and context without personal data); the
    mail is made when it is sent. ``message_id`` is fixed beforehand, so that a mail
    that leaves twice because of a crash is recognised as the same by the receiver.
    """

    class State(models.TextChoices):
        WAITING = "wacht", _("wacht")
        SENT = "verzonden", _("verzonden")
        FAILED = "mislukt", _("mislukt")
        CANCELLED = "vervallen", _("vervallen")

    key = models.CharField(_("sleutel van het effect"), max_length=200, unique=True)
    template = models.CharField(_("sjabloon"), max_length=100)
    context = models.JSONField(_("gegevens"), default=dict, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ontvanger"),
    )
    address = models.EmailField(_("adres"), blank=True, help_text=_("Alleen voor ontvangers zonder account."))
    due_at = models.DateTimeField(_("versturen vanaf"), default=clock.now)
    not_after = models.DateTimeField(
        _("niet meer versturen na"), null=True, blank=True, help_text=_("Leeg: hoe laat ook.")
    )
    created_at = models.DateTimeField(_("aangemaakt op"), default=clock.now)
    state = models.CharField(_("toestand"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("pogingen"), default=0)
    next_attempt_at = models.DateTimeField(_("volgende poging"), null=True, blank=True)
    leased_until = models.DateTimeField(_("in behandeling tot"), null=True, blank=True)
    sent_at = models.DateTimeField(_("verzonden op"), null=True, blank=True)
    error = models.TextField(_("laatste fout"), blank=True)
    returned_at = models.DateTimeField(_("teruggekomen op"), null=True, blank=True)
    return_status = models.CharField(
        _("reden van terugkomst"),
        max_length=9,
        blank=True,
        help_text=_("Code van RFC 3463: 5.x.x is blijvend, 4.x.x tijdelijk."),
    )
    message_id = models.UUIDField(_("berichtnummer"), default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("uitgaand bericht")
        verbose_name_plural = _("uitgaande berichten")
        ordering: ClassVar = ["due_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state="wacht"), name="outbox_waiting_by_due_moment")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(address=""),
                name="outbox_message_has_a_receiver",
                violation_error_message=_("Een bericht heeft een ontvanger."),
            ),
            models.CheckConstraint(
                condition=~Q(state="verzonden") | Q(sent_at__isnull=False),
                name="sent_message_has_a_moment",
                violation_error_message=_("Een verzonden bericht heeft een moment van verzending."),
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, return_status="")
                | Q(returned_at__isnull=False, return_status__regex=r"^[45]\."),
                name="returned_message_has_a_moment_and_a_status",
                violation_error_message=_("Een teruggekomen bericht heeft een moment en een reden."),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_returned(self) -> bool:
        """Whether a mail server said that it will never deliver this."""
        return self.return_status.startswith("5.")

    @property
    def is_delayed(self) -> bool:
        """Whether it did not arrive yet, as far as is known, and still may."""
        if self.state == self.State.WAITING:
            return self.attempts > 0
        return self.return_status.startswith("4.")

    @property
    def is_undelivered(self) -> bool:
        """Whether it never arrives: it could not leave, or came back for good."""
        return self.state == self.State.FAILED or self.is_returned

    @property
    def outcome(self) -> str:
        """What became of it, in a word or two."""
        if self.is_returned:
            return str(_("niet bezorgd"))
        if self.return_status:
            return str(_("nog niet bezorgd"))
        return str(self.get_state_display())
