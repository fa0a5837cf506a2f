"""What somebody arranges for the own account: which mails come, and the name."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.views.generic import FormView

from regio.forms.notifications import AnnouncementsForm, NameForm
from regio.selectors.notifications import muted_kinds
from regio.services.notifications import change_own_name, choose_announcements
from regio.views.base import PermissionView

BAD_INPUT = 400


class OwnForm(PermissionView, FormView):
    """A form about the own account."""

    permission = "regio.view_own_page"

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Show the form with what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)


class MailPreferences(OwnForm):
    """Choose which announcements come by mail; everything else always comes."""

    template_name = "regio/board/mail_preferences.html"
    form_class = AnnouncementsForm
    success_url = reverse_lazy("mail-preferences")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"muted": muted_kinds(self.actor)}

    def form_valid(self, form: AnnouncementsForm) -> HttpResponse:
        choose_announcements(user=self.actor, wanted=form.wanted())
        messages.success(self.request, "Uw keuze is bewaard.")
        return super().form_valid(form)


class OwnName(OwnForm):
    """Change the own name."""

    template_name = "regio/board/own_name.html"
    form_class = NameForm
    success_url = reverse_lazy("own-page")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.actor.name}

    def form_valid(self, form: NameForm) -> HttpResponse:
        change_own_name(user=self.actor, name=form.cleaned_data["name"])
        messages.success(self.request, "Uw naam is bewaard.")
        return super().form_valid(form)
