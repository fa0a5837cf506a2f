"""What must be so before anything about signing may change."""

import datetime as dt

from onderwijsregios.enums import Admission, ApplicationState, Signing
from onderwijsregios.models import Application
from onderwijsregios.services.applications.gates import record_grace, require, require_open
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
    admission = require_open(fresh.round, arrived_at=arrived_at, organisation_id=fresh.lead_id)
    if fresh.state not in ApplicationState.editable():
        raise Refused("Over deze aanvraag is al besloten. Tekenen kan niet meer.")
    if admission == Admission.GRACE:
        record_grace(fresh, actor, arrived_at)
    return fresh


def lock_for_managing(application: Application, *, actor: User, arrived_at: dt.datetime) -> Application:
    """Return the application, fresh and locked, when ``actor`` may manage its signing at this moment."""
    require("onderwijsregios.manage_signing", actor=actor, obj=application)
    return lock_for_signing(application, actor=actor, arrived_at=arrived_at)
