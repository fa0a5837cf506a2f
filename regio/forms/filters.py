"""The filters of collaborations: one set serves a list page and the API's list.

The names are the public parameters, in Dutch and lowerCamelCase. Each programme
adds its own in its ``forms/filters.py``. An unknown value is refused with a
sentence that says what to do, never ignored in silence.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar, Final

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from regio.core import clock
from regio.enums import CollaborationStatus, Sector
from regio.models import BroadRegion, Collaboration, Municipality, MunicipalityChange, Province
from regio.selectors import collaborations as selectors

SORT_FIELDS: Final = {
    "name": "naam",
    "number_of_parties": "partijen",
    "number_of_schools": "scholen",
    "number_of_municipalities": "gemeenten",
}


DAY: Final[dict[str, Any]] = {
    "input_formats": ["%Y-%m-%d", "%d-%m-%Y"],
    "widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    "error_messages": {
        "invalid": _("Dit is geen datum. Schrijf jaar, maand en dag, bijvoorbeeld 2024-01-31.")
    },
}


class LoadedChoices(ModelChoiceIterator):  # type: ignore[type-arg]  # not generic at runtime
    """Choices that are read once, for checking what was chosen and for drawing the list."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from (self.choice(row) for row in self.field.queryset or ())


class CodeChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at runtime
    """One of a short list, by its code."""

    iterator = LoadedChoices

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        for row in self.queryset or ():
            if str(row.pk) == str(value):
                return row
        raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")


