"""What allauth asks us to decide."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from regio.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts of the portal. An account alone gives no rights: mandates and roles do."""

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Refuse demo accounts on a real site, whichever way they came in."""
        if user.is_sample and not settings.DEBUG:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts that come through an OpenID Connect provider."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Take over the name that the provider states."""
        user: User = super().populate_user(request, sociallogin, data)
        user.name = data.get("name") or " ".join(
            part for part in (data.get("first_name"), data.get("last_name")) if part
        )
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Explain in a whole sentence that signing in elsewhere did not work."""
        raise ImmediateHttpResponse(
            render(request, "regio/account/provider_failed.html", {"provider": provider}, status=503)
        )


def display_name(user: User) -> str:
    """Return how the account pages call somebody."""
    return user.get_full_name()
