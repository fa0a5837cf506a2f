"""The schools of an application: added, removed, and taken over from a list.

A list is stored as it came in and judged row by row; what is not good is shown and never
taken over. Nothing of it is applied before somebody says so, and then all that is good
at once.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction

from onderwijsregios.core.school_lists import ListRow
from onderwijsregios.enums import SchoolVerdict, Section
from onderwijsregios.models import Application, ApplicationSchool, SchoolList
from onderwijsregios.selectors.schools import (
    USABLE,
    codes_with,
    judge_rows,
    offered_schools,
    open_lists,
    standing_of,
)
from onderwijsregios.services.applications.gates import lock_for_editing
from onderwijsregios.services.applications.recording import record_for_applicant, touch
from regio.core import clock
from regio.core.errors import Refused
from regio.core.queue import enqueue
from regio.models import School, User

AT_ONCE = 200
"""Longer lists are judged by a worker, in pieces of this size."""
MOST_OPEN_LISTS = 10
GIVEN_UP_AFTER = dt.timedelta(minutes=2)
"""So long after it came in, a list that nobody judges is picked up by the due process."""
NAMES_IN_A_SENTENCE = 3
NOTHING_USABLE = (
    "Er is niets overgenomen: geen enkele regel kan zo in de aanvraag. Bij elke regel staat waarom. "
    "Verbeter de lijst en stuur haar opnieuw."
)


@transaction.atomic
def add_schools(
    *, application: Application, actor: User, codes: Collection[str], arrived_at: dt.datetime
) -> int:
    """Add schools by their numbers and return how many are new; who is there already stays.

    Raises :class:`Refused`, and then adds none, when one is unknown, closed, or of a
    board that does not take part.
    """
    application = _locked(application, actor, arrived_at)
    rows: list[ListRow] = [{"line": line, "given": code} for line, code in enumerate(codes, 1)]
    good = []
    for row, verdict in zip(rows, judge_rows(rows, standing_of(application, arrived_at)), strict=True):
        if verdict["verdict"] in USABLE:
            good.append(row["given"])
        elif verdict["verdict"] not in {SchoolVerdict.PRESENT, SchoolVerdict.DOUBLE}:
            raise Refused(f"{row['given']} is niet toegevoegd. {verdict['reason']}")
    return _add(application, actor, good, "")


@transaction.atomic
def add_offered_schools(*, application: Application, actor: User, arrived_at: dt.datetime) -> tuple[int, int]:
    """Add all schools of the parties in the area; return how many, and how many were left out.

    Left out is what is in another application of the round already: that is for people
    to choose.
    """
    application = _locked(application, actor, arrived_at)
    elsewhere = standing_of(application, arrived_at).elsewhere
    today = arrived_at.astimezone(clock.AMSTERDAM).date()
    codes = list(offered_schools(application, today).values_list("brin6", flat=True))
    good = [code for code in codes if code not in elsewhere]
    return _add(application, actor, good, " uit het register"), len(codes) - len(good)


@transaction.atomic
def remove_schools(
    *, application: Application, actor: User, codes: Collection[str], arrived_at: dt.datetime
) -> int:
    """Take schools out of the application; return how many were there."""
    return _remove(_locked(application, actor, arrived_at), actor, codes)


@transaction.atomic
def remove_schools_of(*, application: Application, actor: User, board: UUID, arrived_at: dt.datetime) -> int:
    """Take out all schools of a board that is no party any more; return how many were there.

    When a party leaves, its schools stay until somebody decides so. Raises
    :class:`Refused` when the board is a party (again) by now.
    """
    application = _locked(application, actor, arrived_at)
    if application.members.filter(organisation=board).exists():
        raise Refused("Dit bestuur is intussen weer partij. Er is geen school verwijderd.")
    mine = ApplicationSchool.objects.filter(application=application, school__board=board)
    return _remove(application, actor, list(mine.values_list("school__brin6", flat=True)))


def _remove(application: Application, actor: User, codes: Collection[str]) -> int:
    mine = ApplicationSchool.objects.filter(application=application)
    # what was sent never reaches the database: a form may send what no database can hold
    removed = sorted(set(codes).intersection(mine.values_list("school__brin6", flat=True)))
    mine.filter(school__brin6__in=removed).delete()
    if removed:
        touch(application)
        record_for_applicant(
            application,
            actor,
            "onderwijsregios.application.remove_schools",
            f"Scholen verwijderd: {_named(removed)}",
            after={"removed": removed},
        )
    return len(removed)


@transaction.atomic
def receive_school_list(
    *,
    application: Application,
    actor: User,
    origin: str,
    rows: Sequence[ListRow],
    arrived_at: dt.datetime,
) -> SchoolList:
    """Store a list as it came in; a short one is judged at once, a long one by a worker.

    Changes nothing in the application. Raises :class:`Refused` when very many lists wait
    for a decision already.
    """
    application = _locked(application, actor, arrived_at)
    if open_lists(application).count() >= MOST_OPEN_LISTS:
        raise Refused(
            f"Er staan al {MOST_OPEN_LISTS} lijsten open. Neem er eerst een over, of gooi er een weg."
        )
    school_list = SchoolList.objects.create(
        application=application, origin=origin[:200], rows=list(rows), created_by=actor
    )
    if len(rows) <= AT_ONCE:
        _judge_piece(school_list)
    else:
        enqueue("onderwijsregios.judge_school_list", school_list=str(school_list.pk))
    return school_list


def judge_school_list(*, school_list: UUID) -> int:
    """Judge what is not judged yet of a list, in pieces that are saved one by one; return how many rows.

    Whoever stops half-way loses nothing: the next one goes on where the verdicts end.
    Two at once do no harm: the second one leaves the list to the first.
    """
    judged = 0
    while True:
        with transaction.atomic():
            locked = (
                SchoolList.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("application__round")
                .filter(pk=school_list, judged_at__isnull=True, discarded_at__isnull=True)
                .first()
            )
            if locked is None:
                return judged
            judged += _judge_piece(locked)


def judge_waiting_lists() -> int:
    """Judge the lists that a worker left alone; return how many rows got a verdict."""
    waiting = SchoolList.objects.filter(
        judged_at__isnull=True, discarded_at__isnull=True, created_at__lt=clock.now() - GIVEN_UP_AFTER
    )
    return sum(judge_school_list(school_list=key) for key in list(waiting.values_list("pk", flat=True)))


def apply_school_list(
    *,
    application: Application,
    school_list: SchoolList,
    actor: User,
    arrived_at: dt.datetime,
    also_elsewhere: bool = False,
) -> int:
    """Add all schools of the good rows at once, and return how many.

    ``also_elsewhere`` adds those that are in another application of the round too. All
    rows are judged again first: when a verdict changed since it was shown, nothing is
    added, the new verdicts are saved and :class:`Refused` says so. A list that was
    applied already changes nothing; one without any school to add is refused.
    """
    with transaction.atomic():
        application = _locked(application, actor, arrived_at)
        fresh = _decidable(application, school_list)
        if fresh.applied_at is not None:
            return 0
        verdicts = judge_rows(fresh.rows, standing_of(application, arrived_at))
        is_as_shown = [one["verdict"] for one in verdicts] == [one["verdict"] for one in fresh.verdicts]
        added = 0
        if is_as_shown:
            codes = codes_with(fresh, USABLE if also_elsewhere else [SchoolVerdict.GOOD])
            if not codes:
                raise Refused(NOTHING_USABLE)
            added = _add(application, actor, codes, f" uit “{fresh.origin}”")
            fresh.applied_at = clock.now()
        fresh.verdicts = verdicts
        fresh.save(update_fields=["verdicts", "applied_at"])
    if not is_as_shown:
        raise Refused(
            "Intussen is er iets veranderd waardoor sommige oordelen nu anders zijn. "
            "Er is niets overgenomen. Kijk de lijst hieronder na en neem haar dan over.",
            code="ondertussen-gewijzigd",
        )
    return added


@transaction.atomic
def judge_again(
    *, application: Application, school_list: SchoolList, actor: User, arrived_at: dt.datetime
) -> None:
    """Judge a list anew, after parties or schools of the application changed."""
    application = _locked(application, actor, arrived_at)
    fresh = _decidable(application, school_list)
    if fresh.applied_at is None:
        fresh.verdicts = judge_rows(fresh.rows, standing_of(application, arrived_at))
        fresh.save(update_fields=["verdicts"])


@transaction.atomic
def discard_school_list(
    *, application: Application, school_list: SchoolList, actor: User, arrived_at: dt.datetime
) -> None:
    """Put a list away; it stays readable for who looks into the history, but is not offered any more."""
    application = _locked(application, actor, arrived_at)
    SchoolList.objects.filter(
        application=application, pk=school_list.pk, applied_at__isnull=True, discarded_at__isnull=True
    ).update(discarded_at=clock.now())


def _locked(application: Application, actor: User, arrived_at: dt.datetime) -> Application:
    return lock_for_editing(application, actor=actor, arrived_at=arrived_at, section=Section.SCHOLEN)


def _decidable(application: Application, school_list: SchoolList) -> SchoolList:
    """Return the list fresh and locked, when it is judged and not put away."""
    fresh = SchoolList.objects.select_for_update().get(pk=school_list.pk, application=application)
    if fresh.judged_at is None:
        raise Refused("Deze lijst wordt nog beoordeeld. Wacht tot dat klaar is.")
    if fresh.discarded_at is not None:
        raise Refused("Deze lijst is weggegooid. Stuur haar opnieuw om haar over te nemen.")
    return fresh


def _judge_piece(school_list: SchoolList) -> int:
    """Judge the next rows of a list and save the verdicts; return how many."""
    start = len(school_list.verdicts)
    standing = standing_of(school_list.application, clock.now())
    piece = judge_rows(school_list.rows[: start + AT_ONCE], standing, start=start)
    school_list.verdicts += piece
    if len(school_list.verdicts) == len(school_list.rows):
        school_list.judged_at = clock.now()
    school_list.save(update_fields=["verdicts", "judged_at"])
    return len(piece)


def _add(application: Application, actor: User, codes: Sequence[str], origin: str) -> int:
    schools = School.objects.filter(brin6__in=codes).exclude(application_rows__application=application)
    added = sorted(schools, key=lambda school: school.brin6)
    ApplicationSchool.objects.bulk_create(
        ApplicationSchool(application=application, school=school) for school in added
    )
    if added:
        numbers = [school.brin6 for school in added]
        what = f"{len(added)} {'school' if len(added) == 1 else 'scholen'} toegevoegd{origin}"
        if len(added) <= NAMES_IN_A_SENTENCE:
            what += f": {_named(numbers)}"
        touch(application)
        record_for_applicant(
            application, actor, "onderwijsregios.application.add_schools", what, after={"added": numbers}
        )
    return len(added)


def _named(codes: Sequence[str]) -> str:
    shown, rest = codes[:NAMES_IN_A_SENTENCE], len(codes) - NAMES_IN_A_SENTENCE
    return ", ".join(shown) + (f" en {rest} andere" if rest > 0 else "")
