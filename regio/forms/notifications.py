"""Forms on which somebody arranges the own account."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from regio.core.registry import mail_kinds


class AnnouncementsForm(forms.Form):
    """Tick which announcements come by mail."""

    mark_optional = False

    def __init__(self, data: Any = None, *, muted: Collection[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for kind in mail_kinds():
            self.fields[kind.key] = forms.BooleanField(
                label=kind.label[:1].upper() + kind.label[1:],
                help_text=kind.explanation,
                required=False,
                initial=kind.key not in muted,
            )

    def wanted(self) -> set[str]:
        """Return the kinds that were ticked."""
        return {name for name, value in self.cleaned_data.items() if value}


class NameForm(forms.Form):
    """The name that others in the same dossier see."""

    name = forms.CharField(
        label=_("Naam"),
        max_length=150,
        help_text=_("Zo ziet uw team u. Op openbare pagina's staat uw naam niet."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Vul uw naam in.")},
    )
