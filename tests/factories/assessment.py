"""People and things on the staff's side of a round."""

import datetime as dt

import factory
from allauth.mfa.models import Authenticator
from factory.django import DjangoModelFactory

from onderwijsregios.enums import Outcome, ReviewState
from onderwijsregios.models import Decision, Review, ReviewScore
from onderwijsregios.selectors.rounds import last_revision
from regio.core import clock
from regio.enums import StaffRole
from tests.factories.onderwijsregios import CriterionFactory, RoundFactory, SubmittedApplicationFactory
from tests.factories.regio import StaffAssignmentFactory, UserFactory


def staff_member(role, **user):
    """Return a new person with ``role`` today and a second factor."""
    person = UserFactory(**user)
    StaffAssignmentFactory(user=person, role=role)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return person


def coordinator(**user):
    return staff_member(StaffRole.COORDINATOR, **user)


def reviewer(**user):
    return staff_member(StaffRole.REVIEWER, **user)


def administrator(**user):
    return staff_member(StaffRole.ADMINISTRATOR, **user)


def closed_round(*, applications=0, criteria=2, **fields):
    """Return a round in assessment with criteria of weight 1, 2, … and applications that count."""
    round_ = RoundFactory(closed=True, **fields)
    for number in range(1, criteria + 1):
        CriterionFactory(round=round_, weight=number, position=number)
    for _ in range(applications):
        SubmittedApplicationFactory(round=round_)
    return round_


class ReviewFactory(DjangoModelFactory):
    """An assigned review; ``scores`` (one per criterion) hands it in."""

    class Meta:
        model = Review
        skip_postgeneration_save = True

    application = factory.SubFactory(SubmittedApplicationFactory)
    reviewer = factory.LazyFunction(reviewer)

    @factory.post_generation
    def scores(obj, create, extracted, **kwargs):  # noqa: N805  factory_boy's own form
        if extracted:
            for criterion, score in zip(obj.application.round.criteria.all(), extracted, strict=True):
                ReviewScore.objects.create(
                    review=obj, criterion=criterion, score=score, reason=f"Omdat het een {score} is."
                )
            obj.state, obj.submitted_at = ReviewState.SUBMITTED, clock.now()
            obj.revision = last_revision(obj.application)
            obj.save()


class DecisionFactory(DjangoModelFactory):
    """A decision that is not public; ``provisional=True`` gives it conditions."""

    class Meta:
        model = Decision

    class Params:
        provisional = factory.Trait(
            outcome=Outcome.PROVISIONAL,
            conditions="Betrek de beroepsgroep bij het bestuur.",
            conditions_due=dt.date(2030, 1, 1),
        )

    application = factory.SubFactory(SubmittedApplicationFactory)
    revision = factory.LazyAttribute(lambda o: last_revision(o.application))
    outcome = Outcome.SELECTED
    reason = "Een sterk plan.\n\nMet een duidelijke rol voor de beroepsgroep."
    decided_by = factory.LazyFunction(coordinator)
