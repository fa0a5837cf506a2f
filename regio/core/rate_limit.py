"""Say "not so fast" to whoever asks too often, without remembering who it is."""

import datetime as dt
import logging

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def is_within_limit(name: str, *, most: int, within: dt.timedelta) -> bool:
    """Count one more for ``name`` and tell whether that is still at most ``most`` ``within`` a period.

    The counts live in the cache. When the cache cannot be reached everybody passes:
    a limit protects the portal, and may never keep somebody from being heard.
    """
    key = f"rate-limit:{name}"
    try:
        cache.add(key, 0, timeout=within.total_seconds())
        return cache.incr(key) <= most
    except ValueError:  # ran out between the two calls
        return True
    except (RedisError, OSError) as error:
        logger.warning("Rate limit not checked, the cache is not reached: %s", type(error).__name__)
        return True
