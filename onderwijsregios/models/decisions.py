"""Decisions: prepared in the open among staff, unknown outside until their publication."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onderwijsregios.enums import Outcome
from onderwijsregios.models.applications import Application, Revision
from onderwijsregios.models.regions import Onderwijsregio
from regio.core import clock
from regio.models import Document


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="events"))
class Decision(models.Model):
    """What is decided on an application.

    Outside the staff's own pages it does not exist before ``published_at`` is set, and
    that happens only in the publication of the round.
    """

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="decision", verbose_name=_("aanvraag")
    )
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", verbose_name=_("beoordeelde versie")
    )
    outcome = models.CharField(_("besluit"), max_length=20, choices=Outcome)
    reason = models.TextField(_("motivering"))
    conditions = models.TextField(_("voorwaarden"), blank=True)
    conditions_due = models.DateField(_("voorwaarden uiterlijk op"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("besloten door")
    )
    decided_at = models.DateTimeField(_("besloten op"), default=clock.now)
    version = models.PositiveIntegerField(_("versie"), default=1, editable=False)
    published_at = models.DateTimeField(_("gepubliceerd op"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(_("aangenomen op"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("aangenomen door"),
    )
    letter = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("brief")
    )
    letter_fingerprint = models.CharField(
        _("vingerafdruk van de gegevens in de brief"), max_length=64, blank=True, editable=False
    )
    region = models.OneToOneField(
        Onderwijsregio,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decision",
        verbose_name=_("ontstane onderwijsregio"),
    )

    class Meta:
        verbose_name = _("besluit")
        verbose_name_plural = _("besluiten")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="decision_has_a_reason",
                violation_error_message=_("Schrijf waarom dit besluit is genomen."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.PROVISIONAL) | ~Q(conditions=""),
                name="provisional_decision_has_conditions",
                violation_error_message=_("Schrijf aan welke voorwaarden de regio nog moet voldoen."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.PROVISIONAL) | Q(conditions_due__isnull=False),
                name="provisional_decision_has_a_due_date",
                violation_error_message=_("Kies de datum waarop aan de voorwaarden moet zijn voldaan."),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(letter__isnull=False),
                name="published_decision_has_a_letter",
                violation_error_message=_("Een gepubliceerd besluit heeft een brief."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(published_at__isnull=False),
                name="only_a_published_decision_is_accepted",
                violation_error_message=_("Alleen een gepubliceerd besluit kan worden aangenomen."),
            ),
        ]

    def __str__(self) -> str:
        return f"besluit op {self.application_id}"
