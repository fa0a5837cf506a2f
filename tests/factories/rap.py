"""RAP projects, made with as little as possible."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from rap.enums import RapScheme
from rap.models import RapProject
from regio.core.identifiers import new_public_id
from regio.enums import CollaborationStatus, Sector


class RapProjectFactory(DjangoModelFactory):
    """A project of the last scheme, which has ended."""

    class Meta:
        model = RapProject

    programme = "rap"
    public_id = factory.LazyFunction(lambda: new_public_id("RA"))
    slug = factory.Sequence(lambda n: f"rap-project-{n:03d}")
    name = factory.Sequence(lambda n: f"RAP-project {n:03d}")
    status = CollaborationStatus.ENDED
    sectors = factory.LazyFunction(lambda: [Sector.PO])
    scheme = RapScheme.RAP_2023
    valid_from = dt.date(2023, 1, 1)
    valid_until = dt.date(2023, 12, 31)
