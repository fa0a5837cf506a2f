"""Reads about partnerships Samen Opleiden."""

import datetime as dt

from django.db.models import Count

from partnerships.enums import SectorGroup
from partnerships.models import SamenOpleidenPartnership
from regio.selectors.collaborations import current_collaborations


def count_by_sector_group(*, day: dt.date) -> dict[SectorGroup, int]:
    """Count the partnerships that exist on ``day`` in each of the two overviews, zeros included."""
    rows = (
        current_collaborations(SamenOpleidenPartnership.objects.all(), day=day)
        .order_by()
        .values_list("sector_group")
        .annotate(number=Count("pk"))
    )
    found = dict(rows.values_list("sector_group", "number"))
    return {group: found.get(group, 0) for group in SectorGroup}
