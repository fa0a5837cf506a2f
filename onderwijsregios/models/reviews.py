"""Reviews of applications, and interests that keep a reviewer away."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onderwijsregios.enums import ReviewState
from onderwijsregios.models.applications import Application, Revision
from onderwijsregios.models.rounds import Criterion
from regio.core import clock


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="events"))
class Review(models.Model):
    """The work of one reviewer on one application, pinned to the revision that was read."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="reviews", verbose_name=_("aanvraag")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews", verbose_name=_("beoordelaar")
    )
    revision = models.ForeignKey(
        Revision, models.PROTECT, null=True, related_name="+", verbose_name=_("gelezen versie")
    )
    state = models.CharField(_("toestand"), max_length=12, choices=ReviewState, default=ReviewState.OPEN)
    summary = models.TextField(_("samenvattend oordeel"), blank=True)
    version = models.PositiveIntegerField(_("versie"), default=1, editable=False)
    assigned_at = models.DateTimeField(_("toegewezen op"), default=clock.now)
    submitted_at = models.DateTimeField(_("ingeleverd op"), null=True, blank=True)

    class Meta:
        verbose_name = _("beoordeling")
        verbose_name_plural = _("beoordelingen")
        ordering: ClassVar = ["assigned_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                name="reviewer_once_per_application",
                violation_error_message=_("Deze beoordelaar heeft de aanvraag al."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.SUBMITTED)
                | Q(submitted_at__isnull=False, revision__isnull=False),
                name="handed_in_review_has_a_moment_and_a_revision",
                violation_error_message=_(
                    "Een ingeleverde beoordeling heeft een moment en een gelezen versie."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} door {self.reviewer_id}"


class ReviewScore(models.Model):
    """A score from 1 to 5 on one criterion, with the reason for it."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores", verbose_name=_("beoordeling"))
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="scores", verbose_name=_("criterium")
    )
    score = models.PositiveSmallIntegerField(
        _("score"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    reason = models.TextField(_("motivering"), blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "criterion"],
                name="one_score_per_criterion",
                violation_error_message=_("Dit criterium is al gescoord."),
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5),
                name="score_from_one_to_five",
                violation_error_message=_("Een score ligt tussen 1 en 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.criterion_id} = {self.score}"


class DeclaredInterest(models.Model):
    """A reviewer's own word that an interest keeps him or her away from an application.

    Interests that follow from the registry (a mandate for a member, also through a
    merger) are derived each time and need no row.
    """

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="declared_interests", verbose_name=_("aanvraag")
    )
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="declared_interests")
    reason = models.TextField(_("reden"))
    declared_at = models.DateTimeField(_("gemeld op"), default=clock.now)

    class Meta:
        verbose_name = _("gemeld belang")
        verbose_name_plural = _("gemelde belangen")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                name="interest_declared_once",
                violation_error_message=_("Dit belang is al gemeld."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} bij {self.application_id}"
