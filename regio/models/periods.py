"""Validity in time, the same for everything that is valid for a while.

``valid_from`` and ``valid_until`` are days, both included; empty means open.
"""

import datetime as dt
from typing import Any

from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

ENDS_TOO_EARLY = _("De einddatum ligt voor de begindatum. Kies een latere einddatum.")


class Period(models.Model):
    """Abstract: valid from a day up to and including another day."""

    valid_from = models.DateField(_("geldig vanaf"), null=True, blank=True)
    valid_until = models.DateField(
        _("geldig tot en met"), null=True, blank=True, help_text=_("Leeg betekent: nu nog geldig.")
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Say no before PostgreSQL is asked to make a range that ends before it begins."""
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": ENDS_TOO_EARLY})

    @staticmethod
    def constraint(name: str) -> models.CheckConstraint:
        """Return the constraint that a period does not end before it begins."""
        return models.CheckConstraint(
            condition=Q(valid_until__isnull=True)
            | Q(valid_from__isnull=True)
            | Q(valid_until__gte=F("valid_from")),
            name=name,
            violation_error_message=ENDS_TOO_EARLY,
        )


def valid_on(day: dt.date | Combinable, *, prefix: str = "") -> Q:
    """Return the condition that a row is valid on ``day``; ``prefix`` reaches a related row.

    ``day`` may be an expression, such as a date of the row around a subquery.
    """
    return Q(
        Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day}),
        Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": day}),
    )


def period_range() -> Func:
    """Return the period of a row as a PostgreSQL daterange, both ends included."""
    return Func(F("valid_from"), F("valid_until"), Value("[]"), function="DATERANGE")


def without_overlap(*fields: str) -> list[tuple[Any, str]]:
    """Return the expressions of an exclusion constraint: same fields, overlapping periods."""
    return [
        (period_range(), RangeOperators.OVERLAPS),
        *((field, RangeOperators.EQUAL) for field in fields),
    ]
