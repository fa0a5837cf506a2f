"""Somebody types: the text is safe, whatever happens to the window, the line or a colleague."""

import pytest
from django.test import Client

from onderwijsregios.models import PlanPart
from tests.factories.onderwijsregios import ApplicationFactory, representative_of
from tests.factories.regio import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SAVED = "#bewaard-opgaven >> text=/Bewaard om/"


@pytest.fixture
def application():
    return ApplicationFactory(complete=True)


@pytest.fixture
def address(application):
    return f"/aanvragen/{application.pk}/opgaven/"


@pytest.fixture
def writer_of(person, live_server):
    """Return how to seat somebody with a mandate at a browser, signed in already."""

    def seat(application, user=None):
        client = Client()
        client.force_login(user or representative_of(application.lead))
        writer = person(user)
        session = client.cookies["sessionid"].value
        writer.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return writer

    return seat


def signs_in(page, user):
    """Sign in as in another tab, which gives the session a new form token."""
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/mijn/")


def text_of(application):
    return PlanPart.objects.get(application=application, key="opgaven").text


def field(one):
    return one.page.locator("textarea[name=opgaven]")


def types(one, text):
    field(one).press("End")
    field(one).fill(text)
    return one


def test_what_is_typed_is_saved_by_itself_and_survives_a_lost_line_and_a_closed_window(
    writer_of, application, address
):
    writer = writer_of(application).opens(address)

    types(writer, "Wij typen zonder op een knop te drukken.")
    writer.page.wait_for_selector(SAVED)
    assert writer.reads("8 woorden")
    writer.page.reload()
    assert field(writer).input_value() == "Wij typen zonder op een knop te drukken."

    writer.context.set_offline(True)
    types(writer, "Dit typen wij zonder verbinding.")
    writer.page.wait_for_selector("text=Niet bewaard: geen verbinding.")
    assert field(writer).input_value() == "Dit typen wij zonder verbinding."
    writer.page.close()  # the browser crashes, or somebody closes it

    writer.context.set_offline(False)
    writer.page = writer.context.new_page()
    writer.opens(address)
    assert field(writer).input_value() == "Wij typen zonder op een knop te drukken."
    writer.looks()
    writer.presses("Zet deze tekst in het veld")
    writer.page.wait_for_selector(SAVED)
    assert text_of(application) == "Dit typen wij zonder verbinding."
    writer.page.reload()
    assert writer.page.get_by_role("button", name="Zet deze tekst in het veld").count() == 0

    # the line comes back by itself
    writer.context.set_offline(True)
    types(writer, "Nog een keer.")
    writer.page.wait_for_selector("text=Niet bewaard: geen verbinding.")
    writer.context.set_offline(False)
    writer.page.wait_for_selector(SAVED)
    assert text_of(application) == "Nog een keer."


def test_two_windows_on_one_text_show_both_and_a_session_that_ends_is_taken_up_again(
    writer_of, application, address
):
    user = representative_of(application.lead)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    first, second = (writer_of(application, user).opens(address) for _ in range(2))

    types(first, "Uit het ene venster.")
    first.page.wait_for_selector(SAVED)
    types(second, "Uit het andere venster.")
    second.page.wait_for_selector("text=Intussen gewijzigd")
    second.looks()
    theirs = second.page.get_by_label("zoals het nu bewaard is").input_value()
    assert (theirs, field(second).input_value()) == ("Uit het ene venster.", "Uit het andere venster.")
    assert text_of(application) == "Uit het ene venster."

    # the plain button saves nothing: it leads to both texts, and there typing saves nothing either
    second.sends("Bewaar")
    beside = second.page.get_by_label("zoals het nu bewaard is").input_value()
    assert (beside, field(second).input_value()) == ("Uit het ene venster.", "Uit het andere venster.")
    second.looks()
    types(second, "Uit beide vensters samen.")
    second.page.wait_for_timeout(2_000)  # longer than the pause after which a field saves itself
    assert text_of(application) == "Uit het ene venster."
    second.sends("Bewaar wat nu in het veld staat")
    assert text_of(application) == "Uit beide vensters samen."
    assert second.reads("De tekst die er stond, vindt u bij de eerdere versies.")

    # or below the field itself
    first.page.reload()
    types(second, "Weer uit het andere.")
    second.page.wait_for_selector(SAVED)
    types(first, "Weer uit het ene.")
    first.page.wait_for_selector("text=Intussen gewijzigd")
    first.presses("Bewaar wat nu in het veld staat")
    first.page.wait_for_selector(SAVED)
    second.opens(f"/aanvragen/{application.pk}/versies/opgaven/")
    assert second.page.get_by_text("(vervangen door versie").count() == 2
    second.opens(address)

    # signed out in another tab, which leaves this one open
    aside = second.context.new_page()
    aside.goto("/account/logout/")
    aside.locator("main form button[type=submit]").first.click()
    aside.wait_for_load_state()
    types(second, "Getypt na het uitloggen.")
    second.page.wait_for_selector("text=u bent uitgelogd")
    signs_in(aside, user)
    aside.close()
    second.page.evaluate("dispatchEvent(new Event('focus'))")
    second.page.wait_for_selector(SAVED)
    assert text_of(application) == "Getypt na het uitloggen."

    # the button goes on from what the field saved, also in the middle of typing
    types(second, "Getypt en meteen op de knop gedrukt.").presses("Bewaar")
    second.page.wait_for_selector("text=Laatst bewaard op")
    assert text_of(application) == "Getypt en meteen op de knop gedrukt."


def test_versions_the_printed_page_and_the_start_of_an_application_are_fit_to_see(
    writer_of, application, address
):
    writer = writer_of(application).opens(address)
    types(writer, "Wij doen iets anders dan eerst.")
    writer.page.wait_for_selector(SAVED)

    writer.page.get_by_role("link", name="Eerdere versies").click()
    writer.page.get_by_role("link", name="met de vorige").first.click()
    writer.looks()
    assert writer.reads("iets anders dan eerst")
    writer.opens(f"/aanvragen/{application.pk}/afdrukken/").looks()
    assert writer.reads("CONCEPT – niet ingediend")
    writer.opens(f"/aanvragen/{application.pk}/regio/").ticks("voortgezet onderwijs")
    writer.page.wait_for_selector("#bewaard-sectors >> text=/Bewaard om/")
    writer.looks()
    application = type(application).objects.get(pk=application.pk)
    assert application.sectors == ["po", "vo"]
