"""Mail that comes back: reports as mail servers write them, and what they may change."""

import io
import uuid
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError

from regio.core.return_paths import (
    LONGEST_LOCAL_PART,
    is_bounce_address,
    read_return_path,
    return_path,
)
from regio.management.commands import receive_bounce
from regio.models import OutboxMessage
from regio.services import outbox
from regio.services.bounces import receive_report

State = OutboxMessage.State
READER = "lezer@school.example"

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(settings, mailoutbox):
    """Send one mail; return its row and the mail as it left."""
    settings.BOUNCE_ADDRESS = "bounces@portaal.example"
    outbox.post(
        key="een", template="decision-ready", context={"path": "/", "dossier": "VL-1"}, address=READER
    )
    assert outbox.send_due() == 1
    return SimpleNamespace(row=OutboxMessage.objects.get(), mail=mailoutbox[0])


def part(kind, content):
    return message_from_bytes(b"Content-Type: " + kind.encode() + b"\n\n" + content, policy=policy.default)


def report(
    sent, *, action="failed", status="5.1.1", to=None, returned="message/rfc822", kind="delivery-status"
):
    """Write a report as Postfix does."""
    original = sent.mail.message().as_bytes()
    mail = EmailMessage()
    mail["From"] = Address("Mail Delivery System", "mailer-daemon", "mx.school.example")
    mail["To"] = to or sent.mail.from_email
    mail["Subject"] = "Undelivered Mail Returned to Sender"
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content("I'm sorry to have to inform you that your message could not be delivered.")
    mail.make_mixed()
    blocks = (
        "Reporting-MTA: dns; mx.school.example\nArrival-Date: Sun, 22 Nov 2026 10:00:00 +0100\n\n"
        f"Final-Recipient: rfc822; {READER}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 {status} <{READER}>: Recipient address rejected\n"
    )
    mail.attach(part(f"message/{kind}", blocks.encode()))
    mail.attach(part(returned, original if returned == "message/rfc822" else original.split(b"\n\n")[0]))
    mail.set_type("multipart/report")
    mail.set_param("report-type", kind)
    return mail.as_bytes()


def fate(row):
    row.refresh_from_db()
    return (row.state, row.return_status, row.returned_at is not None, row.outcome)


NOTHING = (State.SENT, "", False, "verzonden")


def test_each_mail_has_a_return_path_of_its_own_and_readers_see_the_sender(sent, settings):
    assert sent.mail.from_email == return_path(sent.row.pk, sent.row.message_id)
    assert sent.mail.from_email.startswith(f"bounces+{sent.row.pk}-")
    assert sent.mail.message()["From"] == settings.DEFAULT_FROM_EMAIL


def test_without_a_bounce_address_the_sender_is_on_the_envelope(settings, mailoutbox):
    assert settings.BOUNCE_ADDRESS == ""
    outbox.post(key="een", template="decision-ready", context={"path": "/"}, address=READER)
    outbox.send_due()
    assert mailoutbox[0].from_email == mailoutbox[0].message()["From"] == settings.DEFAULT_FROM_EMAIL
    assert read_return_path("bounces+1-" + "0" * 20 + "@portaal.example") is None


@pytest.mark.parametrize(
    ("action", "status", "becomes"),
    [
        ("failed", "5.1.1", (State.SENT, "5.1.1", True, "niet bezorgd")),
        ("Failed (no such user)", "5.7.26", (State.SENT, "5.7.26", True, "niet bezorgd")),
        ("failed", "4.4.7", (State.SENT, "4.4.7", True, "nog niet bezorgd")),
        ("delayed", "4.4.1", (State.SENT, "4.4.1", True, "nog niet bezorgd")),
        ("delivered", "2.0.0", NOTHING),
        ("relayed", "2.0.0", NOTHING),
        ("failed", "2.0.0", NOTHING),
        ("failed", "onbekend", NOTHING),
    ],
)
def test_the_code_says_whether_it_is_for_ever_or_for_now(sent, action, status, becomes):
    receive_report(report(sent, action=action, status=status))
    assert fate(sent.row) == becomes


def test_for_ever_replaces_for_now_and_never_the_other_way(sent):
    seen = []
    for status in ("4.4.1", "4.4.1", "5.1.1", "4.4.7", "5.2.2"):
        changed = receive_report(report(sent, status=status))
        seen.append((changed is not None, fate(sent.row)[1]))
    assert seen == [(True, "4.4.1"), (False, "4.4.1"), (True, "5.1.1"), (False, "5.1.1"), (False, "5.1.1")]


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_to_the_plain_address_is_known_by_the_message_id(sent, returned):
    receive_report(report(sent, to="bounces@portaal.example", returned=returned))
    assert fate(sent.row)[1] == "5.1.1"


