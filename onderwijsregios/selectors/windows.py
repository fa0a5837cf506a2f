"""When something may arrive: the window of a round, with its grace and an extension.

:class:`Window` is plain arithmetic on moments, so that every edge can be tested. The last
second of a round counts whole: a round that closes at 23:59:59 refuses from 00:00:00 on.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from onderwijsregios.enums import Admission, Grace
from onderwijsregios.models import Application, Extension, Round


def end_of_second(moment: dt.datetime) -> dt.datetime:
    """Return the first moment after the second that ``moment`` lies in."""
    return moment.replace(microsecond=0) + dt.timedelta(seconds=1)


@dataclass(frozen=True)
class Window:
    """When one organisation may hand in. Ends are the first moment that is too late."""

    opens_at: dt.datetime
    closing: dt.datetime
    grace: dt.timedelta = dt.timedelta()
    is_grace_disclosed: bool = False
    extended_until: dt.datetime | None = None

    def admission(self, moment: dt.datetime) -> Admission | None:
        """Return why what arrives at ``moment`` is admitted, or None: too early or too late."""
        if moment < self.opens_at:
            return None
        if moment < self.closing:
            return Admission.OPEN
        if self.extended_until is not None and moment < self.extended_until:
            return Admission.EXTENSION
        return Admission.GRACE if moment < self.closing + self.grace else None

    @property
    def shown_end(self) -> dt.datetime:
        """Return the end that pages speak of: silent grace is told to nobody."""
        ends = [self.closing]
        if self.is_grace_disclosed:
            ends.append(self.closing + self.grace)
        if self.extended_until is not None:
            ends.append(self.extended_until)
        return max(ends)

    @property
    def last_second(self) -> dt.datetime:
        """Return the last second that counts, of the end that pages speak of."""
        return self.shown_end - dt.timedelta(seconds=1)

    @property
    def end_in_words(self) -> str:
        """Return why the end is not that of the round; empty when it is."""
        if self.shown_end == self.closing:
            return ""
        if self.shown_end == self.extended_until:
            return "omdat de Realisatie-Eenheid u later toelaat"
        return "met het respijt na sluiting"

    def is_over_at(self, moment: dt.datetime) -> bool:
        """Tell whether nothing more can arrive, silent grace included."""
        return moment >= max(self.closing + self.grace, self.extended_until or self.closing)

    def is_shown_open_at(self, moment: dt.datetime) -> bool:
        """Tell whether pages offer handing in at ``moment``."""
        return self.opens_at <= moment < self.shown_end


def running_extensions(moment: dt.datetime) -> frozenset[tuple[int, UUID]]:
    """Return round and organisation of each extension that has not ended at ``moment``; one query."""
    last_second = moment.replace(microsecond=0)
    running = Extension.objects.filter(revoked_at__isnull=True, until__gte=last_second)
    return frozenset(running.values_list("round_id", "organisation_id"))


def windows_of(applications: Collection[Application]) -> dict[UUID, Window]:
    """Return the window of each of ``applications``, whose rounds are loaded, by its id; one query."""
    rounds = {one.round_id for one in applications}
    found = {
        (one.round_id, one.organisation_id): one
        for one in Extension.objects.filter(round__in=rounds, revoked_at__isnull=True)
    }
    return {one.pk: window_with(one.round, found.get((one.round_id, one.lead_id))) for one in applications}


def extensions_of(round_: Round) -> QuerySet[Extension]:
    """Return who may, or might, hand in later in ``round_``: the newest first."""
    return Extension.objects.filter(round=round_).select_related("organisation", "granted_by")


def window_of(round_: Round, organisation_id: UUID | None = None) -> Window:
    """Return the window of ``round_``; for an organisation with its extension, if it has one."""
    extension = (
        Extension.objects.filter(round=round_, organisation=organisation_id, revoked_at__isnull=True).first()
        if organisation_id
        else None
    )
    return window_with(round_, extension)


def window_with(round_: Round, extension: Extension | None) -> Window:
    """Return the window of ``round_`` for whoever has ``extension``; needs no query."""
    return Window(
        opens_at=round_.opens_at,
        closing=round_.closing,
        grace=dt.timedelta(seconds=round_.grace_seconds),
        is_grace_disclosed=round_.grace_kind == Grace.DISCLOSED,
        extended_until=end_of_second(extension.until) if extension else None,
    )
