"""Tasks: fetch, call a service, log. Each may run ten times without harm."""

import structlog
from celery import shared_task

from regio.core.registry import due_processes
from regio.services.outbox import send_due

logger = structlog.get_logger(__name__)


@shared_task(name="regio.process_due")
def process_due() -> None:
    """Do what is due, in every app; one that fails does not hold up the others."""
    for name, process in due_processes().items():
        try:
            done = process()
        except Exception:
            logger.exception("due_process_failed", process=name)
        else:
            if done:
                logger.info("due_process_done", process=name, done=done)


@shared_task(name="regio.send_outbox")
def send_outbox() -> None:
    """Send the mails that are due."""
    logger.info("outbox_sent", sent=send_due())
