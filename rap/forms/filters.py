"""Filters of RAP projects, for page and API."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rap.enums import RapScheme
from rap.models import RapProject
from regio.enums import CollaborationStatus
from regio.forms.filters import CollaborationFilterSet


class RapProjectFilterSet(CollaborationFilterSet):
    """What all collaborations share, and the scheme.

    The last scheme ended in December 2023, so ended projects are in the list: without
    them it would be empty.
    """

    statuses = (CollaborationStatus.ACTIVE, CollaborationStatus.ENDED)
    hides_ended = False

    regeling = django_filters.MultipleChoiceFilter(
        label=_("Regeling"),
        method="filter_scheme",
        choices=RapScheme.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("“%(value)s” is geen regeling van RAP. Kies een regeling uit de lijst.")
        },
    )

    class Meta:
        model = RapProject
        fields: ClassVar[list[str]] = []

    def filter_scheme(self, queryset: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return queryset.filter(scheme__in=value) if value else queryset
