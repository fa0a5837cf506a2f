"""Staff set up a second factor: a code on the phone, or a passkey."""

import re

import pytest

from regio.enums import StaffRole
from tests.factories.regio import PASSWORD, StaffAssignmentFactory
from tests.second_factor import code_on_the_phone

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def coordinator():
    user = StaffAssignmentFactory(role=StaffRole.COORDINATOR).user
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def sign_in_without_factor(one):
    one.opens("/account/login/")
    one.page.locator("input[name=login]").fill(one.user.email)
    one.page.locator("input[name=password]").fill(PASSWORD)
    one.page.locator("main form button[type=submit]").first.click()
    one.page.wait_for_url("**/account/2fa/**")
    return one


def test_staff_without_second_factor_can_only_set_one_up(person, coordinator):
    one = sign_in_without_factor(person(coordinator)).looks()
    one.opens("/realisatie-eenheid/rondes/")
    assert one.page.url.endswith("/account/2fa/")
    one.opens("/account/2fa/totp/activate/").looks()
    if "/reauthenticate/" in one.page.url:
        one.page.locator("input[name=password]").fill(PASSWORD)
        one.page.locator("main form button[type=submit]").first.click()
        one.page.wait_for_url("**/totp/activate/**")
    secret = re.search(r"\b[A-Z2-7]{32}\b", one.page.content()).group()
    code = code_on_the_phone(secret)
    one.page.locator("input[name=code]").fill(code)
    one.page.locator("main form button[type=submit]").first.click()
    one.page.wait_for_url(lambda url: "/activate/" not in url)
    one.opens("/realisatie-eenheid/rondes/").looks()
    assert one.page.url.endswith("/realisatie-eenheid/rondes/")


def test_passkey_opens_the_staff_pages_and_signs_in_without_a_password(person, coordinator, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the live server of a test has no TLS
    one = sign_in_without_factor(person(coordinator))
    devtools = one.context.new_cdp_session(one.page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    one.opens("/account/2fa/webauthn/add/").looks()
    if "/reauthenticate/" in one.page.url:
        one.page.locator("input[name=password]").fill(PASSWORD)
        one.page.locator("main form button[type=submit]").first.click()
        one.page.wait_for_url("**/webauthn/add/**")
    one.page.locator("input[name=name]").fill("Laptop")
    passwordless = one.page.locator("input[name=passwordless]")
    if passwordless.count():
        passwordless.check()
    one.page.locator("main form button").first.click()
    one.page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    assert [a.type for a in coordinator.authenticator_set.filter(type="webauthn")] == ["webauthn"]
    one.opens("/realisatie-eenheid/rondes/")
    assert one.page.url.endswith("/realisatie-eenheid/rondes/")
    one.context.clear_cookies()
    one.opens("/account/login/")
    one.page.get_by_role(
        "button", name=re.compile("passkey|toegangssleutel|wachtwoordsleutel", re.IGNORECASE)
    ).first.click()
    one.page.wait_for_url("**/mijn/")
