"""Files beside a section: choose several at once, and describe each."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from onderwijsregios.models import Attachment
from onderwijsregios.services.applications.attachments import LONGEST_TITLE, TitleChange
from regio.core.files.kinds import ALL_KINDS
from regio.forms.uploads import describe_upload

FILES_FIELD = "bijlagen"


class SeveralFiles(forms.FileInput):
    """A file field in which more than one file can be chosen."""

    allow_multiple_selected = True


class AddAttachmentsForm(forms.Form):
    """The field in which files are chosen; each is judged by itself when it arrives."""

    bijlagen = forms.FileField(label="Kies een of meer bestanden", required=False, widget=SeveralFiles)
    mark_optional = False

    def __init__(self, *args: Any, room: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields[FILES_FIELD]
        describe_upload(field, kinds=ALL_KINDS)
        place = "één bijlage" if room == 1 else f"{room} bijlagen"
        field.help_text = f"{field.help_text} Er is hier nog plaats voor {place}."


class TitlesForm(forms.Form):
    """A description for each file (``titel-…``), with what it was when the form was made (``was-…``)."""

    mark_optional = False

    def __init__(self, *args: Any, attachments: Iterable[Attachment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attachments = list(attachments)
        for one in self.attachments:
            self.fields[f"titel-{one.pk}"] = forms.CharField(
                label=f"Omschrijving van {one.document.original_name}",
                required=False,
                initial=one.title,
                max_length=LONGEST_TITLE,
                widget=forms.TextInput(attrs={"size": 36}),
                error_messages={
                    "max_length": f"De omschrijving van “{one.document.original_name}” is te lang. "
                    f"Maak haar korter: ten hoogste {LONGEST_TITLE} tekens."
                },
            )
            self.fields[f"was-{one.pk}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=one.title
            )

    def rows(self, theirs: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return the files with the field for their description; ``theirs`` is what was saved since."""
        return [
            {
                "attachment": one,
                "field": self[f"titel-{one.pk}"],
                "theirs": theirs.get(str(one.pk)),
            }
            for one in self.attachments
        ]

    def changes(self) -> dict[int, TitleChange]:
        """Return the descriptions as typed, each with the one that the page showed."""
        return {
            one.pk: TitleChange(
                was=self.cleaned_data.get(f"was-{one.pk}", ""),
                becomes=self.cleaned_data.get(f"titel-{one.pk}", ""),
            )
            for one in self.attachments
            if f"titel-{one.pk}" in self.data
        }
