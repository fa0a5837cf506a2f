"""A partnership of schools and teacher-training institutes that train teachers together."""

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerships.enums import SectorGroup
from regio.models import Collaboration


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="partnership_events"))
class SamenOpleidenPartnership(Collaboration):
    """Partnerschap Samen Opleiden, for po/(v)so or for vo/mbo."""

    sector_group = models.CharField(_("sectorgroep"), max_length=10, choices=SectorGroup)
    students = models.PositiveIntegerField(_("studenten"), null=True, blank=True)
    students_year = models.CharField(_("studiejaar"), max_length=9, blank=True)

    class Meta:
        verbose_name = _("partnerschap Samen Opleiden")
        verbose_name_plural = _("partnerschappen Samen Opleiden")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(students__isnull=True) | ~Q(students_year=""),
                name="number_of_students_has_a_year",
                violation_error_message=_("Vul bij het aantal studenten het studiejaar in."),
            )
        ]
