"""Hand in an application, withdraw it, and undo that."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from onderwijsregios.enums import ApplicationState
from onderwijsregios.models import Application, DossierCounter, Revision
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.applications import role_of
from onderwijsregios.selectors.gates import content_gates, shut
from onderwijsregios.selectors.signing import SigningLedger, has_same_answers, signatures_of_revision
from onderwijsregios.services.applications.gates import admit, require
from onderwijsregios.services.applications.receipts import issue_receipt
from regio.core.clock import AMSTERDAM
from regio.core.errors import Incomplete, Refused
from regio.core.fingerprints import fingerprint_of
from regio.core.moments import in_words
from regio.models import User
from regio.selectors.accounts import representatives_of
from regio.services.outbox import post_to_each
from regio.services.transitions import lock, perform, perform_on_locked


@transaction.atomic
def submit_application(
    *,
    application: Application,
    actor: User,
    idempotency_key: UUID,
    fingerprint: str,
    arrived_at: dt.datetime,
) -> Revision:
    """Freeze what the application holds as a revision that counts, and return it.

    ``fingerprint`` is that of the content which the actor saw: nobody hands in what he
    or she did not see. The same ``idempotency_key`` with the same fingerprint gives the
    same revision back, however often and however parallel; so does handing in again
    what counts already. In one transaction with its dossier number, its signed receipt,
    its line in the log and a mail to all who have a mandate for the applicant.

    Raises :class:`NotAllowed`; :class:`TooEarly` or :class:`TooLate` by the moment of
    arrival; :class:`Incomplete` with all that is missing, as pairs of step and sentence;
    :class:`Refused` when the content changed since it was seen (``ondertussen-gewijzigd``)
    or when the key was used for other content (``sleutel-hergebruikt``).
    """
    require("onderwijsregios.submit_application", actor=actor, obj=application)
    fresh = _locked(application)
    # without a number nothing was handed in before
    revisions = list(fresh.revisions.order_by("-number")) if fresh.dossier_number else []
    answer = _answer_to(fresh, revisions, idempotency_key, fingerprint)
    if answer is not None:
        return answer
    revision = Revision(
        application=fresh,
        number=revisions[0].number + 1 if revisions else 1,
        fingerprint=fingerprint,
        idempotency_key=idempotency_key,
        arrived_at=arrived_at,
        submitted_by=actor,
    )
    return _freeze(fresh, revision, actor)


def withdraw_application(
    *, application: Application, actor: User, reason: str, arrived_at: dt.datetime
) -> Application:
    """Withdraw what was handed in, as long as the round is open; the draft and revisions stay.

    Until closing it can be handed in again, or the withdrawal undone. Raises
    :class:`NotAllowed`, :class:`TooLate`, or :class:`Refused` without a reason or when
    nothing is handed in.
    """
    return perform(
        obj=application,
        name="withdraw",
        actor=actor,
        actor_label=role_of(actor, application),
        reason=reason,
        gates=(lambda fresh: _only_in_time(fresh, actor, arrived_at),),
        notify=lambda fresh: _mail(fresh, "application-withdrawn", _last(fresh), arrived_at),
    )


def undo_withdrawal(*, application: Application, actor: User, arrived_at: dt.datetime) -> Application:
    """Let what was last handed in count again, as long as the round is open.

    The draft stays as it is now; what was changed since is not handed in by this. Raises
    :class:`NotAllowed`, :class:`TooLate`, or :class:`Refused` when nothing was withdrawn.
    """
    return perform(
        obj=application,
        name="undo_withdrawal",
        actor=actor,
        actor_label=role_of(actor, application),
        gates=(lambda fresh: _only_in_time(fresh, actor, arrived_at),),
        notify=lambda fresh: _mail(fresh, "application-counts-again", _last(fresh), arrived_at),
    )


def _locked(application: Application) -> Application:
    """Return the application fresh and locked, with what is on hand already if it did not change.

    The names of the applicant and the facts of a file never change under a request; the
    verdict on a file can, and is asked for anew by the gates.
    """
    fresh = lock(application, "round")
    fresh.lead = application.lead
    if fresh.plan_id == application.plan_id:
        fresh.plan = application.plan
    return fresh


def _answer_to(
    application: Application, revisions: list[Revision], key: UUID, fingerprint: str
) -> Revision | None:
    """Return what an earlier request with this key made, or what counts now and is the same."""
    earlier = next((one for one in revisions if one.idempotency_key == key), None)
    if earlier is not None and earlier.fingerprint != fingerprint:
        raise Refused(
            "Dit formulier is al eerder gebruikt om iets anders in te dienen. "
            "Open “Controleren en indienen” opnieuw en dien daar in.",
            code="sleutel-hergebruikt",
        )
    if earlier is not None:
        return earlier
    counting = revisions[:1] if application.state == ApplicationState.SUBMITTED else []
    return next((one for one in counting if one.fingerprint == fingerprint and _is_signed_so(one)), None)


def _is_signed_so(revision: Revision) -> bool:
    """Tell whether nobody answered since: who did is handed in anew, though no word of the text changed."""
    return has_same_answers(revision.signatures, SigningLedger(revision.application, revision.content))


def _freeze(application: Application, revision: Revision, actor: User) -> Revision:
    """Fill ``revision`` with what the application holds and let it count, or say what stands in the way."""
    revision.admission = admit(application, actor=actor, arrived_at=revision.arrived_at)
    content = content_of(application)
    ledger = SigningLedger(application, content)
    missing = shut(content_gates(application, content, ledger))
    if missing:
        raise Incomplete(
            "De aanvraag is nog niet compleet.", missing=[(gap.step, gap.sentence) for gap in missing]
        )
    if fingerprint_of(content) != revision.fingerprint:
        raise Refused(
            "De aanvraag is gewijzigd sinds u haar bekeek. Controleer haar opnieuw en dien dan in.",
            code="ondertussen-gewijzigd",
        )
    revision.content, revision.plan = content, application.plan
    revision.signatures = signatures_of_revision(ledger)

    def apply(fresh: Application) -> None:
        if fresh.dossier_number is None:
            fresh.dossier_number = _next_dossier_number(revision.arrived_at)
        revision.save(force_insert=True)
        issue_receipt(fresh, revision)

    perform_on_locked(
        obj=application,
        name="submit",
        actor=actor,
        actor_label=role_of(actor, application),
        apply=apply,
        notify=lambda fresh: _mail(
            fresh,
            "application-submitted",
            revision,
            revision.arrived_at,
            path=reverse("onderwijsregios:application-receipt", args=[fresh.pk, revision.number]),
        ),
        detail={"revision": revision.number, "fingerprint": revision.fingerprint},
    )
    return revision


def _only_in_time(application: Application, actor: User, arrived_at: dt.datetime) -> None:
    admit(application, actor=actor, arrived_at=arrived_at)


def _last(application: Application) -> Revision:
    return application.revisions.latest("number")


def _next_dossier_number(arrived_at: dt.datetime) -> str:
    """Return the next number of the year; whoever needs one waits until this transaction ends.

    One statement, because in the last minutes of a round all wait here for each other.
    """
    year = arrived_at.astimezone(AMSTERDAM).year
    table = DossierCounter._meta.db_table
    (counter,) = DossierCounter.objects.raw(
        f"INSERT INTO {table} (year, last) VALUES (%s, 1) "  # noqa: S608  the name of a model's table
        f"ON CONFLICT (year) DO UPDATE SET last = {table}.last + 1 RETURNING year, last",
        [year],
    )
    return f"VL-{year}-{counter.last:04d}"


def _mail(
    application: Application, template: str, revision: Revision, arrived_at: dt.datetime, *, path: str = ""
) -> None:
    """Tell all who have a mandate; once for each moment, as somebody may withdraw twice."""
    post_to_each(
        representatives_of(application.lead),
        key=f"{template}:{application.pk}:{revision.number}:{arrived_at.isoformat()}",
        template=template,
        context={
            "dossier": application.dossier_number,
            "round": application.round.title,
            "moment": in_words(arrived_at, seconds=True),
            "path": path or application.get_absolute_url(),
        },
    )
