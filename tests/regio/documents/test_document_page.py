"""The only way out for files: by the rules of what uses them, logged, as attachment."""

import uuid

import pytest

from regio.enums import Audience, ScanState
from regio.models import ActionLog
from regio.services.kept_input import keep_input
from tests.factories.documents import DocumentFactory
from tests.factories.onderwijsregios import ApplicationFactory, representative_of
from tests.factories.regio import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    """Return the plan of an application."""
    return ApplicationFactory(complete=True).plan


@pytest.fixture
def reader(plan, client):
    """Return a browser of somebody who may read the plan."""
    from onderwijsregios.models import Application

    client.force_login(representative_of(Application.objects.get(plan=plan).lead))
    return client


def test_a_file_comes_as_attachment_in_a_sandbox_and_is_never_kept_by_the_browser(reader, plan):
    response = reader.get(f"/documenten/{plan.pk}/")

    assert b"".join(response.streaming_content) == plan.file.read()
    assert {
        name: response[name]
        for name in (
            "Content-Disposition",
            "Content-Type",
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "Cache-Control",
        )
    } == {
        "Content-Disposition": 'attachment; filename="plan.pdf"',
        "Content-Type": "application/pdf",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


def test_each_read_is_logged_for_staff_alone_without_a_name(reader, plan):
    reader.get(f"/documenten/{plan.pk}/")

    row = ActionLog.objects.get(action="regio.document.read")
    assert (row.sentence, row.audiences, row.object_id) == (
        "Bestand gelezen: plan.pdf",
        [Audience.STAFF],
        str(plan.pk),
    )
    assert row.dossier.startswith("application:")
    assert row.actor_label.startswith("vertegenwoordiger van ")


def test_who_may_not_read_gets_a_404_as_if_it_did_not_exist(client, plan):
    addresses = [f"/documenten/{plan.pk}/", f"/documenten/{uuid.uuid4()}/"]

    assert [client.get(address).status_code for address in addresses] == [302, 302]
    for outsider in (UserFactory(), representative_of(OrganisationFactory())):
        client.force_login(outsider)
        assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert not ActionLog.objects.filter(action="regio.document.read").exists()


def test_a_document_that_nothing_uses_is_for_nobody_not_even_who_sent_it(client):
    user = UserFactory()
    client.force_login(user)

    assert client.get(f"/documenten/{DocumentFactory(created_by=user).pk}/").status_code == 404


def test_a_file_that_is_kept_after_an_error_can_be_read_back_by_whoever_sent_it(client):
    user, document = UserFactory(), DocumentFactory()
    keep_input(user=user, path="/x/", fields={}, documents=[document])
    client.force_login(user)

    assert client.get(f"/documenten/{document.pk}/").status_code == 200
    client.force_login(UserFactory())
    assert client.get(f"/documenten/{document.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("state", "sentence"),
    [(ScanState.WAITING, "wordt nog gecontroleerd op virussen"), (ScanState.INFECTED, "virus gevonden")],
)
def test_a_locked_file_gets_a_page_that_says_why_and_is_not_read(state, sentence, reader, plan):
    plan.scan_state = state
    plan.save()

    response = reader.get(f"/documenten/{plan.pk}/")

    assert (response.status_code, sentence in response.text) == (423, True)
    assert not ActionLog.objects.filter(action="regio.document.read").exists()


def test_a_file_name_cannot_break_the_header(reader, plan):
    plan.original_name = 'a"; filename="b.html\r\nX: y.pdf'
    plan.save()

    response = reader.get(f"/documenten/{plan.pk}/")

    assert "X" not in response.headers
    assert response["Content-Disposition"].startswith("attachment; ")
