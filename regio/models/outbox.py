"""The outbox: what must still leave the portal, written with the change itself."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regio.core import clock


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
        ]

    def __str__(self) -> str:
        return self.key
