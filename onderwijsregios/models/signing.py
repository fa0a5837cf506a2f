"""Signing: what is asked of each party, what it answered, and corrections that change no meaning."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onderwijsregios.enums import Section, SignatureMethod
from onderwijsregios.models.applications import Application
from regio.core import clock
from regio.models import Document, Organisation


class SigningRequest(models.Model):
    """What a party is asked to sign, and where to reach it. One per party; the address stays private.

    ``nonce`` is part of the link in the mail: a new one makes older links void.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(
        Application, models.CASCADE, related_name="signing_requests", verbose_name=_("aanvraag")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="signing_requests", verbose_name=_("partij")
    )
    sections = ArrayField(
        models.CharField(max_length=20, choices=Section), verbose_name=_("tekent voor"), default=list
    )
    email = models.EmailField(_("e-mailadres van wie tekent"), blank=True)
    nonce = models.UUIDField(_("kenmerk van de koppeling"), default=uuid.uuid4, editable=False)
    asked_at = models.DateTimeField(_("gevraagd op"), null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    received = models.ForeignKey(
        Document,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ontvangen convenant"),
        help_text=_("Kwam binnen via de koppeling; telt pas als de partij haar antwoord verstuurt."),
    )
    reminders = models.PositiveSmallIntegerField(_("herinneringen"), default=0)
    reminded_at = models.DateTimeField(_("laatst herinnerd op"), null=True, blank=True)

    class Meta:
        verbose_name = _("verzoek om te tekenen")
        verbose_name_plural = _("verzoeken om te tekenen")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "organisation"],
                name="one_signing_request_per_party",
                violation_error_message=_("Deze partij is al gevraagd om te tekenen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} tekent {self.application_id}"


class Signature(models.Model):
    """What a party said, once: the newest one that is not withdrawn counts.

    Whether it still stands is never stored: it stands while the content of each section
    has the fingerprint that was signed, or one that follows from it by corrections.
    A covenant and a mandate are not about the wording, and stand until withdrawn.
    """

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="signatures", verbose_name=_("aanvraag")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="signatures", verbose_name=_("partij")
    )
    method = models.CharField(_("wijze"), max_length=12, choices=SignatureMethod)
    fingerprints = models.JSONField(
        _("vingerafdrukken"), default=dict, help_text=_("Van elk onderdeel waarvoor is getekend.")
    )
    signer_name = models.CharField(_("naam"), max_length=150, blank=True)
    signer_function = models.CharField(_("functie"), max_length=150, blank=True)
    reason = models.TextField(_("reden"), blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("convenant")
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(_("getekend op"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("ingetrokken op"), null=True, blank=True)

    class Meta:
        verbose_name = _("ondertekening")
        verbose_name_plural = _("ondertekeningen")
        ordering: ClassVar = ["-signed_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(method=SignatureMethod.OBJECTION) | ~Q(reason=""),
                name="objection_has_a_reason",
                violation_error_message=_("Schrijf waarom uw organisatie niet akkoord is."),
            ),
            models.CheckConstraint(
                condition=~Q(method=SignatureMethod.COVENANT) | Q(document__isnull=False),
                name="covenant_has_a_file",
                violation_error_message=_("Voeg het convenant toe."),
            ),
            models.CheckConstraint(
                condition=~Q(method__in=[SignatureMethod.ACCOUNT, SignatureMethod.LINK])
                | (~Q(signer_name="") & ~Q(signer_function="")),
                name="signature_says_who_signed",
                violation_error_message=_("Vul de naam en de functie in van wie tekent."),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="signature_is_never_removed", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.method}"


class Correction(models.Model):
    """A small correction of which the lead says that it changes no meaning; everybody can read it."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="corrections", verbose_name=_("aanvraag")
    )
    section = models.CharField(_("onderdeel"), max_length=20, choices=Section)
    before = models.CharField(_("vingerafdruk ervoor"), max_length=64)
    after = models.CharField(_("vingerafdruk erna"), max_length=64)
    explanation = models.CharField(_("wat er is verbeterd"), max_length=300)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    marked_at = models.DateTimeField(_("gemeld op"), default=clock.now)

    class Meta:
        verbose_name = _("kleine verbetering")
        verbose_name_plural = _("kleine verbeteringen")
        ordering: ClassVar = ["-marked_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(explanation=""),
                name="correction_is_explained",
                violation_error_message=_("Schrijf wat u hebt verbeterd."),
            )
        ]

    def __str__(self) -> str:
        return self.explanation
