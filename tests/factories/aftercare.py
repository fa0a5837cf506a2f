"""What comes after handing in: questions of staff, published decisions, bezwaren."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from onderwijsregios.core.terms import last_day_for_bezwaar
from onderwijsregios.enums import Section
from onderwijsregios.models import Bezwaar, Decision, Supplement
from onderwijsregios.selectors.rounds import last_revision
from onderwijsregios.services.publication import publish_round
from regio.core import clock
from tests.factories.assessment import DecisionFactory, closed_round, coordinator
from tests.factories.onderwijsregios import days


def handed_in():
    """Return an application of a round in assessment."""
    return closed_round(applications=1).applications.get()


class SupplementFactory(DjangoModelFactory):
    """An open question on the opgaven of an application of a closed round; two weeks to answer."""

    class Meta:
        model = Supplement

    application = factory.LazyFunction(handed_in)
    section = Section.OPGAVEN
    question = "Welke vakken hebben het grootste tekort?"
    asked_by = factory.LazyFunction(coordinator)
    asked_at = factory.LazyFunction(clock.now)
    due_at = factory.LazyFunction(lambda: days(14))
    before = factory.LazyAttribute(lambda o: last_revision(o.application))


def published(*, round_fields=None, **decision) -> Decision:
    """Return a decision that was published a moment ago, in a round that is open to bezwaar."""
    round_ = closed_round(
        applications=1,
        selection_date=clock.today(),
        publish_at=days(0),
        **{"is_open_to_bezwaar": True, **(round_fields or {})},
    )
    made = DecisionFactory(application=round_.applications.get(), **decision)
    publish_round(round_=round_)
    return Decision.objects.select_related("application__round", "application__lead").get(pk=made.pk)


class BezwaarFactory(DjangoModelFactory):
    """A bezwaar that arrived in time."""

    class Meta:
        model = Bezwaar

    decision = factory.LazyFunction(published)
    number = factory.Sequence(lambda n: f"BZ-2023-{n + 1:04d}")
    text = "Het besluit gaat voorbij aan ons plan."
    arrived_at = factory.LazyFunction(clock.now)
    last_day = factory.LazyAttribute(
        lambda o: last_day_for_bezwaar(o.decision.published_at.astimezone(clock.AMSTERDAM).date())
    )

    class Params:
        late = factory.Trait(last_day=factory.LazyFunction(lambda: clock.today() - dt.timedelta(days=1)))
