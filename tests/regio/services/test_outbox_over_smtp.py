"""The outbox over a real SMTP connection: what counts is the last byte, unless the server refuses."""

import pytest

from regio.core import clock
from regio.models import OutboxMessage
from regio.services import outbox
from tests.faults.site import MailServer

State = OutboxMessage.State

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(settings):
    server = MailServer(answer_after=0)
    settings.MAILERS = {
        "default": {
            "BACKEND": "regio.core.mail.SmtpBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": server.port, "timeout": 5},
        }
    }
    yield server
    server.stop()


@pytest.fixture
def message(server):
    return OutboxMessage.objects.create(
        key="een", template="decision-ready", context={"path": "/"}, address="lezer@example.org"
    )


def facts():
    return OutboxMessage.objects.values_list("state", "error", "attempts").get()


def test_mail_is_committed_as_sent_before_the_server_answers(server, message, monkeypatch):
    seen = []
    receive = server._receive

    def look_before_answering(*args):
        received = receive(*args)
        for _ in range(200):  # the commit follows the last byte at once; this is another connection
            seen.append(facts())
            if seen[-1][0] == State.SENT:
                break
        return received

    monkeypatch.setattr(server, "_receive", look_before_answering)
    assert outbox.send_due() == 1
    assert (seen[-1], facts()) == ((State.SENT, outbox.UNCONFIRMED, 1), (State.SENT, "", 1))


def test_mail_refused_after_its_last_byte_is_tried_again(server, message):
    server.refuses = True
    assert (outbox.send_due(), facts()) == (0, (State.WAITING, "SMTPDataError", 1))
    server.refuses = False
    message.refresh_from_db()
    assert message.sent_at is None
    with clock.moved_to(message.next_attempt_at):
        assert outbox.send_due() == 1
    assert (facts(), len(server.mails)) == ((State.SENT, "", 2), 1)


def test_several_mails_go_over_one_connection(server, message):
    for number in range(3):
        OutboxMessage.objects.create(
            key=f"meer-{number}", template="decision-ready", context={"path": "/"}, address="b@example.org"
        )
    assert outbox.send_due() == 4
    assert server.came_twice() == 0
    assert len(server.mails) == 4


def test_server_that_is_gone_costs_no_attempt(server, message):
    server.stop()
    assert (outbox.send_due(), facts()) == (0, (State.WAITING, "", 0))
