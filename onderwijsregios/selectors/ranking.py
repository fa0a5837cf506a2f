"""The ranking of a round: means, spread and ties, with exact arithmetic."""

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from onderwijsregios.models import Application, Criterion, Review
from onderwijsregios.selectors.reviews import counting_reviews

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True)
class ScoredReview:
    """One review with its weighted mean on the scale from 1 to 5."""

    review: Review
    mean: Fraction
    scores: list[tuple[Criterion, int | None]]
    """In the order of the criteria."""

    @property
    def shown(self) -> float:
        """Return the mean for showing."""
        return float(self.mean)

    @property
    def position(self) -> str:
        """Return where the mean lies on the scale, for the chart."""
        return _position(self.mean)


@dataclass(frozen=True)
class Standing:
    """Where an application stands; ``place`` is None while nobody has handed in a review."""

    application: Application
    reviews: list[ScoredReview]
    place: int | None = None
    is_shared: bool = False
    """Another application has exactly the same mean."""
    criterion_means: list[float | None] = field(default_factory=list)

    @property
    def exact_mean(self) -> Fraction | None:
        """Return the mean of the reviewers' weighted means, exactly."""
        if not self.reviews:
            return None
        return sum((scored.mean for scored in self.reviews), Fraction()) / len(self.reviews)

    @property
    def mean(self) -> float | None:
        """Return the mean for showing."""
        return None if self.exact_mean is None else float(self.exact_mean)

    @property
    def lowest(self) -> float | None:
        """Return the mean of the strictest reviewer."""
        return float(min(scored.mean for scored in self.reviews)) if self.reviews else None

    @property
    def highest(self) -> float | None:
        """Return the mean of the mildest reviewer."""
        return float(max(scored.mean for scored in self.reviews)) if self.reviews else None

    @property
    def deviation(self) -> float | None:
        """Return the sample standard deviation of the reviewers' means; one review has none."""
        if len(self.reviews) < 2:
            return None
        return statistics.stdev(float(scored.mean) for scored in self.reviews)

    @property
    def mean_position(self) -> str:
        """Return where the mean lies on the scale, for the chart."""
        return _position(self.exact_mean or Fraction(LOWEST))

    @property
    def lowest_position(self) -> str:
        """Return where the lowest review lies on the scale, for the chart."""
        return min(self.reviews, key=lambda scored: scored.mean).position

    @property
    def highest_position(self) -> str:
        """Return where the highest review lies on the scale, for the chart."""
        return max(self.reviews, key=lambda scored: scored.mean).position


def weighted_mean(scores: Sequence[tuple[int, int]]) -> Fraction:
    """Return the mean of ``(score, weight)`` pairs; raises ValueError without any."""
    if not scores:
        raise ValueError("A mean needs at least one score.")
    return Fraction(sum(score * weight for score, weight in scores), sum(weight for _score, weight in scores))


def standings(applications: Sequence[Application], criteria: Sequence[Criterion]) -> list[Standing]:
    """Return the applications from the highest mean to the lowest, those without reviews last.

    Equal means share a place and the next place is skipped (1, 2, 2, 4). A review of
    somebody who turned out to have an interest does not count.
    """
    by_application: defaultdict[object, list[ScoredReview]] = defaultdict(list)
    for review in counting_reviews(applications):
        by_application[review.application_id].append(_scored(review, criteria))
    unplaced = [
        Standing(
            application=application,
            reviews=by_application[application.pk],
            criterion_means=_criterion_means(by_application[application.pk], len(criteria)),
        )
        for application in applications
    ]
    return _placed(unplaced)


def _placed(unplaced: list[Standing]) -> list[Standing]:
    means = [standing.exact_mean for standing in unplaced if standing.exact_mean is not None]
    placed = [
        Standing(
            application=standing.application,
            reviews=standing.reviews,
            criterion_means=standing.criterion_means,
            place=None if mean is None else 1 + sum(other > mean for other in means),
            is_shared=mean is not None and means.count(mean) > 1,
        )
        for standing in unplaced
        for mean in [standing.exact_mean]
    ]
    return sorted(
        placed,
        key=lambda standing: (
            standing.place is None,
            standing.place or 0,
            standing.application.dossier_number or "",
        ),
    )


def _scored(review: Review, criteria: Sequence[Criterion]) -> ScoredReview:
    given = {score.criterion_id: score.score for score in review.scores.all() if score.score is not None}
    return ScoredReview(
        review=review,
        mean=weighted_mean([(given[c.pk], c.weight) for c in criteria if c.pk in given]),
        scores=[(criterion, given.get(criterion.pk)) for criterion in criteria],
    )


def _criterion_means(reviews: list[ScoredReview], criteria: int) -> list[float | None]:
    columns = ([scored.scores[i][1] for scored in reviews] for i in range(criteria))
    return [
        statistics.fmean(known) if (known := [score for score in column if score is not None]) else None
        for column in columns
    ]


def _position(mean: Fraction) -> str:
    """Return a place on the scale as a percentage with a point, whatever the language of the page."""
    return f"{float((mean - LOWEST) / (HIGHEST - LOWEST)) * 100:.2f}%"