class MunicipalityField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at runtime
    """A municipality by its code or its name, the former ones included."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Municipality | None:
        text = str(value or "").strip()
        if not text:
            return None
        found = None if "\x00" in text else self._named(text)
        if found is None:
            raise ValidationError(
                _(
                    "Wij kennen geen gemeente “%(text)s”. Controleer de spelling of vul de gemeentecode in, "
                    "bijvoorbeeld GM0344."
                ),
                code="invalid_choice",
                params={"text": text[:60]},
            )
        return found

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Municipality) else value

    @staticmethod
    def _named(text: str) -> Municipality | None:
        municipalities = Municipality.objects.defer("geometry")
        found = municipalities.filter(Q(code__iexact=text) | Q(name__iexact=text)).first()
        if found:
            return found
        former = MunicipalityChange.objects.filter(Q(old_code__iexact=text) | Q(old_name__iexact=text))
        change = former.select_related("new_municipality").order_by("-date").first()
        return change.new_municipality if change else None


class CodeChoiceFilter(django_filters.ModelChoiceFilter):
    """One of a short list, by its code."""

    field_class = CodeChoiceField


class MunicipalityFilter(django_filters.ModelChoiceFilter):
    """One municipality, by code or name."""

    field_class = MunicipalityField


class StableOrderingFilter(django_filters.OrderingFilter):
    """Sorts on one column; equal rows always come in the same order."""

    def filter(self, qs: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
        wanted = [self.get_ordering_value(param) for param in value or () if param]
        return qs.order_by(*wanted, "name", "pk")


class CollaborationFilterSet(django_filters.FilterSet):
    """Filters that all collaborations share.

    Without ``peilDatum`` and ``status`` the list holds what exists today; with
    ``peilDatum`` what existed on that day; asking for a status that ends a
    collaboration brings those back that have ended. The rows carry ``shown_on`` and
    the three counts of :func:`regio.selectors.collaborations.with_counts`.
    """

    sectors: ClassVar[tuple[Sector, ...]] = (Sector.PO, Sector.SO, Sector.VO, Sector.MBO)
    statuses: ClassVar[tuple[CollaborationStatus, ...]] = tuple(CollaborationStatus)
    hides_ended: ClassVar[bool] = True
    """Whether ended collaborations stay out of the list until somebody asks for them."""

    q = django_filters.CharFilter(
        label=_("Zoekwoorden"),
        method="filter_q",
        max_length=100,
        help_text=_("Naam, partij of gemeente."),
        error_messages={"max_length": _("Gebruik ten hoogste 100 tekens om te zoeken.")},
    )
    sector = django_filters.MultipleChoiceFilter(
        label=_("Sector"),
        method="filter_sector",
        choices=Sector.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("“%(value)s” is geen sector. Kies een sector uit de lijst.")},
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"),
        method="filter_status",
        choices=CollaborationStatus.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("“%(value)s” is geen status. Kies een status uit de lijst.")},
    )
    bredeRegio = CodeChoiceFilter(  # noqa: N815  the public name
        label=_("Brede regio"),
        method="filter_broad_region",
        queryset=BroadRegion.objects.all(),
        empty_label=_("Alle"),
        error_messages={"invalid_choice": _("Deze brede regio kennen wij niet. Kies er een uit de lijst.")},
    )
    provincie = CodeChoiceFilter(
        label=_("Provincie"),
        method="filter_province",
        queryset=Province.objects.all(),
        empty_label=_("Alle"),
        error_messages={"invalid_choice": _("Deze provincie kennen wij niet. Kies er een uit de lijst.")},
    )
    gemeente = MunicipalityFilter(
        label=_("Gemeente"),
        method="filter_municipality",
        queryset=Municipality.objects.all(),
        help_text=_("Naam of code, bijvoorbeeld Utrecht of GM0344."),
    )
    landelijk = django_filters.ChoiceFilter(
        label=_("Landelijk"),
        method="filter_national",
        choices=[("ja", _("Alleen landelijke")), ("nee", _("Zonder landelijke"))],
        empty_label=_("Alle"),
        error_messages={"invalid_choice": _("Kies bij landelijk “ja” of “nee”.")},
    )
    peilDatum = django_filters.DateFilter(  # noqa: N815  the public name
        label=_("Op datum"), method="filter_day", help_text=_("Leeg: vandaag."), **DAY
    )
    sorteer = StableOrderingFilter(
        fields=SORT_FIELDS,
        widget=forms.HiddenInput,
        error_messages={
            "invalid_choice": _(
                "Hierop kunnen wij niet sorteren. Kies naam, partijen, scholen of gemeenten, "
                "met een streepje ervoor voor andersom."
            ),
            "invalid_list": _("Sorteer op één kolom."),
        },
    )

    class Meta:
        model = Collaboration
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["sector"].extra["choices"] = [(s.value, s.label) for s in self.sectors]
        self.filters["status"].extra["choices"] = [(s.value, s.label) for s in self.statuses]

    def get_form_class(self) -> type[forms.Form]:
        form: type[forms.Form] = super().get_form_class()
        form.mark_optional = False  # type: ignore[attr-defined]  # read by regio.forms.renderer
        return form

    @property
    def day(self) -> dt.date:
        """The day that the list is about."""
        return self.form.cleaned_data.get("peilDatum") or clock.today()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        queryset = selectors.with_counts(selectors.shown_on(self._existing(queryset), day=self.day))
        chosen: QuerySet[Any] = super().filter_queryset(queryset)
        return chosen

    def _existing(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.form.cleaned_data
        if asked.get("peilDatum"):
            return selectors.valid_collaborations(queryset, day=self.day)
        if not self.hides_ended or CollaborationStatus.ENDED in asked.get("status", ()):
            return selectors.begun_collaborations(queryset, day=self.day)
        return selectors.current_collaborations(queryset, day=self.day)

    def filter_q(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return selectors.matching(queryset, value)

    def filter_sector(self, queryset: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return queryset.filter(sectors__overlap=value) if value else queryset

    def filter_status(self, queryset: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return queryset.filter(status__in=value) if value else queryset

    def filter_broad_region(self, queryset: QuerySet[Any], name: str, value: BroadRegion) -> QuerySet[Any]:
        return selectors.in_area(queryset, broad_region=value)

    def filter_province(self, queryset: QuerySet[Any], name: str, value: Province) -> QuerySet[Any]:
        return selectors.in_area(queryset, province=value)

    def filter_municipality(self, queryset: QuerySet[Any], name: str, value: Municipality) -> QuerySet[Any]:
        return selectors.in_area(queryset, pk=value.pk)

    def filter_national(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(is_national=value == "ja")

    def filter_day(self, queryset: QuerySet[Any], name: str, value: dt.date) -> QuerySet[Any]:
        """Leave the rows alone: the day was used before all other filters."""
        return queryset


class DayForm(forms.Form):
    """The day that a page about one thing is about."""

    mark_optional = False

    peilDatum = forms.DateField(  # noqa: N815  the public name
        label=_("Op datum"), required=False, **DAY
    )
