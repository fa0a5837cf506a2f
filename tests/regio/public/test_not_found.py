"""What does not exist is told on the portal's own page, also on a trial machine."""

import pytest
from django.urls import path

from regio import urls
from tests.factories.regio import UserFactory

pytestmark = pytest.mark.django_db

UNKNOWN = ["/bestaat-niet/", "/voorlopers/bestaat-niet/", "/gemeenten/%00/", "/x.php"]


def crash(request):
    raise ZeroDivisionError


crash.is_public = True
urlpatterns = [*urls.urlpatterns, path("stuk/", crash)]
handler500 = urls.handler500


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", UNKNOWN)
def test_an_unknown_address_shows_the_own_page_with_and_without_debug(client, settings, debug, address):
    settings.DEBUG = debug
    for user in (None, UserFactory()):
        if user:
            client.force_login(user)
        answer = client.get(address)
        assert (answer.status_code, "errors/404.html" in [one.name for one in answer.templates]) == (
            404,
            True,
        )
        assert "urlpatterns" not in answer.text.lower()
        assert "URLconf" not in answer.text


@pytest.mark.parametrize("debug", [True, False])
def test_a_forgotten_slash_and_the_api_are_answered_as_ever(client, settings, debug):
    settings.DEBUG = debug
    answer = client.get("/besturen")
    assert (answer.status_code, answer.url) == (301, "/besturen/")
    problem = client.get("/api/v1/bestaat-niet/")
    assert (problem.status_code, problem["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("debug", "shown"), [(True, "ZeroDivisionError at /stuk/"), (False, "Er ging iets mis bij ons")]
)
def test_a_crash_shows_its_traceback_to_developers_only(client, settings, debug, shown):
    settings.DEBUG = debug
    client.raise_request_exception = False
    answer = client.get("/stuk/")
    assert (answer.status_code, shown in answer.text) == (500, True)
