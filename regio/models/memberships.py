"""Lidmaatschappen: which organisation plays which part in which collaboration."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regio.enums import Confirmation, MembershipRole
from regio.models.collaborations import Collaboration
from regio.models.organisations import Organisation
from regio.models.periods import Period, without_overlap
from regio.models.sources import DataSource


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="events"))
class Membership(Period):
    """An organisation is a member of a collaboration in a role, for a while."""

    collaboration = models.ForeignKey(
        Collaboration, models.CASCADE, related_name="memberships", verbose_name=_("samenwerking")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisatie")
    )
    role = models.CharField(_("rol"), max_length=20, choices=MembershipRole)
    confirmation = models.CharField(
        _("bevestiging"), max_length=20, choices=Confirmation, default=Confirmation.NOT_ASKED
    )
    confirmed_at = models.DateTimeField(_("bevestigd op"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source = models.ForeignKey(
        DataSource, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bron")
    )

    class Meta:
        verbose_name = _("lidmaatschap")
        verbose_name_plural = _("lidmaatschappen")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="organisation_once_at_a_time_in_a_collaboration",
                expressions=without_overlap("collaboration", "organisation"),
                violation_error_message=_("Deze organisatie is in deze periode al lid."),
            ),
            ExclusionConstraint(
                name="one_lead_at_a_time",
                expressions=without_overlap("collaboration"),
                condition=Q(role=MembershipRole.LEAD),
                violation_error_message=_("Er is in deze periode al een penvoerder."),
            ),
            models.CheckConstraint(
                condition=Q(confirmation=Confirmation.CONFIRMED, confirmed_at__isnull=False)
                | ~Q(confirmation=Confirmation.CONFIRMED),
                name="confirmed_membership_has_a_moment",
                violation_error_message=_("Een bevestigd lidmaatschap heeft een moment van bevestiging."),
            ),
            Period.constraint("membership_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.collaboration_id}"
