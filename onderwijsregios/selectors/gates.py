"""What stands between an application and handing in, as it stands now.

The page "Controleren en indienen" shows these gates and the service asks them, so that
the two never disagree.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from onderwijsregios.enums import Section, Signing
from onderwijsregios.models import Application
from onderwijsregios.selectors.completeness import Gap, gaps, remarks
from onderwijsregios.selectors.signing import SigningLedger, unsigned
from onderwijsregios.selectors.windows import Window
from regio.core.moments import in_words
from regio.core.wording import ended
from regio.enums import ScanState
from regio.models import Document


class GateState(TextChoices):
    """How a gate stands."""

    PASSED = "in-orde", _("in orde")
    MISSING = "ontbreekt", _("ontbreekt")
    REMARK = "let-op", _("let op")
    WAITING = "wacht", _("wacht")


@dataclass(frozen=True)
class Gate:
    """One condition of handing in."""

    key: str
    label: str
    state: GateState
    reason: str = ""
    """A whole sentence, where the gaps do not say it."""
    gaps: tuple[Gap, ...] = ()
    """What to do, each with where."""
    remarks: tuple[Gap, ...] = ()
    """What does not stop handing in, each with where."""

    @property
    def is_shut(self) -> bool:
        """Tell whether this keeps the application from being handed in."""
        return self.state == GateState.MISSING


def gates_of(
    application: Application,
    content: Mapping[str, Any],
    *,
    window: Window,
    moment: dt.datetime,
    is_lead: bool,
) -> list[Gate]:
    """Return every gate of ``application``, which holds ``content``, for a reader at ``moment``.

    ``window`` is that of the applicant and ``is_lead`` tells whether the reader has a
    mandate for it.
    """
    return [
        _round_gate(application, window, moment),
        _mandate_gate(application, is_lead=is_lead),
        *content_gates(application, content, SigningLedger(application, content)),
    ]


def content_gates(application: Application, content: Mapping[str, Any], ledger: SigningLedger) -> list[Gate]:
    """Return the gates that are about the application itself, whoever reads and whenever."""
    return [
        *_section_gates(application, content),
        _files_gate(content),
        *_signing_gate(ledger),
    ]


def shut(gates: Iterable[Gate]) -> list[Gap]:
    """Return all that must still be done before handing in."""
    return [gap for gate in gates if gate.is_shut for gap in gate.gaps]


def _round_gate(application: Application, window: Window, moment: dt.datetime) -> Gate:
    title = application.round.title
    if moment < window.opens_at:
        reason = f"De ronde “{title}” opent op {in_words(window.opens_at)}."
    elif window.is_shown_open_at(moment):
        last = in_words(window.last_second, seconds=True)
        why = f", {window.end_in_words}" if window.end_in_words else ""
        reason = f"U kunt indienen tot en met {last}{why}. Het moment waarop uw verzoek aankomt, telt."
    else:
        reason = f"De ronde “{title}” sloot op {in_words(window.last_second, seconds=True)}."
    is_open = window.is_shown_open_at(moment)
    return Gate("ronde", "De ronde is open", GateState.PASSED if is_open else GateState.MISSING, reason)


def _mandate_gate(application: Application, *, is_lead: bool) -> Gate:
    lead = application.lead.display_name
    if is_lead:
        return Gate("mandaat", "Uw mandaat", GateState.PASSED, ended(f"U mag indienen namens {lead}"))
    reason = f"{ended(f'Indienen doet iemand met een mandaat voor {lead}')} U werkt mee in het team."
    return Gate("mandaat", "Uw mandaat", GateState.MISSING, reason)


def _section_gates(application: Application, content: Mapping[str, Any]) -> list[Gate]:
    found = gaps(dict(content), plan=application.plan, sectors=application.round.sectors)
    noted = remarks(dict(content))
    gates = []
    for section in Section:
        own = tuple(gap for gap in found if gap.step == section)
        told = tuple(gap for gap in noted if gap.step == section)
        state = GateState.MISSING if own else GateState.REMARK if told else GateState.PASSED
        gates.append(Gate(section.value, str(section.label), state, gaps=own, remarks=told))
    return gates


def _files_gate(content: Mapping[str, Any]) -> Gate:
    """Say how the files stand with the virus scanner; one that waits does not hold up handing in.

    A waiting file cannot be read by anybody until it is clean, so nothing is lost by
    letting it in, and a scanner that is slow or off costs nobody the deadline.
    """
    places = _places_of_files(content)
    locked = dict(
        Document.objects.filter(pk__in=places)
        .exclude(scan_state=ScanState.CLEAN)
        .values_list("pk", "scan_state")
    )
    infected = [str(key) for key, state in locked.items() if state == ScanState.INFECTED]
    if infected:
        sentences = tuple(
            Gap(step, "bijlagen", f"In “{name}” is een virus gevonden. Verwijder dit bestand.")
            for key, (step, name) in places.items()
            if key in infected and step != Section.PLAN
        )
        reason = "" if sentences else "In uw plan is een virus gevonden. Voeg een schoon bestand toe."
        return Gate("bestanden", "Bestanden", GateState.MISSING, reason, sentences)
    if locked:
        number = len(locked)
        which = "Een bestand wordt" if number == 1 else f"{number} bestanden worden"
        reason = (
            f"{which} nog gecontroleerd op virussen. U kunt wel indienen; lezen kan zodra "
            "de controle klaar is."
        )
        return Gate("bestanden", "Bestanden", GateState.WAITING, reason)
    reason = "Alle bestanden zijn gecontroleerd." if places else ""
    return Gate("bestanden", "Bestanden", GateState.PASSED, reason)


def _places_of_files(content: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return on which step each file stands, with its name, by the id of the file."""
    plan = content["plan"]
    found = {plan["id"]: (Section.PLAN.value, plan["name"])} if plan else {}
    for section, files in content.get("attachments", {}).items():
        found |= {one["id"]: (section, one["name"]) for one in files}
    return found


def _signing_gate(ledger: SigningLedger) -> list[Gate]:
    """Return the gate of signing, in a round that asks for it."""
    open_ends = unsigned(ledger)
    if open_ends is None:
        return []
    key, label = "ondertekenen", "Ondertekenen"
    if not open_ends:
        return [Gate(key, label, GateState.PASSED, f"{ledger.tally}.")]
    if ledger.application.round.signing == Signing.REQUIRED:
        return [Gate(key, label, GateState.MISSING, f"{ledger.tally}.", tuple(open_ends))]
    reason = f"{ledger.tally}. U kunt zo indienen, maar beoordelaars zien wie niet tekende."
    return [Gate(key, label, GateState.REMARK, reason, tuple(open_ends))]
