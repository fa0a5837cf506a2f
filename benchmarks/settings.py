"""The portal's settings as in production, with the bare view added and the rate limit off."""

from regio.settings import *  # noqa: F403  a settings module for one purpose

ROOT_URLCONF = "benchmarks.urls"
SECURE_SSL_REDIRECT = False
API_THROTTLE_PER_MINUTE = 0
LOGGING["root"]["level"] = "ERROR"  # noqa: F405  see above
