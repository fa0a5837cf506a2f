"""Signing in at a real OpenID provider that runs on this machine."""

from urllib.parse import urlsplit

import oidc_provider_mock
import pytest
import requests

from regio.models import User
from tests.factories.regio import StaffAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings):
    """Run a provider that knows one person, and make the portal know the provider."""
    person = oidc_provider_mock.User(
        sub="bestuurder-1",
        claims={"email": "bestuurder@example.org", "email_verified": True, "name": "Bo Bestuurder"},
    )
    with oidc_provider_mock.run_server_in_thread(user_claims=[person]) as server:
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "APPS": [
                    {
                        "provider_id": "inlogdienst",
                        "name": "Inlogdienst",
                        "client_id": "portaal",
                        "secret": "geheim-van-de-test",
                        "settings": {"server_url": f"http://localhost:{server.server_port}"},
                    }
                ],
                "OAUTH_PKCE_ENABLED": True,
                "EMAIL_AUTHENTICATION": True,
                "VERIFIED_EMAIL": True,
            }
        }
        yield server


def sign_in(client, *, sub="bestuurder-1"):
    """Walk from the portal to the provider and back, as a browser does; return the last answer."""
    to_provider = client.post("/account/oidc/inlogdienst/login/")
    answer = requests.post(to_provider["Location"], data={"sub": sub}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def test_person_unknown_to_the_portal_gets_an_account_without_rights(client, provider):
    answer = sign_in(client)
    person = User.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/mijn/")
    assert (person.email, person.name, person.mandates.count(), person.is_staff) == (
        "bestuurder@example.org",
        "Bo Bestuurder",
        0,
        False,
    )
    assert client.session["_auth_user_id"] == str(person.pk)


def test_person_with_the_same_verified_address_gets_the_own_account(client, provider):
    person = UserFactory(email="bestuurder@example.org", name="Bestaande naam")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    sign_in(client)
    assert list(User.objects.values_list("pk", "name")) == [(person.pk, "Bestaande naam")]
    assert client.session["_auth_user_id"] == str(person.pk)


def test_second_time_finds_the_same_account(client, provider):
    sign_in(client)
    client.logout()
    sign_in(client)
    assert User.objects.count() == 1


def test_staff_that_comes_through_a_provider_needs_a_second_factor_as_well(client, provider):
    person = UserFactory(email="bestuurder@example.org")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    StaffAssignmentFactory(user=person)
    sign_in(client)
    answer = client.get("/realisatie-eenheid/accounts/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/")


def test_refusal_by_the_provider_gives_a_sentence_and_no_account(client, provider):
    answer = client.get("/account/oidc/inlogdienst/login/callback/?error=access_denied&state=x")
    assert User.objects.count() == 0
    assert "_auth_user_id" not in client.session
    assert answer.status_code in {302, 503}
