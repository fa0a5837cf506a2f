"""Bezwaar against a published decision: file it, add to it, withdraw it; take it up and decide.

Awb 6:4 (with the body that decided), 6:5 (what it holds), 6:6 (grounds may follow), 6:7
and 6:8 (six weeks), 6:11 (a late one may be excused: staff decide, the portal refuses none).
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from onderwijsregios.enums import BezwaarOutcome, BezwaarState
from onderwijsregios.models import Bezwaar, BezwaarAddition, BezwaarCounter, Decision
from onderwijsregios.selectors.applications import role_of
from onderwijsregios.selectors.bezwaar import PENDING, last_day_of, obstacle_to_handling
from regio.core import clock
from regio.core.clock import AMSTERDAM
from regio.core.errors import NotAllowed, Refused, TooEarly
from regio.core.moments import in_words
from regio.core.wording import ended
from regio.enums import Audience, StaffRole
from regio.models import Document, User
from regio.selectors.accounts import representatives_of, staff_with_role
from regio.services.audit import record_action
from regio.services.outbox import post
from regio.services.transitions import lock, perform

STAFF_LABEL = "coördinator"


@transaction.atomic
def file_bezwaar(
    *,
    decision: Decision,
    actor: User,
    text: str,
    document: Document | None,
    request_key: UUID,
    arrived_at: dt.datetime,
) -> Bezwaar:
    """Take in a bezwaar, give it a number and confirm it by mail; a late one is taken in too.

    The same ``request_key`` gives the same bezwaar back. Raises :class:`NotAllowed`,
    :class:`TooEarly` before publication, or :class:`Refused` without grounds or when the
    round does not open its decisions to bezwaar.
    """
    decision = lock(decision)
    _require(actor, decision)
    if decision.published_at is None:
        raise TooEarly("De uitslag is nog niet bekend.")
    last_day = last_day_of(decision)
    if last_day is None:
        raise Refused("Tegen de besluiten in deze ronde kan geen bezwaar worden gemaakt.")
    repeated = decision.bezwaren.filter(request_key=request_key).first()
    if repeated is not None:
        return repeated
    if not text.strip():
        raise Refused(
            "Schrijf waarom u het niet eens bent met het besluit, of dat u de gronden later stuurt."
        )
    bezwaar = Bezwaar.objects.create(
        decision=decision,
        number=_next_number(arrived_at),
        request_key=request_key,
        text=text.strip(),
        document=document,
        filed_by=actor,
        arrived_at=arrived_at,
        last_day=last_day,
    )
    _record(bezwaar, actor, "file", "Bezwaar ontvangen" + (", na de termijn" if bezwaar.is_late else ""))
    _mail_applicant("bezwaar-received", bezwaar)
    for person in staff_with_role(StaffRole.COORDINATOR):
        _mail("bezwaar-filed", bezwaar, person, _staff_path(bezwaar))
    return bezwaar


@transaction.atomic
def add_to_bezwaar(
    *,
    bezwaar: Bezwaar,
    actor: User,
    text: str,
    document: Document | None,
    request_key: UUID,
    arrived_at: dt.datetime,
) -> BezwaarAddition:
    """Add grounds or more to a bezwaar on which nobody decided yet (Awb 6:6).

    The same ``request_key`` gives the same addition back. Raises :class:`NotAllowed` or
    :class:`Refused`.
    """
    bezwaar = lock(bezwaar)
    _require(actor, bezwaar.decision)
    repeated = bezwaar.additions.filter(request_key=request_key).first()
    if repeated is not None:
        return repeated
    if bezwaar.state not in PENDING:
        raise Refused("Dit bezwaar is afgerond. U kunt er niets meer aan toevoegen.")
    if not text.strip():
        raise Refused("Schrijf wat u wilt toevoegen.")
    addition = BezwaarAddition.objects.create(
        bezwaar=bezwaar,
        request_key=request_key,
        text=text.strip(),
        document=document,
        added_by=actor,
        arrived_at=arrived_at,
    )
    _record(bezwaar, actor, "add", "Bezwaar aangevuld")
    readers = [bezwaar.handler] if bezwaar.handler else staff_with_role(StaffRole.COORDINATOR)
    for person in readers:
        _mail("bezwaar-added", bezwaar, person, _staff_path(bezwaar), what=f"{addition.pk}:")
    return addition


def withdraw_bezwaar(*, bezwaar: Bezwaar, actor: User, arrived_at: dt.datetime) -> Bezwaar:
    """Withdraw a bezwaar on which nobody decided yet (Awb 6:21); withdrawing again changes nothing.

    Raises :class:`NotAllowed` or :class:`Refused`.
    """

    def apply(fresh: Bezwaar) -> None:
        fresh.closed_at = arrived_at

    def notify(fresh: Bezwaar) -> None:
        readers = [fresh.handler] if fresh.handler else staff_with_role(StaffRole.COORDINATOR)
        for person in readers:
            _mail("bezwaar-withdrawn", fresh, person, _staff_path(fresh))

    return perform(
        obj=bezwaar,
        name="withdraw_bezwaar",
        actor=actor,
        actor_label=role_of(actor, bezwaar.decision.application),
        apply=apply,
        notify=notify,
    )


def take_up_bezwaar(*, bezwaar: Bezwaar, actor: User) -> Bezwaar:
    """Make ``actor`` the handler of a bezwaar; the applicant hears that it is being handled.

    Raises :class:`NotAllowed`, also for who decided, reviewed or has an interest
    (Awb 10:3, third paragraph, and 2:4), or :class:`Refused`.
    """

    def apply(fresh: Bezwaar) -> None:
        fresh.handler = actor

    return perform(
        obj=bezwaar,
        name="take_up",
        actor=actor,
        actor_label=STAFF_LABEL,
        gates=(lambda fresh: _require_independent(actor, fresh),),
        apply=apply,
        notify=lambda fresh: _mail_applicant("bezwaar-taken-up", fresh),
    )


def decide_on_bezwaar(
    *,
    bezwaar: Bezwaar,
    actor: User,
    outcome: BezwaarOutcome,
    reason: str,
    document: Document | None,
) -> Bezwaar:
    """Decide on a bezwaar that was taken up; the applicant gets a mail that there is a message.

    Any coordinator who is independent of the first decision may do so and then counts as
    the handler, so that nothing waits for somebody who is away. Raises
    :class:`NotAllowed`, or :class:`Refused` without a reason or when it is decided already.
    """
    if not reason.strip():
        raise Refused("Kies de uitkomst en schrijf de motivering.", code="reden-ontbreekt")

    def apply(fresh: Bezwaar) -> None:
        fresh.handler = actor
        fresh.outcome, fresh.outcome_reason, fresh.outcome_document = outcome, reason.strip(), document
        fresh.closed_at = clock.now()

    def check(fresh: Bezwaar) -> None:
        _require_independent(actor, fresh)

    if Bezwaar.objects.filter(pk=bezwaar.pk, state=BezwaarState.DECIDED).exists():
        raise Refused("Op dit bezwaar is al beslist. Ververs de pagina om de beslissing te lezen.")
    return perform(
        obj=bezwaar,
        name="decide_bezwaar",
        actor=actor,
        actor_label=STAFF_LABEL,
        gates=(check,),
        apply=apply,
        notify=lambda fresh: _mail_applicant("bezwaar-decided", fresh),
        detail={"outcome": outcome.value},
    )


def _require(actor: User, decision: Decision) -> None:
    if not actor.has_perm("onderwijsregios.file_bezwaar", decision):
        raise NotAllowed(
            "U mag dit niet doen met dit account. "
            + ended(f"Vraag het iemand met een mandaat voor {decision.application.lead.display_name}")
        )


def _require_independent(actor: User, bezwaar: Bezwaar) -> None:
    if obstacle := obstacle_to_handling(actor, bezwaar):
        raise NotAllowed(obstacle)


def _next_number(arrived_at: dt.datetime) -> str:
    """Return the next number of the year; whoever needs one waits until this transaction ends."""
    year = arrived_at.astimezone(AMSTERDAM).year
    BezwaarCounter.objects.get_or_create(year=year)
    counter = BezwaarCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save()
    return f"BZ-{year}-{counter.last:04d}"


def _record(bezwaar: Bezwaar, actor: User, action: str, sentence: str) -> None:
    record_action(
        actor=actor,
        actor_label=role_of(actor, bezwaar.decision.application),
        action=f"onderwijsregios.bezwaar.{action}",
        sentence=sentence,
        obj=bezwaar,
        audiences=[Audience.APPLICANT, Audience.STAFF],
        dossier=bezwaar.dossier,
        after={"number": bezwaar.number},
    )


def _mail_applicant(template: str, bezwaar: Bezwaar) -> None:
    application = bezwaar.decision.application
    path = reverse("onderwijsregios:bezwaar", args=[application.pk, bezwaar.number])
    for person in representatives_of(application.lead):
        _mail(template, bezwaar, person, path)


def _mail(template: str, bezwaar: Bezwaar, person: User, path: str, *, what: str = "") -> None:
    post(
        key=f"{template}:{bezwaar.number}:{what}{person.pk}",
        template=template,
        context={
            "number": bezwaar.number,
            "dossier": bezwaar.decision.application.dossier_number,
            "moment": in_words(bezwaar.arrived_at, seconds=True),
            "path": path,
        },
        to=person,
    )


def _staff_path(bezwaar: Bezwaar) -> str:
    return reverse("onderwijsregios:staff-bezwaar", args=[bezwaar.number])
