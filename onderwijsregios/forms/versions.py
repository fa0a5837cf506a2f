"""Forms that several people may have open at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from regio.core.errors import EditConflict


@dataclass(frozen=True)
class Difference:
    """One field that is saved otherwise by now."""

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

    def show_saved(self, *, words: Mapping[str, str] | None = None) -> None:
        """Lay what is saved now beside what fills the form, and take over its version.

        For a text that was kept earlier: it is saved the first time, with both in sight.
        """
        mine = {name: self._plain(self[name].value()) for name in self.fields if name != "version"}
        theirs = {name: self._plain(self.initial.get(name)) for name in mine}
        self._lay_beside(mine, theirs, version=self.initial["version"], words=words or {})

    @staticmethod
    def _plain(value: object) -> str:
        return "" if value is None else str(value).replace("\r\n", "\n").strip()

    def show_conflict(
        self, error: EditConflict, *, version: int, words: Mapping[str, str] | None = None
    ) -> None:
        """Take over ``version`` and lay the texts that differ side by side.

        ``words`` says stored values as a reader knows them.
        """
        self._lay_beside(error.mine, error.theirs, version=version, words=words or {})
        self.add_error(None, error.message)

    def _lay_beside(
        self, mine: Mapping[str, str], theirs: Mapping[str, str], *, version: int, words: Mapping[str, str]
    ) -> None:
        self.differences = tuple(
            Difference(
                label=str(self.fields[name].label),
                mine=words.get(mine[name], mine[name]),
                theirs=words.get(theirs.get(name, ""), theirs.get(name, "")),
            )
            for name in self.fields
            if name in mine and mine[name] != theirs.get(name, "")
        )
        data: Any = self.data.copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data
