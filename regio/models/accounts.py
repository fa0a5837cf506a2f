"""People with an account, what they may represent and what work they do.

Persons stand apart from organisations and are never shown publicly.
"""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from regio.core import clock
from regio.enums import StaffRole
from regio.models.organisations import Organisation
from regio.models.periods import Period, without_overlap


class UserManager(BaseUserManager["User"]):
    """Accounts are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account; without a password it can only be used through a provider."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account with all rights; for the command line."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in."""

    email = models.EmailField(_("e-mailadres"), unique=True)
    name = models.CharField(_("naam"), max_length=150, blank=True)
    is_active = models.BooleanField(_("actief"), default=True)
    is_staff = models.BooleanField(_("mag in het technisch beheer"), default=False)
    is_sample = models.BooleanField(_("voorbeeld"), default=False)
    date_joined = models.DateTimeField(_("aangemaakt op"), default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_email_address",
                violation_error_message=_("Er is al een account met dit e-mailadres."),
            )
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"

    def get_full_name(self) -> str:
        """Return what others in the same dossier see."""
        return self.name or self.email

    def get_short_name(self) -> str:
        """Return a short form of address."""
        return self.name or self.email


class Mandate(Period):
    """A person may act for an organisation, for a while."""

    user = models.ForeignKey(User, models.CASCADE, related_name="mandates", verbose_name=_("account"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="mandates", verbose_name=_("organisatie")
    )
    granted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("gegeven door")
    )

    class Meta:
        verbose_name = _("mandaat")
        verbose_name_plural = _("mandaten")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_mandate_at_a_time_per_person_and_organisation",
                expressions=without_overlap("user", "organisation"),
                violation_error_message=_("Deze persoon heeft in deze periode al een mandaat."),
            ),
            Period.constraint("mandate_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} voor {self.organisation_id}"


class StaffAssignment(Period):
    """A person works for the Realisatie-Eenheid in a role, for a while."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="staff_assignments", verbose_name=_("account")
    )
    role = models.CharField(_("rol"), max_length=20, choices=StaffRole)

    class Meta:
        verbose_name = _("rol bij de Realisatie-Eenheid")
        verbose_name_plural = _("rollen bij de Realisatie-Eenheid")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_assignment_at_a_time_per_person_and_role",
                expressions=without_overlap("user", "role"),
                violation_error_message=_("Deze persoon heeft deze rol in deze periode al."),
            ),
            Period.constraint("staff_assignment_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} als {self.role}"
