"""Every view says who may see it: public, or the name of a permission.

``tests/architecture`` walks all addresses and fails for a view that says neither.
What one may not see is a 404; what one may see but not do says why.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


def public[View: Callable[..., HttpResponseBase]](view: View) -> View:
    """Declare a function view open to everybody."""
    view.is_public = True  # type: ignore[attr-defined]  # read by the middleware and the architecture test
    return view


def requires(permission: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Open a function view only to people with ``permission`` (on no object in particular)."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has_perm(permission):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the architecture test
        return guarded

    return decorate


class PublicView:
    """Mixin for class-based views: open to everybody."""

    is_public = True

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """Mark the function too, because the middleware sees only that."""
        return public(super().as_view(**initkwargs))  # type: ignore[misc]  # View comes after this mixin


class PermissionView(AccessMixin):
    """Mixin for class-based views: only with ``permission``.

    With :meth:`get_permission_object` the permission is asked on that object.
    Nobody learns whether something exists that he or she may not see.
    """

    permission: str

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """Show the permission on the function, for the architecture test."""
        view = super().as_view(**initkwargs)  # type: ignore[misc]  # View comes after this mixin
        view.permission = cls.permission
        return view  # type: ignore[no-any-return]  # django's View.as_view

    def get_permission_object(self) -> object | None:
        """Return the object on which the permission is asked."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask the permission before anything else happens."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm(self.permission, self.get_permission_object()):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc, no-any-return]  # View comes after
