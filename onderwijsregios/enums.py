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


class Section(TextChoices):
    """The parts of an application as its team divides the work: each is a page.

    Rights, comments, attachments, signatures and supplements all belong to one of these.
    """

    OPGAVEN = "opgaven", _("Opgaven")
    AANPAK = "aanpak", _("Integrale aanpak")
    REGIO = "regio", _("Regio")
    GOVERNANCE = "governance", _("Governance")
    PARTIJEN = "partijen", _("Partijen")
    SCHOLEN = "scholen", _("Scholen")
    PLAN = "plan", _("Plan")

    @property
    def parts(self) -> tuple[PartKey, ...]:
        """Return the texts that are written in this section."""
        return {
            Section.OPGAVEN: (PartKey.OPGAVEN,),
            Section.AANPAK: PartKey.integral_approach(),
            Section.REGIO: (PartKey.REGIO,),
            Section.GOVERNANCE: (
                PartKey.GOVERNANCE,
                PartKey.ROL_BESTUREN,
                PartKey.ROL_OPLEIDERS,
                PartKey.ROL_BEROEPSGROEP,
            ),
        }.get(self, ())

    @classmethod
    def of(cls, part: PartKey) -> "Section":
        """Return the section in which ``part`` is written."""
        return next(section for section in cls if part in section.parts)


class Grace(TextChoices):
    """What happens to what arrives shortly after closing."""

    NONE = "geen", _("geen respijt")
    DISCLOSED = "openbaar", _("respijt, bekend bij iedereen")
    SILENT = "stil", _("respijt, alleen bekend bij medewerkers")


class Admission(TextChoices):
    """Why something that arrived was admitted."""

    OPEN = "open", _("binnen de ronde")
    GRACE = "respijt", _("binnen het respijt na sluiting")
    EXTENSION = "later-toegelaten", _("later toegelaten door de Realisatie-Eenheid")
    SUPPLEMENT = "aanvulling", _("als gevraagde aanvulling")


class Signing(TextChoices):
    """What a round asks of the parties of an application."""

    NOT_ASKED = "niet-gevraagd", _("partijen hoeven niet te tekenen")
    ASKED = "gevraagd", _("partijen tekenen; wie nog niet tekende, houdt het indienen niet tegen")
    REQUIRED = "verplicht", _("alle partijen moeten hebben getekend voordat wordt ingediend")


class SignatureMethod(TextChoices):
    """In which way a party gave its word."""

    ACCOUNT = "account", _("getekend met een account")
    LINK = "koppeling", _("getekend via een koppeling in een mail")
    COVENANT = "convenant", _("convenant of samenwerkingsovereenkomst")
    MANDATE = "machtiging", _("machtiging van de penvoerder")
    OBJECTION = "bezwaar", _("niet akkoord")


class Standing(TextChoices):
    """What a party's word is worth now, for one part of an application."""

    SIGNED = "getekend", _("getekend")
    FALLEN = "vervallen", _("vervallen")
    NOT_YET = "nog-niet", _("nog niet getekend")
    BY_HANDING_IN = "door-indienen", _("tekent door in te dienen")
    COVENANT = "convenant", _("convenant")
    MANDATE = "machtiging", _("machtiging van de penvoerder")
    OBJECTION = "niet-akkoord", _("niet akkoord")
    NOT_FOR = "tekent-niet", _("tekent hier niet voor")

    @classmethod
    def given(cls) -> tuple["Standing", ...]:
        """Return the standings with which nothing more is needed."""
        return (cls.SIGNED, cls.COVENANT, cls.MANDATE, cls.NOT_FOR)


class TeamState(TextChoices):
    """How somebody stands to the team of an application."""

    INVITED = "uitgenodigd", _("uitgenodigd")
    ACTIVE = "actief", _("doet mee")
    DECLINED = "afgewezen", _("wil niet meedoen")
    EXPIRED = "verlopen", _("uitnodiging verlopen")
    WITHDRAWN = "ingetrokken", _("uitnodiging ingetrokken")
    LEFT = "vertrokken", _("vertrokken")
    REMOVED = "verwijderd", _("uit het team gehaald")


class TeamRight(TextChoices):
    """What a team member may do in a section; everybody in the team may read all of it."""

    READ = "lezen", _("lezen")
    COMMENT = "opmerken", _("lezen en opmerkingen maken")
    WRITE = "schrijven", _("lezen, opmerkingen maken en schrijven")


class SupplementState(TextChoices):
    """How far a supplement is that staff asked for."""

    OPEN = "open", _("aanvulling gevraagd")
    ANSWERED = "ontvangen", _("aanvulling ontvangen")
    EXPIRED = "verlopen", _("termijn verstreken")
    WITHDRAWN = "ingetrokken", _("vraag ingetrokken")


class BezwaarState(TextChoices):
    """How far the treatment of a bezwaar is."""

    RECEIVED = "ontvangen", _("ontvangen")
    IN_TREATMENT = "in-behandeling", _("in behandeling")
    DECIDED = "beslist", _("beslist")
    WITHDRAWN = "ingetrokken", _("ingetrokken")


class BezwaarOutcome(TextChoices):
    """How a bezwaar ended."""

    UPHELD = "gegrond", _("gegrond")
    PARTLY_UPHELD = "deels-gegrond", _("deels gegrond")
    DISMISSED = "ongegrond", _("ongegrond")
    INADMISSIBLE = "niet-ontvankelijk", _("niet-ontvankelijk")


class SchoolVerdict(TextChoices):
    """What is said of a row in a list of vestigingsnummers; the first that is so."""

    NO_CODE = "geen-nummer", _("geen vestigingsnummer")
    DOUBLE = "dubbel", _("staat dubbel in de lijst")
    UNKNOWN = "onbekend", _("staat niet in het register")
    CLOSED = "gesloten", _("is gesloten")
    OTHER_BOARD = "ander-bestuur", _("bestuur doet niet mee")
    PRESENT = "staat-er-al", _("staat al in deze aanvraag")
    ELSEWHERE = "andere-aanvraag", _("staat al in een andere aanvraag in deze ronde")
    GOOD = "goed", _("goed")


class OverlapKind(TextChoices):
    """What two applications of one round may have in common without wanting it."""

    SCHOOL = "school", _("school")
    BOARD = "bestuur", _("schoolbestuur")
    MUNICIPALITY = "gemeente", _("gemeente")


class RoundNotice(TextChoices):
    """The moments of a round at which people get a mail; also the names of what one may mute."""

    OPENING = "ronde-open", _("een ronde gaat open")
    WEEK = "ronde-7-dagen", _("nog 7 dagen")
    DAY = "ronde-1-dag", _("nog 1 dag")
    HOUR = "ronde-1-uur", _("nog 1 uur")
    CLOSED = "ronde-gesloten", _("een ronde is gesloten")
