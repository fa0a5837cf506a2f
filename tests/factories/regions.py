"""Onderwijsregio's, made with as little as possible."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from onderwijsregios.models import Onderwijsregio
from regio.core.identifiers import new_public_id
from regio.enums import CollaborationStatus, Sector


class OnderwijsregioFactory(DjangoModelFactory):
    """A voorloper in primary education."""

    class Meta:
        model = Onderwijsregio

    programme = "onderwijsregios"
    public_id = factory.LazyFunction(lambda: new_public_id("OR"))
    slug = factory.Sequence(lambda n: f"onderwijsregio-{n:03d}")
    name = factory.Sequence(lambda n: f"Onderwijsregio {n:03d}")
    status = CollaborationStatus.FRONTRUNNER
    sectors = factory.LazyFunction(lambda: [Sector.PO])
    valid_from = dt.date(2023, 8, 1)
