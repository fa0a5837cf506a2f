"""Let one organisation hand in later than the others: until when, and why."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from onderwijsregios.models import Application, Decision, Extension, Round
from onderwijsregios.services.rounds import ACTOR_LABEL, dossier_of
from regio.core import clock
from regio.core.errors import NotAllowed, Refused, TooLate
from regio.core.moments import in_words
from regio.enums import Audience
from regio.models import Organisation, User
from regio.selectors.accounts import representatives_of
from regio.services.audit import record_action
from regio.services.outbox import post_to_each
from regio.services.transitions import lock


@transaction.atomic
def grant_extension(
    *, actor: User, round_: Round, organisation: Organisation, until: dt.datetime, reason: str
) -> Extension:
    """Let ``organisation`` hand in up to and including the second ``until``.

    Writes a line in the log of the round for staff, and a mail to all who have a mandate
    for the organisation. Raises :class:`NotAllowed`, :class:`TooLate` after publication
    or once there is a decision, or :class:`Refused` for a moment that makes no sense,
    without a reason, or when the organisation was admitted later already.
    """
    fresh = _lock_round(actor, round_)
    _check(fresh, organisation, until, reason)
    extension = Extension(
        round=fresh, organisation=organisation, until=until, reason=reason.strip(), granted_by=actor
    )
    _clean(extension)
    extension.save()
    _record(actor, extension, "grant", "Later toegelaten", reason=extension.reason)
    _announce(extension, "extension-granted")
    return extension


@transaction.atomic
def change_extension(*, actor: User, extension: Extension, until: dt.datetime, reason: str) -> Extension:
    """Let it end at another moment, or say better why; the organisation hears of another moment.

    Raises as :func:`grant_extension`, and :class:`Refused` for one that was revoked.
    """
    fresh = _lock_running(actor, extension)
    _check(fresh.round, fresh.organisation, until, reason)
    before, was = {"until": fresh.until.isoformat(), "reason": fresh.reason}, fresh.until
    fresh.until, fresh.reason = until, reason.strip()
    _clean(fresh)
    fresh.save()
    _record(actor, fresh, "change", "Latere toelating gewijzigd", before=before, reason=fresh.reason)
    if fresh.until != was:
        _announce(fresh, "extension-granted")
    return fresh


@transaction.atomic
def revoke_extension(*, actor: User, extension: Extension) -> Extension:
    """End it now; what was handed in under it stays. The organisation hears of it.

    Raises :class:`NotAllowed`, :class:`TooLate` or :class:`Refused`.
    """
    fresh = _lock_running(actor, extension)
    fresh.revoked_at = clock.now()
    fresh.save(update_fields=["revoked_at"])
    _record(actor, fresh, "revoke", "Latere toelating ingetrokken")
    _announce(fresh, "extension-revoked")
    return fresh


def _lock_round(actor: User, round_: Round) -> Round:
    """Lock the round, so that it is not published while somebody is let in."""
    if not actor.has_perm("onderwijsregios.grant_extension"):
        raise NotAllowed("Alleen een coördinator van de Realisatie-Eenheid laat een organisatie later toe.")
    fresh = lock(round_)
    if fresh.published_at is not None:
        raise TooLate("De uitslag van deze ronde is bekend. Niemand kan nog later worden toegelaten.")
    return fresh


def _lock_running(actor: User, extension: Extension) -> Extension:
    round_ = _lock_round(actor, extension.round)
    fresh = lock(extension, "organisation")
    if fresh.revoked_at is not None:
        raise Refused("Deze latere toelating is al ingetrokken. Geef zo nodig een nieuwe.")
    fresh.round = round_
    return fresh


def _check(round_: Round, organisation: Organisation, until: dt.datetime, reason: str) -> None:
    if not reason.strip():
        raise Refused("Schrijf waarom deze organisatie later mag indienen.", code="reden-ontbreekt")
    if until < round_.closing:
        raise Refused(
            f"De ronde sluit op {in_words(round_.closes_at, seconds=True)}. Kies een moment daarna."
        )
    if until <= clock.now():
        raise Refused("Dit moment is al voorbij. Kies een later moment.")
    if until >= round_.publish_at:
        raise Refused(
            f"De uitslag wordt openbaar op {in_words(round_.publish_at, seconds=True)}. "
            "Kies een moment daarvoor, of verzet eerst de uitslag."
        )
    if Decision.objects.filter(application__round=round_, application__lead=organisation).exists():
        raise TooLate("Over de aanvraag van deze organisatie is al besloten.")


def _clean(extension: Extension) -> None:
    try:
        extension.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _record(
    actor: User,
    extension: Extension,
    action: str,
    what: str,
    *,
    before: dict[str, str] | None = None,
    reason: str = "",
) -> None:
    name = extension.organisation.display_name
    record_action(
        actor=actor,
        actor_label=ACTOR_LABEL,
        action=f"onderwijsregios.extension.{action}",
        sentence=f"{what}: {name}, tot en met {in_words(extension.until, seconds=True)}",
        obj=extension,
        audiences=[Audience.STAFF],
        dossier=dossier_of(extension.round),
        before=before,
        after={"until": extension.until.isoformat(), "organisation": str(extension.organisation_id)},
        reason=reason,
    )


def _announce(extension: Extension, template: str) -> None:
    application = Application.objects.filter(round=extension.round, lead=extension.organisation).first()
    path = (
        application.get_absolute_url()
        if application
        else reverse("onderwijsregios:application-start", args=[extension.round.slug])
    )
    post_to_each(
        representatives_of(extension.organisation),
        key=f"{template}:{extension.pk}:{extension.until:%Y%m%dT%H%M%SZ}",
        template=template,
        context={
            "round": extension.round.title,
            "until": in_words(extension.until, seconds=True),
            "path": path,
        },
    )
