"""The log of actions: one row per action, in the same transaction, never changed."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from regio.core import clock
from regio.enums import Audience


class ActionLog(models.Model):
    """Who did what to what, when and why; written by services only."""

    at = models.DateTimeField(_("moment"), default=clock.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("door"),
    )
    actor_label = models.CharField(
        _("in de rol van"), max_length=100, help_text=_("De rol of organisatie, nooit een persoonsnaam.")
    )
    action = models.CharField(
        _("handeling"), max_length=80, help_text=_("Zoals onderwijsregios.application.submit.")
    )
    sentence = models.TextField(_("in woorden"))
    object_type = models.CharField(_("soort object"), max_length=80)
    object_id = models.CharField(_("sleutel van het object"), max_length=64)
    dossier = models.CharField(
        _("dossier"), max_length=80, blank=True, help_text=_("Waaronder lezers de regel terugvinden.")
    )
    before = models.JSONField(_("voor"), default=dict, blank=True)
    after = models.JSONField(_("na"), default=dict, blank=True)
    reason = models.TextField(_("reden"), blank=True)
    audiences = ArrayField(models.CharField(max_length=20, choices=Audience), verbose_name=_("leesbaar voor"))
    correlation_id = models.UUIDField(_("samenhang"), default=uuid.uuid4)

    class Meta:
        verbose_name = _("logregel")
        verbose_name_plural = _("logregels")
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id", "at"]),
            models.Index(fields=["dossier", "at"]),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="log_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
