"""The style guide and the pages for what went wrong."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from regio.views import errors
from regio.views.styleguide import FULL_PAGES, GROUPS


def heading(html):
    return re.search(r"<h1[^>]*>(.*?)</h1>", html)[1]


def test_style_guide_shows_every_example_with_its_source(client):
    html = client.get("/stijlgids/").content.decode()
    names = re.findall(r'<h3 class="example__name"[^>]*>(.*?)</h3>', html)
    assert names == [example.name for group in GROUPS for example in group.examples]
    assert "{% ui_button &quot;Opslaan&quot; type=&quot;button&quot; %}" in html


def test_style_guide_needs_no_query(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        client.get("/stijlgids/")


@pytest.mark.parametrize("page", FULL_PAGES)
def test_full_page_of_the_style_guide_opens(client, page):
    response = client.get(f"/stijlgids/{page}/")
    assert (response.status_code, heading(response.content.decode()) != "") == (200, True)


def test_full_page_that_is_not_there_is_not_found(client):
    response = client.get("/stijlgids/onzin/")
    assert (response.status_code, heading(response.content.decode())) == (404, "Deze pagina is er niet")


@pytest.mark.parametrize(
    ("view", "arguments", "status", "title"),
    [
        (errors.bad_request, (None,), 400, "Deze vraag begrijpen we niet"),
        (errors.forbidden, (PermissionError("U bent geen lid."),), 403, "U mag dit niet doen"),
        (errors.not_found, (None,), 404, "Deze pagina is er niet"),
        (errors.server_error, (), 500, "Er ging iets mis bij ons"),
        (errors.csrf_failure, (), 403, "Dit formulier is verlopen"),
    ],
)
def test_error_page_says_what_went_wrong_without_the_database(view, arguments, status, title):
    request = RequestFactory().get("/ergens/")
    request.user = AnonymousUser()
    response = view(request, *arguments)
    html = response.content.decode()
    assert (response.status_code, heading(html)) == (status, title)
    assert "Wat kunt u doen?" in html


def test_page_of_a_server_error_never_asks_who_is_there():
    class Broken:
        def __getattr__(self, name):
            raise AssertionError(f"asked for {name}")

    request = RequestFactory().get("/")
    request.user = Broken()
    assert errors.server_error(request).status_code == 500
