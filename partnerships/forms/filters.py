"""Filters of partnerships Samen Opleiden, for page and API."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partnerships.enums import SectorGroup
from partnerships.models import SamenOpleidenPartnership
from regio.enums import CollaborationStatus
from regio.forms.filters import CollaborationFilterSet


class PartnershipFilterSet(CollaborationFilterSet):
    """What all collaborations share, and the sector group."""

    statuses = (
        CollaborationStatus.ASPIRANT,
        CollaborationStatus.RECOGNISED,
        CollaborationStatus.ACTIVE,
        CollaborationStatus.ENDED,
    )

    sectorgroep = django_filters.ChoiceFilter(
        label=_("Overzicht"),
        method="filter_sector_group",
        choices=SectorGroup.choices,
        empty_label=_("Alle"),
        error_messages={"invalid_choice": _("Kies als sectorgroep “po-vso” of “vo-mbo”.")},
    )

    class Meta:
        model = SamenOpleidenPartnership
        fields: ClassVar[list[str]] = []

    def filter_sector_group(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(sector_group=value)
