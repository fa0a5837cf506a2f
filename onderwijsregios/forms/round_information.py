"""Forms of coordinators for the public page of a round: a document, a question."""

from typing import Any

from django import forms

from onderwijsregios.models import RoundQuestion
from onderwijsregios.services.round_information import texts_of
from regio.forms.texts import LimitedText
from regio.forms.uploads import describe_upload


class RoundDocumentForm(forms.Form):
    """A file with the name under which everybody sees it; the file may have arrived in an earlier try."""

    titel = forms.CharField(
        label="Titel",
        max_length=150,
        help_text="Zo staat het document op de openbare pagina.",
        error_messages={"required": "Geef het document een titel."},
    )
    bestand = forms.FileField(label="Bestand", allow_empty_file=True, required=False)
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_upload(self.fields["bestand"])


class RoundQuestionForm(forms.Form):
    """A question with its answer; the hidden fields hold what it was made from."""

    vraag = LimitedText(
        label="Vraag",
        max_length=500,
        help_text="Schrijf de vraag zo dat zij niet laat zien wie haar stelde.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Schrijf de vraag op.",
            "max_length": "De vraag heeft %(show_value)s tekens; ten hoogste %(limit_value)s is toegestaan.",
        },
    )
    antwoord = LimitedText(
        label="Antwoord", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    openbaar = forms.BooleanField(
        label="Zet vraag en antwoord op de openbare pagina",
        required=False,
    )
    was_vraag = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    was_antwoord = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, row: RoundQuestion | None = None, **kwargs: Any) -> None:
        if row is not None:
            texts = texts_of(row)
            kwargs["initial"] = {
                "vraag": texts["question"],
                "antwoord": texts["answer"],
                "openbaar": row.published_at is not None,
                "was_vraag": texts["question"],
                "was_antwoord": texts["answer"],
            }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("openbaar") and not data.get("antwoord"):
            self.add_error("antwoord", "Schrijf eerst het antwoord; daarna kan de vraag openbaar worden.")
        return data

    def was(self) -> dict[str, str]:
        """Return the texts from which this change was made; browsers send lines ending in CR LF."""
        return {
            "question": self.cleaned_data["was_vraag"].replace("\r\n", "\n"),
            "answer": self.cleaned_data["was_antwoord"].replace("\r\n", "\n"),
        }

    def show_conflict(self, theirs: dict[str, str]) -> None:
        """Go on from what a colleague saved, with what was typed still in the fields."""
        self.data = self.data.copy()
        self.data["was_vraag"], self.data["was_antwoord"] = theirs["question"], theirs["answer"]
