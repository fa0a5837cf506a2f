"""Reads about reviews: whose work it is, who may see what, how far it is."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from onderwijsregios.enums import ApplicationState, ReviewState
from onderwijsregios.models import Application, Decision, Review, ReviewScore, Round
from onderwijsregios.selectors.interests import Interest, Pair, has_interest, interests
from onderwijsregios.selectors.rounds import handed_in_title
from onderwijsregios.selectors.windows import running_extensions, window_with
from regio.core import clock
from regio.models import User


def is_sealed(round_: Round) -> bool:
    """Tell whether the round is still sealed: nobody judges before it has closed, grace included."""
    return not window_with(round_, None).is_over_at(clock.now())


def is_sealed_for(application: Application) -> bool:
    """Tell whether ``application`` may still change: its round is sealed, or its applicant was extended."""
    return is_sealed(application.round) or _is_extended(application, running_extensions(clock.now()))


def _is_extended(application: Application, running: frozenset[tuple[int, UUID]]) -> bool:
    return (application.round_id, application.lead_id) in running


def _unsealed(reviews: Iterable[Review]) -> list[Review]:
    running = running_extensions(clock.now())
    return [
        review
        for review in reviews
        if not is_sealed(review.application.round) and not _is_extended(review.application, running)
    ]


def reviews_of(user: User) -> QuerySet[Review]:
    """Return the reviews assigned to ``user`` of applications that count, whatever the interests.

    ``is_closed`` says whether somebody decided already, after which reviews stay as they are.
    """
    return (
        Review.objects.filter(reviewer=user, application__state__in=ApplicationState.handed_in())
        .annotate(
            handed_in_title=handed_in_title("application"),
            is_closed=Exists(Decision.objects.filter(application=OuterRef("application"))),
        )
        .select_related("application__round", "application__lead")
        .order_by("application__round__closes_at", "application__dossier_number")
    )


def worklist_of(user: User) -> list[Review]:
    """Return what ``user`` may review: assigned, of a closed round, and without an interest.

    What is still to be handed in comes first.
    """
    reviews = _unsealed(reviews_of(user))
    away = interests([review.application for review in reviews], [user])
    mine = [review for review in reviews if (review.application_id, user.pk) not in away]
    return sorted(mine, key=lambda review: not is_to_do(review))


def is_to_do(review: Review) -> bool:
    """Tell whether ``review``, out of a worklist, can still be handed in and was not."""
    return review.state != ReviewState.SUBMITTED and not review.is_closed  # type: ignore[attr-defined]  # annotated


def sealed_count(user: User) -> int:
    """Return how many assigned applications wait for the closing of their round."""
    reviews = list(reviews_of(user))
    return len(reviews) - len(_unsealed(reviews))


def review_of(user: User, application: Application) -> Review | None:
    """Return the review that ``user`` may read and write on ``application``, or None."""
    review = reviews_of(user).filter(application=application).first()
    if review is None or is_sealed_for(review.application) or has_interest(user, application):
        return None
    return review


def other_reviews(review: Review) -> list[Review]:
    """Return what colleagues handed in, once the reviewer's own review has been handed in."""
    if review.state != ReviewState.SUBMITTED:
        return []
    return [
        other for other in counting_reviews([review.application]) if other.reviewer_id != review.reviewer_id
    ]


def counting_reviews(applications: Collection[Application]) -> list[Review]:
    """Return the reviews that count: handed in, by people without an interest at this moment."""
    reviews = list(
        Review.objects.filter(application__in=applications, state=ReviewState.SUBMITTED)
        .select_related("reviewer")
        .prefetch_related(Prefetch("scores", ReviewScore.objects.select_related("criterion")))
        .order_by("application_id", "reviewer__name", "reviewer_id")
    )
    away = interests(applications, {review.reviewer for review in reviews})
    return [review for review in reviews if (review.application_id, review.reviewer_id) not in away]


def has_decision(application: Application) -> bool:
    """Tell whether a decision has been written, after which reviews stay as they are."""
    return Decision.objects.filter(application=application).exists()


@dataclass(frozen=True)
class ReviewerLoad:
    """How far one reviewer is in a round."""

    reviewer: User
    assigned: int
    submitted: int
    away: int
    """Of how many applications he or she must stay away."""

    @property
    def to_do(self) -> int:
        """Return how many reviews are still to be handed in."""
        return self.assigned - self.submitted


def loads(
    people: Iterable[User], reviews: Iterable[Review], away: Mapping[Pair, Interest]
) -> list[ReviewerLoad]:
    """Count the work of each reviewer; reviews of somebody with an interest do not count."""
    counting = [review for review in reviews if (review.application_id, review.reviewer_id) not in away]
    assigned = Counter(review.reviewer_id for review in counting)
    submitted = Counter(review.reviewer_id for review in counting if review.state == ReviewState.SUBMITTED)
    interested = Counter(user_id for _application_id, user_id in away)
    return [
        ReviewerLoad(
            reviewer=person,
            assigned=assigned[person.pk],
            submitted=submitted[person.pk],
            away=interested[person.pk],
        )
        for person in people
    ]
