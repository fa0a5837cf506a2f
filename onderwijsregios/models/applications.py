"""Applications as voorloper: the living draft and its frozen revisions."""

import uuid
from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin

from onderwijsregios.enums import Admission, ApplicationState, PartKey, Section
from onderwijsregios.models.rounds import Round
from onderwijsregios.workflow import APPLICATION
from regio.core import clock
from regio.enums import MembershipRole
from regio.models import Document, Municipality, Organisation, School
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
    shares_overlap = models.BooleanField(
        _("noem ons bij overlap"),
        default=False,
        help_text=_("Wie in deze ronde overlapt, mag weten dat u het bent; als die ander dat ook wil."),
    )
    lead_offered_to = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("penvoerderschap aangeboden aan"),
    )
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("eerdere aanvraag"),
        help_text=_("De aanvraag uit een eerdere ronde waarmee deze begon."),
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
    replaces_previous = models.BooleanField(
        _("vervangt de vorige"),
        default=False,
        help_text=_("Bewaard met de vorige versie ernaast, of teruggezet; die hoort dan in elke lijst."),
    )

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
    signatures = models.JSONField(
        _("ondertekening"), default=list, help_text=_("Wie wat had getekend toen werd ingediend.")
    )
    admission = models.CharField(_("toegelaten"), max_length=20, choices=Admission, default=Admission.OPEN)
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
        indexes: ClassVar = [
            # who asks for a file is asked in which revisions it was handed in
            GinIndex(OpClass(F("content__attachments"), "jsonb_path_ops"), name="revision_attachments")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="revision_is_never_removed", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="revision_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["submitted_by"]),
            ),
            pgtrigger.Protect(
                name="who_handed_in_is_only_forgotten",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(
                    old__submitted_by__df=pgtrigger.F("new__submitted_by"),
                    new__submitted_by__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} r{self.number}"


class Receipt(models.Model):
    """Bewijs van ontvangst of a revision: a statement signed with the key of the portal."""

    revision = models.OneToOneField(
        Revision, models.PROTECT, related_name="receipt", verbose_name=_("ingediende versie")
    )
    number = models.CharField(_("nummer"), max_length=30, unique=True)
    statement = models.JSONField(_("verklaring"))
    signature = models.CharField(_("handtekening"), max_length=200)
    key_id = models.CharField(_("sleutel"), max_length=64)
    pdf = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("gemaakt op"), default=clock.now)

    class Meta:
        verbose_name = _("bewijs van ontvangst")
        verbose_name_plural = _("bewijzen van ontvangst")

    def __str__(self) -> str:
        return self.number


class Attachment(models.Model):
    """A file beside the texts of a section; at most 20 of them each."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="attachments", verbose_name=_("aanvraag")
    )
    section = models.CharField(_("onderdeel"), max_length=20, choices=Section)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("bestand"))
    title = models.CharField(_("omschrijving"), max_length=150, blank=True)
    added_at = models.DateTimeField(_("toegevoegd op"), default=clock.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("bijlage")
        verbose_name_plural = _("bijlagen")
        ordering: ClassVar = ["section", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "section", "document"],
                name="attachment_once_per_section",
                violation_error_message=_("Dit bestand staat al bij dit onderdeel."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.document_id}"


class ApplicationSchool(models.Model):
    """A school location that takes part in the application."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="school_rows", verbose_name=_("aanvraag")
    )
    school = models.ForeignKey(
        School, models.PROTECT, related_name="application_rows", verbose_name=_("school")
    )
    added_at = models.DateTimeField(_("toegevoegd op"), default=clock.now)

    class Meta:
        verbose_name = _("school in een aanvraag")
        verbose_name_plural = _("scholen in aanvragen")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "school"],
                name="school_once_per_application",
                violation_error_message=_("Deze school staat al in de aanvraag."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_id} in {self.application_id}"


class SchoolList(models.Model):
    """A list of vestigingsnummers as it came in, with a verdict for each row; applied whole or not at all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(
        Application, models.CASCADE, related_name="school_lists", verbose_name=_("aanvraag")
    )
    origin = models.CharField(_("herkomst"), max_length=200, help_text=_("Bestandsnaam, of: geplakt."))
    rows = models.JSONField(_("regels"), default=list)
    verdicts = models.JSONField(_("oordelen"), default=list)
    created_at = models.DateTimeField(_("ontvangen op"), default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    judged_at = models.DateTimeField(_("beoordeeld op"), null=True, blank=True)
    applied_at = models.DateTimeField(_("overgenomen op"), null=True, blank=True)
    discarded_at = models.DateTimeField(_("weggegooid op"), null=True, blank=True)

    class Meta:
        verbose_name = _("lijst van scholen")
        verbose_name_plural = _("lijsten van scholen")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.origin


class DossierCounter(models.Model):
    """The last dossier number given out in a year; locked while a new one is taken."""

    year = models.PositiveSmallIntegerField(_("jaar"), primary_key=True)
    last = models.PositiveIntegerField(_("laatste nummer"), default=0)

    class Meta:
        verbose_name = _("teller van dossiernummers")
        verbose_name_plural = _("tellers van dossiernummers")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
