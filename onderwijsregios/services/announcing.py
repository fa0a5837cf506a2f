"""Send what a round announces; beat pokes it each minute.

When, to whom and what stands in :mod:`onderwijsregios.selectors.announced`, which the
preview of the coordinator reads too. Here it only goes into the outbox, where the key
keeps it from going twice.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Iterator

from django.db import transaction

from onderwijsregios.selectors.announced import (
    Notice,
    Receiver,
    context_of,
    current_notices,
    receivers_of,
    rounds_to_announce,
    template_of,
)
from regio.core import clock
from regio.models import User
from regio.services.outbox import post_to_each

logger = logging.getLogger(__name__)


def announce_rounds() -> int:
    """Write the mails that are due now and were not written yet; return how many.

    Each person once per round, kind and closing moment. One round that fails does not
    hold up another: the failure is in the logs and the next poke tries again.
    """
    now, written = clock.now(), 0
    for round_ in rounds_to_announce(now):
        try:
            for notice in current_notices(round_, now):
                written += _announce(notice)
        except Exception:
            logger.exception("Round %s could not be announced; the next poke tries again.", round_.pk)
    return written


@transaction.atomic
def _announce(notice: Notice) -> int:
    waiting = [one for one in receivers_of(notice) if one.gets_it and one.message is None]
    for template, context, people in _alike(waiting):
        post_to_each(
            people,
            key=notice.key.removesuffix(":"),
            template=template,
            context=context,
            not_after=notice.not_after - dt.timedelta(seconds=1),
        )
    return len(waiting)


def _alike(receivers: Iterable[Receiver]) -> Iterator[tuple[str, dict[str, str], list[User]]]:
    """Group the receivers who read the same."""
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[User]] = {}
    for receiver in receivers:
        template, context = template_of(receiver), context_of(receiver)
        groups.setdefault((template, tuple(context.items())), []).append(receiver.user)
    for (template, filled), people in groups.items():
        yield template, dict(filled), people
