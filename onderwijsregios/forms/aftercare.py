"""Forms for after handing in: supplements, questions about a decision, and bezwaar."""

import datetime as dt
import uuid
from typing import Any

from django import forms

from onderwijsregios.enums import BezwaarOutcome, BezwaarState, Section
from onderwijsregios.forms.rounds import MomentField
from regio.core import clock
from regio.forms.texts import LimitedText
from regio.forms.uploads import describe_upload

LONG = 10_000
USUAL_TERM = dt.timedelta(days=14)
"""The term that DUS-I gives for a supplement."""


def usual_end() -> dt.datetime:
    """Return the last second of the day two weeks from now."""
    return clock.amsterdam(clock.today() + USUAL_TERM, dt.time(23, 59, 59))


class PdfField(forms.FileField):
    """A PDF that may be left out."""

    def __init__(self, *, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            error_messages={
                "empty": "Dit bestand is leeg. Kies een ander bestand.",
                "max_length": "De naam van het bestand is te lang. Geef het een kortere naam.",
            },
        )
        describe_upload(self)


def long_text(*, label: str, missing: str, help_text: str = "", rows: int = 8) -> forms.CharField:
    """Return a field for a text that must be there."""
    return LimitedText(
        label=label,
        help_text=help_text,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class AskForm(forms.Form):
    """What a coordinator asks: one section, one question, one term."""

    section = forms.ChoiceField(
        label="Onderdeel",
        choices=[("", "Kies een onderdeel"), *Section.choices],
        help_text="Alleen dit onderdeel gaat open voor de aanvrager.",
        error_messages={
            "required": "Kies welk onderdeel de aanvrager moet aanvullen.",
            "invalid_choice": "Kies een onderdeel uit de lijst.",
        },
    )
    question = long_text(
        label="Wat moet de aanvrager aanvullen?",
        help_text="Vraag precies één ding. De aanvrager leest dit na aanmelden; het staat niet in de mail.",
        missing="Schrijf wat de aanvrager moet aanvullen.",
        rows=5,
    )
    due_at = MomentField(
        label="Uiterlijk",
        help_text="De laatste seconde die nog meetelt. Gebruikelijk is twee weken.",
        error_messages={"required": "Kies tot wanneer de aanvrager kan aanvullen."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_at"].initial = usual_end

    def values(self) -> dict[str, Any]:
        """Return what was filled in, ready for the service."""
        return {**self.cleaned_data, "section": Section(self.cleaned_data["section"])}


class AnswerSupplementForm(forms.Form):
    """Hand in a supplement: what was seen, by its fingerprint, and perhaps a note."""

    toelichting = forms.CharField(
        label="Toelichting",
        help_text="Bijvoorbeeld wat u hebt gewijzigd, of waarom aanvullen niet nodig is.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "Uw toelichting is te lang. Gebruik ten hoogste 2.000 tekens."},
    )
    sleutel = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    vingerafdruk = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class DecisionQuestionForm(forms.Form):
    """A question of the applicant about the result."""

    vraag = long_text(label="Uw vraag over de uitslag", missing="Schrijf uw vraag.", rows=4)


class AnswerQuestionForm(forms.Form):
    """The answer of the Realisatie-Eenheid."""

    antwoord = long_text(
        label="Antwoord",
        help_text="De aanvrager leest dit na aanmelden; de mail zegt alleen dat er een antwoord is.",
        missing="Schrijf het antwoord.",
        rows=5,
    )


class BezwaarForm(forms.Form):
    """Why an applicant disagrees with a decision; grounds may follow later (Awb 6:6)."""

    tekst = long_text(
        label="Waarom bent u het niet eens met het besluit?",
        help_text="Kunt u dat nu nog niet schrijven? Schrijf dan dat u de gronden later stuurt. "
        "Uw bezwaar is dan op tijd, en u vult het daarna aan.",
        missing="Schrijf waarom u het niet eens bent met het besluit, of dat u de gronden later stuurt.",
    )
    sleutel = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bestand"] = PdfField(label="Bijlage (PDF)")


class AdditionForm(BezwaarForm):
    """What an applicant adds to a bezwaar."""

    tekst = long_text(label="Wat wilt u toevoegen?", missing="Schrijf wat u wilt toevoegen.", rows=5)


class BezwaarDecisionForm(forms.Form):
    """How a bezwaar ends."""

    uitkomst = forms.ChoiceField(
        label="Uitkomst",
        choices=BezwaarOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies de uitkomst.", "invalid_choice": "Kies een uitkomst uit de lijst."},
    )
    tekst = long_text(
        label="Motivering",
        help_text="De indiener leest dit zo.",
        missing="Schrijf waarom op het bezwaar zo is beslist.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bestand"] = PdfField(label="Beslissing op bezwaar (PDF)")


class BezwaarFilterForm(forms.Form):
    """Which bezwaren staff want to see."""

    mark_optional = False

    q = forms.CharField(label="Nummer of aanvrager", required=False, max_length=100)
    stand = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[("", "Alle"), ("open", "Nog te beslissen"), *BezwaarState.choices],
    )
