"""Staff cannot take away their last second step; others can."""

import pytest
from allauth.mfa.models import Authenticator

from regio.views.second_factor import KEEP_ONE
from tests.factories.assessment import coordinator
from tests.factories.regio import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

DATA = {
    "totp": {"secret": "x"},
    "webauthn": {"name": "Sleutel", "credential": {}},
}


def add(user, kind):
    return Authenticator.objects.create(user=user, type=kind, data=DATA[kind])


def sign_in(client, user):
    """Sign in and type the password once more, as these pages ask."""
    client.force_login(user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def remove(client, authenticator):
    if authenticator.type == "totp":
        return client.post("/account/2fa/totp/deactivate/", follow=True)
    return client.post(f"/account/2fa/webauthn/keys/{authenticator.pk}/remove/", follow=True)


@pytest.mark.parametrize("kind", DATA)
def test_staff_keep_their_last_second_step(kind, client):
    user = coordinator()
    user.authenticator_set.all().delete()
    last = add(user, kind)
    sign_in(client, user)
    assert KEEP_ONE in remove(client, last).text
    assert Authenticator.objects.filter(pk=last.pk).exists()


@pytest.mark.parametrize("kind", DATA)
def test_staff_may_take_one_away_while_another_is_left(kind, client):
    user = coordinator()
    user.authenticator_set.all().delete()
    authenticators = {name: add(user, name) for name in DATA}
    sign_in(client, user)
    assert KEEP_ONE not in remove(client, authenticators[kind]).text
    assert not Authenticator.objects.filter(pk=authenticators[kind].pk).exists()


@pytest.mark.parametrize("kind", DATA)
def test_others_may_do_without(kind, client):
    user = UserFactory()
    last = add(user, kind)
    sign_in(client, user)
    remove(client, last)
    assert not Authenticator.objects.filter(pk=last.pk).exists()
