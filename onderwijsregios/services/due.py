"""What falls due in rounds; beat pokes it each minute."""

import logging

from onderwijsregios.models import Round
from onderwijsregios.services.letters import prepare_letters
from onderwijsregios.services.publication import PREPARE_BEFORE, publish_round
from regio.core import clock

logger = logging.getLogger(__name__)


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
