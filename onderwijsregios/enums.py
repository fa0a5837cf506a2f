"""Words of the programme onderwijsregio's and its rounds."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ApplicationState(TextChoices):
    """Where an application stands. What its applicant sees is in ``PUBLIC_STATE``."""

    DRAFT = "concept", _("concept")
    SUBMITTED = "ingediend", _("ingediend")
    WITHDRAWN = "ingetrokken", _("ingetrokken")
    SELECTED = "voorloper", _("voorloper")
    PROVISIONAL = "voorlopig", _("voorlopig voorloper, met voorwaarden")
    NOT_SELECTED = "niet-gekozen", _("niet gekozen")

    @classmethod
    def handed_in(cls) -> tuple["ApplicationState", ...]:
        """Return the states in which a frozen revision counts."""
        return (cls.SUBMITTED, *cls.decided())

    @classmethod
    def decided(cls) -> tuple["ApplicationState", ...]:
        """Return the states after publication."""
        return (cls.SELECTED, cls.PROVISIONAL, cls.NOT_SELECTED)

    @classmethod
    def editable(cls) -> tuple["ApplicationState", ...]:
        """Return the states in which the team may change the draft while the round is open."""
        return (cls.DRAFT, cls.SUBMITTED, cls.WITHDRAWN)


class Outcome(TextChoices):
    """What is decided on an application."""

    SELECTED = "voorloper", _("voorloper")
    PROVISIONAL = "voorlopig", _("voorlopig voorloper, met voorwaarden")
    NOT_SELECTED = "niet-gekozen", _("niet gekozen")


class RoundPhase(TextChoices):
    """How far a round is, computed from its moments; never stored."""

    ANNOUNCED = "aangekondigd", _("aangekondigd")
    OPEN = "open", _("open")
    CLOSED = "gesloten", _("gesloten, in beoordeling")
    PUBLISHED = "gepubliceerd", _("uitslag bekend")


class ReviewState(TextChoices):
    """How far the work of a reviewer on an application is."""

    OPEN = "open", _("nog te doen")
    STARTED = "begonnen", _("begonnen")
    SUBMITTED = "ingeleverd", _("ingeleverd")


class PartKey(TextChoices):
    """The parts of a plan, in the order of the call of 28 March 2023."""

    OPGAVEN = "opgaven", _("Opgaven")
    WERVEN = "werven", _("Werven")
    MATCHEN = "matchen", _("Matchen")
    OPLEIDEN = "opleiden", _("Opleiden")
    BEGELEIDEN = "begeleiden", _("Begeleiden")
    PROFESSIONALISEREN = "professionaliseren", _("Professionaliseren")
    REGIO = "regio", _("Relevante regio")
    GOVERNANCE = "governance", _("Governance")
    ROL_BESTUREN = "rol-besturen", _("Rol van de schoolbesturen")
    ROL_OPLEIDERS = "rol-opleiders", _("Rol van de lerarenopleidingen")
    ROL_BEROEPSGROEP = "rol-beroepsgroep", _("Rol van de beroepsgroep")

    @classmethod
    def integral_approach(cls) -> tuple["PartKey", ...]:
        """Return the five parts of the integral approach."""
        return (cls.WERVEN, cls.MATCHEN, cls.OPLEIDEN, cls.BEGELEIDEN, cls.PROFESSIONALISEREN)
