"""Every view says who may see it: public, or the name of a permission.

``tests/architecture`` walks all addresses and fails for a view that says neither.
What one may not see is a 404; what one may see but not do says why.
"""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.mixins import AccessMixin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import View

from regio.models import User


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
        return public(super().as_view(**initkwargs))  # type: ignore[misc, no-any-return]  # View comes after this mixin


class PermissionView(AccessMixin, View):
    """Base of class-based views: only with ``permission``.

    With :meth:`get_permission_object` the permission is asked on that object.
    Nobody learns whether something exists that he or she may not see.
    """

    permission: str

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., Any]:
        """Show the permission on the function, for the architecture test."""
        view = super().as_view(**initkwargs)
        view.permission = cls.permission  # type: ignore[attr-defined]  # read by the architecture test
        return view

    @property
    def actor(self) -> User:
        """Whoever is signed in; nobody else gets past :meth:`dispatch`."""
        return cast("User", self.request.user)

    @property
    def arrived_at(self) -> dt.datetime:
        """The moment at which the request arrived, by which it is judged."""
        return self.request.arrived_at  # type: ignore[attr-defined, no-any-return]  # set by ArrivalMiddleware

    def get_permission_object(self) -> Model | None:
        """Return the object on which the permission is asked."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask the permission before anything else happens."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm(self.permission, self.get_permission_object()):
            raise Http404
        return super().dispatch(request, *args, **kwargs)
