"""Visitors are told apart for rate limits, and their address is not kept."""

import datetime as dt

import pytest
import time_machine

from regio.core.visitors import visitor_address, visitor_key


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "192.0.2.1"),
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "geen adres", "geen adres"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    meta = {"REMOTE_ADDR": "192.0.2.1"}
    if forwarded:
        meta["HTTP_X_FORWARDED_FOR"] = forwarded
    assert visitor_address(meta) == address


def test_key_says_nothing_about_the_address_and_changes_each_day():
    meta = {"REMOTE_ADDR": "192.0.2.1"}
    keys = []
    for day in (1, 1, 2):
        with time_machine.travel(dt.datetime(2026, 4, day, 12, tzinfo=dt.UTC)):
            keys.append(visitor_key(meta))
    assert (keys[0] == keys[1], keys[0] == keys[2], "192.0.2.1" in keys[0]) == (True, False, False)
