"""Of what is not for everybody no browser or proxy keeps a copy."""

import pytest

from tests.factories.assessment import administrator
from tests.factories.onderwijsregios import ApplicationFactory, representative_of

pytestmark = pytest.mark.django_db

PRIVATE = "private, no-store"


def kept_by(client, address, method="get"):
    answer = getattr(client, method)(address)
    return answer.status_code, answer.headers.get("Cache-Control")


def test_pages_of_an_applicant_leave_no_copy(client):
    application = ApplicationFactory()
    address = f"/aanvragen/{application.pk}/"
    assert kept_by(client, address) == (302, PRIVATE)

    client.force_login(representative_of(application.lead))

    assert {one: kept_by(client, one) for one in ("/mijn/", address, f"{address}partijen/")} == {
        "/mijn/": (200, PRIVATE),
        address: (200, PRIVATE),
        f"{address}partijen/": (200, PRIVATE),
    }


def test_pages_of_staff_and_of_the_account_leave_no_copy(client):
    client.force_login(administrator())

    assert {
        one: kept_by(client, one) for one in ("/realisatie-eenheid/accounts/", "/account/password/change/")
    } == {"/realisatie-eenheid/accounts/": (200, PRIVATE), "/account/password/change/": (200, PRIVATE)}


def test_public_pages_may_be_kept_and_a_view_that_says_itself_how_long_is_believed(client):
    assert [kept_by(client, one) for one in ("/", "/voorlopers/", "/ontvangst/")] == [
        (200, None),
        (200, None),
        (200, "no-store"),
    ]
