"""Public facts about the field, each with its source."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scheme(models.Model):
    """Regeling: a subsidy scheme for one of the programmes."""

    code = models.SlugField(_("code"), max_length=60, primary_key=True)
    programme = models.SlugField(_("programma"), max_length=40, blank=True)
    name = models.CharField(_("naam"), max_length=200)
    description = models.TextField(_("omschrijving"), blank=True)
    budget = models.PositiveBigIntegerField(_("budget in euro"), null=True, blank=True)
    budget_note = models.TextField(_("toelichting bij het budget"), blank=True)
    period = models.CharField(_("periode"), max_length=100, blank=True)
    apply_period = models.CharField(_("aanvraagtermijn"), max_length=200, blank=True)
    source_name = models.CharField(_("bron"), max_length=200)
    source_url = models.URLField(_("adres van de bron"), max_length=500)

    class Meta:
        verbose_name = _("regeling")
        verbose_name_plural = _("regelingen")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class YearFigure(models.Model):
    """A published figure per year, such as the share of students in Samen Opleiden."""

    series = models.SlugField(_("reeks"), max_length=60)
    year = models.CharField(
        _("jaar"), max_length=9, help_text=_("Kalenderjaar of schooljaar, zoals 2022-2023.")
    )
    value = models.DecimalField(_("waarde"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("eenheid"), max_length=20)
    note = models.TextField(_("toelichting"), blank=True)
    source_name = models.CharField(_("bron"), max_length=200)
    source_url = models.URLField(_("adres van de bron"), max_length=500)

    class Meta:
        verbose_name = _("jaarcijfer")
        verbose_name_plural = _("jaarcijfers")
        ordering: ClassVar = ["series", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["series", "year"],
                name="one_figure_per_series_and_year",
                violation_error_message=_("Dit cijfer staat er al."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"
