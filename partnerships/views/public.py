"""Public pages of the partnerships Samen Opleiden."""

from typing import Any, ClassVar

from django.db.models import QuerySet

from partnerships.enums import SECTORS_OF_GROUP, SectorGroup
from partnerships.forms.filters import PartnershipFilterSet
from partnerships.models import SamenOpleidenPartnership
from partnerships.selectors.partnerships import count_by_sector_group
from regio.core import clock
from regio.core.registry import MapLayer
from regio.forms.filters import CollaborationFilterSet
from regio.views.public.collaborations import CollaborationDetail, CollaborationList


class PartnershipList(CollaborationList):
    """All partnerships, or the overview of one sector group."""

    model = SamenOpleidenPartnership
    filterset_class = PartnershipFilterSet
    template_name = "partnerships/public/list.html"
    programme = "samen-opleiden"
    one = "partnerschap"
    many = "partnerschappen"
    sector_group: ClassVar[SectorGroup | None] = None

    def collaborations(self) -> QuerySet[SamenOpleidenPartnership]:
        partnerships = SamenOpleidenPartnership.objects.all()
        return partnerships.filter(sector_group=self.sector_group) if self.sector_group else partnerships

    def filterset(self) -> CollaborationFilterSet:
        filterset = super().filterset()
        if self.sector_group:
            # The address says it already: what cannot be chosen here is not offered.
            fitting = SECTORS_OF_GROUP[self.sector_group]
            sector = filterset.form.fields["sector"]
            sector.choices = [choice for choice in sector.choices if choice[0] in fitting]
            del filterset.form.fields["sectorgroep"]
        return filterset

    def map_layer(self, sectors: list[str]) -> MapLayer:
        return super().map_layer(
            sectors or (sorted(SECTORS_OF_GROUP[self.sector_group]) if self.sector_group else [])
        )

    def extra_context(self) -> dict[str, Any]:
        counts = count_by_sector_group(day=clock.today())
        return {
            "sector_group": self.sector_group,
            "is_whole_list": self.sector_group is None,
            "counts": counts,
            "total": sum(counts.values()),
            "groups": [
                (group, group.label, counts[group], group == self.sector_group) for group in SectorGroup
            ],
        }


class PartnershipDetail(CollaborationDetail):
    """One partnership."""

    model = SamenOpleidenPartnership
    template_name = "partnerships/public/detail.html"
