"""Letters about decisions: tagged, archivable PDF (PDF/UA-1 and PDF/A-2a), made by typst."""

import datetime as dt
import hashlib
import logging
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.defaultfilters import date as date_in_words

from onderwijsregios.enums import Outcome
from onderwijsregios.models import Criterion, Decision, Round
from onderwijsregios.selectors.rounds import criteria_of
from regio.core import clock
from regio.core.errors import Refused
from regio.core.files.pdf import count_pages
from regio.core.fingerprints import fingerprint_of
from regio.core.typesetting import CannotTypeset, typeset
from regio.enums import ScanState
from regio.models import Document

logger = logging.getLogger(__name__)

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "onderwijsregios" / "letters" / "decision.typ"
SENDER = "Realisatie-Eenheid regio-infrastructuur"
ORIGIN = "door het portaal gemaakt"

_fails: dict[str, bool] = {}
"""By fingerprint, which decides it: so that a process tries a letter once, not at each poke or reading."""
REMEMBERED = 10_000

DECISION_IN_WORDS = {
    Outcome.SELECTED: "Uw regio is gekozen als voorloper.",
    Outcome.PROVISIONAL: "Uw regio is voorlopig gekozen als voorloper, met voorwaarden.",
    Outcome.NOT_SELECTED: "Uw regio is niet gekozen als voorloper.",
}
NEXT_IN_WORDS = {
    Outcome.SELECTED: """
Uw onderwijsregio staat vanaf vandaag in het portaal. De Realisatie-Eenheid neemt contact met u op
over de start.
""",
    Outcome.PROVISIONAL: """
Uw onderwijsregio staat vanaf vandaag in het portaal, met de vermelding dat de keuze voorlopig is.
De Realisatie-Eenheid bespreekt de voorwaarden met u.
""",
    Outcome.NOT_SELECTED: """
U kunt meedoen aan een volgende ronde. De Realisatie-Eenheid licht het besluit graag toe.
""",
}
OBJECTION = """
U kunt binnen zes weken na de datum van deze brief bezwaar maken. Dat kan in het portaal, bij de
uitslag van uw aanvraag. Noem in uw bezwaar het dossiernummer, en schrijf waarom u het niet eens
bent met het besluit.
"""
"""Only in a round that opens its decisions to bezwaar (Awb 3:45)."""


class LetterFails(Refused):
    """A letter cannot be made as a PDF; the message names the dossier."""


def letter_of(decision: Decision, criteria: Sequence[Criterion]) -> dict[str, Any]:
    """Return everything that the letter says; equal facts give an equal letter.

    The letter carries the day of the publication moment, whenever it is made.
    """
    application, round_ = decision.application, decision.application.round
    outcome = Outcome(decision.outcome)
    return {
        "sender": SENDER,
        "addressee": application.lead.display_name,
        "date": _day(round_.publish_at.astimezone(clock.AMSTERDAM).date()),
        "dossier": application.dossier_number,
        "title": decision.revision.content["title"],
        "subject": f"Besluit over uw aanvraag in de ronde {round_.title}",
        "opening": "U heeft een aanvraag gedaan om voorloper te worden. Hierover is een besluit genomen.",
        "decision": DECISION_IN_WORDS[outcome],
        "reason": _paragraphs(decision.reason),
        "conditions": _paragraphs(decision.conditions),
        "conditionsDue": _day(decision.conditions_due) if decision.conditions_due else "",
        "judged": (
            f"Beoordeeld is versie {decision.revision.number} van uw aanvraag, aangekomen op "
            f"{_moment(decision.revision.arrived_at)} "
            f"(vingerafdruk {decision.revision.fingerprint[:12]})."
        ),
        "method": "Beoordelaars zonder belang bij uw aanvraag gaven een score van 1 tot en met 5 op:",
        "criteria": [f"{c.title} (gewicht {c.weight})" for c in criteria],
        "next": _paragraphs(NEXT_IN_WORDS[outcome]),
        "objection": _paragraphs(OBJECTION) if round_.is_open_to_bezwaar else [],
        "isSample": application.is_sample or round_.is_sample,
    }


def render_letter(decision: Decision, criteria: Sequence[Criterion]) -> bytes:
    """Return the letter as PDF; the same decision gives the same bytes.

    Raises :class:`LetterFails` when there can be no letter.
    """
    facts, made_at = letter_of(decision, criteria), decision.application.round.publish_at
    try:
        return typeset(TEMPLATE, facts, name="letter", made_at=made_at)
    except CannotTypeset as error:
        raise LetterFails(failure_of(decision)) from error


