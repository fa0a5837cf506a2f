"""A regional project against shortages of school staff."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from rap.enums import RapScheme
from regio.models import Collaboration


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="rap_project_events"))
class RapProject(Collaboration):
    """RAP-project (before 2020: RAL), funded under one scheme for a while."""

    scheme = models.CharField(_("regeling"), max_length=20, choices=RapScheme)
    themes = models.TextField(_("thema's"), blank=True)

    class Meta:
        verbose_name = _("RAP-project")
        verbose_name_plural = _("RAP-projecten")
