"""Let one organisation hand in later."""

from django import forms

from onderwijsregios.forms.rounds import MomentField


class ExtensionForm(forms.Form):
    """Until when, and why."""

    mark_optional = False

    until = MomentField(
        label="Mag indienen tot en met",
        help_text="De laatste seconde die nog meetelt, in Nederlandse tijd.",
        error_messages={"required": "Kies tot wanneer deze organisatie mag indienen."},
    )
    reason = forms.CharField(
        label="Waarom?",
        help_text="Alleen medewerkers lezen dit. Noem wat er gebeurde, en geen bijzonderheden over personen.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Schrijf waarom deze organisatie later mag indienen.",
            "max_length": "Uw uitleg is te lang. Gebruik ten hoogste 1.000 tekens.",
        },
    )


class OrganisationSearchForm(forms.Form):
    """Whom to let in later."""

    mark_optional = False

    q = forms.CharField(
        label="Zoek een organisatie",
        required=False,
        max_length=100,
        help_text="Op naam, plaats, bestuursnummer of BRIN.",
    )
