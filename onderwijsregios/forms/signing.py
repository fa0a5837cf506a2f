"""Forms about signing: what the applicant asks, and what a party answers."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from onderwijsregios.enums import Section, Standing
from onderwijsregios.selectors.standing import PartyStanding
from regio.enums import MembershipRole
from regio.forms.texts import LimitedText
from regio.forms.uploads import describe_upload

TOO_LONG = "Dit is te lang. Gebruik ten hoogste %(limit_value)s tekens."


class MatrixFilterForm(forms.Form):
    """Which parties are shown; everything in the address."""

    mark_optional = False

    zoek = forms.CharField(label="Zoek een partij", required=False, max_length=100)
    rol = forms.ChoiceField(label="Rol", required=False, choices=[("", "Alle"), *MembershipRole.choices])
    stand = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[
            ("", "Alle"),
            *((one.value, one.label) for one in Standing if one != Standing.NOT_FOR),
            ("niet-bezorgd", "mail niet bezorgd"),
            ("niet-gevraagd", "nog niet gevraagd"),
            ("geen-adres", "geen account en geen e-mailadres"),
        ],
    )


class ChosenPartiesForm(forms.Form):
    """The parties that were ticked in the matrix."""

    partij = forms.MultipleChoiceField(
        label="Partijen",
        error_messages={
            "required": "Kies ten minste één partij.",
            "invalid_choice": "Een van de gekozen partijen doet niet meer mee. Kies opnieuw.",
        },
    )

    def __init__(self, *args: Any, parties: Iterable[PartyStanding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partij"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  declared above; tells mypy
        field.choices = [(one.member["id"], one.member["name"]) for one in parties if not one.is_lead]

    def organisations(self) -> list[UUID]:
        """Return what was ticked."""
        return [UUID(one) for one in self.cleaned_data["partij"]]


class SigningRequestForm(forms.Form):
    """For what a party signs, and where it is reached."""

    onderdelen = forms.MultipleChoiceField(
        label="Waarvoor tekent deze partij?",
        choices=Section.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Bij Partijen en Scholen tekent een partij alleen voor haar eigen rol en eigen scholen.",
        error_messages={"required": "Kies ten minste één onderdeel waarvoor deze partij tekent."},
    )
    email = forms.EmailField(
        label="E-mailadres van wie tekent",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Dit is geen e-mailadres. Schrijf het zoals naam@voorbeeld.nl."},
    )

    def __init__(self, *args: Any, has_account: bool, is_asking: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_address = is_asking and not has_account
        self.fields["email"].help_text = (
            "Niet nodig: iemand met een account mag voor deze organisatie tekenen en krijgt de mail. "
            "Vult u hier een adres in, dan krijgt ook dat adres een mail, met een koppeling om te tekenen."
            if has_account
            else "Niemand met een account mag voor deze organisatie tekenen. Wie u hier invult, krijgt een "
            "mail met een koppeling om te tekenen. Alleen mensen met een mandaat voor uw organisatie "
            "zien dit adres."
        )

    def clean(self) -> dict[str, Any]:
        if self.needs_address and not self.cleaned_data.get("email") and "email" not in self.errors:
            self.add_error(
                "email",
                "Vul een e-mailadres in. Niemand met een account mag voor deze organisatie tekenen, dus "
                "zonder adres kunnen wij haar niet vragen.",
            )
        return self.cleaned_data

    def sections(self) -> list[Section]:
        """Return what was chosen."""
        return [Section(one) for one in self.cleaned_data["onderdelen"]]


class _FileOrReceived(forms.Form):
    """A PDF, or one that arrived before but could not be used then."""

    bestand = forms.FileField(
        label="Convenant of samenwerkingsovereenkomst (PDF)",
        required=False,
        error_messages={"empty": "Dit bestand is leeg. Kies een ander bestand."},
    )
    document = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_upload(self.fields["bestand"])

    def has_file(self) -> bool:
        """Tell whether there is a file, new or received before."""
        return bool(self.cleaned_data.get("bestand") or self.cleaned_data.get("document"))


class CovenantForm(_FileOrReceived):
    """A covenant, and which parties signed it."""

    mark_optional = False

    partijen = forms.MultipleChoiceField(
        label="Welke partijen hebben dit convenant ondertekend?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Kies de partijen die het convenant hebben ondertekend.",
            "invalid_choice": "Een van de gekozen partijen doet niet meer mee. Kies opnieuw.",
        },
    )

    field_order = ("bestand", "partijen")

    def __init__(self, *args: Any, parties: Iterable[PartyStanding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partijen"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  declared above; tells mypy
        field.choices = [
            (one.member["id"], f"{one.member['name']} ({MembershipRole(one.member['role']).label})")
            for one in parties
        ]

    def clean(self) -> dict[str, Any]:
        if not self.has_file() and "bestand" not in self.errors:
            self.add_error("bestand", "Kies eerst een bestand op uw computer.")
        return self.cleaned_data

    def organisations(self) -> list[UUID]:
        """Return the parties that were chosen."""
        return [UUID(one) for one in self.cleaned_data["partijen"]]


class CorrectionForm(forms.Form):
    """What a small correction corrects; ``gezien`` is the text that was on screen."""

    uitleg = LimitedText(
        label="Wat hebt u verbeterd?",
        help_text="Alle partijen kunnen dit lezen, met het verschil erbij. "
        "Bijvoorbeeld: “spelfout in de derde alinea”.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf wat u hebt verbeterd.", "max_length": TOO_LONG},
    )
    gezien = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


SIGN, MANDATE, COVENANT, OBJECT = "teken", "machtig", "convenant", "niet-akkoord"


class AnswerForm(_FileOrReceived):
    """What a party answers, and who says so. Signing itself carries what was on screen, outside this form."""

    antwoord = forms.ChoiceField(
        label="Wat is uw antwoord?",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wat uw organisatie antwoordt."},
    )
    naam = LimitedText(
        label="Uw naam",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Vul uw naam in.", "max_length": TOO_LONG},
    )
    functie = LimitedText(
        label="Uw functie",
        help_text="Bijvoorbeeld: voorzitter van het college van bestuur.",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"required": "Vul uw functie in.", "max_length": TOO_LONG},
    )
    reden = LimitedText(
        label="Waarom is uw organisatie niet akkoord?",
        help_text="Vul dit alleen in als u niet akkoord bent. De penvoerder leest het.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": TOO_LONG},
    )

    field_order = ("antwoord", "reden", "bestand", "naam", "functie")

    def __init__(self, *args: Any, lead: str, is_lead: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [(SIGN, "Wij tekenen voor wat hierboven staat")]
        if not is_lead:
            answers.append(
                (MANDATE, f"Wij machtigen {lead} om namens ons te tekenen, ook als de tekst nog wijzigt")
            )
        answers.append((COVENANT, "Wij voegen een convenant toe dat wij hebben ondertekend"))
        if is_lead:
            del self.fields["reden"]
        else:
            answers.append((OBJECT, "Wij zijn niet akkoord"))
        field = self.fields["antwoord"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above; tells mypy
        field.choices = answers

    def clean(self) -> dict[str, Any]:
        answer = self.cleaned_data.get("antwoord")
        if answer == OBJECT and not self.cleaned_data.get("reden") and "reden" not in self.errors:
            self.add_error("reden", "Schrijf waarom uw organisatie niet akkoord is.")
        if answer == COVENANT and not self.has_file() and "bestand" not in self.errors:
            self.add_error("bestand", "Kies eerst het convenant op uw computer.")
        return self.cleaned_data


class LeaveForm(forms.Form):
    """Why a party steps out; the applicant reads it."""

    vertrekreden = LimitedText(
        label="Waarom doet uw organisatie niet mee?",
        help_text="De penvoerder leest dit.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
