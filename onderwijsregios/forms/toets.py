"""Choose a region to have it judged: municipalities, sectors, boards, schools and institutes."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from onderwijsregios.core.school_codes import CODE, codes_in_file, codes_in_text
from onderwijsregios.core.toets.engine import counted, listed
from onderwijsregios.core.toets.question import (
    BOARD,
    INSTITUTE,
    MUNICIPALITY,
    NATIONAL,
    OWN_REGION,
    PROFESSION,
    SCHOOL,
    SECTOR,
    STUDENTS,
)
from onderwijsregios.selectors.toets import Toets
from regio.core.files.kinds import Unusable
from regio.core.question import plain
from regio.enums import SECTOR_ABBREVIATIONS, Sector

NAMED = "Gemeenten in "
MOST_TOLD = 12
LONGEST_NAME = 60
"""How many names that no municipality has are told back, and how much of each."""
TELLING = (("", "weet ik nog niet"), ("ja", "ja"), ("nee", "nee"))


class CodesField(forms.MultipleChoiceField):
    """Codes to tick; one that is not offered (any more) is for the answer to show back."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return True


class ToetsForm(forms.Form):
    """What the toets asks, filled with what the address says.

    Codes are not checked against the registry here: the answer shows back what it does
    not know. ``parameters`` gives everything as an address would.
    """

    mark_optional = False

    namen = forms.CharField(
        label="Gemeenten toevoegen",
        help_text=(
            "Namen of codes, met een komma ertussen of elk op een regel. Aanvinken kan hieronder, en op de "
            "kaart."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sectoren = CodesField(label="Sectoren", required=False)
    besturen = CodesField(label="Besturen die meedoen", required=False)
    bestuursnummers = forms.CharField(
        label="Andere besturen",
        help_text="Bestuursnummers van vijf cijfers, met een komma ertussen.",
        required=False,
    )
    scholen = forms.CharField(
        label="Scholen",
        help_text=(
            "Vestigingsnummers zoals 00AP00, elk op een regel. Noemt u van een bestuur geen school, dan "
            "tellen al zijn scholen in de gekozen gemeenten en sectoren."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    bestand = forms.FileField(
        label="Of kies een bestand",
        help_text="CSV of XLSX met een vestigingsnummer op elke regel, ten hoogste 2 MB.",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx", "data-max-bytes": 2 * 1024 * 1024}),
    )
    opleidingen = CodesField(label="Lerarenopleidingen die meedoen", required=False)
    studenten = forms.CharField(
        label="Studenten en zij-instromers die in de regio worden opgeleid",
        help_text="Het aantal van het laatste schooljaar, op alle opleidingsscholen samen.",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8}),
    )
    beroepsgroep = forms.ChoiceField(
        label="Doet een vertegenwoordiging van de beroepsgroep mee?",
        choices=TELLING,
        required=False,
        widget=forms.RadioSelect,
    )
    landelijk = forms.CharField(label="Landelijke regio", required=False, max_length=100)
    regio = CodesField(label="Wij zijn zelf", required=False)

    def __init__(
        self, *args: Any, toets: Toets, provinces: Mapping[str, str], sectors: list[str], **kwargs: Any
    ) -> None:
        """Take the answer to what the address asks now, and the names of the provinces by code."""
        super().__init__(*args, **kwargs)
        self.toets = toets
        question = toets.question
        self.fields["sectoren"].choices = [
            (s, f"{Sector(s).label} ({SECTOR_ABBREVIATIONS[Sector(s)]})") for s in sectors
        ]
        self.fields["besturen"].choices = self._boards()
        self.fields["opleidingen"].choices = [(one.code, one.name) for one in toets.institutes]
        self.fields["regio"].choices = self._regions()
        if toets.rules.national:
            self.fields["landelijk"] = forms.ChoiceField(
                label="Landelijke regio",
                choices=[("", "nee, een regio met gemeenten"), *((n, n) for n in toets.rules.national)],
                required=False,
            )
        self._add_provinces(provinces)
        self.initial = {
            "sectoren": list(question.sectors or sectors),
            "besturen": list(question.boards),
            "scholen": "\n".join(question.schools),
            "opleidingen": list(question.institutes),
            "studenten": "" if question.students is None else question.students,
            "beroepsgroep": {True: "ja", False: "nee", None: ""}[question.profession],
            "landelijk": question.national,
            "regio": list(question.own_regions),
        }

    def _boards(self) -> list[tuple[str, str]]:
        in_area = self.toets.boards_in_area
        listed = {one.code for one in in_area}
        return [
            *((one.code, f"{one.name} ({counted(one.schools, 'school', 'scholen')})") for one in in_area),
            *((one.code, one.name) for one in self.toets.facts.boards if one.code not in listed),
        ]

    def _regions(self) -> list[tuple[str, str]]:
        met = {region.code: region.name for one in self.toets.facts.schools for region in one.elsewhere}
        return sorted((met | dict(self.toets.own_regions)).items(), key=lambda pair: pair[1])

    def _add_provinces(self, provinces: Mapping[str, str]) -> None:
        grouped: dict[str, list[tuple[str, str]]] = {}
        for one in self.toets.country.municipalities.values():
            grouped.setdefault(one.province, []).append((one.code, one.name))
        self.groups = sorted(grouped, key=lambda code: provinces.get(code, code))
        chosen = set(self.toets.question.municipalities)
        for code in self.groups:
            choices = sorted(grouped[code], key=lambda pair: pair[1])
            self.fields[code] = forms.MultipleChoiceField(
                label=f"{NAMED}{provinces.get(code, code)}",
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[one for one, _ in choices if one in chosen],
            )

    def provinces(self) -> list[dict[str, Any]]:
        """Return what the page shows for each province."""
        return [self._province(self[code]) for code in self.groups]

    def _province(self, field: BoundField) -> dict[str, Any]:
        ticks = _ticks(field)
        chosen = sum(tick["is_on"] for tick in ticks)
        name = str(field.label).removeprefix(NAMED)
        summary = f"{name}: {chosen} van {len(ticks)} gekozen"
        return {"summary": summary, "field": field, "ticks": ticks}

    def board_ticks(self) -> list[dict[str, Any]]:
        """Return the boards to tick."""
        return _ticks(self["besturen"])

    def institute_ticks(self) -> list[dict[str, Any]]:
        """Return the training institutes to tick."""
        return _ticks(self["opleidingen"])

    def clean_namen(self) -> list[str]:
        """Turn names into codes; a name that no municipality has is told."""
        known = self.toets.country.municipalities
        by_name = {plain(one.name): code for code, one in known.items()}
        found, unknown = [], []
        for text in self.cleaned_data["namen"].replace("\n", ",").replace(";", ",").split(","):
            name = text.strip()
            if name.upper() in known:
                found.append(name.upper())
            elif code := by_name.get(plain(name)):
                found.append(code)
            elif name:
                unknown.append(name[:LONGEST_NAME])
        if unknown:
            # Looking for what is meant takes a millisecond a name, and anybody may post thousands.
            near = (get_close_matches(plain(name), by_name, n=1) for name in unknown[:MOST_TOLD])
            alike = [known[by_name[one]].name for ones in near for one in ones]
            meant = f" Bedoelt u {listed(alike)}?" if alike else ""
            raise ValidationError(
                f"Deze gemeenten kennen wij niet: {listed(unknown, most=MOST_TOLD)}.{meant} Controleer de "
                "schrijfwijze, of kies ze op de kaart of in de lijst."
            )
        return found

    def clean_scholen(self) -> list[str]:
        try:
            return codes_in_text(self.cleaned_data["scholen"])
        except Unusable as error:
            raise ValidationError(error.message) from error

    def clean_bestand(self) -> list[str]:
        upload = self.cleaned_data["bestand"]
        if upload is None:
            return []
        try:
            return codes_in_file(upload, size=upload.size, name=upload.name)
        except Unusable as error:
            raise ValidationError(error.message) from error

    def clean(self) -> dict[str, Any]:
        """Tell which lines are no vestigingsnummer, of the list and of the file."""
        data = super().clean() or self.cleaned_data
        codes = [*data.get("scholen", []), *data.get("bestand", [])]
        if wrong := [code for code in codes if not CODE.fullmatch(code)]:
            self.add_error(
                "scholen",
                f"Dit is geen vestigingsnummer: {listed(wrong)}. Een vestigingsnummer heeft "
                "twee cijfers, twee letters en twee cijfers, bijvoorbeeld 00AP00.",
            )
        return data

    def keep_file(self) -> None:
        """Put what was read from the file in the list, for a form that is shown again."""
        if codes := self.cleaned_data.get("bestand"):
            self.data = self.data.copy()
            self.data["scholen"] = "\n".join([self.data.get("scholen", ""), *codes]).strip()

    def parameters(self) -> dict[str, list[str]]:
        """Return what was chosen as the parameters of an address; codes as they were typed."""
        data = self.cleaned_data
        ticked = [code for group in self.groups for code in data[group]]
        all_sectors = len(data["sectoren"]) == len(self.fields["sectoren"].choices)
        return {
            MUNICIPALITY: [*ticked, *data["namen"]],
            SECTOR: [] if all_sectors else data["sectoren"],
            BOARD: [*data["besturen"], data["bestuursnummers"]],
            SCHOOL: [*data["scholen"], *data["bestand"]],
            INSTITUTE: data["opleidingen"],
            STUDENTS: [data["studenten"]],
            PROFESSION: [data["beroepsgroep"]],
            NATIONAL: [data["landelijk"]],
            OWN_REGION: data["regio"],
        }


def _ticks(field: BoundField) -> list[dict[str, Any]]:
    """Return the tick boxes of a field as plain values: a page has some five hundred of them."""
    chosen = set(field.value() or ())
    return [
        {"value": value, "label": label, "key": f"{field.auto_id}_{number}", "is_on": value in chosen}
        for number, (value, label) in enumerate(field.field.choices)
    ]
