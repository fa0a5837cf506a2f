"""Areas of the Netherlands: municipalities and the divisions they belong to."""

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models.functions import MD5, Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from regio.models.periods import Period
from regio.models.sources import DataSource
from regio.validators import MUNICIPALITY_CODE, POSTCODE4


class Division(models.Model):
    """Abstract: a named division of the country, built of whole municipalities."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("naam"), max_length=100, unique=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Province(Division):
    """Provincie; code ``PV20`` and so on."""

    class Meta(Division.Meta):
        verbose_name = _("provincie")
        verbose_name_plural = _("provincies")


class LabourMarketRegion(Division):
    """Arbeidsmarktregio (UWV); code ``AM01`` and so on."""

    class Meta(Division.Meta):
        verbose_name = _("arbeidsmarktregio")
        verbose_name_plural = _("arbeidsmarktregio's")


class CoropArea(Division):
    """COROP-gebied, the Dutch NUTS 3 level; code ``CR01`` and so on."""

    class Meta(Division.Meta):
        verbose_name = _("COROP-gebied")
        verbose_name_plural = _("COROP-gebieden")


class BroadRegion(Division):
    """Brede regio, such as Zuidoost-Nederland; code ``zuidoost`` and so on.

    Which municipalities belong to which is our own editable table,
    ``regio/reference/brede_regios.csv``.
    """

    class Meta(Division.Meta):
        verbose_name = _("brede regio")
        verbose_name_plural = _("brede regio's")


@pghistory.track(
    obj_field=pghistory.ObjForeignKey(related_name="events"),
    exclude=["geometry", "geometry_digest"],
)
class Municipality(Period):
    """Gemeente, with its geometry in WGS 84 (longitude, latitude)."""

    code = models.CharField(_("gemeentecode"), max_length=6, primary_key=True)
    name = models.CharField(_("naam"), max_length=100)
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="municipalities", verbose_name=_("provincie")
    )
    labour_market_region = models.ForeignKey(
        LabourMarketRegion,
        models.PROTECT,
        related_name="municipalities",
        verbose_name=_("arbeidsmarktregio"),
    )
    corop_area = models.ForeignKey(
        CoropArea, models.PROTECT, related_name="municipalities", verbose_name=_("COROP-gebied")
    )
    broad_region = models.ForeignKey(
        BroadRegion, models.PROTECT, related_name="municipalities", verbose_name=_("brede regio")
    )
    geometry = models.JSONField(_("geometrie"), help_text=_("GeoJSON-geometrie in WGS 84."))
    geometry_digest = models.GeneratedField(
        expression=MD5(Cast("geometry", models.TextField())),
        output_field=models.CharField(_("kenmerk van de geometrie"), max_length=32),
        db_persist=True,
        help_text=_("Verandert met de geometrie; kaarten onthouden hun vormen onder dit kenmerk."),
    )
    latitude = models.FloatField(_("breedtegraad"))
    longitude = models.FloatField(_("lengtegraad"))
    source = models.ForeignKey(DataSource, models.PROTECT, related_name="+", verbose_name=_("bron"))

    class Meta:
        verbose_name = _("gemeente")
        verbose_name_plural = _("gemeenten")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(code__regex=MUNICIPALITY_CODE),
                name="municipality_code_has_gm_and_four_digits",
                violation_error_message=_("Een gemeentecode bestaat uit GM en vier cijfers."),
            ),
            Period.constraint("municipality_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page "wie werkt hier samen?"."""
        return reverse("municipality", args=[self.code])


class MunicipalityNeighbour(models.Model):
    """Two municipalities that are next to each other: by a border, or by a ferry, bridge or tunnel.

    One row for each pair; ``one`` has the smaller code.
    """

    class Kind(models.TextChoices):
        BORDER = "grens", _("gemeentegrens")
        FERRY = "veer", _("veerdienst")
        TUNNEL = "tunnel", _("tunnel")
        BRIDGE = "brug", _("brug of dam")

    one = models.ForeignKey(Municipality, models.CASCADE, related_name="+", verbose_name=_("gemeente"))
    other = models.ForeignKey(Municipality, models.CASCADE, related_name="+", verbose_name=_("buurgemeente"))
    kind = models.CharField(_("verbonden door"), max_length=10, choices=Kind)
    note = models.CharField(_("toelichting"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("buurgemeente")
        verbose_name_plural = _("buurgemeenten")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="neighbours_once",
                violation_error_message=_("Deze gemeenten staan al als buren."),
            ),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")),
                name="neighbours_in_order_of_code",
                violation_error_message=_("De gemeente met de laagste code staat voorop."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} – {self.other_id}"


class MunicipalityChange(models.Model):
    """Herindeling: on a day an old municipality became (part of) another one."""

    date = models.DateField(_("datum"))
    old_code = models.CharField(_("oude code"), max_length=6)
    old_name = models.CharField(_("oude naam"), max_length=100)
    new_municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="changes", verbose_name=_("nieuwe gemeente")
    )
    kind = models.CharField(_("soort"), max_length=60)

    class Meta:
        verbose_name = _("herindeling")
        verbose_name_plural = _("herindelingen")
        ordering: ClassVar = ["date", "old_code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["date", "old_code", "new_municipality"],
                name="one_change_per_old_and_new_municipality",
                violation_error_message=_("Deze herindeling staat er al."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_name} → {self.new_municipality_id}"


class PostcodeArea(models.Model):
    """A four-digit postcode and the municipality in which (most of) it lies."""

    postcode4 = models.CharField(_("postcode"), max_length=4, primary_key=True)
    place = models.CharField(_("plaats"), max_length=100, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="postcodes", verbose_name=_("gemeente")
    )
    latitude = models.FloatField(_("breedtegraad"), null=True, blank=True)
    longitude = models.FloatField(_("lengtegraad"), null=True, blank=True)

    class Meta:
        verbose_name = _("postcodegebied")
        verbose_name_plural = _("postcodegebieden")
        ordering: ClassVar = ["postcode4"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(postcode4__regex=POSTCODE4),
                name="postcode_has_four_digits",
                violation_error_message=_("Een postcodegebied bestaat uit vier cijfers."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.postcode4} {self.place}".strip()
