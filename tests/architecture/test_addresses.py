"""Every address says who may see it."""

from collections.abc import Iterator

import pytest
import rules
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import AllowAny

THIRD_PARTY = ("account/",)
"""allauth's own pages; allauth decides who sees which."""


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield each address of the portal with its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


OWN = [(route, entry) for route, entry in patterns() if not route.startswith(THIRD_PARTY)]


@pytest.mark.parametrize(("route", "entry"), OWN, ids=[route for route, _ in OWN])
def test_address_is_public_or_names_a_permission(route, entry):
    view = entry.callback
    drf = getattr(view, "cls", None)
    if drf is not None:
        assert getattr(drf, "is_public", False), f"{route}: say is_public on {drf.__name__}"
        assert [type(p) for p in drf().get_permissions()] in ([], [AllowAny])
        return
    permission = getattr(view, "permission", None)
    assert getattr(view, "is_public", False) or permission, f"{route} says neither is_public nor permission"
    if permission:
        assert rules.perm_exists(permission), f"{route} names {permission}, which no rules.py declares"


def test_some_addresses_were_found():
    assert len(OWN) > 30
