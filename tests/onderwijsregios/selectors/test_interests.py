import datetime as dt

import pytest

from onderwijsregios.models import DeclaredInterest
from onderwijsregios.selectors.interests import (
    Interest,
    has_interest,
    interests,
    party_ids,
    related_organisation_ids,
)
from regio.enums import SuccessionKind
from regio.models import OrganisationSuccession
from regio.selectors.accounts import organisations_related_to
from tests.factories.assessment import reviewer
from tests.factories.onderwijsregios import SubmittedApplicationFactory
from tests.factories.regio import MandateFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def merged(old, new):
    OrganisationSuccession.objects.create(
        predecessor=old, successor=new, kind=SuccessionKind.MERGER, date=dt.date(2022, 1, 1)
    )


def test_no_mandate_means_no_interest():
    assert interests([SubmittedApplicationFactory()], [reviewer()]) == {}


def test_name_that_ends_in_a_full_stop_brings_no_second_one():
    application, person = SubmittedApplicationFactory(lead__name="Stg. Onderw. e.o."), reviewer()
    MandateFactory(user=person, organisation=application.lead)
    (interest,) = interests([application], [person]).values()
    assert interest.reason.endswith("voor: Stg. Onderw. e.o.")


@pytest.mark.parametrize("valid_until", [None, dt.date(2021, 12, 31)])
def test_mandate_for_a_member_is_an_interest_also_when_it_has_ended(valid_until):
    application, person = SubmittedApplicationFactory(), reviewer()
    member = application.members.exclude(organisation=application.lead).first().organisation
    MandateFactory(user=person, organisation=member, valid_until=valid_until)
    assert interests([application], [person]) == {
        (application.pk, person.pk): Interest(
            is_declared=False, reason=f"Mandaat, nu of eerder, voor: {member.display_name}."
        )
    }


def test_interest_follows_a_chain_of_mergers_in_both_directions():
    application = SubmittedApplicationFactory()
    oldest, older = OrganisationFactory(), OrganisationFactory()
    merged(oldest, older)
    merged(older, application.lead)
    person = reviewer()
    MandateFactory(user=person, organisation=oldest)
    assert has_interest(person, application)


def test_interest_in_a_party_of_the_revision_counts_also_when_the_draft_dropped_it():
    application, person = SubmittedApplicationFactory(), reviewer()
    member = application.members.exclude(organisation=application.lead).first()
    MandateFactory(user=person, organisation=member.organisation)
    member.delete()
    assert has_interest(person, application)


def test_declared_interest_counts_with_its_own_reason():
    application, person = SubmittedApplicationFactory(), reviewer()
    DeclaredInterest.objects.create(application=application, reviewer=person, reason="Mijn zus werkt er.")
    assert interests([application], [person]) == {
        (application.pk, person.pk): Interest(is_declared=True, reason="Mijn zus werkt er.")
    }


def test_interests_in_bulk_are_what_each_person_has_alone():
    one, other = OrganisationFactory(), OrganisationFactory()
    merged(one, other)
    people = [reviewer() for _ in range(3)]
    MandateFactory(user=people[0], organisation=one)
    MandateFactory(user=people[1], organisation=other, valid_until=dt.date(2020, 6, 1))
    assert related_organisation_ids(people) == {p.pk: organisations_related_to(p) for p in people}


@pytest.mark.parametrize("number", [1, 3])
def test_interests_need_the_same_queries_for_any_number(number, django_assert_num_queries):
    applications = [SubmittedApplicationFactory() for _ in range(number)]
    people = [reviewer() for _ in range(number)]
    for person in people:
        MandateFactory(user=person, organisation=applications[0].lead)
    with django_assert_num_queries(6):
        found = interests(applications, people)
    assert found.keys() == {(applications[0].pk, person.pk) for person in people}


def test_parties_are_lead_members_and_frozen_members():
    application = SubmittedApplicationFactory()
    members = set(application.members.values_list("organisation_id", flat=True))
    assert party_ids([application]) == {application.pk: members}
