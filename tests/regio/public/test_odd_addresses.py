"""Addresses that browsers and robots try, and that hold nothing."""

import pytest

from tests.factories.assessment import administrator

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/gemeenten/%00/",
        "/contact/ontvangen/%00/",
        "/realisatie-eenheid/berichten/%00/",
        "/realisatie-eenheid/accounts/beeindig/%00/1/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_zero_byte_in_an_address_is_not_found(client, address, method):
    anonymous = getattr(client, method)(address)
    client.force_login(administrator())
    signed_in = getattr(client, method)(address)

    for answer in (anonymous, signed_in):
        templates = [one.name for one in answer.templates]
        assert (answer.status_code, "errors/404.html" in templates) == (
            404,
            True,
        )


@pytest.mark.parametrize("resource", ["scholen", "gemeenten", "onderwijsregios"])
def test_a_zero_byte_in_an_address_of_the_api_is_a_problem(client, settings, resource):
    answer = client.get(f"/api/v1/{resource}/%00")

    assert (answer.status_code, answer.headers["Content-Type"], answer.headers["API-Version"]) == (
        404,
        "application/problem+json",
        settings.API_VERSION,
    )
    assert answer.json()["detail"] == "Op dit adres staat niets. Controleer het adres."


def test_the_old_address_of_the_icon_leads_to_the_icon(client):
    answer = client.get("/favicon.ico")

    assert (answer.status_code, answer.url) == (301, "/static/dist/img/mark.svg")


@pytest.mark.parametrize(("length", "status"), [(7500, 200), (7501, 414)])
def test_an_address_that_is_too_long_is_answered_in_words(client, length, status):
    address = "/zoeken/?x="
    answer = client.get(address + "a" * (length - len(address)))

    assert (answer.status_code, "Dit adres is te lang" in answer.text) == (status, status == 414)


def test_an_address_of_the_api_that_is_too_long_is_a_problem(client):
    answer = client.get("/api/v1/scholen?naam=" + "a" * 7500)

    assert (answer.status_code, answer.headers["Content-Type"]) == (414, "application/problem+json")
