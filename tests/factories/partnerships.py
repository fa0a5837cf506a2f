"""Partnerships Samen Opleiden, made with as little as possible."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from partnerships.enums import SectorGroup
from partnerships.models import SamenOpleidenPartnership
from regio.core.identifiers import new_public_id
from regio.enums import CollaborationStatus, Sector


class PartnershipFactory(DjangoModelFactory):
    """A recognised partnership for po/(v)so."""

    class Meta:
        model = SamenOpleidenPartnership

    programme = "samen-opleiden"
    public_id = factory.LazyFunction(lambda: new_public_id("SO"))
    slug = factory.Sequence(lambda n: f"partnerschap-{n:03d}")
    name = factory.Sequence(lambda n: f"Partnerschap {n:03d}")
    status = CollaborationStatus.RECOGNISED
    sectors = factory.LazyFunction(lambda: [Sector.PO])
    sector_group = SectorGroup.PO_VSO
    valid_from = dt.date(2020, 8, 1)
