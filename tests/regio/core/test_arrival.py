"""The moment of arrival: taken at the door, or from the proxy's header when that can be believed."""

import datetime as dt

import pytest
import time_machine
from django.http import HttpResponse
from structlog.testing import capture_logs

from regio.views.middleware import ArrivalMiddleware

NOW = dt.datetime(2026, 4, 29, 21, 59, 59, 500_000, tzinfo=dt.UTC)


def arrived(rf, **headers):
    """Return what a request that is handled at ``NOW`` is stamped with, and what was logged."""
    stamped = []

    def view(request):
        stamped.append(request.arrived_at)
        return HttpResponse()

    with time_machine.travel(NOW, tick=False), capture_logs() as logs:
        ArrivalMiddleware(view)(rf.get("/", headers=headers))
    return stamped[0], [(entry["event"], entry["waited_seconds"]) for entry in logs]


@pytest.fixture
def behind_proxy(settings):
    settings.ARRIVAL_HEADER, settings.ARRIVAL_MAX_SECONDS = "X-Request-Start", 60


def test_without_a_configured_header_nobody_says_when_he_or_she_arrived(rf, settings):
    settings.ARRIVAL_HEADER = ""

    early = f"{NOW.timestamp() - 10:.6f}"

    assert arrived(rf, **{"X-Request-Start": early}) == (NOW, [])


@pytest.mark.usefixtures("behind_proxy")
@pytest.mark.parametrize("form", ["{:.6f}", "t={:.6f}"])
@pytest.mark.parametrize("waited", [0, 0.001, 20, 60])
def test_the_proxy_says_when_it_arrived(form, waited, rf):
    moment = NOW - dt.timedelta(seconds=waited)

    assert arrived(rf, **{"X-Request-Start": form.format(moment.timestamp())}) == (moment, [])


@pytest.mark.usefixtures("behind_proxy")
def test_longer_ago_than_believed_counts_as_the_longest_and_is_logged(rf):
    stated = NOW - dt.timedelta(seconds=61)

    assert arrived(rf, **{"X-Request-Start": f"{stated.timestamp():.6f}"}) == (
        NOW - dt.timedelta(seconds=60),
        [("arrival_header_not_believed", 61.0)],
    )


@pytest.mark.usefixtures("behind_proxy")
def test_a_moment_in_the_future_counts_as_now_and_is_logged(rf):
    stated = NOW + dt.timedelta(seconds=5)

    assert arrived(rf, **{"X-Request-Start": f"{stated.timestamp():.6f}"}) == (
        NOW,
        [("arrival_header_not_believed", -5.0)],
    )


@pytest.mark.usefixtures("behind_proxy")
@pytest.mark.parametrize("nonsense", ["", "t=", "gisteren", "nan", "inf", "1e400", "-1e400"])
def test_what_is_no_moment_counts_as_now(nonsense, rf):
    assert arrived(rf, **{"X-Request-Start": nonsense})[0] == NOW
