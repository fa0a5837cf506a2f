"""What falls due in rounds; beat pokes it each minute."""

import datetime as dt
import logging

from django.template.defaultfilters import date as date_in_words
from django.urls import reverse

from onderwijsregios.enums import ApplicationState
from onderwijsregios.models import Application, Round
from onderwijsregios.services.letters import prepare_letters
from onderwijsregios.services.publication import PREPARE_BEFORE, publish_round
from regio.core import clock
from regio.selectors.accounts import representatives_of
from regio.services import outbox

logger = logging.getLogger(__name__)

REMIND_DAYS_BEFORE = (1, 7)
"""The nearest first: who was not reminded in time hears only the last word."""


def publish_due_rounds() -> int:
    """Publish the rounds whose moment has come; return how many.

    Letters of rounds whose moment is near are made ready. One round that fails does not
    hold up another; the failure is in the logs and the next poke tries again.
    """
    published = 0
    soon = clock.now() + PREPARE_BEFORE
    for round_ in Round.objects.filter(published_at__isnull=True, publish_at__lte=soon).order_by(
        "publish_at"
    ):
        try:
            if round_.publish_at > clock.now():
                prepare_letters(round_=round_)
            else:
                published += publish_round(round_=round_)
        except Exception:
            logger.exception("Round %s could not be published; the next poke tries again.", round_.pk)
    return published


def announce_deadlines() -> int:
    """Remind teams with a draft that the round closes soon; return how many mails were written.

    Seven days and one day before closing, each person once per round and closing
    moment. After a standstill of the scheduler a reminder is still written as long as
    the round is open; of two that were missed only the later one. Who began after the
    moment of a reminder does not get that one.
    """
    now = clock.now()
    rounds = Round.objects.filter(opens_at__lte=now, closes_at__gte=now)
    return sum(_remind(round_, now) for round_ in rounds if round_.is_open_at(now))


def _remind(round_: Round, now: dt.datetime) -> int:
    reached = [days for days in REMIND_DAYS_BEFORE if round_.closes_at - dt.timedelta(days=days) <= now]
    if not reached:
        return 0
    days = reached[0]
    drafts = Application.objects.filter(
        round=round_,
        state=ApplicationState.DRAFT,
        created_at__lt=round_.closes_at - dt.timedelta(days=days),
    ).select_related("lead")
    written = 0
    for application in drafts:
        for person in representatives_of(application.lead):
            written += outbox.post(
                key=f"deadline-near:{round_.pk}:{round_.closes_at:%Y%m%dT%H%M%SZ}:{days}:{person.pk}",
                template="deadline-near",
                context={
                    "path": reverse("onderwijsregios:application", args=[application.pk]),
                    "round": round_.title,
                    "closes_at": _in_words(round_.closes_at),
                },
                to=person,
                not_after=round_.closes_at,
            )
    return written


def _in_words(moment: dt.datetime) -> str:
    return date_in_words(moment.astimezone(clock.AMSTERDAM), "l j F Y \\o\\m H:i:s \\u\\u\\r")
