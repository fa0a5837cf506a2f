"""Organisations that work together, and the schools of boards.

One table for all kinds of organisation, because the members of a collaboration
are a mix of kinds. Proxies let code read like the domain.
"""

import uuid
from typing import Any, ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from regio.enums import OrganisationKind, Sector, SuccessionKind
from regio.models.areas import Municipality
from regio.models.periods import Period
from regio.models.sources import DataSource
from regio.validators import BOARD_NUMBER, BRIN4, BRIN6


def sectors_field() -> Any:
    """Return a field for a set of sectors."""
    return ArrayField(
        models.CharField(max_length=4, choices=Sector.choices),
        verbose_name=_("sectoren"),
        default=list,
        blank=True,
    )


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="events"))
class Organisation(Period):
    """A school board, a teacher-training institute, a professional body or another party."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("soort"), max_length=20, choices=OrganisationKind)
    name = models.CharField(_("naam"), max_length=200, blank=True, help_text=_("Leeg: niet bekend."))
    name_year = models.PositiveSmallIntegerField(_("jaar van de naam"), null=True, blank=True)
    register_code = models.CharField(
        _("registercode"),
        max_length=10,
        blank=True,
        help_text=_("Bestuursnummer van een schoolbestuur, BRIN van een instelling."),
    )
    sectors = sectors_field()
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("gemeente van vestiging"),
    )
    website = models.URLField(_("website"), max_length=300, blank=True)
    source = models.ForeignKey(
        DataSource, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bron")
    )
    is_sample = models.BooleanField(_("voorbeeld"), default=False)

    class Meta:
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")
        ordering: ClassVar = ["name", "register_code"]
        indexes: ClassVar = [GinIndex(fields=["sectors"], name="organisation_sectors")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "register_code"],
                condition=~Q(register_code=""),
                name="register_code_is_unique_within_its_kind",
                violation_error_message=_("Er is al een organisatie met deze code."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=OrganisationKind.SCHOOL_BOARD) | Q(register_code__regex=BOARD_NUMBER),
                name="school_board_has_a_board_number",
                violation_error_message=_("Een bestuursnummer bestaat uit vijf cijfers, bijvoorbeeld 41234."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=OrganisationKind.TRAINING_INSTITUTE) | Q(register_code__regex=BRIN4),
                name="training_institute_has_a_brin",
                violation_error_message=_(
                    "Een BRIN bestaat uit twee cijfers en twee hoofdletters, bijvoorbeeld 25DW."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(kind=OrganisationKind.SCHOOL_BOARD),
                name="only_a_school_board_may_lack_a_name",
                violation_error_message=_("Vul de naam van de organisatie in."),
            ),
            Period.constraint("organisation_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """Return the name, or what to call a board whose name is not known."""
        return self.name or f"Bevoegd gezag {self.register_code}"

    def get_absolute_url(self) -> str:
        """Return the public page, or "" for a kind that has none."""
        names = {
            OrganisationKind.SCHOOL_BOARD: "board",
            OrganisationKind.TRAINING_INSTITUTE: "training-institute",
        }
        name = names.get(OrganisationKind(self.kind))
        return reverse(name, args=[self.register_code]) if name else ""


class KindManager(models.Manager[Any]):
    """Only the organisations of one kind."""

    def __init__(self, kind: OrganisationKind) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(kind=self.kind)


class SchoolBoard(Organisation):
    """Schoolbestuur (bevoegd gezag)."""

    objects: ClassVar[KindManager] = KindManager(OrganisationKind.SCHOOL_BOARD)

    class Meta:
        proxy = True
        verbose_name = _("schoolbestuur")
        verbose_name_plural = _("schoolbesturen")


class TeacherTrainingInstitute(Organisation):
    """Instelling voor hoger onderwijs met een lerarenopleiding."""

    objects: ClassVar[KindManager] = KindManager(OrganisationKind.TRAINING_INSTITUTE)

    class Meta:
        proxy = True
        verbose_name = _("lerarenopleiding")
        verbose_name_plural = _("lerarenopleidingen")


class ProfessionalBody(Organisation):
    """Vakbond of beroepsorganisatie die de beroepsgroep vertegenwoordigt."""

    objects: ClassVar[KindManager] = KindManager(OrganisationKind.PROFESSIONAL_BODY)

    class Meta:
        proxy = True
        verbose_name = _("vertegenwoordiging van de beroepsgroep")
        verbose_name_plural = _("vertegenwoordigingen van de beroepsgroep")


class OrganisationSuccession(models.Model):
    """An organisation went on in another one: a merger or a split."""

    predecessor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="successions_out", verbose_name=_("voorganger")
    )
    successor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="successions_in", verbose_name=_("opvolger")
    )
    kind = models.CharField(_("soort"), max_length=20, choices=SuccessionKind)
    date = models.DateField(_("datum"))

    class Meta:
        verbose_name = _("opvolging van organisaties")
        verbose_name_plural = _("opvolgingen van organisaties")
        ordering: ClassVar = ["date"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="one_succession_per_pair_of_organisations",
                violation_error_message=_("Deze opvolging staat er al."),
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")),
                name="organisation_does_not_succeed_itself",
                violation_error_message=_("Een organisatie kan zichzelf niet opvolgen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="events"))
class School(Period):
    """Vestiging: one location of a school, the level at which schools take part."""

    brin6 = models.CharField(_("vestigingscode"), max_length=6, unique=True)
    name = models.CharField(_("naam"), max_length=200)
    board = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="schools",
        verbose_name=_("schoolbestuur"),
    )
    board_source = models.ForeignKey(
        DataSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bron van het bestuur"),
    )
    sector = models.CharField(_("sector"), max_length=4, choices=Sector)
    place = models.CharField(_("plaats"), max_length=100, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="schools", verbose_name=_("gemeente")
    )
    latitude = models.FloatField(_("breedtegraad"), null=True, blank=True)
    longitude = models.FloatField(_("lengtegraad"), null=True, blank=True)
    location_source = models.ForeignKey(
        DataSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bron van het punt"),
    )
    pupils = models.PositiveIntegerField(_("leerlingen"), null=True, blank=True)
    pupils_source = models.ForeignKey(
        DataSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bron van het aantal leerlingen"),
    )
    website = models.URLField(_("website"), max_length=300, blank=True)
    source = models.ForeignKey(DataSource, models.PROTECT, related_name="+", verbose_name=_("bron"))

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("scholen")
        ordering: ClassVar = ["name", "brin6"]
        indexes: ClassVar = [models.Index(fields=["municipality", "sector"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(brin6__regex=BRIN6),
                name="school_has_a_location_code",
                violation_error_message=_(
                    "Een vestigingscode bestaat uit twee cijfers, twee hoofdletters en twee cijfers."
                ),
            ),
            Period.constraint("school_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.brin6})"

    def get_absolute_url(self) -> str:
        """Return the public page of the school."""
        return reverse("school", args=[self.brin6])


class TrainingProgramme(models.Model):
    """Opleiding tot leraar: what an institute offers, by kind and place."""

    institute = models.ForeignKey(
        Organisation, models.PROTECT, related_name="programmes", verbose_name=_("lerarenopleiding")
    )
    code = models.CharField(_("opleidingscode"), max_length=10)
    name = models.CharField(_("naam"), max_length=200)
    kind = models.CharField(_("soort"), max_length=60)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, related_name="programmes", verbose_name=_("gemeente")
    )
    students = models.PositiveIntegerField(_("studenten"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("peiljaar"), null=True, blank=True)
    source = models.ForeignKey(DataSource, models.PROTECT, related_name="+", verbose_name=_("bron"))

    class Meta:
        verbose_name = _("opleiding")
        verbose_name_plural = _("opleidingen")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institute", "code", "municipality"],
                name="one_row_per_institute_programme_and_place",
                nulls_distinct=False,
                violation_error_message=_("Deze opleiding staat er al."),
            )
        ]

    def __str__(self) -> str:
        return self.name
