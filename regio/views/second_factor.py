"""The second step of signing in: staff cannot do without one."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from regio.selectors.accounts import has_second_factor, is_staff_member

KEEP_ONE = (
    "U werkt voor de Realisatie-Eenheid. Daarom hebt u bij het inloggen altijd een tweede stap nodig. "
    "Voeg eerst een andere tweede stap toe; daarna kunt u deze verwijderen."
)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Lets everybody take away a second step, but staff not their last one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": KEEP_ONE,
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = authenticator.user
        return not is_staff_member(user) or has_second_factor(user, besides=authenticator)


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """allauth's page, which does not ask the adapter by itself."""

    def form_valid(self, form: object) -> HttpResponse:
        if not MfaAdapter(self.request).can_delete_authenticator(self.get_object()):
            messages.error(self.request, KEEP_ONE)
            return HttpResponseRedirect(self.get_success_url())
        response: HttpResponse = super().form_valid(form)
        return response
