"""Put a task on the queue by its name, after the transaction has been committed.

A service may not import tasks (they import services). The queue is only a hint:
whatever must happen stands in the outbox, and the sweeper finds it when this hint
gets lost.
"""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def enqueue(name: str, **kwargs: object) -> None:
    """Ask a worker to run the task ``name`` once the running transaction is committed.

    A broker that cannot be reached is logged and forgiven: the sweeper follows.
    """
    transaction.on_commit(partial(_send, name, kwargs), robust=True)


def _send(name: str, kwargs: dict[str, object]) -> None:
    if name not in current_app.tasks:
        current_app.loader.import_default_modules()  # only a worker does this by itself
    try:
        current_app.tasks[name].apply_async(kwargs=kwargs, retry=False)
    except OperationalError:
        logger.warning("Broker not reached for %s; the sweeper will follow.", name)
