"""What only a browser can tell about the pages of an application: what is seen, and what is printed."""

import pytest
from django.test import Client

from tests.factories.onderwijsregios import ApplicationFactory, representative_of
from tests.factories.regio import SchoolFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def application():
    return ApplicationFactory(complete=True)


@pytest.fixture
def page(application, person, live_server):
    """Return the browser of somebody who may write in the application."""
    client = Client()
    client.force_login(representative_of(application.lead))
    writer = person()
    session = client.cookies["sessionid"].value
    writer.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return writer.page


def test_every_kind_of_field_shows_the_same_ring_for_who_uses_the_keyboard(application, page):
    rings = []
    for field, address in (("input[name=email]", "team"), ("select", "team"), ("#id_opgaven", "opgaven")):
        page.goto(f"/aanvragen/{application.pk}/{address}/")
        page.locator(f"main {field}").first.focus()
        rings.append(
            page.evaluate(
                "(({outlineStyle, outlineWidth, boxShadow}) => [outlineStyle, outlineWidth, boxShadow])"
                "(getComputedStyle(document.activeElement))"
            )
        )

    assert rings == [rings[0]] * 3
    assert rings[0][:2] == ["solid", "3px"]


def test_the_printed_application_holds_what_is_folded_up_on_the_screen(application, page):
    school = SchoolFactory(board=application.lead)
    application.school_rows.create(school=school)

    page.goto(f"/aanvragen/{application.pk}/afdrukken/")
    name = page.locator(".sheet details").get_by_text(school.brin6)
    seen = [name.is_visible()]
    page.emulate_media(media="print")
    seen.append(name.is_visible())
    heading, text = (page.locator(part).first.bounding_box()["x"] for part in ("h1", ".sheet dl"))

    assert seen == [False, True]
    assert heading == text
