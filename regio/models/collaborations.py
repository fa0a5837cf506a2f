"""Samenwerkingen: the parent of onderwijsregio's, partnerships and RAP projects.

One concrete parent table, so that members, confirmations, history, map, overlap,
search and successor links are written once.
"""

from typing import ClassVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from regio.core.registry import programme
from regio.enums import CollaborationStatus, SuccessionKind
from regio.models.areas import Municipality
from regio.models.organisations import Organisation, School, sectors_field
from regio.models.periods import Period, without_overlap
from regio.models.sources import DataSource


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="events"))
class Collaboration(Period):
    """Samenwerking: parties that work together in an area, in one of the programmes."""

    public_id = models.CharField(_("kenmerk"), max_length=12, unique=True, editable=False)
    slug = models.SlugField(_("adres"), max_length=120, unique=True)
    programme = models.SlugField(_("programma"), max_length=40, editable=False)
    name = models.CharField(_("naam"), max_length=150)
    description = models.TextField(_("omschrijving"), blank=True)
    status = models.CharField(_("status"), max_length=20, choices=CollaborationStatus)
    sectors = sectors_field()
    is_national = models.BooleanField(
        _("landelijk"), default=False, help_text=_("Werkt in het hele land en heeft geen eigen gemeenten.")
    )
    municipalities = models.ManyToManyField(
        Municipality,
        through="CollaborationMunicipality",
        related_name="collaborations",
        verbose_name=_("gemeenten"),
    )
    schools = models.ManyToManyField(
        School,
        through="SchoolParticipation",
        related_name="collaborations",
        verbose_name=_("deelnemende scholen"),
    )
    organisations = models.ManyToManyField(
        Organisation, through="Membership", related_name="collaborations", verbose_name=_("partijen")
    )
    website = models.URLField(_("website"), max_length=300, blank=True)
    public_contact = models.EmailField(
        _("openbaar e-mailadres"), blank=True, help_text=_("Van het loket, nooit van een persoon.")
    )
    reference_date = models.DateField(_("peildatum"), null=True, blank=True)
    source = models.ForeignKey(
        DataSource, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bron")
    )
    is_sample = models.BooleanField(_("voorbeeld"), default=False)

    class Meta:
        verbose_name = _("samenwerking")
        verbose_name_plural = _("samenwerkingen")
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [
            models.Index(fields=["programme", "name"]),
            GinIndex(fields=["sectors"], name="collaboration_sectors"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="collaboration_name_is_unique_in_its_programme",
                violation_error_message=_("Er is al een samenwerking met deze naam. Kies een andere naam."),
            ),
            Period.constraint("collaboration_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the public page, in the programme's own part of the site."""
        return reverse(programme(self.programme).detail_url, args=[self.slug])


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="events"))
class CollaborationMunicipality(Period):
    """A municipality belongs to the area of a collaboration, for a while."""

    collaboration = models.ForeignKey(
        Collaboration, models.CASCADE, related_name="area", verbose_name=_("samenwerking")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="area_of", verbose_name=_("gemeente")
    )

    class Meta:
        verbose_name = _("gemeente van een samenwerking")
        verbose_name_plural = _("gemeenten van samenwerkingen")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="municipality_once_at_a_time_in_a_collaboration",
                expressions=without_overlap("collaboration", "municipality"),
                violation_error_message=_("Deze gemeente hoort in deze periode al bij de samenwerking."),
            ),
            Period.constraint("collaboration_municipality_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.collaboration_id}: {self.municipality_id}"


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="events"))
class SchoolParticipation(Period):
    """A school location takes part in a collaboration, for a while."""

    collaboration = models.ForeignKey(
        Collaboration, models.CASCADE, related_name="participations", verbose_name=_("samenwerking")
    )
    school = models.ForeignKey(
        School, models.PROTECT, related_name="participations", verbose_name=_("school")
    )

    class Meta:
        verbose_name = _("deelname van een school")
        verbose_name_plural = _("deelnames van scholen")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="school_once_at_a_time_in_a_collaboration",
                expressions=without_overlap("collaboration", "school"),
                violation_error_message=_("Deze school doet in deze periode al mee."),
            ),
            Period.constraint("participation_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.collaboration_id}: {self.school_id}"


class CollaborationSuccession(models.Model):
    """A collaboration went on in another one: RAP project → onderwijsregio, and so on."""

    predecessor = models.ForeignKey(
        Collaboration, models.CASCADE, related_name="successions_out", verbose_name=_("voorganger")
    )
    successor = models.ForeignKey(
        Collaboration, models.CASCADE, related_name="successions_in", verbose_name=_("opvolger")
    )
    kind = models.CharField(_("soort"), max_length=20, choices=SuccessionKind)
    date = models.DateField(_("datum"))

    class Meta:
        verbose_name = _("opvolging van samenwerkingen")
        verbose_name_plural = _("opvolgingen van samenwerkingen")
        ordering: ClassVar = ["date"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="one_succession_per_pair_of_collaborations",
                violation_error_message=_("Deze opvolging staat er al."),
            ),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")),
                name="collaboration_does_not_succeed_itself",
                violation_error_message=_("Een samenwerking kan zichzelf niet opvolgen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