def failure_of(decision: Decision) -> str:
    """Return the sentence that says which letter cannot be made and what to do."""
    return (
        f"De brief van {decision.application.dossier_number} kan niet worden gemaakt. "
        "Maak de motivering en de voorwaarden korter en gebruik alleen gewone tekens."
    )


def failing_letters(round_: Round) -> list[Decision]:
    """Return the unpublished decisions of which the letter cannot be made.

    Tries each letter of which the facts changed since it was made, and remembers the
    answer, so that reading this again is quick.
    """
    criteria = list(criteria_of(round_))
    failing = []
    for decision in _unpublished(round_):
        fingerprint = letter_fingerprint(decision, criteria)
        if decision.letter_fingerprint != fingerprint:
            if fingerprint not in _fails:
                _try(decision, criteria, fingerprint)
            if _fails[fingerprint]:
                failing.append(decision)
    return failing


def prepare_letters(*, round_: Round) -> int:
    """Make the letter of each unpublished decision of which the facts changed; return how many.

    Slow work, so it happens before the publication and outside its transaction. May
    run at any time and by several workers: a letter that is there already is kept. A
    letter that cannot be made holds up no other; ``failing_letters`` tells of it.
    """
    made, criteria = 0, list(criteria_of(round_))
    for decision in _unpublished(round_):
        fingerprint = letter_fingerprint(decision, criteria)
        if decision.letter_fingerprint != fingerprint and not _fails.get(fingerprint):
            pdf = _try(decision, criteria, fingerprint)
            if pdf is not None:
                made += _keep(decision, fingerprint, pdf)
    return made


def letter_fingerprint(decision: Decision, criteria: Sequence[Criterion]) -> str:
    """Return what changes whenever the letter would read or look otherwise."""
    return fingerprint_of([letter_of(decision, criteria), hashlib.sha256(TEMPLATE.read_bytes()).hexdigest()])


def _unpublished(round_: Round) -> list[Decision]:
    return list(
        Decision.objects.filter(application__round=round_, published_at__isnull=True)
        .select_related("application__round", "application__lead", "revision")
        .order_by("application__dossier_number")
    )


def _try(decision: Decision, criteria: Sequence[Criterion], fingerprint: str) -> bytes | None:
    """Return the letter, or None when it cannot be made or stored; remember which."""
    if len(_fails) >= REMEMBERED:
        _fails.clear()
    try:
        pdf = render_letter(decision, criteria)
        _pages_of(pdf)
    except Exception:
        logger.exception("The letter of decision %s cannot be made.", decision.pk)
        _fails[fingerprint] = True
        return None
    _fails[fingerprint] = False
    return pdf


def _pages_of(pdf: bytes) -> int:
    return count_pages(BytesIO(pdf), max_pages=settings.UPLOAD_MAX_PAGES)


def _keep(decision: Decision, fingerprint: str, pdf: bytes) -> bool:
    """Store the letter, unless a colleague did or the decision changed meanwhile."""
    with transaction.atomic():
        fresh = (
            Decision.objects.select_for_update(of=("self",))
            .select_related("letter")
            .filter(pk=decision.pk, version=decision.version, published_at__isnull=True)
            .exclude(letter_fingerprint=fingerprint)
            .first()
        )
        if fresh is None:
            return False
        outdated = fresh.letter
        fresh.letter = stored_pdf(f"besluit-{decision.application.dossier_number}.pdf", pdf)
        fresh.letter_fingerprint = fingerprint
        fresh.save(update_fields=["letter", "letter_fingerprint"])
        if outdated is not None:
            _throw_away(outdated)
    return True


def stored_pdf(name: str, pdf: bytes) -> Document:
    """Store a PDF that the portal made itself; nothing in it needs to be scanned."""
    return Document.objects.create(
        file=ContentFile(pdf, name=name),
        original_name=name,
        content_type="application/pdf",
        size=len(pdf),
        sha256=hashlib.sha256(pdf).hexdigest(),
        pages=_pages_of(pdf),
        scan_state=ScanState.CLEAN,
        scan_origin=ORIGIN,
    )


def _throw_away(document: Document) -> None:
    """Remove a letter that nobody outside has ever been able to read."""
    storage, name = document.file.storage, str(document.file.name)
    document.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _day(day: dt.date) -> str:
    return date_in_words(day, "j F Y")


def _moment(moment: dt.datetime) -> str:
    return date_in_words(moment.astimezone(clock.AMSTERDAM), "j F Y \\o\\m H:i:s \\u\\u\\r")
