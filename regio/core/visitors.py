"""Tell visitors apart for a rate limit, without keeping their address."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from regio.core import clock


def visitor_key(meta: Mapping[str, Any]) -> str:
    """Return a name for this visitor of today that cannot be turned back into an address.

    ``meta`` is the ``META`` of a request.
    """
    address = f"{clock.today()} {visitor_address(meta)}"
    return salted_hmac("regio.visitor", address, algorithm="sha256").hexdigest()


def visitor_address(meta: Mapping[str, Any]) -> str:
    """Return the address that the outermost trusted proxy saw.

    ``X-Forwarded-For`` is only believed as far as ``settings.TRUSTED_PROXIES`` goes:
    what stands further to the left was written by the visitor. Of an IPv6 address the
    network counts, because one visitor has a whole network.
    """
    address = meta.get("REMOTE_ADDR", "")
    seen = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    proxies = settings.TRUSTED_PROXIES
    if proxies and len(seen) >= proxies:
        address = seen[-proxies]
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return str(address)
    if isinstance(known, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)
