"""Applications as voorloper: the living draft and its frozen revisions."""

import uuid
from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin

from onderwijsregios.enums import ApplicationState, PartKey
from onderwijsregios.models.rounds import Round
from onderwijsregios.workflow import APPLICATION
from regio.core import clock
from regio.enums import MembershipRole
from regio.models import Document, Municipality, Organisation
from regio.models.organisations import sectors_field


@APPLICATION.on
@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="events"))
class Application(FSMModelMixin, models.Model):
    """Aanvraag als voorloper, by one applying organisation on behalf of its members.

    ``version`` rises when name, sectors or reach of the region are saved, each text has
    a version of its own; a form carries the version that it was made from, so that a
    second tab or a colleague is never overwritten in silence.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="applications", verbose_name=_("ronde"))
    lead = models.ForeignKey(
        Organisation, models.PROTECT, related_name="applications", verbose_name=_("aanvrager")
    )
    title = models.CharField(_("naam van de regio"), max_length=150, blank=True)
    sectors = sectors_field()
    municipalities = models.ManyToManyField(
        Municipality, related_name="applications", blank=True, verbose_name=_("gemeenten")
    )
    is_national = models.BooleanField(_("landelijk"), default=False)
    plan = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("plan (PDF)")
    )
    state = FSMField(_("toestand"), choices=ApplicationState, default=ApplicationState.DRAFT, protected=True)
    dossier_number = models.CharField(
        _("dossiernummer"), max_length=20, unique=True, null=True, blank=True, editable=False
    )
    version = models.PositiveIntegerField(_("versie"), default=1, editable=False)
    created_at = models.DateTimeField(_("begonnen op"), default=clock.now)
    saved_at = models.DateTimeField(_("laatst bewaard op"), default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    is_sample = models.BooleanField(_("voorbeeld"), default=False)

    class Meta:
        verbose_name = _("aanvraag")
        verbose_name_plural = _("aanvragen")
        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "lead"],
                name="one_application_per_organisation_and_round",
                violation_error_message=_(
                    "Uw organisatie heeft al een aanvraag in deze ronde. Werk daarin verder."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.DRAFT) | Q(dossier_number__isnull=False),
                name="handed_in_application_has_a_dossier_number",
                violation_error_message=_("Een ingediende aanvraag heeft een dossiernummer."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"Aanvraag {self.dossier_number or 'zonder naam'}"

    def get_absolute_url(self) -> str:
        """Return the applicant's page of this application."""
        return reverse("onderwijsregios:application", args=[self.pk])

    @property
    def dossier(self) -> str:
        """Return the key under which the log of this application is read."""
        return f"application:{self.pk}"


class PlanPart(models.Model):
    """The text of one part of the plan as it stands now; ``version`` rises with each save."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="parts", verbose_name=_("aanvraag")
    )
    key = models.CharField(_("onderdeel"), max_length=30, choices=PartKey)
    text = models.TextField(_("tekst"), blank=True)
    version = models.PositiveIntegerField(_("versie"), default=1)
    saved_at = models.DateTimeField(_("bewaard op"), default=clock.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("onderdeel van een plan")
        verbose_name_plural = _("onderdelen van plannen")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "key"],
                name="part_once_per_application",
                violation_error_message=_("Dit onderdeel staat al in de aanvraag."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.key}"


class PlanPartVersion(models.Model):
    """Each text that a part ever had; nothing that was accepted is ever lost."""

    part = models.ForeignKey(PlanPart, models.CASCADE, related_name="versions", verbose_name=_("onderdeel"))
    version = models.PositiveIntegerField(_("versie"))
    text = models.TextField(_("tekst"), blank=True)
    saved_at = models.DateTimeField(_("bewaard op"), default=clock.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("versie van een onderdeel")
        verbose_name_plural = _("versies van onderdelen")
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["part", "version"],
                name="version_once_per_part",
                violation_error_message=_("Deze versie bestaat al."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.part_id} v{self.version}"


class ApplicationMember(models.Model):
    """An organisation that takes part in the application, in a role."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="members", verbose_name=_("aanvraag")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="application_memberships", verbose_name=_("organisatie")
    )
    role = models.CharField(_("rol"), max_length=20, choices=MembershipRole)

    class Meta:
        verbose_name = _("partij in een aanvraag")
        verbose_name_plural = _("partijen in aanvragen")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "organisation"],
                name="organisation_once_per_application",
                violation_error_message=_("Deze organisatie staat al in de aanvraag."),
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(role=MembershipRole.LEAD),
                name="one_lead_per_application",
                violation_error_message=_("Er is al een penvoerder."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.application_id}"


class Revision(models.Model):
    """What was handed in, frozen: content, names and codes as they were, and file hashes.

    The last revision of an application that is not withdrawn counts.
    ``idempotency_key`` makes a repeated request give the same revision back.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="revisions", verbose_name=_("aanvraag")
    )
    number = models.PositiveIntegerField(_("nummer"))
    content = models.JSONField(_("inhoud"))
    fingerprint = models.CharField(_("vingerafdruk"), max_length=64)
    plan = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("plan"))
    idempotency_key = models.UUIDField(_("sleutel van het verzoek"))
    arrived_at = models.DateTimeField(_("aangekomen op"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=clock.now)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("ingediende versie")
        verbose_name_plural = _("ingediende versies")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "number"],
                name="revision_number_once_per_application",
                violation_error_message=_("Deze versie bestaat al."),
            ),
            models.UniqueConstraint(
                fields=["application", "idempotency_key"],
                name="one_revision_per_request",
                violation_error_message=_("Dit verzoek is al verwerkt."),
            ),
            models.CheckConstraint(
                condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"),
                name="revision_has_a_fingerprint",
                violation_error_message=_("De vingerafdruk van de inhoud ontbreekt."),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="revision_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.application_id} r{self.number}"


class DossierCounter(models.Model):
    """The last dossier number given out in a year; locked while a new one is taken."""

    year = models.PositiveSmallIntegerField(_("jaar"), primary_key=True)
    last = models.PositiveIntegerField(_("laatste nummer"), default=0)

    class Meta:
        verbose_name = _("teller van dossiernummers")
        verbose_name_plural = _("tellers van dossiernummers")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
