"""Each page of a round, seen by everybody who could try."""

import pytest
from django.urls import reverse

from onderwijsregios.models import DeclaredInterest
from tests.factories.assessment import (
    DecisionFactory,
    ReviewFactory,
    administrator,
    closed_round,
    coordinator,
    reviewer,
)
from tests.factories.onderwijsregios import representative_of
from tests.factories.regio import MandateFactory, UserFactory

pytestmark = pytest.mark.django_db

LOGIN, HIDDEN, SHOWN = 302, 404, 200


@pytest.fixture
def world():
    """One closed round with one application, a decision, and everybody around it."""
    round_ = closed_round(applications=1)
    application = round_.applications.get()
    DecisionFactory(application=application)
    declared = ReviewFactory(application=application).reviewer
    DeclaredInterest.objects.create(application=application, reviewer=declared, reason="Familie.")
    derived = ReviewFactory(application=application).reviewer
    MandateFactory(user=derived, organisation=application.members.last().organisation)
    conflicted = coordinator()
    MandateFactory(user=conflicted, organisation=application.lead)
    return {
        "round": round_,
        "application": application,
        "people": {
            "anonymous": None,
            "outsider": UserFactory(),
            "representative": representative_of(application.lead),
            "reviewer, not assigned": reviewer(),
            "reviewer, assigned": ReviewFactory(application=application).reviewer,
            "reviewer, declared an interest": declared,
            "reviewer, mandate for a member": derived,
            "coordinator": coordinator(),
            "coordinator with an interest": conflicted,
            "administrator": administrator(),
        },
    }


def seen_by(client, world, name, *args):
    seen = {}
    for who, user in world["people"].items():
        client.logout()
        if user:
            client.force_login(user)
        seen[who] = client.get(reverse(f"onderwijsregios:{name}", args=args)).status_code
    return seen


def only(*shown):
    """Return what everybody sees of a page that is open to ``shown``."""
    everybody = (
        "anonymous",
        "outsider",
        "representative",
        "reviewer, not assigned",
        "reviewer, assigned",
        "reviewer, declared an interest",
        "reviewer, mandate for a member",
        "coordinator",
        "coordinator with an interest",
        "administrator",
    )
    return {who: LOGIN if who == "anonymous" else SHOWN if who in shown else HIDDEN for who in everybody}


COORDINATORS = ("coordinator", "coordinator with an interest")
REVIEWERS = (
    "reviewer, not assigned",
    "reviewer, assigned",
    "reviewer, declared an interest",
    "reviewer, mandate for a member",
)


@pytest.mark.parametrize("name", ["staff-rounds"])
def test_list_of_rounds_is_for_coordinators_and_administrators(client, world, name):
    assert seen_by(client, world, name) == only(*COORDINATORS, "administrator")


def test_making_a_round_is_for_coordinators(client, world):
    assert seen_by(client, world, "staff-round-new") == only(*COORDINATORS)


@pytest.mark.parametrize("name", ["staff-round", "staff-criteria", "staff-ranking", "staff-publication"])
def test_following_a_round_is_for_coordinators_and_administrators(client, world, name):
    assert seen_by(client, world, name, world["round"].slug) == only(*COORDINATORS, "administrator")


@pytest.mark.parametrize("name", ["staff-round-edit", "staff-criterion-new", "staff-distribute"])
def test_changing_a_round_is_for_coordinators(client, world, name):
    assert seen_by(client, world, name, world["round"].slug) == only(*COORDINATORS)


@pytest.mark.parametrize("name", ["staff-criterion", "staff-criterion-remove"])
def test_changing_a_criterion_is_for_coordinators(client, world, name):
    criterion = world["round"].criteria.first()
    assert seen_by(client, world, name, world["round"].slug, criterion.pk) == only(*COORDINATORS)


@pytest.mark.parametrize("name", ["staff-dossier", "staff-letter"])
def test_dossier_and_letter_before_publication_are_for_coordinators_and_administrators(client, world, name):
    assert seen_by(client, world, name, world["application"].pk) == only(*COORDINATORS, "administrator")


def test_assigning_is_for_coordinators(client, world):
    assert seen_by(client, world, "staff-assign", world["application"].pk) == only(*COORDINATORS)


def test_deciding_is_for_coordinators_without_an_interest(client, world):
    assert seen_by(client, world, "staff-decide", world["application"].pk) == only("coordinator")


def test_list_of_reviews_is_for_reviewers(client, world):
    assert seen_by(client, world, "reviews") == only(*REVIEWERS)


@pytest.mark.parametrize("name", ["review", "review-interest"])
def test_application_is_for_the_assigned_reviewer_without_an_interest(client, world, name):
    assert seen_by(client, world, name, world["application"].pk) == only("reviewer, assigned")


def test_plan_is_read_through_the_document_page_by_who_may_see_it(client, world):
    plan = world["application"].revisions.get().plan
    seen = {}
    for who, user in world["people"].items():
        client.logout()
        if user:
            client.force_login(user)
        seen[who] = client.get(reverse("document", args=[plan.pk])).status_code
    assert seen == only("representative", "reviewer, assigned", *COORDINATORS, "administrator")


@pytest.mark.parametrize(
    ("name", "shown"), [("staff-dossier", HIDDEN), ("staff-decide", HIDDEN), ("staff-assign", HIDDEN)]
)
def test_draft_is_not_shown_to_staff(client, name, shown):
    from tests.factories.onderwijsregios import ApplicationFactory

    client.force_login(coordinator())
    draft = ApplicationFactory(round=closed_round())
    assert client.get(reverse(f"onderwijsregios:{name}", args=[draft.pk])).status_code == shown


def test_staff_without_a_second_factor_is_sent_to_set_one_up(client, world):
    from allauth.mfa.models import Authenticator

    user = world["people"]["coordinator"]
    Authenticator.objects.filter(user=user).delete()
    client.force_login(user)
    response = client.get(reverse("onderwijsregios:staff-rounds"))
    assert (response.status_code, response.url) == (302, reverse("mfa_index"))
