"""Which announcements somebody does not want by mail."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MutedAnnouncement(models.Model):
    """Somebody does not want one kind of announcement; no row means: wanted.

    Receipts, requests and decisions cannot be muted: they belong to the work itself.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="muted_announcements",
        verbose_name=_("account"),
    )
    kind = models.SlugField(_("soort"), max_length=60)

    class Meta:
        verbose_name = _("uitgezette aankondiging")
        verbose_name_plural = _("uitgezette aankondigingen")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                name="announcement_muted_once",
                violation_error_message=_("Deze aankondiging staat al uit."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind}"
