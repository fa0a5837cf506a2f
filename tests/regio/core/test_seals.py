"""A seal gives back what was sealed, for its own purpose, and not for ever."""

import datetime as dt
import re

import pytest
from django.template import Context, Template

from regio.core import clock
from regio.core.seals import seal, unseal

DAY = dt.timedelta(days=1)


def test_a_seal_gives_back_its_values_in_an_address_safe_token():
    token = seal("uitnodiging", 12, "uitgenodigd", None, "é/?")
    assert unseal("uitnodiging", token, max_age=DAY) == [12, "uitgenodigd", None, "é/?"]
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", token)


def test_a_seal_does_not_open_another_purpose():
    assert unseal("ondertekenen", seal("uitnodiging", 12), max_age=DAY) is None


@pytest.mark.parametrize("token", ["", ".", "x.y", "é.é", "Wzdd.abc", "a" * 5000])
def test_something_else_than_a_seal_opens_nothing(token):
    assert unseal("uitnodiging", token, max_age=DAY) is None


def test_a_changed_seal_opens_nothing():
    payload, mark = seal("uitnodiging", 12).split(".")
    other = seal("uitnodiging", 13).split(".")[0]
    assert [
        unseal("uitnodiging", f"{other}.{mark}", max_age=DAY),
        unseal("uitnodiging", f"{payload}.{mark[::-1]}", max_age=DAY),
    ] == [None, None]


def test_a_seal_is_too_old_after_its_age():
    made = clock.now()
    token = seal("uitnodiging", 12)
    found = []
    for age in (DAY - dt.timedelta(seconds=5), DAY + dt.timedelta(seconds=5)):
        with clock.moved_to(made + age):
            found.append(unseal("uitnodiging", token, max_age=DAY))
    assert found == [[12], None]


def test_a_mail_gets_a_sealed_path():
    template = Template('{% load seals %}{% sealed_path "contact-sent" "proef" pk "x" %}')
    path = template.render(Context({"pk": 7}))
    token = path.removeprefix("/contact/ontvangen/").removesuffix("/")
    assert unseal("proef", token, max_age=DAY) == [7, "x"]
