"""Forms of reviewers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from onderwijsregios.forms.versions import VersionedForm
from onderwijsregios.models import Criterion, Review
from onderwijsregios.services.reviews import Score


class ReviewForm(VersionedForm):
    """A score with a reason on each criterion; everything may stay empty while saving."""

    mark_optional = False

    def __init__(
        self,
        *args: Any,
        review: Review,
        criteria: Sequence[Criterion],
        scores: Mapping[int, Score],
        **kwargs: Any,
    ) -> None:
        initial: dict[str, Any] = {"version": review.version, "summary": review.summary}
        for pk, one in scores.items():
            initial |= {
                f"score-{pk}": "" if one.score is None else str(one.score),
                f"reason-{pk}": one.reason,
            }
        super().__init__(*args, initial=initial, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            words = {anchor.score: anchor.text for anchor in criterion.anchors.all()}
            self.fields[f"score-{criterion.pk}"] = forms.ChoiceField(
                label=f"Score voor {criterion.title}",
                choices=[(str(score), f"{score}: {words.get(score, '')}") for score in range(1, 6)],
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Kies een score van 1 tot en met 5."},
            )
            self.fields[f"reason-{criterion.pk}"] = forms.CharField(
                label=f"Motivering bij {criterion.title}",
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        self.fields["summary"] = forms.CharField(
            label="Samenvattend oordeel (mag leeg blijven)",
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    @property
    def parts(self) -> list[tuple[Criterion, Any, Any]]:
        """Return each criterion with its two fields, for the page."""
        return [(one, self[f"score-{one.pk}"], self[f"reason-{one.pk}"]) for one in self.criteria]

    def scores(self) -> dict[int, Score]:
        """Return what was filled in, by key of the criterion."""
        return {
            one.pk: Score(
                score=int(self.cleaned_data[f"score-{one.pk}"] or 0) or None,
                reason=self.cleaned_data[f"reason-{one.pk}"],
            )
            for one in self.criteria
        }


class InterestForm(forms.Form):
    """Which interest a reviewer has."""

    reason = forms.CharField(
        label="Welk belang heeft u?",
        help_text="Bijvoorbeeld: mijn partner werkt bij de penvoerder. Alleen coördinatoren lezen dit.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf kort welk belang u heeft."},
    )
