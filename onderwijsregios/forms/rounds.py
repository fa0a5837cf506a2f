"""Forms of coordinators: rounds, criteria and who reviews what."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms

from onderwijsregios.core.toets import rule_sets
from onderwijsregios.enums import Grace, Signing
from onderwijsregios.forms.versions import VersionedForm
from onderwijsregios.models import Criterion, Round
from onderwijsregios.services.assignments import Proposal
from onderwijsregios.services.rounds import FIELDS, OPENS_LONG_AGO, opens_long_ago
from regio.core import clock
from regio.enums import Sector
from regio.forms.renderer import DateInput, DateTimeWidget
from regio.models import User

SCORES = range(1, 6)


class MomentField(forms.SplitDateTimeField):
    """A date and a time as clocks in the Netherlands show them, to the second."""

    widget = DateTimeWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(require_all_fields=False, **kwargs)
        for part in self.fields:
            part.required = False  # compress says which part is missing

    def compress(self, data_list: Sequence[Any]) -> dt.datetime | None:
        if not data_list or not any(data_list):
            return None
        day, time = data_list
        if day in self.empty_values:
            raise forms.ValidationError("Kies ook een datum.", code="invalid_date")
        if time in self.empty_values:
            raise forms.ValidationError("Vul ook een tijd in, bijvoorbeeld 23:59:59.", code="invalid_time")
        return clock.amsterdam(day, time)


class RoundForm(VersionedForm):
    """The title, sectors and moments of a round."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label="Titel", max_length=150, error_messages={"required": "Geef de ronde een titel."}
    )
    introduction = forms.CharField(
        label="Inleiding",
        help_text="Voor wie de ronde is en wat wordt gevraagd. Staat op de openbare pagina.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    sectors = forms.MultipleChoiceField(
        label="Sectoren",
        choices=[(sector.value, sector.label) for sector in Sector if sector != Sector.HO],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies ten minste één sector."},
    )
    announced_at = MomentField(
        label="Zichtbaar vanaf",
        help_text="Vanaf dan staat de ronde op de openbare pagina. Leeg: alleen medewerkers zien haar.",
        required=False,
    )
    opens_at = MomentField(label="Opent op", error_messages={"required": "Kies wanneer de ronde opent."})
    closes_at = MomentField(
        label="Sluit op",
        help_text="De laatste seconde die nog meetelt, bijvoorbeeld 23:59:59.",
        error_messages={"required": "Kies wanneer de ronde sluit."},
    )
    selection_date = forms.DateField(
        label="Selectie op", widget=DateInput, error_messages={"required": "Kies de dag van de selectie."}
    )
    publish_at = MomentField(
        label="Uitslag openbaar op",
        help_text="Op dit moment worden besluiten, brieven en de regiokaart samen zichtbaar.",
        error_messages={"required": "Kies wanneer de uitslag openbaar wordt."},
    )

    rule_set = forms.ChoiceField(
        label="Regels voor de toets", help_text="Volgens deze regels rekent de openbare toets van de ronde."
    )
    grace_kind = forms.ChoiceField(
        label="Respijt na sluiting",
        help_text="Wat kort na het sluiten aankomt, wordt dan nog aangenomen. Elk gebruik komt in het log.",
        choices=Grace.choices,
        widget=forms.RadioSelect,
        initial=Grace.NONE,
        error_messages={"required": "Kies of er respijt is."},
    )
    grace_seconds = forms.IntegerField(
        label="Respijt in seconden",
        help_text="Zonder respijt: 0. Met respijt: 1 tot en met 3600.",
        min_value=0,
        max_value=3600,
        initial=0,
        error_messages={
            "required": "Vul het respijt in, of 0.",
            "invalid": "Vul een heel getal in, bijvoorbeeld 60.",
            "min_value": "Het respijt is ten minste 0 seconden.",
            "max_value": "Het respijt is ten hoogste 3.600 seconden.",
        },
    )
    signing = forms.ChoiceField(
        label="Ondertekenen door de partijen",
        choices=Signing.choices,
        widget=forms.RadioSelect,
        initial=Signing.ASKED,
        error_messages={"required": "Kies wat u van de partijen vraagt."},
    )
    is_open_to_bezwaar = forms.BooleanField(
        label="Tegen de besluiten staat bezwaar open",
        help_text="Een aanvrager kan dan binnen zes weken na verzending bezwaar maken.",
        required=False,
    )
    decision_days = forms.IntegerField(
        label="Beslistermijn in dagen",
        help_text="Gerekend vanaf het sluiten. Een gevraagde aanvulling schort de termijn op.",
        min_value=1,
        max_value=730,
        initial=91,
        error_messages={
            "required": "Vul de beslistermijn in.",
            "invalid": "Vul een heel getal in, bijvoorbeeld 91.",
            "min_value": "De beslistermijn is ten minste één dag.",
            "max_value": "De beslistermijn is ten hoogste twee jaar (730 dagen).",
        },
    )

    def __init__(self, *args: Any, round_: Round | None = None, **kwargs: Any) -> None:
        if round_ is not None:
            kwargs["initial"] = {name: getattr(round_, name) for name in (*FIELDS, "version")}
        super().__init__(*args, **kwargs)
        field = self.fields["rule_set"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above; tells mypy
        field.choices = [(key, one.title) for key, one in rule_sets().items()]

    def values(self) -> dict[str, Any]:
        """Return what was filled in, ready for the services."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class NewRoundForm(RoundForm):
    """A new round, perhaps with the criteria of an earlier one."""

    copy_criteria_from = forms.ModelChoiceField(
        label="Criteria overnemen van",
        queryset=Round.objects.order_by("-opens_at"),
        required=False,
        empty_label="geen: ik schrijf nieuwe criteria",
    )

    def clean_opens_at(self) -> dt.datetime:
        opens_at: dt.datetime = self.cleaned_data["opens_at"]
        if opens_long_ago(opens_at):
            raise forms.ValidationError(OPENS_LONG_AGO)
        return opens_at


class CriterionForm(VersionedForm):
    """A criterion with the words for each score."""

    title = forms.CharField(
        label="Titel", max_length=150, error_messages={"required": "Geef het criterium een titel."}
    )
    explanation = forms.CharField(
        label="Uitleg",
        help_text="Waar beoordelaars naar kijken. Aanvragers lezen dit ook.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Leg uit waar beoordelaars naar kijken."},
    )
    weight = forms.IntegerField(
        label="Gewicht",
        help_text="Een criterium met gewicht 2 telt twee keer zo zwaar als een met gewicht 1.",
        min_value=1,
        max_value=100,
        error_messages={
            "required": "Vul een gewicht in.",
            "invalid": "Vul een heel getal in, bijvoorbeeld 2.",
            "min_value": "Een criterium weegt ten minste 1.",
            "max_value": "Een criterium weegt ten hoogste 100.",
        },
    )

    def __init__(self, *args: Any, round_: Round, criterion: Criterion | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"version": round_.version, "weight": 1}
        if criterion is not None:
            initial |= {name: getattr(criterion, name) for name in ("title", "explanation", "weight")}
            initial |= {f"anchor-{anchor.score}": anchor.text for anchor in criterion.anchors.all()}
        super().__init__(*args, initial=initial, **kwargs)
        for score in SCORES:
            self.fields[f"anchor-{score}"] = forms.CharField(
                label=f"Wat betekent een {score}?",
                max_length=300,
                error_messages={"required": f"Leg uit wat een {score} betekent."},
            )

    def values(self) -> dict[str, Any]:
        """Return what was filled in, ready for the service."""
        return {
            **{name: self.cleaned_data[name] for name in ("version", "title", "explanation", "weight")},
            "anchors": {score: self.cleaned_data[f"anchor-{score}"] for score in SCORES},
        }


class PeopleField(forms.MultipleChoiceField):
    """Some of ``people``, already loaded, so that a page with many of these needs no more queries."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, people: Sequence[User], notes: Mapping[int, str], **kwargs: Any) -> None:
        self.by_key = {str(person.pk): person for person in people}
        super().__init__(
            choices=[
                (key, f"{person.get_full_name()}{notes.get(person.pk, '')}")
                for key, person in self.by_key.items()
            ],
            required=False,
            error_messages={
                "invalid_choice": "Een gekozen persoon kan niet (meer) worden toegewezen. Kies opnieuw."
            },
            **kwargs,
        )

    def clean(self, value: Any) -> list[User]:
        return [self.by_key[key] for key in super().clean(value)]


class ReviewersForm(forms.Form):
    """Who reviews one application; only people without an interest can be chosen."""

    mark_optional = False

    def __init__(
        self,
        *args: Any,
        eligible: Sequence[User],
        notes: Mapping[int, str],
        chosen: Collection[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"] = PeopleField(
            label="Beoordelaars", people=eligible, notes=notes, initial=[str(pk) for pk in chosen]
        )


class DivisionSizeForm(forms.Form):
    """How many reviewers each application gets in the proposal."""

    aantal = forms.IntegerField(
        label="Beoordelaars per aanvraag",
        min_value=1,
        max_value=9,
        error_messages={
            "required": "Vul een aantal in.",
            "invalid": "Vul een heel getal in.",
            "min_value": "Kies ten minste 1.",
            "max_value": "Kies ten hoogste 9.",
        },
    )


class DivisionForm(forms.Form):
    """The whole division of a round: per application who reviews it."""

    mark_optional = False

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for application in proposal.applications:
            self.fields[str(application.pk)] = PeopleField(
                label=f"{application.dossier_number} {application}",
                people=proposal.eligible(application),
                notes={},
                initial=[str(person.pk) for person in proposal.chosen[application.pk]],
            )

    def division(self) -> dict[uuid.UUID, list[User]]:
        """Return for each application who was ticked."""
        return {uuid.UUID(name): list(people) for name, people in self.cleaned_data.items()}
