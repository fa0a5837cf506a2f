"""After handing in: supplements, questions about a decision, and bezwaar."""

import uuid
from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin

from onderwijsregios.enums import BezwaarOutcome, BezwaarState, Section, SupplementState
from onderwijsregios.models.applications import Application, Revision
from onderwijsregios.models.decisions import Decision
from onderwijsregios.workflow import BEZWAAR, SUPPLEMENT
from regio.core import clock
from regio.models import Document


@SUPPLEMENT.on
@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="events"))
class Supplement(FSMModelMixin, models.Model):
    """Staff ask for exactly one thing; only that section opens, until a term (Awb 4:5)."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="supplements", verbose_name=_("aanvraag")
    )
    section = models.CharField(_("onderdeel"), max_length=20, choices=Section)
    question = models.TextField(_("wat wij vragen"))
    state = FSMField(_("toestand"), choices=SupplementState, default=SupplementState.OPEN, protected=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("gevraagd op"), default=clock.now)
    due_at = models.DateTimeField(_("uiterlijk op"), help_text=_("De laatste seconde die nog meetelt."))
    closed_at = models.DateTimeField(_("afgerond op"), null=True, blank=True)
    note = models.TextField(_("toelichting van de aanvrager"), blank=True)
    before = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", verbose_name=_("versie toen werd gevraagd")
    )
    after = models.ForeignKey(
        Revision, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("aangevulde versie")
    )

    class Meta:
        verbose_name = _("aanvulling")
        verbose_name_plural = _("aanvullingen")
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "section"],
                condition=Q(state=SupplementState.OPEN),
                name="one_open_supplement_per_section",
                violation_error_message=_("Over dit onderdeel staat al een vraag open."),
            ),
            models.CheckConstraint(
                condition=~Q(question=""),
                name="supplement_asks_something",
                violation_error_message=_("Schrijf wat de aanvrager moet aanvullen."),
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("asked_at")),
                name="supplement_is_due_after_it_was_asked",
                violation_error_message=_("Kies een termijn in de toekomst."),
            ),
            models.CheckConstraint(
                condition=Q(state=SupplementState.OPEN, closed_at__isnull=True)
                | (~Q(state=SupplementState.OPEN) & Q(closed_at__isnull=False)),
                name="closed_supplement_has_a_moment",
                violation_error_message=_("Een afgeronde aanvulling heeft een moment."),
            ),
            models.CheckConstraint(
                condition=~Q(state=SupplementState.ANSWERED) | Q(after__isnull=False),
                name="answered_supplement_has_a_revision",
                violation_error_message=_("Een ontvangen aanvulling heeft een ingediende versie."),
            ),
        ]

    def __str__(self) -> str:
        return f"aanvulling {self.pk} op {self.application_id}"

    @property
    def dossier(self) -> str:
        """Return the key under which the log of the application is read."""
        return f"application:{self.application_id}"


class DecisionQuestion(models.Model):
    """A question of the applicant about a published decision, and the answer."""

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="questions", verbose_name=_("besluit")
    )
    text = models.TextField(_("vraag"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("gesteld op"), default=clock.now)
    answer = models.TextField(_("antwoord"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("beantwoord op"), null=True, blank=True)

    class Meta:
        verbose_name = _("vraag over een besluit")
        verbose_name_plural = _("vragen over besluiten")
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="decision_question_asks_something",
                violation_error_message=_("Schrijf uw vraag."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="answered_question_has_an_answer",
                violation_error_message=_("Schrijf het antwoord."),
            ),
        ]

    def __str__(self) -> str:
        return f"vraag {self.pk}"


@BEZWAAR.on
@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="events"))
class Bezwaar(FSMModelMixin, models.Model):
    """Bezwaar against a published decision (Awb 6:4, 6:7). Late ones are taken in too, and marked.

    Only the staff decide whether lateness is excusable (Awb 6:11); the portal never refuses one.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="bezwaren", verbose_name=_("besluit"))
    number = models.CharField(_("nummer"), max_length=30, unique=True)
    request_key = models.UUIDField(_("sleutel van het verzoek"), default=uuid.uuid4)
    text = models.TextField(_("gronden"))
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bijlage")
    )
    state = FSMField(_("toestand"), choices=BezwaarState, default=BezwaarState.RECEIVED, protected=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    arrived_at = models.DateTimeField(_("ontvangen op"))
    last_day = models.DateField(_("laatste dag van de termijn"))
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("behandelaar"),
    )
    outcome = models.CharField(_("uitkomst"), max_length=20, choices=BezwaarOutcome, blank=True)
    outcome_reason = models.TextField(_("motivering"), blank=True)
    outcome_document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("beslissing op bezwaar"),
    )
    closed_at = models.DateTimeField(_("afgerond op"), null=True, blank=True)

    class Meta:
        verbose_name = _("bezwaar")
        verbose_name_plural = _("bezwaren")
        ordering: ClassVar = ["-arrived_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="bezwaar_has_grounds",
                violation_error_message=_("Schrijf waarom u het niet eens bent met het besluit."),
            ),
            models.CheckConstraint(
                condition=~Q(state=BezwaarState.DECIDED) | (~Q(outcome="") & ~Q(outcome_reason="")),
                name="decided_bezwaar_has_an_outcome",
                violation_error_message=_("Kies de uitkomst en schrijf de motivering."),
            ),
            models.UniqueConstraint(
                fields=["decision", "request_key"],
                name="one_bezwaar_per_request",
                violation_error_message=_("Dit verzoek is al verwerkt."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_late(self) -> bool:
        """Tell whether it arrived after the last day of its term; that day counts whole."""
        return self.arrived_at.astimezone(clock.AMSTERDAM).date() > self.last_day

    @property
    def dossier(self) -> str:
        """Return the key under which the log of the application is read."""
        return f"application:{self.decision.application_id}"


class BezwaarAddition(models.Model):
    """What the applicant adds to a bezwaar: the grounds that came later (Awb 6:5, 6:6), or more."""

    bezwaar = models.ForeignKey(Bezwaar, models.PROTECT, related_name="additions", verbose_name=_("bezwaar"))
    request_key = models.UUIDField(_("sleutel van het verzoek"), default=uuid.uuid4)
    text = models.TextField(_("aanvulling"))
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bijlage")
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    arrived_at = models.DateTimeField(_("ontvangen op"))

    class Meta:
        verbose_name = _("aanvulling op een bezwaar")
        verbose_name_plural = _("aanvullingen op bezwaren")
        ordering: ClassVar = ["arrived_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="addition_to_bezwaar_says_something",
                violation_error_message=_("Schrijf wat u wilt toevoegen."),
            ),
            models.UniqueConstraint(
                fields=["bezwaar", "request_key"],
                name="one_addition_to_bezwaar_per_request",
                violation_error_message=_("Dit verzoek is al verwerkt."),
            ),
        ]

    def __str__(self) -> str:
        return f"aanvulling op {self.bezwaar_id}"


class BezwaarCounter(models.Model):
    """The last number of a bezwaar given out in a year; locked while a new one is taken."""

    year = models.PositiveSmallIntegerField(_("jaar"), primary_key=True)
    last = models.PositiveIntegerField(_("laatste nummer"), default=0)

    class Meta:
        verbose_name = _("teller van bezwaren")
        verbose_name_plural = _("tellers van bezwaren")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
