"""Nothing can be opened before a clean verdict, whatever the scanner does."""

import pytest
from django.core.checks import run_checks
from django.core.files.base import ContentFile

from regio.core.files.kinds import ALL_KINDS, Unusable
from regio.enums import ScanState
from regio.models import ActionLog, Document
from regio.services.documents import receive_upload, scan_waiting
from regio.services.kept_input import keep_input
from tests.factories.documents import DocumentFactory, pdf_bytes
from tests.factories.files import EICAR, docx_bytes, infected_pdf, odt_bytes
from tests.factories.regio import UserFactory

pytestmark = pytest.mark.django_db

WAITS = "Dit bestand wordt nog gecontroleerd op virussen."


@pytest.fixture
def user():
    return UserFactory()


def receive(content, user):
    return receive_upload(file=ContentFile(content, name="plan.pdf"), actor=user, kinds=ALL_KINDS)


def ask_for(document, user, client):
    """Ask for a file as somebody who may read it, and return the status and whether it says to wait."""
    keep_input(user=user, path="/x/", fields={}, documents=[document])
    client.force_login(user)
    response = client.get(f"/documenten/{document.pk}/")
    return response.status_code, WAITS in getattr(response, "text", "")


def test_the_scanner_gets_the_whole_file_and_its_verdict_counts(scanner, user, client):
    content = pdf_bytes(5)

    document = receive(content, user)

    assert scanner.received == [content]
    assert (document.scan_state, document.scan_origin) == (ScanState.CLEAN, "ClamAV")
    assert ask_for(document, user, client)[0] == 200


@pytest.mark.parametrize(
    "content",
    [infected_pdf(), docx_bytes(**{"word/media/image1.txt": EICAR}), odt_bytes({"Pictures/a.txt": EICAR})],
    ids=["plain", "packed in a docx", "packed in an odt"],
)
def test_an_infected_file_is_refused_and_not_stored(content, scanner, user):
    with pytest.raises(Unusable) as refused:
        receive(content, user)

    assert refused.value.message == (
        "In dit bestand is een virus gevonden. Het is niet bewaard. "
        "Laat uw computer nakijken en voeg een schoon bestand toe."
    )
    assert not Document.objects.exists()


def gone(scanner, settings):
    settings.CLAMAV_SOCKET += ".weg"


def slow(scanner, settings):
    scanner.is_slow, settings.CLAMAV_TIMEOUT = True, 0.05


def hangs_up(scanner, settings):
    scanner.hangs_up = True


def dies_in_its_answer(scanner, settings):
    scanner.answer = b"stream: O"


def says_nothing(scanner, settings):
    scanner.answer = b""


def gives_up(scanner, settings):
    scanner.answer = b"INSTREAM size limit exceeded. ERROR\0"


def says_more_than_clean(scanner, settings):
    scanner.answer = b"stream: OK maybe\0"


def is_not_there(scanner, settings):
    settings.CLAMAV_SOCKET, settings.ACCEPT_UNSCANNED_FILES = "", False


@pytest.mark.parametrize(
    "trouble",
    [
        gone,
        slow,
        hangs_up,
        dies_in_its_answer,
        says_nothing,
        gives_up,
        says_more_than_clean,
        is_not_there,
    ],
)
def test_without_a_verdict_the_file_is_safe_but_locked_until_there_is_one(
    trouble, scanner, user, client, settings
):
    path = settings.CLAMAV_SOCKET
    trouble(scanner, settings)

    document = receive(pdf_bytes(), user)

    assert document.scan_state == ScanState.WAITING
    assert ask_for(document, user, client) == (423, True)
    assert scan_waiting() == 0
    assert ask_for(document, user, client) == (423, True)
    assert not ActionLog.objects.filter(action="regio.document.read").exists()

    settings.CLAMAV_SOCKET, settings.CLAMAV_TIMEOUT = path, 10
    scanner.is_slow, scanner.hangs_up, scanner.answer = False, False, None
    scanner.go_on.set()
    assert scan_waiting() == 1
    assert ask_for(document, user, client)[0] == 200


def test_a_locked_file_is_judged_when_the_scanner_is_back(scanner):
    clean = DocumentFactory(scan_state=ScanState.WAITING)
    infected = DocumentFactory(scan_state=ScanState.WAITING, content=infected_pdf())

    assert scan_waiting() == 2

    clean.refresh_from_db()
    infected.refresh_from_db()
    assert (clean.scan_state, infected.scan_state, infected.scan_origin) == (
        ScanState.CLEAN,
        ScanState.INFECTED,
        "ClamAV: Eicar-Signature",
    )
    assert ActionLog.objects.filter(action="regio.document.scan").count() == 2
    assert scan_waiting() == 0


def test_a_file_that_the_scanner_cannot_judge_does_not_hold_up_the_others(scanner, monkeypatch):
    odd = DocumentFactory(scan_state=ScanState.WAITING, content=pdf_bytes(title="raar"))
    other = DocumentFactory(scan_state=ScanState.WAITING)
    serve = scanner.serve

    def baffled_once(connection):
        scanner.answer = None if scanner.received else b"Can't allocate memory ERROR\0"
        serve(connection)

    monkeypatch.setattr(scanner, "serve", baffled_once)

    assert scan_waiting() == 1

    odd.refresh_from_db()
    other.refresh_from_db()
    assert (odd.scan_state, other.scan_state) == (ScanState.WAITING, ScanState.CLEAN)


@pytest.mark.parametrize(
    ("socket", "accepted", "found"),
    [("clamav:3310", False, []), ("", True, []), ("", False, ["regio.E001"])],
)
def test_a_production_site_must_name_its_scanner_or_say_that_it_has_none(socket, accepted, found, settings):
    settings.CLAMAV_SOCKET, settings.ACCEPT_UNSCANNED_FILES = socket, accepted

    messages = run_checks(include_deployment_checks=True)

    assert [message.id for message in messages if message.id.startswith("regio.E001")] == found
