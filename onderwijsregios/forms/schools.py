"""Schools of an application: filter them, find more, and send a list."""

from typing import Any

from django import forms

from onderwijsregios.core.school_codes import MOST_BYTES, MOST_ROWS
from regio.core.wording import in_figures
from regio.enums import Sector

SHOWN_ALL = ""


class SchoolFilterForm(forms.Form):
    """Which of the chosen schools are shown."""

    mark_optional = False

    zoek = forms.CharField(label="Naam, plaats, bestuur of nummer", required=False, max_length=100)
    sector = forms.ChoiceField(
        label="Sector",
        required=False,
        choices=[(SHOWN_ALL, "alle sectoren"), *((sector.value, sector.label) for sector in Sector)],
    )


class SchoolListForm(forms.Form):
    """A list of vestigingsnummers: pasted, or as a file."""

    mark_optional = False

    nummers = forms.CharField(
        label="Plak vestigingsnummers",
        help_text="Eén op elke regel, zoals 12AB00. Kolommen uit een rekenblad mogen ook.",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    lijst = forms.FileField(
        label="Of kies een bestand",
        help_text=(
            f"CSV of Excel (.xlsx), ten hoogste {MOST_BYTES // (1024 * 1024)} MB en "
            f"{in_figures(MOST_ROWS)} regels. De kolom met vestigingsnummers zoeken wij zelf."
        ),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv", "data-max-bytes": MOST_BYTES}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("lijst") and not data.get("nummers", "").strip():
            self.add_error("nummers", "Plak vestigingsnummers, of kies een bestand.")
        return data
