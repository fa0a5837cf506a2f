"""So many questions a minute for each address, so that nobody takes the API from the others."""

import datetime as dt
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from regio.core import clock
from regio.core.rate_limit import is_within_limit
from regio.core.visitors import visitor_key

MINUTE = 60


class PerMinute(BaseThrottle):
    """At most ``API_THROTTLE_PER_MINUTE`` questions in each minute of the clock; 0 means no limit.

    Without a cache everybody passes (see ``regio.core.rate_limit``).
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        most = settings.API_THROTTLE_PER_MINUTE
        if not most:
            return True
        minute, second = divmod(int(clock.now().timestamp()), MINUTE)
        self.seconds_left = MINUTE - second
        name = f"api:{visitor_key(request.META)}:{minute}"
        return is_within_limit(name, most=most, within=dt.timedelta(seconds=MINUTE))

    def wait(self) -> float:
        return float(self.seconds_left)