def test_capitals_and_the_address_of_the_envelope_do_not_matter(sent):
    receive_report(report(sent, to="bounces@portaal.example"), recipient=sent.mail.from_email.upper())
    assert fate(sent.row)[1] == "5.1.1"


def test_a_forged_address_changes_nothing_even_with_a_right_message_id(sent):
    other = outbox.post(key="twee", template="decision-ready", context={"path": "/"}, address=READER)
    assert other
    outbox.send_due()
    number = OutboxMessage.objects.get(key="twee").pk
    _, _, seal = sent.mail.from_email.partition("@")[0].partition("-")
    for local in (f"bounces+{number}-{seal}", f"bounces+{sent.row.pk}-{'0' * 20}", f"bounces+9999-{seal}"):
        assert receive_report(report(sent, to=f"{local}@portaal.example")) is None
    assert set(OutboxMessage.objects.values_list("return_status", flat=True)) == {""}


def test_an_unknown_message_id_changes_nothing(sent):
    OutboxMessage.objects.update(message_id=uuid.uuid4())
    assert receive_report(report(sent, to="bounces@portaal.example")) is None
    assert fate(sent.row) == NOTHING


def test_a_mail_that_has_not_left_cannot_come_back(sent):
    OutboxMessage.objects.update(state=State.WAITING, sent_at=None)
    assert receive_report(report(sent)) is None
    assert fate(sent.row)[1] == ""


def out_of_office(sent):
    mail = EmailMessage()
    mail["From"], mail["To"] = READER, sent.mail.from_email
    mail["Auto-Submitted"], mail["Subject"] = "auto-replied", "Afwezig"
    mail.set_content("Ik ben er niet. Action: failed\nStatus: 5.1.1\n")
    return mail.as_bytes()


@pytest.mark.parametrize(
    "write",
    [
        out_of_office,
        lambda sent: report(sent, kind="disposition-notification"),
        lambda sent: b"",
        lambda sent: b"\x00\xff\xfe" * 1000,
        lambda sent: b"Content-Type: multipart/report; report-type=delivery-status\n\nniets",
        lambda sent: report(sent)[:600],
        lambda sent: report(sent).replace(b"Action", b"\xe9ction"),
    ],
)
def test_what_is_no_report_changes_nothing(sent, write):
    assert receive_report(write(sent)) is None
    assert fate(sent.row) == NOTHING


def test_the_log_names_no_person(sent, caplog):
    caplog.set_level("INFO")
    receive_report(report(sent))
    receive_report(report(sent, to="bounces+1-00000000000000000000@portaal.example"))
    receive_report(out_of_office(sent))
    assert [record.getMessage() for record in caplog.records if record.name == "regio.services.bounces"] == [
        f"Mail {sent.row.pk} came back with status 5.1.1.",
        "A report came back about no mail that left from here; nothing was changed.",
        "A mail came back that reports no trouble; nothing was changed.",
    ]
    assert READER not in caplog.text


# --- the command that a mail server calls ----------------------------------------------------------


def pipe(monkeypatch, mail):
    monkeypatch.setattr(receive_bounce.sys, "stdin", SimpleNamespace(buffer=io.BytesIO(mail)))


def test_the_command_reads_one_report_from_its_input(sent, monkeypatch):
    pipe(monkeypatch, report(sent) + b"x" * 3 * receive_bounce.MOST_BYTES)
    call_command("receive_bounce", "--recipient", sent.mail.from_email)
    assert fate(sent.row)[1] == "5.1.1"
    assert receive_bounce.sys.stdin.buffer.read() == b""


def test_the_command_has_the_report_kept_while_the_database_is_away(sent, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(receive_bounce, "receive_report", away)
    pipe(monkeypatch, report(sent))
    with pytest.raises(SystemExit) as stopped:
        call_command("receive_bounce")
    assert stopped.value.code == 75


# --- the address -----------------------------------------------------------------------------------


def test_the_part_before_the_at_sign_always_fits(settings):
    settings.BOUNCE_ADDRESS = f"{'b' * LONGEST_LOCAL_PART}@portaal.example"
    made = return_path(10**10 - 1, uuid.uuid4())
    assert (len(made.partition("@")[0]), read_return_path(made).number) == (64, 10**10 - 1)


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("bounces@portaal.example", True),
        ("b" * LONGEST_LOCAL_PART + "@portaal.example", True),
        ("b" * (LONGEST_LOCAL_PART + 1) + "@portaal.example", False),
        ("bounces+x@portaal.example", False),
        ("bounces", False),
        ("Portaal <bounces@portaal.example>", False),
        ("bounces@localhost", False),
    ],
)
def test_only_an_address_with_room_can_be_configured(address, fits):
    assert is_bounce_address(address) is fits
