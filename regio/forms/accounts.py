"""Forms for mandates and roles."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from regio.core import clock
from regio.enums import OrganisationKind, StaffRole
from regio.models import Organisation


class AccountFilterForm(forms.Form):
    """Find accounts."""

    q = forms.CharField(label=_("Naam of e-mailadres"), required=False)
    rol = forms.ChoiceField(label=_("Rol"), required=False, choices=[("", _("Alle")), *StaffRole.choices])


class MandateForm(forms.Form):
    """Give somebody a mandate for an organisation that is named by its code."""

    code = forms.CharField(
        label=_("Bestuursnummer of BRIN"),
        max_length=10,
        error_messages={"required": _("Vul het nummer van het bestuur of het BRIN van de opleiding in.")},
        help_text=_(
            "Vijf cijfers voor een schoolbestuur, bijvoorbeeld 41234; BRIN voor een lerarenopleiding."
        ),
    )
    valid_until = forms.DateField(
        label=_("Geldig tot en met"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leeg: tot u het mandaat beëindigt."),
    )

    def clean_valid_until(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["valid_until"]
        if day and day < clock.today():
            raise forms.ValidationError(_("Deze dag is al voorbij. Kies vandaag of een latere dag."))
        return day

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().upper()
        self.organisation = Organisation.objects.filter(
            kind__in=[OrganisationKind.SCHOOL_BOARD, OrganisationKind.TRAINING_INSTITUTE], register_code=code
        ).first()
        if self.organisation is None:
            raise forms.ValidationError(
                _("Geen organisatie met de code %(code)s. Zoek de juiste code op bij Besturen."),
                params={"code": code},
            )
        return code


class RoleForm(forms.Form):
    """Give somebody a role."""

    role = forms.ChoiceField(label=_("Rol"), choices=StaffRole.choices)
