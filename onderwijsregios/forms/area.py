"""Choose the municipalities of a region: grouped by province, and only differences are sent in."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from regio.models import Municipality

NAMED = "Gemeenten in "


class MunicipalitiesForm(forms.Form):
    """One group of tick boxes for each province; ``was`` holds what was ticked when the page was made.

    Because only the difference with ``was`` is saved, a filtered list leaves the rest
    alone, and the choices of two people add up.
    """

    mark_optional = False

    zoek = forms.CharField(
        label="Zoek een gemeente", required=False, help_text="Een deel van de naam is genoeg."
    )

    def __init__(
        self,
        *args: Any,
        municipalities: Iterable[Municipality],
        chosen: Collection[str],
        term: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        provinces: dict[str, list[Municipality]] = {}
        for municipality in municipalities:
            provinces.setdefault(municipality.province.name, []).append(municipality)
        self.chosen, self.is_filtered = set(chosen), bool(term)
        self.fields["zoek"].initial = term
        self.groups: list[str] = []
        codes = []
        for name, group in sorted(provinces.items()):
            key = group[0].province_id
            self.groups.append(key)
            codes += [one.code for one in group]
            self.fields[key] = forms.MultipleChoiceField(
                label=f"{NAMED}{name}",
                choices=[(one.code, one.name) for one in group],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[one.code for one in group if one.code in self.chosen],
            )
        self.fields["was"] = forms.MultipleChoiceField(
            choices=[(code, code) for code in codes],
            required=False,
            widget=forms.MultipleHiddenInput,
            initial=[code for code in codes if code in self.chosen],
        )

    def provinces(self) -> list[dict[str, Any]]:
        """Return what the page shows for each province that has a municipality to show."""
        return [self._province(self[key]) for key in self.groups]

    def _province(self, field: BoundField) -> dict[str, Any]:
        all_of_them = len(field.field.widget.choices)
        chosen = len(set(field.value() or ()))
        return {
            "summary": f"{field.label.removeprefix(NAMED)}: {chosen} van {all_of_them} gekozen",
            "field": field,
            "open": self.is_filtered or bool(chosen),
        }

    def difference(self) -> tuple[set[str], set[str]]:
        """Return the codes that were ticked, and those that were unticked."""
        ticked = {code for key in self.groups for code in self.cleaned_data[key]}
        was = set(self.cleaned_data["was"])
        return ticked - was, was - ticked
