import datetime as dt

import pytest

from onderwijsregios.enums import ReviewState
from onderwijsregios.selectors.reviews import other_reviews, review_of, worklist_of
from onderwijsregios.selectors.rounds import last_revision
from onderwijsregios.services.reviews import Score, declare_interest, save_review, scores_of, submit_review
from regio.core import clock
from regio.core.errors import EditConflict, Incomplete, NotAllowed, Refused, TooLate
from regio.enums import Audience, SuccessionKind
from regio.models import ActionLog, OrganisationSuccession
from tests.factories.assessment import DecisionFactory, ReviewFactory, closed_round, reviewer
from tests.factories.onderwijsregios import SubmittedApplicationFactory
from tests.factories.regio import MandateFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    return ReviewFactory(application=closed_round(applications=1).applications.get())


def full(review):
    return {c.pk: Score(4, "Goed onderbouwd.") for c in review.application.round.criteria.all()}


def save(review, scores, **changed):
    fields = {"actor": review.reviewer, "version": review.version, "summary": ""} | changed
    return save_review(review=review, scores=scores, **fields)


def test_half_a_review_is_kept_as_it_is(review):
    first, second = review.application.round.criteria.all()
    saved = save(review, {first.pk: Score(3, ""), second.pk: Score(None, "Nog navragen.")}, summary="Kort.")
    assert (saved.state, saved.version, saved.summary) == (ReviewState.STARTED, 2, "Kort.")
    assert scores_of(saved) == {first.pk: Score(3, ""), second.pk: Score(None, "Nog navragen.")}


def test_incomplete_review_is_not_handed_in_and_says_what_is_missing(review):
    first, second = review.application.round.criteria.all()
    saved = save(review, {first.pk: Score(3, "Prima."), second.pk: Score(None, "")})
    with pytest.raises(Incomplete) as caught:
        submit_review(actor=review.reviewer, review=saved)
    assert caught.value.missing == [
        (f"score-{second.pk}", f"Kies een score voor “{second.title}”."),
        (f"reason-{second.pk}", f"Motiveer uw score voor “{second.title}”."),
    ]
    review.refresh_from_db()
    assert review.state == ReviewState.STARTED


def test_handing_in_pins_the_last_revision_and_is_idempotent(review):
    saved = save(review, full(review))
    done = submit_review(actor=review.reviewer, review=saved)
    again = submit_review(actor=review.reviewer, review=saved)
    assert (done.state, done.revision) == (ReviewState.SUBMITTED, last_revision(review.application))
    assert again.submitted_at == done.submitted_at
    assert list(ActionLog.objects.values_list("sentence", "audiences")) == [
        ("Beoordeling bewaard", [Audience.STAFF]),
        ("Beoordeling ingeleverd", [Audience.STAFF]),
    ]


def test_change_after_handing_in_is_on_record_with_what_it_was(review):
    first, _ = review.application.round.criteria.all()
    done = submit_review(actor=review.reviewer, review=save(review, full(review)))
    save(done, full(review) | {first.pk: Score(2, "Bij nader inzien.")})
    line = ActionLog.objects.latest("id")
    assert (line.action, line.sentence, line.audiences, line.before, line.after) == (
        "onderwijsregios.review.change",
        f"Ingeleverde beoordeling gewijzigd: “{first.title}” van 4 naar 2",
        [Audience.STAFF],
        {"scores": {first.key: {"score": 4, "reason": "Goed onderbouwd."}}},
        {
            "state": ReviewState.SUBMITTED,
            "version": 4,
            "scores": {first.key: {"score": 2, "reason": "Bij nader inzien."}},
        },
    )


def test_handed_in_review_may_change_and_falls_back_when_it_is_no_longer_complete(review):
    done = submit_review(actor=review.reviewer, review=save(review, full(review)))
    better = save(done, {pk: Score(5, "Bij nader inzien.") for pk in full(review)})
    assert better.state == ReviewState.SUBMITTED
    worse = save(better, {})
    assert (worse.state, worse.submitted_at) == (ReviewState.STARTED, None)


def test_second_window_does_not_overwrite_the_first(review):
    first, second = review.application.round.criteria.all()
    save(review, {first.pk: Score(3, "Eerste venster.")})
    with pytest.raises(EditConflict) as caught:
        save(review, {first.pk: Score(5, "Tweede venster.")})
    assert caught.value.mine == {
        "summary": "",
        f"score-{first.pk}": "5",
        f"reason-{first.pk}": "Tweede venster.",
    }
    assert caught.value.theirs == {
        "summary": "",
        f"score-{first.pk}": "3",
        f"reason-{first.pk}": "Eerste venster.",
        f"score-{second.pk}": "",
        f"reason-{second.pk}": "",
    }


def test_review_is_closed_once_there_is_a_decision(review):
    done = submit_review(actor=review.reviewer, review=save(review, full(review)))
    DecisionFactory(application=review.application)
    with pytest.raises(TooLate):
        save(done, full(review))
    with pytest.raises(TooLate):
        submit_review(actor=review.reviewer, review=done)


def test_nobody_writes_in_the_review_of_somebody_else(review):
    with pytest.raises(NotAllowed):
        save(review, full(review), actor=reviewer())


def test_declaring_an_interest_ends_access_at_once_and_is_logged_for_staff_only(review):
    person, application = review.reviewer, review.application
    assert review_of(person, application) == review
    declare_interest(actor=person, application=application, reason="Mijn partner werkt bij de penvoerder.")
    declare_interest(actor=person, application=application, reason="Nog eens.")
    assert (review_of(person, application), worklist_of(person)) == (None, [])
    with pytest.raises(NotAllowed):
        save(review, full(review))
    assert list(ActionLog.objects.values_list("sentence", "reason", "audiences")) == [
        (
            "Een beoordelaar meldt een belang en is afwezig",
            "Mijn partner werkt bij de penvoerder.",
            [Audience.STAFF],
        )
    ]


def test_interest_needs_a_reason_and_an_assignment(review):
    with pytest.raises(Refused):
        declare_interest(actor=review.reviewer, application=review.application, reason="  ")
    with pytest.raises(NotAllowed):
        declare_interest(actor=reviewer(), application=review.application, reason="Zomaar.")


def test_mandate_that_comes_later_also_through_a_merger_ends_access(review):
    predecessor = OrganisationFactory()
    OrganisationSuccession.objects.create(
        predecessor=predecessor,
        successor=review.application.lead,
        kind=SuccessionKind.MERGER,
        date=dt.date(2022, 8, 1),
    )
    MandateFactory(user=review.reviewer, organisation=predecessor, valid_until=dt.date(2021, 1, 1))
    assert review_of(review.reviewer, review.application) is None
    assert not review.reviewer.has_perm("onderwijsregios.review_application", review.application)


def test_reviewer_reads_nothing_before_the_round_has_closed():
    review = ReviewFactory(application=SubmittedApplicationFactory())
    assert worklist_of(review.reviewer) == []
    assert review_of(review.reviewer, review.application) is None
    with clock.moved_to(review.application.round.closes_at + dt.timedelta(seconds=1)):
        assert worklist_of(review.reviewer) == [review]


def test_reviews_of_colleagues_open_after_handing_in_ones_own(review):
    colleague = ReviewFactory(application=review.application, scores=[2, 2])
    ReviewFactory(application=review.application)
    assert other_reviews(review) == []
    done = submit_review(actor=review.reviewer, review=save(review, full(review)))
    assert other_reviews(done) == [colleague]
