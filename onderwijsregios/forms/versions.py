"""Forms that several people may have open at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from regio.core.errors import EditConflict


@dataclass(frozen=True)
class Difference:
    """One field that a colleague saved otherwise."""

    label: str
    mine: str
    theirs: str


class VersionedForm(forms.Form):
    """Carries the version that it was made from; after a conflict it shows both texts.

    What the reader typed stays in the fields. Saving once more is then a choice, made
    with the other text in sight.
    """

    mark_optional = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    differences: tuple[Difference, ...] = ()

    def show_conflict(
        self, error: EditConflict, *, version: int, words: Mapping[str, str] | None = None
    ) -> None:
        """Take over ``version`` and lay the texts that differ side by side.

        ``words`` says stored values as a reader knows them.
        """
        said = words or {}
        self.differences = tuple(
            Difference(
                label=str(self.fields[name].label),
                mine=said.get(error.mine[name], error.mine[name]),
                theirs=said.get(error.theirs.get(name, ""), error.theirs.get(name, "")),
            )
            for name in self.fields
            if name in error.mine and error.mine[name] != error.theirs.get(name, "")
        )
        data: Any = self.data.copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data
        self.add_error(None, error.message)
