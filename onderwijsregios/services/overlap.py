"""Applicants agree to be known where they overlap, and hear of overlap by mail."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from onderwijsregios.models import Application, Round
from onderwijsregios.selectors.overlap import overlaps_of
from onderwijsregios.services.applications.gates import lock_for_editing
from onderwijsregios.services.applications.recording import record_for_applicant
from regio.core import clock
from regio.models import OutboxMessage, User
from regio.selectors.accounts import representatives_by_organisation
from regio.services import outbox

FOUND = "overlap-found"
CONTACT = "overlap-contact"


@transaction.atomic
def share_overlap(
    *, application: Application, actor: User, shares: bool, arrived_at: dt.datetime
) -> Application:
    """Let the applicant be named to whoever it overlaps with and who agreed too, or no longer.

    For people with a mandate only, as it speaks for the organisation. Nothing happens
    when it was so already. Raises :class:`NotAllowed`, :class:`TooEarly`, :class:`TooLate`
    or :class:`Refused`.
    """
    application = lock_for_editing(application, actor=actor, arrived_at=arrived_at)
    if application.shares_overlap == shares:
        return application
    application.shares_overlap = shares
    application.save(update_fields=["shares_overlap"])
    record_for_applicant(
        application,
        actor,
        "onderwijsregios.application.share_overlap",
        "Bij overlap mag de andere aanvrager weten wie u bent, als die dat ook wil"
        if shares
        else "Bij overlap wordt uw organisatie niet meer genoemd",
        before={"shares_overlap": not shares},
        after={"shares_overlap": shares},
    )
    return application


def announce_overlap() -> int:
    """Tell applicants in open rounds that overlap was found or that contact became possible.

    Once per person and application, and once per pair of applicants that both agreed;
    who hears of it for the first time together with whom it is, gets both. Returns how
    many mails were written.
    """
    now = clock.now()
    rounds = Round.objects.filter(
        opens_at__lte=now, closes_at__gte=now.replace(microsecond=0), published_at__isnull=True
    )
    return sum(_announce(round_, now) for round_ in rounds)


@dataclass(frozen=True)
class _News:
    """What the people of one applicant must hear, with the name of that effect."""

    key: str
    template: str
    application: Application


@transaction.atomic
def _announce(round_: Round, now: dt.datetime) -> int:
    news = list(_news(round_, now))
    people = representatives_by_organisation({one.application.lead_id for one in news})
    mails = {
        f"{one.key}:{person.pk}": (one, person) for one in news for person in people[one.application.lead_id]
    }
    known = set(OutboxMessage.objects.filter(key__in=mails).values_list("key", flat=True))
    return sum(
        outbox.post(
            key=key,
            template=one.template,
            context={
                "round": round_.title,
                "path": reverse("onderwijsregios:application-overlap", args=[one.application.pk]),
            },
            to=person,
            not_after=round_.closes_at,
        )
        for key, (one, person) in mails.items()
        if key not in known
    )


def _news(round_: Round, now: dt.datetime) -> Iterator[_News]:
    together = [overlap.applications for overlap in overlaps_of(round_, now)]
    for application in {one for applications in together for one in applications}:
        yield _News(f"{FOUND}:{application.pk}", FOUND, application)
    pairs = {
        (one, other)
        for applications in together
        for one in applications
        for other in applications
        if one != other and one.shares_overlap and other.shares_overlap
    }
    for one, other in pairs:
        yield _News(f"{CONTACT}:{one.pk}:{other.pk}", CONTACT, one)
