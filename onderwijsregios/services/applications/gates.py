"""What must be so before the applicant's side may change anything."""

import datetime as dt

from onderwijsregios.enums import ApplicationState
from onderwijsregios.models import Application, Round
from regio.core.errors import NotAllowed, Refused, TooEarly, TooLate
from regio.core.moments import in_words
from regio.models import User
from regio.services.transitions import lock


def require_open(round_: Round, *, arrived_at: dt.datetime) -> None:
    """Refuse what did not arrive while the round was open; the moment of arrival decides."""
    if arrived_at < round_.opens_at:
        raise TooEarly(f"De ronde “{round_.title}” opent op {in_words(round_.opens_at)}.")
    if not round_.is_open_at(arrived_at):
        raise TooLate(
            f"De ronde “{round_.title}” sloot op {in_words(round_.closes_at, seconds=True)}. "
            f"Uw verzoek kwam aan op {in_words(arrived_at, seconds=True)}."
        )


def require(permission: str, *, actor: User, obj: Application) -> None:
    """Refuse somebody without ``permission`` on ``obj``."""
    if not actor.has_perm(permission, obj):
        raise NotAllowed(
            "U mag dit niet doen met dit account. Vraag het iemand met een mandaat voor "
            f"{obj.lead.display_name}."
        )


def lock_for_editing(application: Application, *, actor: User, arrived_at: dt.datetime) -> Application:
    """Return the application, fresh and locked, when ``actor`` may change it at this moment.

    Call it first inside the transaction: everything that is changed of an application
    waits for this one row, so that the checks that follow hold until the commit.
    Raises :class:`NotAllowed`, :class:`TooEarly`, :class:`TooLate` or :class:`Refused`.
    """
    fresh = lock(application)
    require("onderwijsregios.edit_application", actor=actor, obj=fresh)
    require_open(fresh.round, arrived_at=arrived_at)
    if fresh.state not in ApplicationState.editable():
        raise Refused("Over deze aanvraag is al besloten. U kunt haar niet meer wijzigen.")
    return fresh
