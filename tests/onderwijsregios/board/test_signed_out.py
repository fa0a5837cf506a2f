"""The session ended while somebody was typing: the text is there again after signing in."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from regio.models import Document, KeptInput
from tests.factories.documents import pdf_bytes
from tests.factories.onderwijsregios import representative_of

pytestmark = pytest.mark.django_db


def form_of(response):
    """Return all hidden fields of the page's first form; comments beside it have forms of their own."""
    main = response.text.split('<main id="inhoud"')[1]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main)
    return dict(reversed(found))


def test_text_typed_in_a_session_that_ended_comes_back_after_signing_in(applicant, application, user, at):
    form = form_of(applicant.get(at("opgaven")))

    redirected = Client().post(at("opgaven"), {**form, "opgaven": "lang nagedacht"})

    assert redirected.url.endswith(f"?next={at('opgaven')}")
    signed_in_elsewhere = Client()
    signed_in_elsewhere.force_login(user)
    text = signed_in_elsewhere.get(at("opgaven")).text
    assert ("Uw tekst is er nog" in text, "lang nagedacht" in text) == (True, True)
    signed_in_elsewhere.post(at("opgaven"), {**form_of(applicant.get(at("opgaven"))), "opgaven": "bewaard"})
    assert application.parts.get(key="opgaven").text == "bewaard"
    assert not KeptInput.objects.exists()


def test_a_file_sent_in_a_session_that_ended_is_kept_too(applicant, application, user, at):
    form = form_of(applicant.get(at("plan")))
    file = SimpleUploadedFile("bewaard.pdf", pdf_bytes(), content_type="application/pdf")

    Client().post(at("plan"), {**form, "bestand": file})

    assert "bewaard.pdf" in applicant.get(at("plan")).text
    document = Document.objects.get(original_name="bewaard.pdf")
    assert document.created_by == user
    assert applicant.get(f"/documenten/{document.pk}/").status_code == 200
    applicant.post(at("plan"), {"document": document.pk, "vervangt": application.plan_id})
    application.refresh_from_db()
    assert application.plan == document


def test_nobody_else_sees_the_text_that_was_kept(applicant, client, application, at):
    form = form_of(applicant.get(at("opgaven")))
    Client().post(at("opgaven"), {**form, "opgaven": "alleen voor mij"})

    colleague = Client()
    colleague.force_login(representative_of(application.lead))

    assert "alleen voor mij" not in colleague.get(at("opgaven")).text


@pytest.mark.parametrize("ticket", ["", "verzonnen", "WzEsICIvIl0:1abc:def"])
def test_without_a_ticket_of_ours_nothing_is_kept(ticket, application, at):
    Client().post(at("opgaven"), {"formulierbewijs": ticket, "opgaven": "van een vreemde"})

    assert not KeptInput.objects.exists()


def test_a_ticket_is_for_its_own_page_only(applicant, at):
    form = form_of(applicant.get(at("opgaven")))

    Client().post(at("aanpak"), {**form, "werven": "ergens anders"})

    assert not KeptInput.objects.exists()


def test_more_than_a_page_can_hold_is_not_kept(applicant, at):
    form = form_of(applicant.get(at("opgaven")))

    Client().post(at("opgaven"), {**form, "opgaven": "x" * 500_001})

    assert not KeptInput.objects.exists()


def test_a_form_whose_token_expired_keeps_the_text_too(application, user, at):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    form = form_of(browser.get(at("opgaven")))

    refused = browser.post(at("opgaven"), {**form, "csrfmiddlewaretoken": "x" * 64, "opgaven": "nog hier"})

    assert (refused.status_code, "Uw tekst is er nog" in refused.text) == (403, True)
    assert "nog hier" in browser.get(at("opgaven")).text


def test_ticked_municipalities_and_chosen_roles_come_back_too(applicant, application, at):
    here, there = application.municipalities.order_by("code")
    form = form_of(applicant.get(at("regio/gemeenten")))
    Client().post(at("regio/gemeenten"), {**form, "was": [here.pk, there.pk], "PV26": [there.pk]})

    text = applicant.get(at("regio/gemeenten")).text

    ticked = re.findall(r'value="(GM\d{4})"[^>]*checked', text)
    assert ticked == [there.pk]
