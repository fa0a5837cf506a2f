"""Things of the shared ground, made with as little as possible."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from regio.enums import CollaborationStatus, MembershipRole, OrganisationKind, Sector, StaffRole
from regio.models import (
    BroadRegion,
    CollaborationMunicipality,
    CoropArea,
    DataSource,
    LabourMarketRegion,
    Mandate,
    Membership,
    Municipality,
    Organisation,
    Province,
    School,
    SchoolParticipation,
    StaffAssignment,
    User,
)

PASSWORD = "een-lang-wachtwoord-voor-tests"


class DataSourceFactory(DjangoModelFactory):
    class Meta:
        model = DataSource
        django_get_or_create = ("code",)

    code = "testbron"
    title = "Bron voor tests"
    publisher = "Uitgever"
    reference_date = dt.date(2026, 1, 1)


class ProvinceFactory(DjangoModelFactory):
    class Meta:
        model = Province
        django_get_or_create = ("code",)

    code = "PV26"
    name = "Utrecht"


class LabourMarketRegionFactory(DjangoModelFactory):
    class Meta:
        model = LabourMarketRegion
        django_get_or_create = ("code",)

    code = "AM12"
    name = "Midden-Utrecht"


class CoropAreaFactory(DjangoModelFactory):
    class Meta:
        model = CoropArea
        django_get_or_create = ("code",)

    code = "CR17"
    name = "COROP Utrecht"


class BroadRegionFactory(DjangoModelFactory):
    class Meta:
        model = BroadRegion
        django_get_or_create = ("code",)

    code = "midden"
    name = "Midden-Nederland"


def square(column: int, row: int = 0) -> dict[str, object]:
    """Return a small square of land as GeoJSON; neighbours in column or row share a border."""
    west, south = 5.0 + 0.1 * column, 52.0 + 0.1 * row
    ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south + 0.1], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = Municipality

    # Codes that no real one has. After 5,000 they come round: no test makes that many, a whole suite does.
    code = factory.Sequence(lambda n: f"GM{n % 5000 + 5000:04d}")
    name = factory.Sequence(lambda n: f"Gemeente {n}")
    province = factory.SubFactory(ProvinceFactory)
    labour_market_region = factory.SubFactory(LabourMarketRegionFactory)
    corop_area = factory.SubFactory(CoropAreaFactory)
    broad_region = factory.SubFactory(BroadRegionFactory)
    geometry = factory.Sequence(lambda n: square(n % 20, n // 20))
    latitude = 52.05
    longitude = 5.05
    source = factory.SubFactory(DataSourceFactory)


class OrganisationFactory(DjangoModelFactory):
    """A school board."""

    class Meta:
        model = Organisation

    kind = OrganisationKind.SCHOOL_BOARD
    name = factory.Sequence(lambda n: f"Stichting School {n}")
    register_code = factory.Sequence(lambda n: f"{n + 40000:05d}")
    sectors = factory.LazyFunction(lambda: [Sector.PO])
    municipality = factory.SubFactory(MunicipalityFactory)
    source = factory.SubFactory(DataSourceFactory)


class TrainingInstituteFactory(OrganisationFactory):
    kind = OrganisationKind.TRAINING_INSTITUTE
    name = factory.Sequence(lambda n: f"Hogeschool {n}")
    register_code = factory.Sequence(lambda n: f"{n % 100:02d}{chr(65 + n // 100 % 26)}Z")
    sectors = factory.LazyFunction(lambda: [Sector.HO])


class ProfessionalBodyFactory(OrganisationFactory):
    kind = OrganisationKind.PROFESSIONAL_BODY
    name = factory.Sequence(lambda n: f"Vakbond {n}")
    register_code = ""


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = School

    brin6 = factory.Sequence(lambda n: f"{n % 100:02d}{chr(65 + n // 2600 % 26)}{chr(65 + n // 100 % 26)}00")
    name = factory.Sequence(lambda n: f"School {n}")
    board = factory.SubFactory(OrganisationFactory)
    sector = Sector.PO
    place = "Plaats"
    municipality = factory.SubFactory(MunicipalityFactory)
    pupils = 200
    source = factory.SubFactory(DataSourceFactory)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"persoon{n}@example.org")
    name = factory.Sequence(lambda n: f"Persoon {n}")

    @factory.post_generation
    def password(obj, create, extracted, **kwargs):  # noqa: N805  factory_boy's own form
        obj.set_password(extracted or PASSWORD)
        obj.save()


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = Mandate

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    valid_from = dt.date(2020, 1, 1)


class StaffAssignmentFactory(DjangoModelFactory):
    class Meta:
        model = StaffAssignment

    user = factory.SubFactory(UserFactory)
    role = StaffRole.COORDINATOR
    valid_from = dt.date(2020, 1, 1)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    role = MembershipRole.PARTICIPANT
    valid_from = dt.date(2023, 1, 1)


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = CollaborationMunicipality

    municipality = factory.SubFactory(MunicipalityFactory)


class ParticipationFactory(DjangoModelFactory):
    class Meta:
        model = SchoolParticipation

    school = factory.SubFactory(SchoolFactory)


ACTIVE = CollaborationStatus.ACTIVE
