"""The form with which a coordinator decides."""

from typing import Any

from django import forms

from onderwijsregios.enums import Outcome
from onderwijsregios.forms.versions import VersionedForm
from onderwijsregios.models import Decision
from onderwijsregios.services.decisions import DUE_IN_THE_PAST
from regio.core import clock
from regio.forms.renderer import DateInput

FIELDS = ("outcome", "reason", "conditions", "conditions_due")


class DecisionForm(VersionedForm):
    """What is decided, why, and under which conditions."""

    mark_optional = False  # the conditions are not free to leave out: their help text says when they count

    outcome = forms.ChoiceField(
        label="Besluit",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een besluit.", "invalid_choice": "Kies een besluit uit de lijst."},
    )
    reason = forms.CharField(
        label="Motivering",
        help_text="Staat zo in de brief. Een lege regel begint een nieuwe alinea.",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Schrijf waarom dit besluit is genomen."},
    )
    conditions = forms.CharField(
        label="Voorwaarden",
        help_text="Verplicht bij voorlopig. Waaraan moet de regio nog voldoen?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    conditions_due = forms.DateField(
        label="Voorwaarden uiterlijk op",
        help_text="Verplicht bij voorlopig. Kies vandaag of een latere dag.",
        required=False,
        widget=DateInput,
        error_messages={"invalid": "Vul een datum in, bijvoorbeeld 6-7-2023."},
    )

    def __init__(self, *args: Any, decision: Decision | None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"version": 0}
        if decision is not None:
            initial = {name: getattr(decision, name) for name in (*FIELDS, "version")}
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == Outcome.PROVISIONAL:
            if not cleaned.get("conditions"):
                self.add_error("conditions", "Schrijf aan welke voorwaarden de regio nog moet voldoen.")
            due = cleaned.get("conditions_due")
            if due and due < clock.today():
                self.add_error("conditions_due", DUE_IN_THE_PAST)
            if not due and "conditions_due" not in self.errors:
                self.add_error("conditions_due", "Kies de datum waarop aan de voorwaarden moet zijn voldaan.")
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what was filled in, ready for the service."""
        return {
            "version": self.cleaned_data["version"],
            "outcome": Outcome(self.cleaned_data["outcome"]),
            **{name: self.cleaned_data[name] for name in FIELDS[1:]},
        }
