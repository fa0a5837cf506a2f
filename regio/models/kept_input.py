"""What somebody sent in and the portal could not save; kept until it is saved or thrown away."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from regio.core import clock
from regio.models.documents import Document


class KeptInput(models.Model):
    """The fields of a form that arrived too late, while signed out, or met an error.

    Bound to the person to whom the form was shown and to the page, so that it comes
    back at the same place after signing in again, in any browser, and to nobody else.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("van")
    )
    path = models.CharField(_("pagina"), max_length=300)
    fields = models.JSONField(_("velden"), default=dict)
    documents = models.ManyToManyField(Document, related_name="+", blank=True, verbose_name=_("bestanden"))
    kept_at = models.DateTimeField(_("bewaard op"), default=clock.now)

    class Meta:
        verbose_name = _("niet-verwerkte invoer")
        verbose_name_plural = _("niet-verwerkte invoer")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "path"],
                name="input_kept_once_per_person_and_page",
                violation_error_message=_("Voor deze pagina is al invoer bewaard."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} op {self.path}"

    @property
    def document(self) -> Document | None:
        """Return the file, on a page that takes one."""
        return next(iter(self.documents.all()), None)
