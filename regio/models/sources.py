"""Where facts come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataSource(models.Model):
    """A published file or page that facts were taken from; shown beside the facts."""

    code = models.SlugField(_("code"), max_length=60, primary_key=True)
    title = models.CharField(_("titel"), max_length=200)
    publisher = models.CharField(_("uitgever"), max_length=200)
    licence = models.CharField(_("licentie"), max_length=200, blank=True)
    url = models.URLField(_("adres"), max_length=500, blank=True)
    reference_date = models.DateField(_("peildatum"), null=True, blank=True)
    note = models.TextField(_("toelichting"), blank=True)

    class Meta:
        verbose_name = _("bron")
        verbose_name_plural = _("bronnen")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title
