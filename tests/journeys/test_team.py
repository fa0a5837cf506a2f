"""Somebody is invited, makes an account from the mail, accepts and writes; the address is proven once."""

import re

import pytest

from onderwijsregios.enums import Section
from regio.services import outbox
from tests.factories.onderwijsregios import ApplicationFactory, representative_of
from tests.factories.regio import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_from_invitation_to_writing(person, mailoutbox):
    application = ApplicationFactory(complete=True)
    lead = representative_of(application.lead)
    lead.emailaddress_set.create(email=lead.email, verified=True, primary=True)
    manager = person(lead).signs_in()
    manager.opens(f"/aanvragen/{application.pk}/team/").looks()
    manager.fills("E-mailadres", "anna@example.org")
    manager.page.get_by_label("Opgaven", exact=True).select_option("schrijven")
    manager.presses("Verstuur de uitnodiging")
    outbox.send_due()
    link = re.search(r"/uitnodiging/[^\s]+/", mailoutbox[-1].body).group()

    guest = person()
    guest.opens(link).looks().presses("Maak een account")
    assert guest.page.locator("input[name=email]").input_value() == "anna@example.org"
    guest.page.locator("input[name=password1]").fill(PASSWORD)
    guest.page.locator("input[name=password2]").fill(PASSWORD)
    guest.page.locator("main form button[type=submit]").first.click()
    guest.page.wait_for_url("**/uitnodiging/**")
    guest.presses("Ja, ik doe mee")
    guest.page.wait_for_url(f"**/aanvragen/{application.pk}/")

    guest.opens(f"/aanvragen/{application.pk}/opgaven/")
    guest.page.locator("textarea[name=opgaven]").fill("Samen geschreven.")
    guest.sends("Bewaar")
    guest.page.get_by_label("Nieuwe opmerking").fill("Klopt dit zo?")
    guest.sends("Plaats opmerking").looks()
    assert application.parts.get(key="opgaven").text == "Samen geschreven."
    guest.opens(f"/aanvragen/{application.pk}/aanpak/")
    assert guest.reads("U kunt dit onderdeel lezen")

    member = application.team.get()
    assert (member.user.email, member.rights.get().section) == ("anna@example.org", Section.OPGAVEN)
    manager.opens(f"/aanvragen/{application.pk}/team/{member.pk}/").looks()
    manager.page.get_by_label("Opgaven", exact=True).select_option("lezen")
    manager.presses("Bewaar de rechten")
    guest.opens(f"/aanvragen/{application.pk}/opgaven/")
    assert guest.reads("U kunt dit onderdeel lezen")
