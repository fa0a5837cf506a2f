"""The contact form."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from regio.forms.texts import LimitedText


class ContactForm(forms.Form):
    """Suggesties, opmerkingen en/of vragen."""

    subject = LimitedText(
        label=_("Onderwerp"),
        max_length=150,
        error_messages={
            "required": _("Schrijf in een paar woorden waar uw bericht over gaat."),
            "max_length": _(
                "Uw onderwerp heeft %(show_value)s tekens. Maak het korter: ten hoogste %(limit_value)s."
            ),
        },
    )
    text = LimitedText(
        label=_("Uw bericht"),
        help_text=_("Zet hier geen gegevens in van leerlingen of van andere personen."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("Schrijf uw suggestie, opmerking of vraag."),
            "max_length": _(
                "Uw bericht heeft %(show_value)s tekens. Maak het korter: ten hoogste %(limit_value)s."
            ),
        },
    )
    email = forms.EmailField(
        label=_("E-mailadres"),
        help_text=_(
            "Vul uw adres in als u antwoord wilt. Wij gebruiken het alleen om op dit bericht te antwoorden."
        ),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("Dit is geen e-mailadres. Schrijf het zoals naam@voorbeeld.nl, of laat het leeg.")
        },
    )
    page = forms.CharField(
        label=_("Over welke pagina gaat het?"),
        help_text=_("Het deel van het adres na de naam van de website, zoals /onderwijsregios/."),
        required=False,
        max_length=300,
    )
    website = forms.CharField(
        label=_("Vul hier niets in; dit veld houdt automatische berichten tegen"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    """The trap: not shown, not reached with the keyboard, and named for who hears it."""

    trap: ClassVar[str] = "website"

    def clean(self) -> dict[str, Any]:
        """Refuse what only an automatic sender fills in; a person can simply send again."""
        if self.cleaned_data.get(self.trap):
            emptied: Any = dict(self.data.items())
            emptied[self.add_prefix(self.trap)] = ""
            self.data = emptied
            raise ValidationError(
                _("Er was een verborgen veld ingevuld. Het is weer leeg. Verstuur uw bericht nog een keer.")
            )
        return self.cleaned_data

    def clean_page(self) -> str:
        """Leave out what cannot be a page of this site; the message matters more."""
        return self.page_from(self.cleaned_data["page"])

    @staticmethod
    def page_from(address: str) -> str:
        """Return ``address`` when it can be a page of this site, else nothing."""
        is_ours = address.startswith("/") and not address.startswith("//")
        return address if is_ours and len(address) <= 300 and address.isprintable() else ""


class MessageFilterForm(forms.Form):
    """Which messages staff want to see."""

    mark_optional = False

    q = forms.CharField(label=_("Zoekwoorden"), required=False, max_length=100)
    stand = forms.ChoiceField(
        label=_("Stand"),
        required=False,
        choices=[("", _("Alle")), ("open", _("Nog te doen")), ("afgehandeld", _("Afgehandeld"))],
    )
