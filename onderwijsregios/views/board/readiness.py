"""Ready to apply? One list with what is right and what is still to do."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from onderwijsregios.selectors.readiness import needs_something, readiness_of
from regio.core.errors import Refused
from regio.services.notifications import send_test_mail
from regio.views.base import PermissionView


class Readiness(PermissionView, TemplateView):
    """For whoever is signed in, also without a mandate: then that is the first thing to do."""

    permission = "regio.view_own_page"
    template_name = "onderwijsregios/board/readiness.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send a test mail; that is the only button here."""
        try:
            send_test_mail(user=self.actor)
        except Refused as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Er gaat een proefmail naar {self.actor.email}. Kijk of die aankomt.")
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = readiness_of(self.actor, self.arrived_at)
        return super().get_context_data(
            items=items, to_do=needs_something(items), section="voorlopers", **kwargs
        )
