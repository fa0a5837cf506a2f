"""A small registry, and a reader of the API."""

import datetime as dt

import pytest
import time_machine

from regio.enums import Confirmation, MembershipRole, Sector
from tests.factories.partnerships import PartnershipFactory
from tests.factories.rap import RapProjectFactory
from tests.factories.regio import (
    AreaFactory,
    DataSourceFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProfessionalBodyFactory,
    SchoolFactory,
    TrainingInstituteFactory,
    square,
)
from tests.factories.regions import OnderwijsregioFactory

NOW = dt.datetime(2026, 4, 1, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def no_rate_limit(settings):
    settings.API_THROTTLE_PER_MINUTE = 0


@pytest.fixture
def spring_2026():
    with time_machine.travel(NOW, tick=False):
        yield


class Registry:
    """Two municipalities, a board with a school, and one collaboration of each programme."""

    def __init__(self):
        self.utrecht = MunicipalityFactory(code="GM0344", name="Utrecht", geometry=square(0))
        self.zeist = MunicipalityFactory(code="GM0355", name="Zeist", geometry=square(1))
        self.board = OrganisationFactory(
            id="00000000-0000-4000-8000-000000000001",
            name="Stichting De Brug",
            register_code="41234",
            municipality=self.utrecht,
        )
        self.institute = TrainingInstituteFactory(
            name="Hogeschool Midden", register_code="25DW", municipality=self.utrecht
        )
        self.union = ProfessionalBodyFactory(name="Vakbond", municipality=None)
        self.school = SchoolFactory(
            brin6="00AB01",
            name="De Brug",
            board=self.board,
            municipality=self.utrecht,
            place="Utrecht",
            latitude=52.05,
            longitude=5.05,
            pupils_source=DataSourceFactory(),
        )
        self.region = OnderwijsregioFactory(
            public_id="OR-7K3M2-5",
            slug="midden-nederland",
            name="Onderwijsregio Midden-Nederland",
            sectors=[Sector.PO, Sector.SO],
            source=DataSourceFactory(),
            reference_date=dt.date(2026, 1, 1),
            frontrunner_since=dt.date(2023, 7, 6),
            website="https://midden.example",
            is_sample=True,
        )
        for place in (self.utrecht, self.zeist):
            AreaFactory(collaboration=self.region, municipality=place)
        ParticipationFactory(collaboration=self.region, school=self.school)
        MembershipFactory(
            collaboration=self.region,
            organisation=self.board,
            role=MembershipRole.LEAD,
            confirmation=Confirmation.CONFIRMED,
            confirmed_at=dt.datetime(2025, 4, 29, 21, 59, 59, tzinfo=dt.UTC),
            source=DataSourceFactory(),
        )
        MembershipFactory(collaboration=self.region, organisation=self.institute, role=MembershipRole.TRAINER)
        self.national = OnderwijsregioFactory(
            public_id="OR-22222-2", slug="landelijk", name="Onderwijsregio Landelijk", is_national=True
        )
        self.partnership = PartnershipFactory(public_id="SO-22222-2", students=120, students_year="2024-2025")
        self.project = RapProjectFactory(public_id="RA-22222-2")


@pytest.fixture
def registry(db, spring_2026):
    return Registry()


@pytest.fixture
def read(client):
    """Return what answers a question below ``/api/v1``, as its status and its members."""

    def ask(path, **headers):
        response = client.get(f"/api/v1{path}", headers=headers)
        return response.status_code, response.json()

    return ask
