"""Rounds in which regions apply as voorloper, with their criteria."""

import datetime as dt
from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onderwijsregios.enums import Grace, RoundPhase, Signing
from regio.core import clock
from regio.models import Document, Organisation
from regio.models.organisations import sectors_field


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="events"))
class Round(models.Model):
    """Aanvraagronde. Its phase follows from its moments and is never stored.

    The real one: applications from 1 to 29 April 2023, selection on 11 May 2023
    (call of the Realisatie-Eenheid, 28 March 2023). ``version`` rises with each change
    of the round or its criteria, so that one coordinator never overwrites another.
    """

    slug = models.SlugField(_("adres"), max_length=60, unique=True)
    title = models.CharField(_("titel"), max_length=150)
    introduction = models.TextField(_("inleiding"), blank=True)
    sectors = sectors_field()
    announced_at = models.DateTimeField(
        _("zichtbaar vanaf"), null=True, blank=True, help_text=_("Leeg: alleen zichtbaar voor medewerkers.")
    )
    opens_at = models.DateTimeField(_("opent op"))
    closes_at = models.DateTimeField(_("sluit op"), help_text=_("De laatste seconde die nog meetelt."))
    selection_date = models.DateField(_("selectie op"))
    publish_at = models.DateTimeField(_("uitslag openbaar op"))
    published_at = models.DateTimeField(_("uitslag gepubliceerd op"), null=True, blank=True, editable=False)
    rule_set = models.SlugField(
        _("toets"),
        max_length=40,
        default="voorlopers-2023",
        help_text=_("Volgens welke regels de toets rekent; een bestand in onderwijsregios/core/toets/."),
    )
    grace_kind = models.CharField(_("respijt"), max_length=12, choices=Grace, default=Grace.NONE)
    grace_seconds = models.PositiveIntegerField(_("respijt in seconden"), default=0)
    signing = models.CharField(_("ondertekenen"), max_length=16, choices=Signing, default=Signing.ASKED)
    is_open_to_bezwaar = models.BooleanField(
        _("besluiten staan open voor bezwaar"),
        default=False,
        help_text=_("Dan kan een aanvrager binnen zes weken na verzending bezwaar maken (Awb 6:7)."),
    )
    decision_days = models.PositiveSmallIntegerField(
        _("beslistermijn in dagen"),
        default=91,
        help_text=_("Gerekend vanaf het sluiten; een gevraagde aanvulling schort de termijn op."),
    )
    is_sample = models.BooleanField(_("voorbeeld"), default=False)
    version = models.PositiveIntegerField(_("versie"), default=1, editable=False)

    class Meta:
        verbose_name = _("ronde")
        verbose_name_plural = _("rondes")
        ordering: ClassVar = ["-opens_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="round_closes_after_it_opens",
                violation_error_message=_(
                    "De ronde sluit voordat zij opent. Kies een later sluitingsmoment."
                ),
            ),
            models.CheckConstraint(
                condition=Q(publish_at__gt=F("closes_at")),
                name="round_is_published_after_it_closes",
                violation_error_message=_(
                    "De uitslag wordt openbaar voordat de ronde sluit. Kies een later moment van publicatie."
                ),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(published_at__gte=F("publish_at")),
                name="round_is_not_published_early",
                violation_error_message=_("De uitslag kan niet voor het afgesproken moment openbaar worden."),
            ),
            models.CheckConstraint(
                condition=Q(grace_kind=Grace.NONE, grace_seconds=0)
                | (~Q(grace_kind=Grace.NONE) & Q(grace_seconds__gte=1, grace_seconds__lte=3600)),
                name="grace_has_a_length_of_at_most_an_hour",
                violation_error_message=_(
                    "Kies bij respijt 1 tot en met 3600 seconden, en 0 seconden zonder respijt."
                ),
            ),
            models.CheckConstraint(
                condition=Q(decision_days__gte=1),
                name="round_has_a_term_to_decide",
                violation_error_message=_("De beslistermijn is ten minste één dag."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the public page of the round."""
        return reverse("onderwijsregios:round", args=[self.slug])

    def is_open_at(self, moment: dt.datetime) -> bool:
        """Tell whether something that arrives at ``moment`` is in time; the last second counts whole."""
        return self.opens_at <= moment < self.closing

    @property
    def closing(self) -> dt.datetime:
        """Return the first moment that is too late: the whole last second still counts."""
        return self.closes_at.replace(microsecond=0) + dt.timedelta(seconds=1)

    def phase_at(self, moment: dt.datetime) -> RoundPhase:
        """Return the phase at ``moment``; published only after the publication really happened."""
        if self.published_at is not None:
            return RoundPhase.PUBLISHED
        if moment < self.opens_at:
            return RoundPhase.ANNOUNCED
        return RoundPhase.OPEN if self.is_open_at(moment) else RoundPhase.CLOSED


class Criterion(models.Model):
    """What reviewers score, with a weight; each score is explained in words."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="criteria", verbose_name=_("ronde"))
    key = models.SlugField(_("sleutel"), max_length=60)
    title = models.CharField(_("titel"), max_length=150)
    explanation = models.TextField(_("uitleg"))
    weight = models.PositiveSmallIntegerField(_("gewicht"), default=1, validators=[MinValueValidator(1)])
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    class Meta:
        verbose_name = _("criterium")
        verbose_name_plural = _("criteria")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "key"],
                name="criterion_once_per_round",
                violation_error_message=_("Dit criterium staat al in deze ronde."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1),
                name="criterion_weighs_something",
                violation_error_message=_("Een criterium weegt ten minste 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ScoreAnchor(models.Model):
    """What a score on a criterion means, in words."""

    criterion = models.ForeignKey(
        Criterion, models.CASCADE, related_name="anchors", verbose_name=_("criterium")
    )
    score = models.PositiveSmallIntegerField(
        _("score"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.CharField(_("betekenis"), max_length=300)

    class Meta:
        verbose_name = _("betekenis van een score")
        verbose_name_plural = _("betekenissen van scores")
        ordering: ClassVar = ["score"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["criterion", "score"],
                name="score_explained_once_per_criterion",
                violation_error_message=_("Deze score is al uitgelegd."),
            ),
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5),
                name="score_anchor_from_one_to_five",
                violation_error_message=_("Een score ligt tussen 1 en 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score}: {self.text}"


class RoundDocument(models.Model):
    """A file that everybody may download from the public page of a round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="documents", verbose_name=_("ronde"))
    document = models.OneToOneField(Document, models.PROTECT, related_name="+", verbose_name=_("bestand"))
    title = models.CharField(_("titel"), max_length=150)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    added_at = models.DateTimeField(_("toegevoegd op"), default=clock.now)

    class Meta:
        verbose_name = _("document bij een ronde")
        verbose_name_plural = _("documenten bij rondes")
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class RoundQuestion(models.Model):
    """A question about a round with its answer; public once it is answered and published."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="questions", verbose_name=_("ronde"))
    question = models.CharField(_("vraag"), max_length=500)
    answer = models.TextField(_("antwoord"), blank=True)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    asked_at = models.DateTimeField(_("gesteld op"), default=clock.now)
    published_at = models.DateTimeField(_("openbaar sinds"), null=True, blank=True)

    class Meta:
        verbose_name = _("vraag over een ronde")
        verbose_name_plural = _("vragen over rondes")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(answer=""),
                name="published_question_has_an_answer",
                violation_error_message=_("Schrijf eerst het antwoord; daarna kan de vraag openbaar worden."),
            )
        ]

    def __str__(self) -> str:
        return self.question


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="events"))
class Extension(models.Model):
    """One organisation may hand in later than the others: until when, and why."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="extensions", verbose_name=_("ronde"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="extensions", verbose_name=_("organisatie")
    )
    until = models.DateTimeField(_("tot en met"), help_text=_("De laatste seconde die nog meetelt."))
    reason = models.TextField(_("reden"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("toegelaten door")
    )
    granted_at = models.DateTimeField(_("toegelaten op"), default=clock.now)
    revoked_at = models.DateTimeField(_("ingetrokken op"), null=True, blank=True)

    class Meta:
        verbose_name = _("latere toelating")
        verbose_name_plural = _("latere toelatingen")
        ordering: ClassVar = ["-granted_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "organisation"],
                condition=Q(revoked_at__isnull=True),
                name="one_extension_at_a_time",
                violation_error_message=_("Deze organisatie is al later toegelaten. Wijzig die toelating."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="extension_has_a_reason",
                violation_error_message=_("Schrijf waarom deze organisatie later mag indienen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.round_id}"

    def is_running_at(self, moment: dt.datetime) -> bool:
        """Tell whether the organisation may still hand in at ``moment``; the last second counts whole."""
        return self.revoked_at is None and moment.replace(microsecond=0) <= self.until
