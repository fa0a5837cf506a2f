"""Tell visitors apart for a rate limit, without keeping their address."""

from django.http import HttpRequest

from regio.core import visitors


def visitor_key(request: HttpRequest) -> str:
    """Return a name for this visitor of today that cannot be turned back into an address."""
    return visitors.visitor_key(request.META)


def visitor_address(request: HttpRequest) -> str:
    """Return the address that the outermost trusted proxy saw."""
    return visitors.visitor_address(request.META)
