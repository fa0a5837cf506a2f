"""The queue is a hint that every process can give, and that may get lost."""

import subprocess
import sys

import pytest
from django.db import transaction

from regio.core.queue import enqueue

ASK = """
import django; django.setup()
from unittest.mock import patch
from celery import current_app
from celery.app.task import Task
from regio.core.queue import enqueue
with patch.object(Task, "apply_async", autospec=True) as send:
    enqueue("regio.send_outbox")
print([call.args[0].name for call in send.call_args_list])
"""


def test_process_that_is_no_worker_knows_the_tasks():
    answer = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "['regio.send_outbox']"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_queued_when_the_transaction_is_rolled_back(monkeypatch):
    asked = []
    monkeypatch.setattr("regio.core.queue._send", lambda name, kwargs: asked.append(name))
    with transaction.atomic():
        enqueue("regio.send_outbox")
        transaction.set_rollback(True)
    assert asked == []
    with transaction.atomic():
        enqueue("regio.send_outbox")
        assert asked == []
    assert asked == ["regio.send_outbox"]
