"""Words with a fixed meaning in all programmes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sector(TextChoices):
    """Sectors in which a collaboration works."""

    PO = "po", _("primair onderwijs")
    SO = "so", _("speciaal onderwijs")
    VO = "vo", _("voortgezet onderwijs")
    MBO = "mbo", _("middelbaar beroepsonderwijs")
    HO = "ho", _("hoger onderwijs")


SECTOR_ABBREVIATIONS = {
    Sector.PO: "po",
    Sector.SO: "(v)so",
    Sector.VO: "vo",
    Sector.MBO: "mbo",
    Sector.HO: "ho",
}


class OrganisationKind(TextChoices):
    """What an organisation is."""

    SCHOOL_BOARD = "schoolbestuur", _("schoolbestuur")
    TRAINING_INSTITUTE = "lerarenopleiding", _("lerarenopleiding")
    PROFESSIONAL_BODY = "beroepsgroep", _("vertegenwoordiging van de beroepsgroep")
    MUNICIPALITY = "gemeente", _("gemeente")
    CHILDCARE = "kinderopvang", _("kinderopvangorganisatie")
    LABOUR_MARKET_FUND = "arbeidsmarktfonds", _("arbeidsmarktfonds")
    OTHER = "overig", _("andere organisatie")


class MembershipRole(TextChoices):
    """The part that an organisation plays in a collaboration."""

    LEAD = "penvoerder", _("penvoerder")
    PARTICIPANT = "deelnemer", _("deelnemer")
    TRAINER = "opleider", _("opleider")
    PROFESSION = "beroepsgroep", _("beroepsgroep")
    PARTNER = "partner", _("partner")


class Confirmation(TextChoices):
    """What the organisation itself says of its membership."""

    REQUESTED = "gevraagd", _("bevestiging gevraagd")
    CONFIRMED = "bevestigd", _("bevestigd")
    REFUSED = "geweigerd", _("niet bevestigd")
    NOT_ASKED = "niet-gevraagd", _("niet gevraagd")


class CollaborationStatus(TextChoices):
    """How far a collaboration is."""

    FORMING = "in-oprichting", _("in oprichting")
    PROVISIONAL = "voorlopig", _("voorlopig voorloper")
    FRONTRUNNER = "voorloper", _("voorloper")
    ASPIRANT = "aspirant", _("aspirant")
    RECOGNISED = "erkend", _("erkend")
    ACTIVE = "actief", _("actief")
    ENDED = "beeindigd", _("beëindigd")

    @classmethod
    def current(cls) -> tuple["CollaborationStatus", ...]:
        """Return the statuses of a collaboration that exists now."""
        return tuple(status for status in cls if status != cls.ENDED)


class SuccessionKind(TextChoices):
    """How one thing became another."""

    MERGER = "fusie", _("fusie")
    SPLIT = "splitsing", _("splitsing")
    CONTINUATION = "voortzetting", _("voortzetting")
    RENAMING = "naamswijziging", _("naamswijziging")


class StaffRole(TextChoices):
    """Work that people do for the Realisatie-Eenheid."""

    REVIEWER = "beoordelaar", _("beoordelaar")
    COORDINATOR = "coordinator", _("coördinator van de Realisatie-Eenheid")
    ADMINISTRATOR = "beheerder", _("beheerder")


class Audience(TextChoices):
    """Who may read a line of the log. Each level includes the ones after it as readers."""

    PUBLIC = "openbaar", _("iedereen")
    APPLICANT = "aanvrager", _("aanvrager en Realisatie-Eenheid")
    REVIEWER = "beoordelaar", _("beoordelaars en coördinatoren")
    STAFF = "realisatie-eenheid", _("coördinatoren en beheerders")


class ScanState(TextChoices):
    """What the virus scanner says of a file."""

    WAITING = "wacht", _("wordt gecontroleerd")
    CLEAN = "schoon", _("gecontroleerd")
    INFECTED = "besmet", _("geweigerd: besmet")
