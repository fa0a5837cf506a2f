"""The question of the search page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from regio.models import SearchEntry


class SearchForm(forms.Form):
    """What to search for, and among what."""

    mark_optional = False

    q = forms.CharField(
        label=_("Waar zoekt u naar?"),
        help_text=_("Een naam, plaats, postcode of code."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": _("Gebruik ten hoogste 200 tekens om te zoeken.")},
    )
    soort = forms.ChoiceField(
        required=False,
        choices=[("", _("Alles")), *SearchEntry.Kind.choices],
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("“%(value)s” is geen soort. Kies een soort uit de rij.")},
    )
