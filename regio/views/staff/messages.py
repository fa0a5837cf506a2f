"""Staff read the messages of visitors and mark them as handled."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.db.models.lookups import IsNull
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from regio.core.errors import PortalError
from regio.forms.contact import ContactForm, MessageFilterForm
from regio.models import ActionLog, ContactMessage, User
from regio.services.contact import handle_message, reopen_message
from regio.views.base import PermissionView


class MessageList(PermissionView, View):
    """All messages; what is to be done first, then the newest."""

    permission = "regio.view_contact_messages"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = MessageFilterForm(request.GET)
        rows = ContactMessage.objects.order_by(IsNull(F("handled_at"), False), "-created_at", "-pk")
        if form.is_valid():
            if q := form.cleaned_data["q"]:
                rows = rows.filter(Q(reference__iexact=q) | Q(subject__icontains=q) | Q(text__icontains=q))
            if stand := form.cleaned_data["stand"]:
                rows = rows.filter(handled_at__isnull=stand == "open")
        page = Paginator(rows, 25).get_page(request.GET.get("pagina"))
        return render(request, "regio/staff/message_list.html", {"form": form, "page_obj": page})


class MessageDetail(PermissionView, View):
    """One message, what was done with it, and the button to handle it."""

    permission = "regio.view_contact_messages"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        message = get_object_or_404(ContactMessage, reference=reference)
        log = ActionLog.objects.filter(dossier=f"bericht:{reference}").order_by("at", "pk")
        # what a visitor wrote only becomes a link when it is an address of this site
        context = {"message": message, "page": ContactForm.page_from(message.page), "log": log}
        return render(request, "regio/staff/message_detail.html", context)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        message = get_object_or_404(ContactMessage, reference=reference)
        actor = cast("User", request.user)
        try:
            if request.POST.get("actie") == "heropen":
                reopen_message(message=message, actor=actor)
                messages.success(request, f"Bericht {reference} staat weer bij nog te doen.")
            else:
                handle_message(message=message, actor=actor)
                messages.success(request, f"Bericht {reference} is afgehandeld.")
        except PortalError as error:
            messages.error(request, error.message)
        return redirect("staff-message", reference)
