"""A bewijs van ontvangst: on screen, and checked by somebody without an account."""

import uuid

import pytest
from django.conf import settings
from django.test import Client

from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.services.applications import submit_application
from regio.core import clock
from regio.core.fingerprints import fingerprint_of
from tests.factories.onderwijsregios import ApplicationFactory, representative_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def receipt(transactional_db):
    application = ApplicationFactory(complete=True)
    revision = submit_application(
        application=application,
        actor=representative_of(application.lead),
        idempotency_key=uuid.uuid4(),
        fingerprint=fingerprint_of(content_of(application)),
        arrived_at=clock.now(),
    )
    return revision.receipt


def test_a_receipt_is_shown_and_anybody_can_check_it(person, receipt, live_server):
    revision = receipt.revision
    base = f"/aanvragen/{revision.application_id}/ontvangst/{revision.number}/"
    applicant, session = person(), Client()
    session.force_login(representative_of(revision.application.lead))
    (cookie,) = session.cookies.values()
    applicant.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    applicant.opens(base).looks()
    assert applicant.reads(receipt.number)
    json = applicant.context.request.get(f"{base}ontvangst.json").body()
    link = applicant.page.get_by_role("link", name="de pagina die dit bewijs bevestigt").get_attribute("href")
    applicant.opens(link.removeprefix(settings.SITE_URL))
    assert applicant.reads("Dit bewijs is door ons gegeven")

    visitor, button = person().opens("/ontvangst/"), "Controleer het bewijs"
    visitor.sends(button).looks()
    assert visitor.page.title().startswith("Fout: ")
    number, fingerprint = (visitor.page.locator(f"input[name={name}]") for name in ("nummer", "vingerafdruk"))
    number.fill(receipt.number)
    fingerprint.fill("0" * 64)
    visitor.sends(button).looks()
    assert visitor.reads("Dit bewijs kennen wij niet")
    fingerprint.fill(revision.fingerprint)
    visitor.sends(button).looks()
    assert visitor.reads("Dit bewijs is door ons gegeven")

    for content, answer in (
        (json, "De handtekening klopt"),
        (json.replace(b'"versie": 1', b'"versie": 2'), "De handtekening klopt niet"),
    ):
        visitor.page.locator("input[type=file]").set_input_files(
            {"name": "ontvangst.json", "mimeType": "application/json", "buffer": content}
        )
        visitor.sends("Controleer de handtekening")
        assert visitor.page.locator(".alert__title").all_inner_texts() == [answer]
    visitor.looks()
