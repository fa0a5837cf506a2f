"""The filters of organisations of all kinds, for the API."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from regio.core import clock
from regio.enums import OrganisationKind
from regio.forms.filters import MunicipalityFilter
from regio.forms.registers import DivisionFilter, RegisterFilterSet, SectorFilter, SortFilter
from regio.models import BroadRegion, Municipality, Organisation, School
from regio.models.periods import valid_on


class OrganisationFilterSet(RegisterFilterSet):
    """School boards, institutes and other parties together; those that exist today."""

    q_paths = ("name", "register_code")

    soort = django_filters.MultipleChoiceFilter(
        label=_("Soort"),
        method="filter_kind",
        choices=OrganisationKind.choices,
        error_messages={"invalid_choice": _("“%(value)s” is geen soort organisatie.")},
    )
    code = django_filters.CharFilter(
        label=_("Registercode"),
        field_name="register_code",
        max_length=10,
        help_text=_("Bestuursnummer of BRIN, bijvoorbeeld 41234 of 25DW."),
        error_messages={"max_length": _("Een registercode heeft ten hoogste 10 tekens.")},
    )
    sector = SectorFilter(method="filter_sector")
    gemeente = MunicipalityFilter(
        label=_("Gemeente"),
        method="filter_municipality",
        queryset=Municipality.objects.all(),
        help_text=_("Gevestigd in deze gemeente, of met een school daar. Naam of code."),
    )
    bredeRegio = DivisionFilter(  # noqa: N815  the public name
        BroadRegion, label=_("Brede regio"), method="filter_broad_region"
    )
    opgeheven = django_filters.ChoiceFilter(
        label=_("Ook organisaties die niet meer bestaan"),
        method="filter_ended",
        choices=[("ja", _("ja")), ("nee", _("nee"))],
        error_messages={"invalid_choice": _("Kies bij opgeheven “ja” of “nee”.")},
    )
    sorteer = SortFilter(
        {"sort_name": "naam", "register_code": "code"}, otherwise=("sort_name", "register_code", "pk")
    )

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.form.cleaned_data.get("opgeheven") != "ja":
            queryset = queryset.filter(valid_on(clock.today()))
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found

    def filter_kind(self, queryset: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return queryset.filter(kind__in=value) if value else queryset

    def filter_sector(self, queryset: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return queryset.filter(sectors__overlap=value) if value else queryset

    def filter_municipality(self, queryset: QuerySet[Any], name: str, value: Municipality) -> QuerySet[Any]:
        there = School.objects.filter(valid_on(clock.today()), municipality_id=value.pk, board=OuterRef("pk"))
        return queryset.filter(Exists(there) | Q(municipality_id=value.pk))

    def filter_ended(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Leave the rows alone: this was used before all other filters."""
        return queryset
