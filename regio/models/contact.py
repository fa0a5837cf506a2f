"""Suggesties, opmerkingen en vragen from the public."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from regio.core import clock


class ContactMessage(models.Model):
    """A message from a visitor; read by staff only."""

    reference = models.CharField(_("kenmerk"), max_length=12, unique=True, editable=False)
    subject = models.CharField(_("onderwerp"), max_length=150)
    text = models.TextField(_("bericht"))
    email = models.EmailField(_("e-mailadres"), blank=True)
    page = models.CharField(_("over bladzijde"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("ontvangen op"), default=clock.now)
    handled_at = models.DateTimeField(_("afgehandeld op"), null=True, blank=True)

    class Meta:
        verbose_name = _("bericht van een bezoeker")
        verbose_name_plural = _("berichten van bezoekers")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.reference
