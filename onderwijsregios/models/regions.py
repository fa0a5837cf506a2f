"""An onderwijsregio."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from regio.models import Collaboration


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="onderwijsregio_events"))
class Onderwijsregio(Collaboration):
    """Boards, institutes and the profession share the care for enough teachers in an area."""

    frontrunner_since = models.DateField(_("voorloper sinds"), null=True, blank=True)
    conditions = models.TextField(_("voorwaarden bij een voorlopige status"), blank=True)

    class Meta:
        verbose_name = _("onderwijsregio")
        verbose_name_plural = _("onderwijsregio's")
