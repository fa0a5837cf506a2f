import datetime as dt
import smtplib
import threading

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction

from regio.core import clock
from regio.models import OutboxMessage
from regio.services import outbox

State = OutboxMessage.State


def write(key="een", **fields):
    return outbox.post(
        key=key,
        template="decision-ready",
        context={"path": "/x/", "dossier": "VL-1"},
        address="lezer@example.org",
        **fields,
    )


@pytest.fixture
def message(db):
    write()
    return OutboxMessage.objects.get()


@pytest.mark.django_db
def test_effect_with_the_same_key_is_written_once():
    assert [write(), write(), write("twee")] == [True, False, True]
    assert OutboxMessage.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_when_the_change_itself_fails(mailoutbox):

    @transaction.atomic
    def change():
        write()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert (OutboxMessage.objects.count(), mailoutbox) == (0, [])


def test_mail_leaves_once_and_carries_its_fixed_number(message, mailoutbox):
    assert [outbox.send_due(), outbox.send_due()] == [1, 0]
    (mail,) = mailoutbox
    assert mail.extra_headers["Message-ID"] == f"<{message.message_id}@example.org>"
    message.refresh_from_db()
    assert (message.state, message.attempts, message.leased_until) == (State.SENT, 1, None)


def test_mail_waits_for_its_moment_and_is_dropped_after_its_last_one(db, mailoutbox):
    soon = clock.now() + dt.timedelta(hours=1)
    write("later", due_at=soon)
    write("verlopen", not_after=clock.now() - dt.timedelta(seconds=1))
    assert (outbox.send_due(), mailoutbox) == (0, [])
    outbox.sweep()
    assert list(OutboxMessage.objects.values_list("key", "state").order_by("key")) == [
        ("later", State.WAITING),
        ("verlopen", State.CANCELLED),
    ]
    with clock.moved_to(soon):
        assert outbox.send_due() == 1


def test_refused_mail_is_tried_again_later_and_does_not_hold_up_another(message, monkeypatch, mailoutbox):
    write("twee")
    real = EmailBackend.send_messages

    def refuse_first(self, mails):
        if str(message.message_id) in mails[0].extra_headers["Message-ID"]:
            raise smtplib.SMTPRecipientsRefused({"lezer@example.org": (450, b"later")})
        return real(self, mails)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_first)
    assert outbox.send_due() == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (State.WAITING, 1, "SMTPRecipientsRefused")
    assert message.next_attempt_at > clock.now()
    monkeypatch.undo()
    with clock.moved_to(message.next_attempt_at):
        assert outbox.send_due() == 1


def test_mail_that_is_never_accepted_ends_as_failed_and_stays_visible(message, monkeypatch):
    def refuse(self, mails):
        raise smtplib.SMTPDataError(554, b"no")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    for _ in range(len(outbox.RETRY_AFTER) + 1):
        message.refresh_from_db()
        with clock.moved_to(message.next_attempt_at or clock.now()):
            outbox.send_due()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, 9)


def test_unreachable_server_costs_no_attempt(message, monkeypatch):
    def unreachable(self):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "open", unreachable)
    assert outbox.send_due() == 0
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.WAITING, 0)


def test_lease_of_a_dead_worker_runs_out(message, mailoutbox):
    OutboxMessage.objects.update(leased_until=clock.now() + outbox.LEASE, attempts=1)
    assert outbox.send_due() == 0
    with clock.moved_to(clock.now() + outbox.LEASE):
        assert outbox.send_due() == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, len(mailoutbox)) == (State.SENT, 2, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_mail_also_when_the_first_outlives_its_lease(monkeypatch, mailoutbox):
    write()
    is_sending, may_go_on = threading.Event(), threading.Event()
    real = EmailBackend.send_messages

    def slowly(self, mails):
        is_sending.set()
        may_go_on.wait(10)
        return real(self, mails)

    monkeypatch.setattr(EmailBackend, "send_messages", slowly)

    def work():
        try:
            outbox.send_due()
        finally:
            connection.close()

    slow = threading.Thread(target=work)
    slow.start()
    is_sending.wait(10)
    with clock.moved_to(clock.now() + 2 * outbox.LEASE):
        assert outbox.send_due() == 0
    may_go_on.set()
    slow.join()
    assert len(mailoutbox) == 1
    assert OutboxMessage.objects.get().state == State.SENT


@pytest.mark.django_db(transaction=True)
def test_hundred_mails_leave_once_each_with_four_workers(mailoutbox):
    for number in range(100):
        OutboxMessage.objects.create(
            key=str(number),
            template="decision-ready",
            context={"path": "/"},
            address=f"p{number}@example.org",
        )

    def work():
        try:
            outbox.send_due()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(
        f"p{number}@example.org" for number in range(100)
    )
