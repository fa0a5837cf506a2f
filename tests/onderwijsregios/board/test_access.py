"""Who sees the applicant's pages: people with a mandate for the applicant, and nobody else."""

import datetime as dt
import re
import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from onderwijsregios.selectors.applications import applications_visible_to
from regio.enums import StaffRole
from tests.factories.onderwijsregios import ApplicationFactory, SubmittedApplicationFactory, representative_of
from tests.factories.regio import OrganisationFactory, StaffAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGES = (
    "",
    "opgaven/",
    "aanpak/",
    "regio/",
    "regio/gemeenten/",
    "governance/",
    "partijen/",
    "scholen/",
    "bijlagen/opgaven/",
    "bijlagen/opgaven/1/verwijderen/",
    "plan/",
    "plan/verwijderen/",
    "controleren/",
    "ontvangst/1/",
    "intrekken/",
    "geschiedenis/",
    "versies/opgaven/",
    "afdrukken/",
    "concept.pdf",
)


def browser_of(user):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def staff(role):
    user = StaffAssignmentFactory(role=role).user
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def statuses(user, application):
    client = browser_of(user)
    return {page: client.get(f"/aanvragen/{application.pk}/{page}").status_code for page in PAGES}


def test_each_page_is_for_people_with_a_mandate_for_the_applicant_alone():
    application = SubmittedApplicationFactory()
    lead = application.lead
    other_party = application.members.exclude(organisation=lead).first().organisation
    readers = {
        "anonymous": None,
        "outsider": UserFactory(),
        "representative of another organisation": representative_of(OrganisationFactory()),
        "representative of another party": representative_of(other_party),
        "former representative": representative_of(lead, valid_until=dt.date(2021, 1, 1)),
        "reviewer": staff(StaffRole.REVIEWER),
        "coordinator": staff(StaffRole.COORDINATOR),
        "representative": representative_of(lead),
        "colleague": representative_of(lead),
    }

    seen = {name: set(statuses(user, application).values()) for name, user in readers.items()}

    assert seen == {
        "anonymous": {302},
        "outsider": {404},
        "representative of another organisation": {404},
        "representative of another party": {404},
        "former representative": {404},
        "reviewer": {404},
        "coordinator": {404},
        "representative": {200},
        "colleague": {200},
    }


def test_what_does_not_exist_and_what_one_may_not_see_look_the_same():
    application = ApplicationFactory()
    client = browser_of(UserFactory())

    def answer(key):
        text = client.get(f"/aanvragen/{key}/").text.replace(str(key), "")
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)

    assert answer(application.pk) == answer(uuid.uuid4())


def test_posting_is_refused_to_whoever_may_not_see_the_page():
    application = SubmittedApplicationFactory()
    client = browser_of(representative_of(OrganisationFactory()))

    answers = {
        page: client.post(f"/aanvragen/{application.pk}/{page}", {"opgaven": "x", "reden": "x"}).status_code
        for page in PAGES
    }

    assert set(answers.values()) == {404}
    application.refresh_from_db()
    assert application.state == "ingediend"


def test_drafts_are_for_the_lead_and_what_was_handed_in_for_coordinators_too():
    draft, handed_in = ApplicationFactory(), SubmittedApplicationFactory()

    visible = {
        "outsider": UserFactory(),
        "lead of the draft": representative_of(draft.lead),
        "reviewer": staff(StaffRole.REVIEWER),
        "coordinator": staff(StaffRole.COORDINATOR),
    }

    assert {name: set(applications_visible_to(user)) for name, user in visible.items()} == {
        "outsider": set(),
        "lead of the draft": {draft},
        "reviewer": set(),
        "coordinator": {handed_in},
    }


def test_a_list_permission_is_one_query(django_assert_num_queries):
    SubmittedApplicationFactory.create_batch(3)
    user = staff(StaffRole.COORDINATOR)

    with django_assert_num_queries(3):  # mandates, roles, the list
        assert len(applications_visible_to(user)) == 3
