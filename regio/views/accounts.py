"""What allauth asks us to decide."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts of the portal."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts that come through an OpenID Connect provider."""
