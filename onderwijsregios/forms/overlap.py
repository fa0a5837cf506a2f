"""Overlap: the applicant's consent to be known, and the filters of staff."""

from collections.abc import Collection
from typing import Any

from django import forms

from onderwijsregios.enums import ApplicationState, OverlapKind
from onderwijsregios.selectors.overlap import Overlap


class ShareOverlapForm(forms.Form):
    """One box to tick."""

    mark_optional = False

    deelt = forms.BooleanField(
        label="Een aanvrager met wie wij overlappen, mag weten dat wij het zijn",
        help_text="Dit geldt voor iedere aanvrager in deze ronde die dit ook heeft aangevinkt.",
        required=False,
    )


class OverlapFilterForm(forms.Form):
    """Narrows the list and the map; works on rows that were read already."""

    mark_optional = False

    q = forms.CharField(
        label="Zoekwoorden",
        help_text="Naam of code van wat overlapt, aanvrager of dossiernummer.",
        max_length=100,
        required=False,
        error_messages={"max_length": "Gebruik ten hoogste 100 tekens om te zoeken."},
    )
    soort = forms.MultipleChoiceField(
        label="Soort",
        choices=OverlapKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "“%(value)s” is geen soort. Kies er een uit de lijst."},
    )
    stand = forms.ChoiceField(
        label="Aanvragen",
        choices=[("", "Alle"), ("ingediend", "Ten minste twee ingediend"), ("concept", "Met een concept")],
        required=False,
        error_messages={"invalid_choice": "Deze keuze kennen wij niet. Kies er een uit de lijst."},
    )
    gemeente = forms.ChoiceField(
        label="Gemeente",
        required=False,
        error_messages={"invalid_choice": "In deze gemeente is geen overlap. Kies er een uit de lijst."},
    )

    def __init__(self, *args: Any, overlaps: Collection[Overlap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.overlaps = overlaps
        places = {one.municipality: one.municipality_name for one in overlaps if one.municipality}
        field = self.fields["gemeente"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above; tells mypy
        field.choices = [("", "Alle"), *sorted(places.items(), key=lambda place: place[1])]

    def chosen(self) -> list[Overlap]:
        """Return what the filters leave; everything when one of them cannot be used."""
        if not self.is_valid():
            return list(self.overlaps)
        return [one for one in self.overlaps if self._fits(one)]

    def _fits(self, overlap: Overlap) -> bool:
        asked = self.cleaned_data
        states = [application.state for application in overlap.applications]
        words = " ".join(
            [
                overlap.name,
                overlap.code,
                *(one.lead.display_name for one in overlap.applications),
                *(one.dossier_number or "" for one in overlap.applications),
            ]
        )
        return (
            (not asked["soort"] or overlap.kind in asked["soort"])
            and (not asked["gemeente"] or overlap.municipality == asked["gemeente"])
            and (asked["stand"] != "ingediend" or states.count(ApplicationState.SUBMITTED) > 1)
            and (asked["stand"] != "concept" or ApplicationState.DRAFT in states)
            and asked["q"].casefold() in words.casefold()
        )
