"""What must be so before anything about signing may change."""

import datetime as dt

from onderwijsregios.enums import ApplicationState, Signing
from onderwijsregios.models import Application
from onderwijsregios.services.applications.gates import admit, require
from regio.core.errors import Refused
from regio.models import User
from regio.services.transitions import lock


def lock_for_signing(application: Application, *, actor: User | None, arrived_at: dt.datetime) -> Application:
    """Return the application, fresh and locked, when parties may sign at this moment.

    Signing follows the window of handing in: what arrives later could no longer count.
    Raises :class:`TooEarly`, :class:`TooLate` or :class:`Refused`.
    """
    fresh = lock(application)
    if fresh.round.signing == Signing.NOT_ASKED:
        raise Refused("In deze ronde hoeven partijen niet te tekenen.")
    admit(fresh, actor=actor, arrived_at=arrived_at)
    if fresh.state not in ApplicationState.editable():
        raise Refused("Over deze aanvraag is al besloten. Tekenen kan niet meer.")
    return fresh


def lock_for_managing(application: Application, *, actor: User, arrived_at: dt.datetime) -> Application:
    """Return the application, fresh and locked, when ``actor`` may manage its signing at this moment."""
    require("onderwijsregios.manage_signing", actor=actor, obj=application)
    return lock_for_signing(application, actor=actor, arrived_at=arrived_at)
