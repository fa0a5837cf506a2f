"""What a round announces by mail: when, to whom, why, and why not to others.

The sender and the preview of the coordinator both ask here, so that they never disagree.

A round has a **notice** for each moment: opening, 7 days, 1 day and 1 hour before closing,
and closed. An organisation that is admitted later has notices of its own, counted from its
own end, instead of those of the others. A notice goes once to each person. After a
standstill only the newest notice that was missed still goes out, as long as it says
something: the notice of "7 days" ends where that of "1 day" begins.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.db.models import CharField, Count, F, Func, Max, Min, Q, Value
from django.urls import reverse

from onderwijsregios.enums import ApplicationState, RoundNotice, TeamState
from onderwijsregios.models import Application, Extension, Revision, Round, TeamMember
from onderwijsregios.selectors.windows import window_with
from regio.core import clock
from regio.core.moments import in_words
from regio.enums import OrganisationKind
from regio.models import Mandate, MutedAnnouncement, Organisation, OutboxMessage, User
from regio.models.outbox import UNDELIVERED
from regio.models.periods import valid_on

BEFORE_CLOSING = {
    RoundNotice.WEEK: dt.timedelta(days=7),
    RoundNotice.DAY: dt.timedelta(days=1),
    RoundNotice.HOUR: dt.timedelta(hours=1),
}
CLOSED_AFTER = dt.timedelta(minutes=5)
"""What arrived in the last second may still be on its way through the portal."""
CLOSED_IS_NEWS_FOR = dt.timedelta(days=3)
MAY_APPLY = (OrganisationKind.SCHOOL_BOARD, OrganisationKind.TRAINING_INSTITUTE)

NOTICES = {
    RoundNotice.OPENING: "Als u namens een schoolbestuur of lerarenopleiding een aanvraag kunt doen.",
    RoundNotice.WEEK: "Als u werkt aan een concept dat nog niet is ingediend.",
    RoundNotice.DAY: "Als u werkt aan een concept dat nog niet is ingediend.",
    RoundNotice.HOUR: "Als u werkt aan een concept dat nog niet is ingediend.",
    RoundNotice.CLOSED: "Als u werkte aan een aanvraag: wat wij ontvingen, of dat er niets is ingediend.",
}
"""Who gets which, as the page says on which one chooses."""

RECEIVED, NOT_RECEIVED = "round-closed-received", "round-closed-draft"
OFF = "heeft deze mail uitgezet"
REPRESENTATIVE, IN_TEAM = "vertegenwoordiger", "teamlid"


@dataclass(frozen=True)
class Notice:
    """One moment of a round at which people hear something."""

    kind: RoundNotice
    round: Round
    due_at: dt.datetime
    not_after: dt.datetime
    """When it is no news any more; the first moment at which it is not sent."""
    last_second: dt.datetime
    """The last second in which those who hear it may hand in."""
    extension: Extension | None = None
    """Set on a notice for one organisation that is admitted later."""

    def is_current_at(self, moment: dt.datetime) -> bool:
        """Tell whether it goes out at ``moment``."""
        return self.due_at <= moment < self.not_after

    @property
    def key(self) -> str:
        """Return the start of the keys of its mails: another closing moment is other news."""
        return f"round-notice:{self.round.pk}:{self.kind}:{self.last_second:%Y%m%dT%H%M%SZ}:"


@dataclass(frozen=True)
class Receiver:
    """Somebody whom a notice concerns, and whether he or she gets it."""

    notice: Notice
    user: User
    organisation: Organisation
    role: str
    because: str
    """Why it concerns this person, after "Omdat"."""
    application: Application | None = None
    not_because: str = ""
    """Why this person does not get it; empty for who does."""
    message: OutboxMessage | None = None
    """The mail, once it was written."""
    revision: Revision | None = None
    """What counts of the application, for the notice that the round closed."""

    @property
    def key(self) -> str:
        return f"{self.notice.key}{self.user.pk}"

    @property
    def gets_it(self) -> bool:
        return not self.not_because


# --- when ----------------------------------------------------------------------------------------


def notices_of(round_: Round) -> list[Notice]:
    """Return all notices of ``round_``: those for all, then those of each extension; one query."""
    extensions = Extension.objects.filter(round=round_, revoked_at__isnull=True).select_related(
        "organisation"
    )
    return [
        *_notices(round_, None),
        *(notice for extension in extensions for notice in _notices(round_, extension)),
    ]


def current_notices(round_: Round, moment: dt.datetime) -> list[Notice]:
    """Return what goes out at ``moment``; one query, none for a round that nobody may know of yet."""
    if round_.announced_at is None or round_.announced_at > moment or moment < round_.opens_at:
        return []
    return [notice for notice in notices_of(round_) if notice.is_current_at(moment)]


def rounds_to_announce(moment: dt.datetime) -> list[Round]:
    """Return the rounds that may have something to say at ``moment``."""
    since = moment - CLOSED_AFTER - CLOSED_IS_NEWS_FOR - dt.timedelta(hours=1)
    late = Extension.objects.filter(revoked_at__isnull=True, until__gte=since).values("round")
    return list(Round.objects.filter(Q(closes_at__gte=since) | Q(pk__in=late), opens_at__lte=moment))


def _notices(round_: Round, extension: Extension | None) -> list[Notice]:
    window = window_with(round_, extension)
    end = window.closing
    if extension is not None:
        end = max(end, window.extended_until or end)
    last_second = end - dt.timedelta(seconds=1)
    due = {
        kind: last_second - before
        for kind, before in BEFORE_CLOSING.items()
        if last_second - before > round_.opens_at
    }
    if extension is None:
        due = {RoundNotice.OPENING: round_.opens_at, **due}
    closed_at = window.shown_end + CLOSED_AFTER
    ends = [*due.values(), end]
    made = [
        Notice(kind, round_, due_at, not_after, last_second, extension)
        for kind, (due_at, not_after) in zip(due, pairwise(ends), strict=True)
    ]
    closed = Notice(
        RoundNotice.CLOSED, round_, closed_at, closed_at + CLOSED_IS_NEWS_FOR, last_second, extension
    )
    return [*made, closed]


# --- who -----------------------------------------------------------------------------------------


def receivers_of(notice: Notice) -> list[Receiver]:
    """Return everybody whom ``notice`` concerns, each person once; who does not get it says why.

    The number of queries does not depend on how many they are.
    """
    found = _for_opening(notice) if notice.kind == RoundNotice.OPENING else _for_teams(notice)
    once: dict[int, Receiver] = {}
    for receiver in found:  # somebody with two organisations hears it for the one that gets it
        known = once.get(receiver.user.pk)
        if known is None or (receiver.gets_it and not known.gets_it):
            once[receiver.user.pk] = receiver
    muted = set(
        MutedAnnouncement.objects.filter(kind=notice.kind, user__in=once).values_list("user", flat=True)
    )
    written = {message.key: message for message in OutboxMessage.objects.filter(key__startswith=notice.key)}
    return [
        _completed(receiver, is_muted=pk in muted, message=written.get(receiver.key))
        for pk, receiver in once.items()
    ]


def _completed(receiver: Receiver, *, is_muted: bool, message: OutboxMessage | None) -> Receiver:
    not_because = receiver.not_because or (OFF if is_muted else "")
    return Receiver(
        **{
            **{name: getattr(receiver, name) for name in Receiver.__dataclass_fields__},
            "not_because": not_because,
            "message": message,
        }
    )


def _for_opening(notice: Notice) -> Iterator[Receiver]:
    mandates = (
        Mandate.objects.filter(
            valid_on(clock.today()),
            organisation__kind__in=MAY_APPLY,
            user__is_active=True,
            user__is_sample=notice.round.is_sample,
        )
        .select_related("user", "organisation")
        .order_by("organisation__name", "organisation__register_code", "user")
    )
    opened_on = notice.due_at.astimezone(clock.AMSTERDAM).date()
    for mandate in mandates:
        is_late = mandate.valid_from is not None and mandate.valid_from > opened_on
        yield Receiver(
            notice,
            mandate.user,
            mandate.organisation,
            REPRESENTATIVE,
            because="deze organisatie een aanvraag kan doen",
            not_because="kreeg het mandaat na de opening" if is_late else "",
        )


def _for_teams(notice: Notice) -> Iterator[Receiver]:
    applications = list(_applications(notice))
    people = _people_of(applications)
    revisions: Mapping[UUID, Revision] = {}
    if notice.kind == RoundNotice.CLOSED:
        revisions = {
            revision.application_id: revision
            for revision in Revision.objects.filter(application__in=applications)
            .order_by("number")
            .defer("content", "signatures")
        }
    for application in applications:
        for user, role in people[application.pk]:
            yield Receiver(
                notice,
                user,
                application.lead,
                role,
                because=_because(application),
                application=application,
                not_because=_not_because(notice, application),
                revision=revisions.get(application.pk),
            )


def _applications(notice: Notice) -> Iterator[Application]:
    """Yield the applications that the notice concerns: those with this end."""
    applications = (
        Application.objects.filter(round=notice.round).select_related("lead").order_by("created_at")
    )
    if notice.extension is not None:
        yield from applications.filter(lead=notice.extension.organisation_id)
        return
    admitted_later = Extension.objects.filter(round=notice.round, revoked_at__isnull=True)
    yield from applications.exclude(lead__in=admitted_later.values("organisation"))


def _people_of(applications: Sequence[Application]) -> dict[UUID, list[tuple[User, str]]]:
    """Return who works on each application, people with a mandate first; two queries."""
    people: dict[UUID, list[tuple[User, str]]] = {application.pk: [] for application in applications}
    by_lead: dict[UUID, list[UUID]] = {}
    for application in applications:
        by_lead.setdefault(application.lead_id, []).append(application.pk)
    mandates = Mandate.objects.filter(
        valid_on(clock.today()), organisation__in=by_lead, user__is_active=True
    ).select_related("user")
    for mandate in mandates.order_by("pk"):
        for pk in by_lead[mandate.organisation_id]:
            people[pk].append((mandate.user, REPRESENTATIVE))
    members = TeamMember.objects.filter(
        application__in=people, state=TeamState.ACTIVE, user__is_active=True
    ).select_related("user")
    for member in members:
        if member.user is not None:
            people[member.application_id].append((member.user, IN_TEAM))
    return people


def _because(application: Application) -> str:
    if application.state == ApplicationState.DRAFT:
        return "er een concept is dat niet is ingediend"
    if application.state == ApplicationState.WITHDRAWN:
        return "er een aanvraag is die is ingetrokken"
    return "er een aanvraag is ingediend"


def _not_because(notice: Notice, application: Application) -> str:
    if application.state == ApplicationState.WITHDRAWN:
        return "de aanvraag is ingetrokken"
    if notice.kind == RoundNotice.CLOSED:
        return ""
    if application.state != ApplicationState.DRAFT:
        return "de aanvraag is al ingediend"
    if application.created_at >= notice.due_at:
        return "de aanvraag is later begonnen"
    if notice.extension is not None and notice.extension.granted_at >= notice.due_at:
        return "de latere toelating kwam na dit moment"
    return ""


# --- what ----------------------------------------------------------------------------------------


def template_of(receiver: Receiver) -> str:
    """Return the folder below ``templates/mail/`` with what ``receiver`` reads."""
    if receiver.notice.kind == RoundNotice.CLOSED:
        return RECEIVED if receiver.revision else NOT_RECEIVED
    (template,) = templates_of(receiver.notice)
    return template


def templates_of(notice: Notice) -> tuple[str, ...]:
    """Return the mails that ``notice`` may send."""
    if notice.kind == RoundNotice.OPENING:
        return ("round-opened",)
    return (RECEIVED, NOT_RECEIVED) if notice.kind == RoundNotice.CLOSED else ("deadline-near",)


def context_of(receiver: Receiver) -> dict[str, str]:
    """Return what fills the mail: moments, names of organisations and paths, no persons."""
    application, revision = receiver.application, receiver.revision
    if application is None:
        return _context(receiver.notice, path=receiver.notice.round.get_absolute_url())
    own = {"organisation": receiver.organisation.display_name, "path": application.get_absolute_url()}
    if revision is not None:
        own["dossier"] = application.dossier_number or ""
        own["received_at"] = in_words(revision.arrived_at, seconds=True)
    return _context(receiver.notice, **own)


def example_of(notice: Notice, template: str) -> dict[str, str]:
    """Return what fills a mail of ``notice`` that nobody gets yet: words for what differs per reader."""
    if notice.kind == RoundNotice.OPENING:
        return _context(notice, path=notice.round.get_absolute_url())
    own = {"organisation": "[naam van de aanvrager]", "path": "/aanvragen/[…]/"}
    if template == RECEIVED:
        own |= {"dossier": "[dossiernummer]", "received_at": "[moment van ontvangst]"}
    return _context(notice, **own)


def _context(notice: Notice, **own: str) -> dict[str, str]:
    left = {"left": str(notice.kind.label)} if notice.kind in BEFORE_CLOSING else {}
    return {
        "round": notice.round.title,
        "closes_at": in_words(notice.last_second, seconds=True),
        "preferences": reverse("mail-preferences"),
        **left,
        **own,
    }


# --- the preview ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """What became of the mails of one notice."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    cancelled: int = 0
    """Not sent in time, so that it was no news any more."""
    first_sent_at: dt.datetime | None = None
    last_sent_at: dt.datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.sent or self.waiting or self.failed or self.cancelled)


def written_of(round_: Round) -> dict[str, Written]:
    """Return what became of the mails of each notice, by its key; one query."""
    prefix, state = f"round-notice:{round_.pk}:", OutboxMessage.State
    rows = (
        OutboxMessage.objects.filter(key__startswith=prefix)
        .order_by()
        .values_list(_part_of_key(3), _part_of_key(4))
        .annotate(
            sent=Count("pk", filter=Q(state=state.SENT) & ~UNDELIVERED),
            waiting=Count("pk", filter=Q(state=state.WAITING)),
            failed=Count("pk", filter=UNDELIVERED),
            cancelled=Count("pk", filter=Q(state=state.CANCELLED)),
            first=Min("sent_at"),
            last=Max("sent_at"),
        )
    )
    return {f"{prefix}{kind}:{last_second}:": Written(*facts) for kind, last_second, *facts in rows}


def _part_of_key(number: int) -> Func:
    return Func(F("key"), Value(":"), Value(number), function="split_part", output_field=CharField())
