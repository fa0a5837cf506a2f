"""Forms of the applicant. Everything may stay empty until handing in; each knows what it was made from."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst

from onderwijsregios.enums import PartKey
from onderwijsregios.models import Application, PlanPart
from onderwijsregios.selectors.starting_points import StartingPoint
from onderwijsregios.services.applications import FACTS, PartText, RegionFacts
from regio.enums import Sector
from regio.forms.texts import LimitedText
from regio.forms.uploads import describe_upload
from regio.models import Organisation

LONGEST_TEXT = 10_000
FEW_WORDS, MANY_WORDS = 300, 600
"""What suits a part of a plan on main points; a guideline of the portal, not a rule of the call."""

GUIDANCE = {
    PartKey.OPGAVEN: "Waar staat uw regio voor? Noem de tekorten, de vakken en sectoren, en wat er al is.",
    PartKey.WERVEN: "Hoe vindt u samen nieuwe leraren en zij-instromers?",
    PartKey.MATCHEN: "Hoe brengt u mensen en scholen bij elkaar?",
    PartKey.OPLEIDEN: "Hoe leidt u samen op, en hoe komt u naar 100% Samen Opleiden?",
    PartKey.BEGELEIDEN: "Hoe begeleidt u starters en zij-instromers, zodat zij blijven?",
    PartKey.PROFESSIONALISEREN: "Hoe blijven leraren en schoolleiders zich ontwikkelen?",
    PartKey.REGIO: "Waarom horen deze gemeenten bij elkaar? Denk aan reizen, verhuizen en wat al samenwerkt.",
    PartKey.GOVERNANCE: "Hoe besluit u samen? Besturen, opleidingen en beroepsgroep doen gelijkwaardig mee.",
    PartKey.ROL_BESTUREN: "Wat doen de schoolbesturen, en wat brengen zij in?",
    PartKey.ROL_OPLEIDERS: "Wat doen de lerarenopleidingen, en wat brengen zij in?",
    PartKey.ROL_BEROEPSGROEP: "Hoe praten en beslissen leraren mee, via vakbonden of beroepsorganisaties?",
}


EMPTY = "leeg"
BESIDE_FIELD = "naast-elkaar"
"""Names each text of which the sender had the saved one in sight, and chose what to save."""


def version_field(key: str) -> str:
    """Return the name of the hidden field that says from which version a text was made."""
    return f"versie-{key}"


class PartsForm(forms.Form):
    """The texts of one step, each with the version that it was made from."""

    mark_optional = False

    def __init__(
        self, *args: Any, keys: Iterable[PartKey], parts: Mapping[str, PlanPart], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys = tuple(keys)
        for key in self.keys:
            part = parts.get(key)
            self.fields[key.value] = LimitedText(
                label=key.label,
                help_text=GUIDANCE[key],
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 10}),
                initial=part.text if part else "",
            )
            self.fields[version_field(key)] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, min_value=0, initial=part.version if part else 0
            )

    def texts(self) -> dict[PartKey, PartText]:
        """Return what was typed, ready for the service."""
        return {key: self.text_of(key) for key in self.keys}

    def text_of(self, key: PartKey) -> PartText:
        """Return what was typed in one of the texts."""
        return PartText(
            text=self.cleaned_data[key.value].replace("\r\n", "\n"),
            version=self.cleaned_data[version_field(key)] or 0,
            is_choice=key.value in self.chosen,
        )

    @property
    def chosen(self) -> list[str]:
        """The names of the texts that were saved with another text beside them."""
        return self.data.getlist(BESIDE_FIELD) if isinstance(self.data, MultiValueDict) else []


class RegionForm(PartsForm):
    """Name, sectors and reach of the region, with the text that explains it."""

    title = forms.CharField(
        label="Naam van de regio",
        required=False,
        max_length=150,
        help_text="Zoals de regio bekend wil zijn, bijvoorbeeld “Onderwijsregio Midden-Nederland”.",
        error_messages={"max_length": "De naam is te lang. Gebruik ten hoogste 150 tekens."},
    )
    sectors = forms.MultipleChoiceField(
        label="Sectoren",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Voor welke sectoren werkt de regio? U kiest uit de sectoren van deze ronde.",
        error_messages={"invalid_choice": "Deze ronde is niet voor de sector die u koos. Kies uit de lijst."},
    )
    is_national = forms.BooleanField(
        label="Deze regio is landelijk",
        required=False,
        help_text="Voor regio's die niet aan een gebied vastzitten, zoals groen onderwijs. "
        "U hoeft dan geen gemeenten te kiezen.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    field_order = ("title", "sectors", "is_national")

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        initial = {
            "title": application.title,
            "sectors": application.sectors,
            "is_national": application.is_national,
            "version": application.version,
        }
        super().__init__(*args, keys=(PartKey.REGIO,), initial=initial, **kwargs)
        for name in FACTS:  # a field that saves itself goes on from a later version than the others
            self.fields[version_field(name)] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, min_value=0, initial=application.version
            )
        self.fields[PartKey.REGIO.value].label = "Waarom is dit een regio?"
        sectors = self.fields["sectors"]
        assert isinstance(sectors, forms.MultipleChoiceField)  # noqa: S101  declared above; tells mypy
        sectors.choices = [
            (sector.value, sector.label) for sector in Sector if sector in application.round.sectors
        ]

    def facts(self) -> RegionFacts:
        """Return what was chosen, ready for the service."""
        return RegionFacts(**{name: self.fact(name) for name in FACTS})

    def fact(self, name: str) -> Any:
        """Return what was chosen in one of the fields."""
        value = self.cleaned_data[name]
        return sorted(value) if name == "sectors" else value

    def seen(self) -> dict[str, int]:
        """Return the version in which the reader saw each field; of the whole form if it does not say."""
        whole = self.cleaned_data["version"] or 0
        versions = {name: self.cleaned_data[version_field(name)] for name in FACTS}
        return {name: whole if version is None else version for name, version in versions.items()}


class PlanForm(forms.Form):
    """The plan as PDF, stored as soon as it arrives."""

    bestand = forms.FileField(
        label="Plan (PDF)",
        error_messages={
            "required": "Kies eerst een bestand op uw computer.",
            "empty": "Dit bestand is leeg. Kies een ander bestand.",
            "max_length": "De naam van het bestand is te lang. Geef het een kortere naam.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_upload(self.fields["bestand"])


class SubmitForm(forms.Form):
    """What is handed in, by its fingerprint; the key makes a repeated request harmless."""

    sleutel = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    vingerafdruk = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Why an application is withdrawn."""

    reden = forms.CharField(
        label="Waarom trekt u de aanvraag in?",
        help_text="De Realisatie-Eenheid en de beoordelaars kunnen dit lezen.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Schrijf kort waarom u de aanvraag intrekt.",
            "max_length": "Uw uitleg is te lang. Gebruik ten hoogste 1.000 tekens.",
        },
    )


