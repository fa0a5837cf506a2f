"""The code that somebody's phone shows."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time


def code_on_the_phone(secret):
    """Return the newest code that is taken: the oldest one could go by while a page loads."""
    *_, newest = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, newest))
