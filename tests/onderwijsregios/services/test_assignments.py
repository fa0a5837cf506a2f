import pytest

from onderwijsregios.models import DeclaredInterest, Review
from onderwijsregios.services.assignments import propose_division, set_division, set_reviewers
from regio.core.errors import NotAllowed, Refused, TooEarly
from regio.enums import Audience
from regio.models import ActionLog
from tests.factories.assessment import ReviewFactory, administrator, closed_round, coordinator, reviewer
from tests.factories.onderwijsregios import ApplicationFactory, SubmittedApplicationFactory
from tests.factories.regio import MandateFactory

pytestmark = pytest.mark.django_db


def assigned():
    return set(Review.objects.values_list("application_id", "reviewer_id"))


def test_coordinator_assigns_and_takes_away_with_one_log_row_each():
    application = closed_round(applications=1).applications.get()
    one, two = reviewer(), reviewer()
    set_reviewers(actor=coordinator(), application=application, people=[one, two])
    set_reviewers(actor=coordinator(), application=application, people=[two])
    set_reviewers(actor=coordinator(), application=application, people=[two])
    assert assigned() == {(application.pk, two.pk)}
    assert list(ActionLog.objects.values_list("sentence", "audiences", "dossier")) == [
        ("2 beoordelaars toegewezen", [Audience.STAFF], application.dossier),
        ("1 beoordelaar van de aanvraag gehaald", [Audience.STAFF], application.dossier),
    ]


@pytest.mark.parametrize("make", [reviewer, administrator])
def test_nobody_but_a_coordinator_assigns(make):
    application = closed_round(applications=1).applications.get()
    with pytest.raises(NotAllowed):
        set_reviewers(actor=make(), application=application, people=[reviewer()])


def test_reviewer_with_an_interest_cannot_be_assigned():
    application, person = closed_round(applications=1).applications.get(), reviewer(name="Jo Belang")
    MandateFactory(user=person, organisation=application.lead)
    with pytest.raises(Refused, match="Jo Belang"):
        set_reviewers(actor=coordinator(), application=application, people=[reviewer(), person])
    assert assigned() == set()


def test_open_round_is_sealed_and_a_draft_is_not_assessed():
    with pytest.raises(TooEarly):
        set_reviewers(actor=coordinator(), application=SubmittedApplicationFactory(), people=[reviewer()])
    draft = ApplicationFactory(round=closed_round())
    with pytest.raises(Refused, match="niet ingediend"):
        set_reviewers(actor=coordinator(), application=draft, people=[reviewer()])


def test_handed_in_work_and_a_declared_interest_stay_in_the_record():
    application = closed_round(applications=1).applications.get()
    done = ReviewFactory(application=application, scores=[4, 4])
    away = ReviewFactory(application=application)
    DeclaredInterest.objects.create(application=application, reviewer=away.reviewer, reason="Familie.")
    set_reviewers(actor=coordinator(), application=application, people=[])
    assert assigned() == {(application.pk, done.reviewer_id), (application.pk, away.reviewer_id)}


def test_proposal_is_even_keeps_what_is_there_and_respects_interests():
    round_ = closed_round(applications=3)
    first, second, _third = round_.applications.order_by("dossier_number")
    one, two, three = (reviewer(name=f"Beoordelaar {n}") for n in "123")
    MandateFactory(user=one, organisation=first.lead)
    ReviewFactory(application=second, reviewer=three)
    proposal = propose_division(round_=round_, per_application=2).chosen
    assert proposal[first.pk] == [two, three]
    assert three in proposal[second.pk]
    assert sorted(sum(p in people for people in proposal.values()) for p in (one, two, three)) == [2, 2, 2]
    assert assigned() == {(second.pk, three.pk)}, "a proposal writes nothing"
    set_division(actor=coordinator(), round_=round_, division=proposal)
    assert assigned() == {(pk, person.pk) for pk, people in proposal.items() for person in people}


def test_division_is_all_or_nothing():
    round_ = closed_round(applications=2)
    first, second = round_.applications.order_by("dossier_number")
    good, partial = reviewer(), reviewer()
    MandateFactory(user=partial, organisation=second.lead)
    with pytest.raises(Refused):
        set_division(actor=coordinator(), round_=round_, division={first.pk: [good], second.pk: [partial]})
    assert assigned() == set()
