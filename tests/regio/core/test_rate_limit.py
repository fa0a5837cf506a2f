"""Not so fast; and who cannot be counted, passes."""

import datetime as dt

import time_machine

from regio.core.rate_limit import is_within_limit

QUARTER = dt.timedelta(minutes=15)


def asked(times, name):
    return [is_within_limit(name, most=3, within=QUARTER) for _ in range(times)]


def test_the_limit_counts_each_name_apart():
    assert (asked(5, "een"), asked(2, "twee")) == ([True, True, True, False, False], [True, True])


def test_the_limit_opens_again_after_the_period():
    start = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
    with time_machine.travel(start):
        assert asked(4, "drie")[-1] is False
    with time_machine.travel(start + QUARTER + dt.timedelta(seconds=1)):
        assert asked(1, "drie") == [True]


def test_a_cache_that_is_down_lets_everybody_pass(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 1},
        }
    }
    assert asked(5, "vier") == [True] * 5
