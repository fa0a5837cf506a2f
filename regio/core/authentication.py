"""Who gets in: the password backend of allauth, with one rule of our own."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


class PortalBackend(AuthenticationBackend):
    """E-mail and password; demo accounts exist only on a trial machine.

    A demo account that came along in a copy of a database is refused everywhere with
    ``DEBUG=False``, also in a session that was already open.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and (settings.DEBUG or not user.is_sample)

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Grant nothing: permissions come from the apps' ``rules.py`` only, so ask no tables."""
        return False
