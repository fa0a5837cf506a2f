"""Words of the programme Samen Opleiden."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from regio.enums import Sector


class SectorGroup(TextChoices):
    """The two overviews of partnerships."""

    PO_VSO = "po-vso", _("po/(v)so")
    VO_MBO = "vo-mbo", _("vo/mbo")


SECTORS_OF_GROUP = {
    SectorGroup.PO_VSO: frozenset({Sector.PO, Sector.SO}),
    SectorGroup.VO_MBO: frozenset({Sector.VO, Sector.MBO}),
}
