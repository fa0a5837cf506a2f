"""Filters of onderwijsregio's, for page and API."""

from typing import ClassVar

from onderwijsregios.models import Onderwijsregio
from regio.enums import CollaborationStatus
from regio.forms.filters import CollaborationFilterSet


class OnderwijsregioFilterSet(CollaborationFilterSet):
    """What all collaborations share, with the statuses that an onderwijsregio can have."""

    statuses = (
        CollaborationStatus.FORMING,
        CollaborationStatus.PROVISIONAL,
        CollaborationStatus.FRONTRUNNER,
        CollaborationStatus.RECOGNISED,
        CollaborationStatus.ACTIVE,
        CollaborationStatus.ENDED,
    )

    class Meta:
        model = Onderwijsregio
        fields: ClassVar[list[str]] = []
