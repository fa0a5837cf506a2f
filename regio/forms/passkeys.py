"""allauth's forms for passkeys; their label for the name has no translation."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class Named(forms.Form):
    """Asks for a name in Dutch, and says what it is for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Naam")
        self.fields["name"].help_text = _("Zo herkent u deze sleutel als u er meer hebt.")


class AddPasskeyForm(Named, AddWebAuthnForm):
    """Add a passkey or security key."""


class EditPasskeyForm(Named, EditWebAuthnForm):
    """Give a passkey or security key another name."""