class StartForm(forms.Form):
    """For which of the own organisations an application is started, and with what."""

    mark_optional = False

    organisatie = forms.ModelChoiceField(
        label="Voor welke organisatie vraagt u aan?",
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Kies een organisatie.",
            "invalid_choice": "Voor deze organisatie hebt u geen mandaat. Kies een andere.",
        },
    )

    def __init__(
        self,
        *args: Any,
        organisations: QuerySet[Organisation],
        points: Iterable[StartingPoint] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisatie"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above; tells mypy
        field.queryset = organisations
        self.points = {point.key: point for point in points}
        if self.points:
            self.fields["begin_met"] = forms.ChoiceField(
                label="Waarmee begint u?",
                help_text="Wat wij al weten, hoeft u niet nog eens in te vullen. U kunt alles wijzigen.",
                choices=[
                    *((key, capfirst(point.label)) for key, point in self.points.items()),
                    (EMPTY, "Een leeg formulier"),
                ],
                initial=next(iter(self.points)),
                widget=forms.RadioSelect,
                error_messages={
                    "required": "Kies waarmee u begint.",
                    "invalid_choice": "Kies waarmee u begint uit de lijst.",
                },
            )

    def clean(self) -> dict[str, Any]:
        """Refuse to begin with what belongs to another of the own organisations."""
        data: dict[str, Any] = super().clean() or {}
        point, organisation = self.points.get(data.get("begin_met", "")), data.get("organisatie")
        if point and organisation and point.organisation_id != organisation.pk:
            self.add_error(
                "begin_met",
                f"Dit hoort niet bij {organisation.display_name}. Kies iets anders om mee te beginnen.",
            )
        return data

    def starting_point(self) -> StartingPoint | None:
        """Return with what the application begins; None for an empty form."""
        return self.points.get(self.cleaned_data.get("begin_met", ""))


def uuid_or_none(text: str) -> UUID | None:
    """Return the UUID that ``text`` says, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
