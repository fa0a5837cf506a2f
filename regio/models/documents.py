"""Files: private by default, stored under a random name, served by one view."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regio.core import clock
from regio.core.files.kinds import kind_of
from regio.enums import ScanState


def private_storage() -> Storage:
    """Return the storage for private files, chosen in the settings."""
    return storages["private"]


def stored_name(document: "Document", filename: str) -> str:
    """Return the name under which the file is stored; never what the sender called it."""
    return f"{document.id.hex[:2]}/{document.id.hex}"


class Document(models.Model):
    """A file that somebody uploaded or the portal made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(_("bestand"), upload_to=stored_name, storage=private_storage, max_length=100)
    original_name = models.CharField(_("bestandsnaam"), max_length=200)
    content_type = models.CharField(_("soort"), max_length=100)
    size = models.PositiveBigIntegerField(_("grootte in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    pages = models.PositiveIntegerField(_("bladzijden"), null=True, blank=True)
    scan_state = models.CharField(
        _("controle op virussen"), max_length=10, choices=ScanState, default=ScanState.WAITING
    )
    scan_origin = models.CharField(
        _("oordeel van"),
        max_length=100,
        blank=True,
        help_text=_("Welke scanner dit zei, of waarom er geen was."),
    )
    created_at = models.DateTimeField(_("ontvangen op"), default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documenten")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="document_has_a_fingerprint",
                violation_error_message=_("De vingerafdruk van het bestand ontbreekt."),
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="document_is_not_empty",
                violation_error_message=_("Het bestand is leeg. Kies een ander bestand."),
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def kind_name(self) -> str:
        """Return how a link to the file names its kind; "" for one that the portal does not know."""
        kind = kind_of(self.content_type)
        return kind.short if kind else ""
