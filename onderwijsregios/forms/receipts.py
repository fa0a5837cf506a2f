"""Forms to check a bewijs van ontvangst."""

import json
from typing import Any

from django import forms

LARGEST = 1024 * 1024


class FingerprintField(forms.RegexField):
    """64 characters, however they were copied: from a PDF come spaces and invisible breaks."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return "".join(one for one in text if one.isalnum()).lower() if text else text


class ReceiptForm(forms.Form):
    """The number and the fingerprint that stand on a receipt."""

    mark_optional = False

    nummer = forms.CharField(
        label="Nummer van het bewijs",
        max_length=30,
        help_text="Bijvoorbeeld VL-2023-0012-1.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Vul het nummer in dat op het bewijs staat.",
            "max_length": "Dit nummer is te lang. Neem het over zoals het op het bewijs staat.",
        },
    )
    vingerafdruk = FingerprintField(
        r"^[0-9a-f]{64}$",
        label="Vingerafdruk van de inhoud",
        help_text="De 64 tekens die op het bewijs staan: cijfers en de letters a tot en met f.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Vul de vingerafdruk in die op het bewijs staat.",
            "invalid": "Een vingerafdruk bestaat uit 64 cijfers en letters van a tot en met f. "
            "Neem haar over zoals zij op het bewijs staat.",
        },
    )

    def clean_nummer(self) -> str:
        return str(self.cleaned_data["nummer"]).strip().upper()


class SignedTextForm(forms.Form):
    """A receipt as JSON, pasted or as a file."""

    mark_optional = False

    tekst = forms.CharField(
        label="Plak de inhoud van het bestand",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    bestand = forms.FileField(
        label="Of kies het bestand (JSON)",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "application/json,.json"}),
        error_messages={"empty": "Dit bestand is leeg. Kies een ander bestand."},
    )

    def clean(self) -> dict[str, Any]:
        """Read the JSON into ``verklaring``, ``handtekening`` and ``sleutel``."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        file = cleaned.get("bestand")
        if file and file.size > LARGEST:
            raise forms.ValidationError("Dit bestand is te groot voor een bewijs van ontvangst.")
        text = file.read() if file else cleaned.get("tekst", "").encode()[: LARGEST + 1]
        if not text.strip():
            raise forms.ValidationError("Plak de inhoud van het bestand, of kies het bestand.")
        try:
            receipt = json.loads(text)
            found = {
                "verklaring": receipt["verklaring"],
                "handtekening": str(receipt["handtekening"]),
                "sleutel": str(receipt["sleutel"]),
            }
            found["facts"] = {name: str(found["verklaring"][name]) for name in FACTS}
        except (ValueError, KeyError, TypeError, RecursionError):
            raise forms.ValidationError(
                "Dit is geen bewijs van ontvangst in JSON. Gebruik het bestand zoals u het hebt gedownload."
            ) from None
        return cleaned | found


FACTS = ("nummer", "vingerafdruk", "aangekomenInWoorden")
"""What the page repeats of a statement."""
