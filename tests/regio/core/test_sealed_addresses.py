"""A log names addresses, and may not hold what opens one."""

import logging

from regio.core.sealed_addresses import WithoutSeals
from regio.core.seals import seal


def told(message, *args):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    assert WithoutSeals().filter(record)
    return record.getMessage()


def test_a_seal_in_an_address_does_not_reach_the_log():
    token = seal("ondertekenen", "3f0f3c2e-8f0d-4b0c-9b0e-1f0d4b0c9b0e", "een-sleutel")

    assert told("%s: %s", "Conflict", f"/tekenen/{token}/bedankt/") == "Conflict: /tekenen/…/bedankt/"
    assert told("%s", f"/uitnodiging/{token}/") == "/uitnodiging/…/"
    inside = f"/account/login/?next=%2Fuitnodiging%2F{token}%2F"
    assert told("%s", inside) == "/account/login/?next=%2Fuitnodiging%2F…%2F"


def test_other_addresses_stay_as_they_are():
    path = "/aanvragen/3f0f3c2e-8f0d-4b0c-9b0e-1f0d4b0c9b0e/ondertekenen/?zoek=een.lange.naam"

    assert told("%s: %s", "Not Found", path) == f"Not Found: {path}"
    assert told("%s", 404) == "404"
    assert told("zonder meer") == "zonder meer"
