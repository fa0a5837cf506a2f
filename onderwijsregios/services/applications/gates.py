"""What must be so before the applicant's side may change anything."""

import datetime as dt
from uuid import UUID

from onderwijsregios.enums import Admission, ApplicationState, Section, SupplementState
from onderwijsregios.models import Application, Round, Supplement
from onderwijsregios.selectors.team import access_of
from onderwijsregios.selectors.windows import window_of, window_with
from regio.core.errors import NotAllowed, Refused, TooEarly, TooLate
from regio.core.moments import in_words
from regio.core.wording import ended
from regio.enums import Audience
from regio.models import User
from regio.services.audit import record_action
from regio.services.transitions import lock


def require_open(round_: Round, *, arrived_at: dt.datetime, organisation_id: UUID | None = None) -> Admission:
    """Return why what arrived is admitted; refuse it otherwise. The moment of arrival decides.

    With ``organisation_id`` an extension of that organisation counts.
    """
    if window_with(round_, None).admission(arrived_at) == Admission.OPEN:
        return Admission.OPEN  # nearly always: no need to look for an extension
    window = window_of(round_, organisation_id)
    admission = window.admission(arrived_at)
    if admission is not None:
        return admission
    if arrived_at < round_.opens_at:
        raise TooEarly(f"De ronde “{round_.title}” opent op {in_words(round_.opens_at)}.")
    raise TooLate(
        f"De ronde “{round_.title}” sloot op {in_words(window.last_second, seconds=True)}. "
        f"Uw verzoek kwam aan op {in_words(arrived_at, seconds=True)}."
    )


def admit(application: Application, *, actor: User | None, arrived_at: dt.datetime) -> Admission:
    """Return why what arrived for ``application`` is admitted; refuse it otherwise. Logs use of grace."""
    admission = require_open(application.round, arrived_at=arrived_at, organisation_id=application.lead_id)
    if admission == Admission.GRACE:
        _record_grace(application, actor, arrived_at)
    return admission


def require(permission: str, *, actor: User, obj: Application) -> None:
    """Refuse somebody without ``permission`` on ``obj``."""
    if not actor.has_perm(permission, obj):
        raise NotAllowed(
            "U mag dit niet doen met dit account. "
            + ended(f"Vraag het iemand met een mandaat voor {obj.lead.display_name}")
        )


def lock_for_editing(
    application: Application, *, actor: User, arrived_at: dt.datetime, section: Section | None = None
) -> Application:
    """Return the application, fresh and locked, when ``actor`` may change ``section`` at this moment.

    Without a section: when ``actor`` may change whatever there is to change. Call it
    first inside the transaction: everything that is changed of an application waits for
    this one row, so that the checks that follow hold until the commit. After closing
    only a section for which staff asked a supplement opens.
    Raises :class:`NotAllowed`, :class:`TooEarly`, :class:`TooLate` or :class:`Refused`.
    """
    fresh = lock(application)
    require("onderwijsregios.edit_application", actor=actor, obj=fresh)
    access = access_of(actor, fresh)
    if not access.is_lead and (section is None or not access.may_write(section)):
        raise NotAllowed(
            "U mag dit onderdeel lezen, maar niet wijzigen. "
            + ended(f"Vraag schrijfrecht aan iemand met een mandaat voor {fresh.lead.display_name}")
        )
    if section is not None and has_open_supplement(fresh, section, arrived_at):
        return fresh
    admit(fresh, actor=actor, arrived_at=arrived_at)
    if fresh.state not in ApplicationState.editable():
        raise Refused("Over deze aanvraag is al besloten. U kunt haar niet meer wijzigen.")
    return fresh


def has_open_supplement(application: Application, section: Section, arrived_at: dt.datetime) -> bool:
    """Tell whether staff asked to supplement ``section`` and the term has not passed."""
    return (
        application.state == ApplicationState.SUBMITTED
        and Supplement.objects.filter(
            application=application,
            section=section,
            state=SupplementState.OPEN,
            due_at__gte=arrived_at.replace(microsecond=0),
        ).exists()
    )


def _record_grace(application: Application, actor: User | None, arrived_at: dt.datetime) -> None:
    """Log for staff that something was admitted only because of the grace of the round."""
    late = arrived_at - application.round.closing
    record_action(
        actor=actor,
        actor_label="aanvrager",
        action="onderwijsregios.application.use_grace",
        sentence=f"Respijt gebruikt: {late.total_seconds():.3f} seconden na sluiting",
        obj=application,
        audiences=[Audience.STAFF],
        dossier=application.dossier,
        after={"arrived_at": arrived_at.isoformat(), "seconds_late": round(late.total_seconds(), 3)},
    )
