"""The filters of the registers: boards, schools, institutes and municipalities.

One set serves a list page and the API's list. The names are the public parameters.
"""

from typing import Any, ClassVar, Final

import django_filters
from django import forms
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from regio.core import clock
from regio.enums import Sector
from regio.forms.filters import MunicipalityFilter
from regio.models import (
    BroadRegion,
    LabourMarketRegion,
    Municipality,
    Organisation,
    Province,
    School,
    TrainingProgramme,
)
from regio.models.periods import valid_on

MOST_WORDS: Final = 8


class SortFilter(django_filters.OrderingFilter):
    """Sorts on one column, with what is not known last; equal rows always come in the same order."""

    def __init__(self, fields: dict[str, str], *, otherwise: tuple[str, ...]) -> None:
        super().__init__(
            fields=fields,
            widget=forms.HiddenInput,
            error_messages={
                "invalid_choice": _(
                    "Hierop kunnen wij niet sorteren. Kies %(names)s, met een streepje ervoor voor andersom."
                )
                % {"names": ", ".join(fields.values())},
                "invalid_list": _("Sorteer op één kolom."),
            },
        )
        self.otherwise = otherwise

    def filter(self, qs: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
        wanted = []
        for param in value or ():
            field = F(self.get_ordering_value(param.removeprefix("-")))
            wanted.append(
                field.desc(nulls_last=True) if param.startswith("-") else field.asc(nulls_last=True)
            )
        return qs.order_by(*wanted, *self.otherwise)


class SectorFilter(django_filters.MultipleChoiceFilter):
    """One or more sectors."""

    def __init__(self, *, method: str) -> None:
        super().__init__(
            label=_("Sector"),
            method=method,
            choices=Sector.choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": _("“%(value)s” is geen sector. Kies een sector uit de lijst.")},
        )


class DivisionFilter(django_filters.ChoiceFilter):
    """One division of the country, by its code; the choices are read once per page."""

    def __init__(self, division: type[Model], *, label: Any, method: str) -> None:
        super().__init__(
            label=label,
            method=method,
            choices=(),
            empty_label=_("Alle"),
            error_messages={
                "invalid_choice": _("“%(value)s” staat niet in de lijst. Kies er een uit de lijst.")
            },
        )
        self.division = division


class RegisterFilterSet(django_filters.FilterSet):
    """What all registers share: words, a choice of areas, and the order."""

    q_paths: ClassVar[tuple[str, ...]]
    """In which columns a word may stand."""

    q = django_filters.CharFilter(
        label=_("Zoekwoorden"),
        method="filter_q",
        max_length=100,
        error_messages={"max_length": _("Gebruik ten hoogste 100 tekens om te zoeken.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.filters.values():
            if isinstance(one, DivisionFilter):
                one.extra["choices"] = list(one.division._default_manager.values_list("code", "name"))

    def get_form_class(self) -> type[forms.Form]:
        form: type[forms.Form] = super().get_form_class()
        form.mark_optional = False  # type: ignore[attr-defined]  # read by regio.forms.renderer
        return form

    def filter_q(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        for word in value.split()[:MOST_WORDS]:
            anywhere = Q()
            for path in self.q_paths:
                anywhere |= Q(**{f"{path}__unaccent__icontains": word})
            queryset = queryset.filter(anywhere)
        return queryset

    def filter_broad_region(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(municipality__broad_region=value)

    def filter_province(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(municipality__province=value)


class BoardFilterSet(RegisterFilterSet):
    """School boards."""

    q_paths = ("sort_name", "register_code")

    sector = SectorFilter(method="filter_sector")
    gemeente = MunicipalityFilter(
        label=_("Gemeente"),
        method="filter_municipality",
        queryset=Municipality.objects.all(),
        help_text=_("Besturen met een school in deze gemeente. Naam of code."),
    )
    bredeRegio = DivisionFilter(  # noqa: N815  the public name
        BroadRegion, label=_("Brede regio"), method="filter_broad_region"
    )
    opgeheven = django_filters.BooleanFilter(
        label=_("Ook besturen die niet meer bestaan"), method="filter_ended", widget=forms.CheckboxInput
    )
    sorteer = SortFilter(
        {
            "sort_name": "naam",
            "register_code": "nummer",
            "number_of_schools": "scholen",
            "number_of_pupils": "leerlingen",
            "number_of_collaborations": "samenwerkingen",
        },
        otherwise=("sort_name", "register_code"),
    )

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = []

    def filter_sector(self, queryset: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return queryset.filter(sectors__overlap=value) if value else queryset

    def filter_municipality(self, queryset: QuerySet[Any], name: str, value: Municipality) -> QuerySet[Any]:
        there = School.objects.filter(valid_on(clock.today()), municipality_id=value.pk, board=OuterRef("pk"))
        return queryset.filter(Exists(there) | Q(municipality_id=value.pk))

    def filter_ended(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return queryset if value else queryset.filter(valid_on(clock.today()))


class SchoolFilterSet(RegisterFilterSet):
    """School locations."""

    q_paths = ("name", "place", "brin6", "board__name")

    sector = SectorFilter(method="filter_sector")
    gemeente = MunicipalityFilter(
        field_name="municipality",
        label=_("Gemeente"),
        method="filter_municipality",
        queryset=Municipality.objects.all(),
        help_text=_("Naam of code, bijvoorbeeld Utrecht of GM0344."),
    )
    provincie = DivisionFilter(Province, label=_("Provincie"), method="filter_province")
    bredeRegio = DivisionFilter(  # noqa: N815  the public name
        BroadRegion, label=_("Brede regio"), method="filter_broad_region"
    )
    sorteer = SortFilter(
        {"sort_name": "naam", "place": "plaats", "brin6": "code", "pupils": "leerlingen"},
        otherwise=("sort_name", "brin6"),
    )

    class Meta:
        model = School
        fields: ClassVar[list[str]] = []

    def filter_sector(self, queryset: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return queryset.filter(sector__in=value) if value else queryset

    def filter_municipality(self, queryset: QuerySet[Any], name: str, value: Municipality) -> QuerySet[Any]:
        return queryset.filter(municipality_id=value.pk)


class InstituteFilterSet(RegisterFilterSet):
    """Teacher-training institutes."""

    q_paths = ("name", "register_code")

    soort = django_filters.ChoiceFilter(
        label=_("Soort opleiding"),
        method="filter_kind",
        choices=(),
        empty_label=_("Alle"),
        error_messages={
            "invalid_choice": _("“%(value)s” is geen soort opleiding. Kies er een uit de lijst.")
        },
    )
    gemeente = MunicipalityFilter(
        label=_("Gemeente"),
        method="filter_municipality",
        queryset=Municipality.objects.all(),
        help_text=_("Waar de opleiding wordt gegeven. Naam of code."),
    )
    bredeRegio = DivisionFilter(  # noqa: N815  the public name
        BroadRegion, label=_("Brede regio"), method="filter_broad_region"
    )
    sorteer = SortFilter(
        {
            "sort_name": "naam",
            "number_of_programmes": "opleidingen",
            "number_of_students": "studenten",
            "number_of_collaborations": "samenwerkingen",
        },
        otherwise=("sort_name", "register_code"),
    )

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = TrainingProgramme.objects.order_by("kind").values_list("kind", flat=True).distinct()
        self.filters["soort"].extra["choices"] = [(kind, kind) for kind in kinds]

    def filter_kind(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(Exists(TrainingProgramme.objects.filter(institute=OuterRef("pk"), kind=value)))

    def filter_municipality(self, queryset: QuerySet[Any], name: str, value: Municipality) -> QuerySet[Any]:
        there = TrainingProgramme.objects.filter(institute=OuterRef("pk"), municipality_id=value.pk)
        return queryset.filter(Exists(there) | Q(municipality_id=value.pk))

    def filter_broad_region(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        there = TrainingProgramme.objects.filter(institute=OuterRef("pk"), municipality__broad_region=value)
        return queryset.filter(Exists(there) | Q(municipality__broad_region=value))


class MunicipalityFilterSet(RegisterFilterSet):
    """Municipalities."""

    q_paths = ("name", "code")

    provincie = DivisionFilter(Province, label=_("Provincie"), method="filter_province")
    arbeidsmarktregio = DivisionFilter(
        LabourMarketRegion, label=_("Arbeidsmarktregio"), method="filter_labour_market"
    )
    bredeRegio = DivisionFilter(  # noqa: N815  the public name
        BroadRegion, label=_("Brede regio"), method="filter_broad_region"
    )
    sorteer = SortFilter(
        {
            "sort_name": "naam",
            "province__name": "provincie",
            "number_of_schools": "scholen",
            "number_of_pupils": "leerlingen",
            "number_of_collaborations": "samenwerkingen",
        },
        otherwise=("sort_name", "code"),
    )

    class Meta:
        model = Municipality
        fields: ClassVar[list[str]] = []

    def filter_broad_region(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(broad_region=value)

    def filter_province(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(province=value)

    def filter_labour_market(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(labour_market_region=value)
