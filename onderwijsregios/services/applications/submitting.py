"""Hand in an application, and withdraw it."""

import datetime as dt
from uuid import UUID

from django.db import transaction

from onderwijsregios.enums import Admission, ApplicationState
from onderwijsregios.models import Application, DossierCounter, Revision
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.applications import label_of
from onderwijsregios.selectors.completeness import gaps
from onderwijsregios.services.applications.gates import record_grace, require, require_open
from regio.core.clock import AMSTERDAM
from regio.core.errors import Incomplete, Refused
from regio.core.fingerprints import fingerprint_of
from regio.core.moments import in_words
from regio.models import User
from regio.selectors.accounts import representatives_of
from regio.services.outbox import post
from regio.services.transitions import lock, perform


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
    what counts already. In one transaction with its dossier number, its line in the log
    and a mail to all who have a mandate for the applicant.

    Raises :class:`NotAllowed`; :class:`TooEarly` or :class:`TooLate` by the moment of
    arrival; :class:`Incomplete` with all that is missing, as pairs of step and sentence;
    :class:`Refused` when the content changed since it was seen (``ondertussen-gewijzigd``)
    or when the key was used for other content (``sleutel-hergebruikt``).
    """
    require("onderwijsregios.submit_application", actor=actor, obj=application)
    answered = _answer_to(application, idempotency_key, fingerprint)
    if answered is not None:  # whoever only repeats need not wait for anybody
        return answered
    with transaction.atomic():
        application = lock(application)
        return _answer_to(application, idempotency_key, fingerprint) or _freeze(
            application, actor, idempotency_key, fingerprint, arrived_at
        )


def withdraw_application(
    *, application: Application, actor: User, reason: str, arrived_at: dt.datetime
) -> Application:
    """Withdraw what was handed in, as long as the round is open; the draft and revisions stay.

    It can be handed in again until closing. Raises :class:`NotAllowed`,
    :class:`TooLate`, or :class:`Refused` without a reason or when nothing is handed in.
    """
    return perform(
        obj=application,
        name="withdraw",
        actor=actor,
        actor_label=label_of(application),
        reason=reason,
        gates=(lambda fresh: _only_in_time(fresh, actor, arrived_at),),
        notify=lambda fresh: _mail(fresh, "application-withdrawn", _last(fresh), arrived_at),
    )


def _answer_to(application: Application, key: UUID, fingerprint: str) -> Revision | None:
    """Return what an earlier request with this key made, or what counts now and is the same."""
    earlier = application.revisions.filter(idempotency_key=key).first()
    if earlier is not None and earlier.fingerprint != fingerprint:
        raise Refused(
            "Dit formulier is al eerder gebruikt om iets anders in te dienen. "
            "Open “Controleren en indienen” opnieuw en dien daar in.",
            code="sleutel-hergebruikt",
        )
    if earlier is not None:
        return earlier
    counting = application.revisions.filter(application__state=ApplicationState.SUBMITTED).first()
    return counting if counting and counting.fingerprint == fingerprint else None


def _freeze(
    application: Application, actor: User, key: UUID, fingerprint: str, arrived_at: dt.datetime
) -> Revision:
    admission = _require_open(application, actor, arrived_at)
    content = content_of(application)
    missing = gaps(content, plan=application.plan, sectors=application.round.sectors)
    if missing:
        raise Incomplete(
            "De aanvraag is nog niet compleet.", missing=[(gap.step, gap.sentence) for gap in missing]
        )
    if fingerprint_of(content) != fingerprint:
        raise Refused(
            "De aanvraag is gewijzigd sinds u haar bekeek. Controleer haar opnieuw en dien dan in.",
            code="ondertussen-gewijzigd",
        )
    revision = Revision(
        number=application.revisions.count() + 1,
        content=content,
        fingerprint=fingerprint,
        plan=application.plan,
        idempotency_key=key,
        arrived_at=arrived_at,
        admission=admission,
        submitted_by=actor,
    )

    def apply(fresh: Application) -> None:
        if fresh.dossier_number is None:
            fresh.dossier_number = _next_dossier_number(arrived_at)
        revision.application = fresh
        revision.save()

    perform(
        obj=application,
        name="submit",
        actor=actor,
        actor_label=label_of(application),
        apply=apply,
        notify=lambda fresh: _mail(fresh, "application-submitted", revision, arrived_at),
        detail={"revision": revision.number, "fingerprint": fingerprint},
    )
    return revision


def _only_in_time(application: Application, actor: User, arrived_at: dt.datetime) -> None:
    _require_open(application, actor, arrived_at)


def _require_open(application: Application, actor: User, arrived_at: dt.datetime) -> Admission:
    """Refuse what did not arrive in time; a use of the grace is logged."""
    admission = require_open(application.round, arrived_at=arrived_at, organisation_id=application.lead_id)
    if admission == Admission.GRACE:
        record_grace(application, actor, arrived_at)
    return admission


def _last(application: Application) -> Revision:
    return application.revisions.latest("number")


def _next_dossier_number(arrived_at: dt.datetime) -> str:
    """Return the next number of the year; whoever needs one waits until this transaction ends."""
    year = arrived_at.astimezone(AMSTERDAM).year
    DossierCounter.objects.get_or_create(year=year)
    counter = DossierCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save()
    return f"VL-{year}-{counter.last:04d}"


def _mail(application: Application, template: str, revision: Revision, arrived_at: dt.datetime) -> None:
    for user in representatives_of(application.lead):
        post(
            key=f"{template}:{application.pk}:{revision.number}:{user.pk}",
            template=template,
            context={
                "dossier": application.dossier_number,
                "round": application.round.title,
                "moment": in_words(arrived_at, seconds=True),
                "path": application.get_absolute_url(),
            },
            to=user,
        )
