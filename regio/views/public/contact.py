"""Suggesties, opmerkingen en/of vragen."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from regio.core.visitors import visitor_key
from regio.forms.contact import ContactForm
from regio.models import ContactMessage
from regio.services.contact import TooManyMessages, send_message
from regio.views.base import PublicView


# Nothing here depends on who is signed in, so there is nothing to forge; and who
# refuses cookies, or left the page open for a week, must not lose a text.
@method_decorator(csrf_exempt, name="dispatch")
class Contact(PublicView, View):
    """Send a message to the Realisatie-Eenheid; whatever goes wrong, the text stays."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = ContactForm.page_from(request.GET.get("pagina", ""))
        return self.page(request, ContactForm(initial={"page": page}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ContactForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        try:
            message = send_message(
                subject=form.cleaned_data["subject"],
                text=form.cleaned_data["text"],
                email=form.cleaned_data["email"],
                page=form.cleaned_data["page"],
                visitor=visitor_key(request.META),
            )
        except TooManyMessages as error:
            form.add_error(None, error.message)
            return self.page(request, form, status=error.status)
        return redirect("contact-sent", message.reference)

    def page(self, request: HttpRequest, form: ContactForm, *, status: int = 200) -> HttpResponse:
        """Show the form, with whatever was typed."""
        return render(request, "regio/public/contact.html", {"form": form}, status=status)


class ContactSent(PublicView, View):
    """Say that the message arrived; shows its reference and nothing of what was written."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        message = ContactMessage.objects.filter(reference=reference).only("reference", "email").first()
        if message is None:
            raise Http404
        context = {"reference": message.reference, "gets_answer": bool(message.email)}
        return render(request, "regio/public/contact_sent.html", context)
