"""Sealed values: what a link in a mail carries so that only this portal can have made it.

A seal is no state: what it opens is looked up in the database, which has the last word.
Seal something that changes once the link was used (a state, a stamp), so that the link
dies with it. Nothing that opens a door is stored: the seal is made while the mail is
rendered (``{% sealed_path %}``), so the outbox holds only the plain values.
"""

import datetime as dt
from typing import Any

from django.core import signing

from regio.core import clock

Value = str | int | bool | None


def seal(purpose: str, *values: Value) -> str:
    """Return a token that holds ``values`` and the present moment, fit for an address.

    Anybody can read what is in it; only the portal can make one. ``purpose`` keeps a
    token for one thing from being used for another.
    """
    return _signer(purpose).sign_object([int(clock.now().timestamp()), *values])


def unseal(purpose: str, token: str, *, max_age: dt.timedelta) -> list[Any] | None:
    """Return the sealed values; None for a token that is changed, older, or for another purpose."""
    try:
        sealed_at, *values = _signer(purpose).unsign_object(token)
        moment = dt.datetime.fromtimestamp(sealed_at, tz=dt.UTC)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return values if clock.now() - moment <= max_age else None


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"regio.seals.{purpose}", sep=".")
