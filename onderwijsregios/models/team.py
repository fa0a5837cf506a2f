"""The team that writes an application together, and what it says beside the texts."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin

from onderwijsregios.enums import PartKey, Section, TeamRight, TeamState
from onderwijsregios.models.applications import Application
from onderwijsregios.workflow import TEAM_MEMBER
from regio.core import clock

INVITATION_LASTS = dt.timedelta(days=14)


@TEAM_MEMBER.on
class TeamMember(FSMModelMixin, models.Model):
    """Somebody who was invited to write along; the address is known to the team only.

    People with a mandate for the lead organisation need no row here: they may do everything.
    """

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="team", verbose_name=_("aanvraag")
    )
    email = models.EmailField(_("e-mailadres"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="team_memberships",
        verbose_name=_("account"),
    )
    state = FSMField(_("toestand"), choices=TeamState, default=TeamState.INVITED, protected=True)
    invited_at = models.DateTimeField(_("uitgenodigd op"), default=clock.now)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(_("uitnodiging geldt tot"))

    class Meta:
        verbose_name = _("teamlid")
        verbose_name_plural = _("teamleden")
        ordering: ClassVar = ["invited_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                "application",
                condition=Q(state__in=[TeamState.INVITED, TeamState.ACTIVE]),
                name="address_once_in_a_team",
                violation_error_message=_("Dit e-mailadres is al uitgenodigd voor deze aanvraag."),
            ),
            models.CheckConstraint(
                condition=~Q(state=TeamState.ACTIVE) | Q(user__isnull=False),
                name="active_team_member_has_an_account",
                violation_error_message=_("Wie meedoet, heeft een account."),
            ),
        ]

    def __str__(self) -> str:
        return f"teamlid {self.pk} van {self.application_id}"

    @property
    def dossier(self) -> str:
        """Return the key under which the log of the application is read."""
        return f"application:{self.application_id}"


class SectionRight(models.Model):
    """What a team member may do in a section beyond reading; no row means: read."""

    member = models.ForeignKey(TeamMember, models.CASCADE, related_name="rights", verbose_name=_("teamlid"))
    section = models.CharField(_("onderdeel"), max_length=20, choices=Section)
    right = models.CharField(_("mag"), max_length=12, choices=TeamRight)

    class Meta:
        verbose_name = _("recht op een onderdeel")
        verbose_name_plural = _("rechten op onderdelen")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "section"],
                name="one_right_per_member_and_section",
                violation_error_message=_("Dit teamlid heeft al een recht op dit onderdeel."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.section}: {self.right}"


class Comment(models.Model):
    """What the team says beside a section; never handed in, never shown to assessors."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="comments", verbose_name=_("aanvraag")
    )
    section = models.CharField(_("onderdeel"), max_length=20, choices=Section)
    part = models.CharField(_("tekst"), max_length=30, choices=PartKey, blank=True)
    text = models.TextField(_("opmerking"))
    answers = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies", verbose_name=_("antwoord op")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("van")
    )
    written_at = models.DateTimeField(_("geschreven op"), default=clock.now)
    resolved_at = models.DateTimeField(_("afgehandeld op"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("opmerking")
        verbose_name_plural = _("opmerkingen")
        ordering: ClassVar = ["written_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="comment_says_something",
                violation_error_message=_("Schrijf een opmerking."),
            )
        ]

    def __str__(self) -> str:
        return f"opmerking {self.pk}"
