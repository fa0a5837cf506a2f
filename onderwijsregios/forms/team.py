"""Forms of the team: invite somebody, say what he or she may do, hand over the lead."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onderwijsregios.enums import Section, TeamRight
from regio.models import Organisation

CHOICES = [
    (TeamRight.READ.value, _("lezen")),
    (TeamRight.COMMENT.value, _("opmerken")),
    (TeamRight.WRITE.value, _("schrijven")),
]


def was_field(section: Section) -> str:
    """Return the name of the hidden field that says which right the form showed."""
    return f"was-{section.value}"


class RightsForm(forms.Form):
    """A right for each section; with hidden fields that say what it was made from."""

    mark_optional = False

    def __init__(self, data: Any = None, *, rights: Mapping[Section, TeamRight], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for section in Section:
            self.fields[section.value] = forms.ChoiceField(
                label=section.label,
                choices=CHOICES,
                initial=rights[section].value,
                error_messages={"invalid_choice": _("Kies lezen, opmerken of schrijven.")},
            )
            self.fields[was_field(section)] = forms.ChoiceField(
                choices=CHOICES, initial=rights[section].value, required=False, widget=forms.HiddenInput
            )

    @property
    def rows(self) -> list[forms.BoundField]:
        """The fields that a reader fills in."""
        return [self[section.value] for section in Section]

    @property
    def hidden(self) -> list[forms.BoundField]:
        """The fields that say what the form was made from."""
        return [self[was_field(section)] for section in Section]

    def rights(self) -> dict[Section, TeamRight]:
        """Return what was chosen."""
        return {section: TeamRight(self.cleaned_data[section.value]) for section in Section}

    def was(self) -> dict[Section, TeamRight]:
        """Return what the form showed."""
        return {
            section: TeamRight(self.cleaned_data[was_field(section)] or TeamRight.READ) for section in Section
        }


class InviteForm(RightsForm):
    """An address and what its reader may do."""

    email = forms.EmailField(
        label=_("E-mailadres"),
        max_length=254,
        help_text=_("Naar dit adres gaat een mail met een uitnodiging die 14 dagen geldt."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Vul het e-mailadres in van wie u uitnodigt."),
            "invalid": _("Dit is geen e-mailadres. Schrijf het zoals naam@voorbeeld.nl."),
        },
    )


class HandOverForm(forms.Form):
    """Choose the organisation to which the lead is offered."""

    def __init__(self, data: Any = None, *, parties: list[Organisation], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["organisatie"] = forms.TypedChoiceField(
            label=_("Nieuwe penvoerder"),
            choices=[(str(party.pk), party.display_name) for party in parties],
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Kies een organisatie."),
                "invalid_choice": _("Kies een organisatie die meedoet in deze aanvraag."),
            },
        )
