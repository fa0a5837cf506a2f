"""Signing by a party without an account, from the applicant's question to a signature that falls."""

import re

import pytest
from django.core import mail

from onderwijsregios.enums import PartKey, Section
from onderwijsregios.models import Signature
from regio.tasks import send_outbox
from tests.factories.onderwijsregios import ApplicationFactory, representative_of
from tests.factories.signing import parties_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_party_signs_through_a_mail_and_its_signature_falls_when_the_text_changes(
    person, client, settings, live_server
):
    application = ApplicationFactory(complete=True)
    party = parties_of(application)[0]
    lead, visitor = person(), person()
    client.force_login(representative_of(application.lead))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    lead.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    matrix = f"/aanvragen/{application.pk}/ondertekenen/"

    lead.opens(f"{matrix}{party.pk}/").looks()
    lead.fills("E-mailadres van wie tekent", "tekent@example.org")
    lead.presses("Bewaar en vraag om te tekenen")
    lead.page.wait_for_url(f"**{matrix}")
    send_outbox()
    link = re.search(r"/tekenen/\S+", next(m.body for m in mail.outbox if "tekenen" in m.body)).group(0)

    for _ in range(2):  # a mail scanner opens what it finds
        visitor.opens(link)
    assert Signature.objects.count() == 0
    visitor.looks()
    visitor.ticks("Wij tekenen voor wat hierboven staat")
    visitor.fills("Uw naam", "Ans de Vries").fills("Uw functie", "voorzitter")
    visitor.presses("Verstuur uw antwoord")
    visitor.page.wait_for_url("**/bedankt/")
    visitor.looks()
    assert Signature.objects.get().fingerprints.keys() == {section.value for section in Section}

    lead.opens(f"/aanvragen/{application.pk}/opgaven/")
    assert lead.reads("vervallen de handtekeningen van")
    lead.page.locator(f"textarea[name={PartKey.OPGAVEN.value}]").fill("Een andere opgave.")
    with lead.page.expect_navigation():
        lead.presses("Bewaar")
    lead.opens(matrix).looks()
    assert lead.reads("Door een wijziging zijn handtekeningen vervallen")

    visitor.opens(link)
    assert visitor.reads("Uw handtekening is vervallen")
