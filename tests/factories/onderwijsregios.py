"""Rounds, and applications in each state, made with as little as possible."""

import datetime as dt
import uuid

import factory
from factory.django import DjangoModelFactory

from onderwijsregios.enums import ApplicationState, PartKey
from onderwijsregios.models import (
    Application,
    ApplicationMember,
    Criterion,
    Extension,
    PlanPart,
    PlanPartVersion,
    Revision,
    Round,
    ScoreAnchor,
)
from onderwijsregios.selectors.application_content import content_of
from regio.core import clock
from regio.core.fingerprints import fingerprint_of
from regio.enums import MembershipRole, Sector
from tests.factories.documents import DocumentFactory
from tests.factories.regio import (
    MandateFactory,
    MunicipalityFactory,
    OrganisationFactory,
    ProfessionalBodyFactory,
    TrainingInstituteFactory,
    UserFactory,
)


def days(number: float) -> dt.datetime:
    """Return the moment so many days from now, on a whole second."""
    return (clock.now() + dt.timedelta(days=number)).replace(microsecond=0)


class RoundFactory(DjangoModelFactory):
    """A round that is open now; ``closed=True``, ``announced=True`` or ``hidden=True`` for the others."""

    class Meta:
        model = Round

    class Params:
        closed = factory.Trait(
            opens_at=factory.LazyFunction(lambda: days(-30)), closes_at=factory.LazyFunction(lambda: days(-1))
        )
        announced = factory.Trait(
            opens_at=factory.LazyFunction(lambda: days(2)), closes_at=factory.LazyFunction(lambda: days(5))
        )
        hidden = factory.Trait(announced_at=None)

    slug = factory.Sequence(lambda n: f"voorlopers-{n}")
    title = factory.Sequence(lambda n: f"Voorlopers {n}")
    introduction = "Schoolbesturen, opleidingen en beroepsgroep dragen samen zorg voor genoeg leraren."
    sectors = factory.LazyFunction(lambda: [Sector.PO, Sector.VO])
    announced_at = factory.LazyFunction(lambda: days(-40))
    opens_at = factory.LazyFunction(lambda: days(-10))
    closes_at = factory.LazyFunction(lambda: days(10))
    selection_date = factory.LazyAttribute(lambda o: (o.closes_at + dt.timedelta(days=12)).date())
    publish_at = factory.LazyAttribute(lambda o: o.closes_at + dt.timedelta(days=14))


class CriterionFactory(DjangoModelFactory):
    """A criterion with its five scores explained."""

    class Meta:
        model = Criterion
        skip_postgeneration_save = True

    round = factory.SubFactory(RoundFactory)
    key = factory.Sequence(lambda n: f"criterium-{n}")
    title = factory.Sequence(lambda n: f"Criterium {n}")
    explanation = "Waar beoordelaars naar kijken."
    position = factory.Sequence(lambda n: n)

    @factory.post_generation
    def anchors(obj, create, extracted, **kwargs):  # noqa: N805  factory_boy's own form
        for score in range(1, 6):
            ScoreAnchor.objects.create(criterion=obj, score=score, text=f"Wat een {score} betekent.")


class ApplicationFactory(DjangoModelFactory):
    """A fresh draft of a school board; ``complete=True`` fills in all that submitting asks for."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    round = factory.SubFactory(RoundFactory)
    lead = factory.SubFactory(OrganisationFactory)
    created_by = None

    @factory.post_generation
    def complete(obj, create, extracted, **kwargs):  # noqa: N805  factory_boy's own form
        ApplicationMember.objects.create(application=obj, organisation=obj.lead, role=MembershipRole.LEAD)
        if extracted:
            fill_in(obj)


def fill_in(application: Application) -> Application:
    """Give a draft all that submitting asks for."""
    application.title = application.title or f"Onderwijsregio van {application.lead.display_name}"
    application.sectors = application.sectors or [Sector.PO]
    application.plan = application.plan or DocumentFactory()
    application.save()
    application.municipalities.add(MunicipalityFactory(), MunicipalityFactory())
    for organisation, role in (
        (OrganisationFactory(), MembershipRole.PARTICIPANT),
        (TrainingInstituteFactory(), MembershipRole.TRAINER),
        (ProfessionalBodyFactory(), MembershipRole.PROFESSION),
    ):
        ApplicationMember.objects.create(application=application, organisation=organisation, role=role)
    for key in PartKey:
        text = f"Wat wij doen: {key.label.lower()}."
        part = PlanPart.objects.create(application=application, key=key, text=text)
        PlanPartVersion.objects.create(part=part, version=part.version, text=text)
    return application


class RevisionFactory(DjangoModelFactory):
    """What a complete application holds now, frozen by hand; services do it for real."""

    class Meta:
        model = Revision

    application = factory.SubFactory(ApplicationFactory, complete=True)
    number = 1
    content = factory.LazyAttribute(lambda o: content_of(o.application))
    fingerprint = factory.LazyAttribute(lambda o: fingerprint_of(o.content))
    plan = factory.LazyAttribute(lambda o: o.application.plan)
    idempotency_key = factory.LazyFunction(uuid.uuid4)
    arrived_at = factory.LazyFunction(clock.now)


class SubmittedApplicationFactory(ApplicationFactory):
    """A complete application that was handed in once, with its frozen revision."""

    state = ApplicationState.SUBMITTED
    dossier_number = factory.Sequence(lambda n: f"VL-2023-{n % 4999 + 5001:04d}")

    @factory.post_generation
    def complete(obj, create, extracted, **kwargs):  # noqa: N805  factory_boy's own form
        ApplicationMember.objects.create(application=obj, organisation=obj.lead, role=MembershipRole.LEAD)
        fill_in(obj)
        RevisionFactory(application=obj, arrived_at=obj.round.closes_at - dt.timedelta(days=1))


class ExtensionFactory(DjangoModelFactory):
    """A later end for one organisation."""

    class Meta:
        model = Extension

    round = factory.SubFactory(RoundFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    until = factory.LazyAttribute(lambda o: o.round.closes_at + dt.timedelta(days=3))
    reason = "Storing bij de aanvrager."
    granted_by = factory.SubFactory(UserFactory)


def representative_of(organisation, **mandate):
    """Return a new person who may act for ``organisation`` today."""
    user = UserFactory()
    MandateFactory(user=user, organisation=organisation, **mandate)
    return user
