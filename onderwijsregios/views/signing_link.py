"""Signing without an account, through the link of a mail.

Whoever has the link may answer; who is signed in does not matter, so there is nothing to
forge. The pages are kept out of search engines and caches, and tell no other site
where somebody came from.
"""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View

from onderwijsregios.forms.signing import AnswerForm
from onderwijsregios.models import ApplicationMember, Signature, SigningRequest
from onderwijsregios.services.signing import Signatory, receive_covenant
from onderwijsregios.services.signing.mails import LINK_PURPOSE
from onderwijsregios.services.signing.reading import open_by_link
from onderwijsregios.views.board.answering import Answering
from regio.core.errors import PortalError
from regio.core.files.kinds import Unusable
from regio.core.rate_limit import is_within_limit
from regio.core.seals import unseal
from regio.core.visitors import visitor_key
from regio.models import Document
from regio.views.base import PublicView
from regio.views.documents import hand_out

LINK_LASTS = dt.timedelta(days=400)
"""Longer than any round; what ends a link is the round, or a new one."""
MOST_ANSWERS = 20
WITHIN = dt.timedelta(minutes=15)
GONE, TOO_MANY = 404, 429

HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def request_of(token: str) -> SigningRequest | None:
    """Return what is asked through a link; None for one that was never good or is not good any more."""
    values = unseal(LINK_PURPOSE, token, max_age=LINK_LASTS)
    try:
        pk, nonce = map(UUID, values or [])
    except (ValueError, TypeError, AttributeError):
        return None
    return (
        SigningRequest.objects.filter(pk=pk, nonce=nonce, asked_at__isnull=False)
        .select_related(
            "application__round",
            "application__lead",
            "application__plan",
            "organisation__municipality",
            "received",
        )
        .first()
    )


class LinkView(PublicView, View):
    """A page behind a link; one that is not good ends on a page that says so."""

    link: SigningRequest
    member: ApplicationMember

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request_of(kwargs["token"])
        member = (
            asked
            and ApplicationMember.objects.filter(
                application=asked.application_id, organisation=asked.organisation_id
            ).first()
        )
        if asked is None or member is None:
            response: HttpResponseBase = render(
                request, "onderwijsregios/public/signing_link_void.html", status=GONE
            )
        else:
            member.application, member.organisation = asked.application, asked.organisation
            self.link, self.member = asked, member
            response = super().dispatch(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response


@method_decorator(csrf_exempt, name="dispatch")
class SignByLink(LinkView, Answering):
    """Read what is asked and answer. Opening it changes nothing."""

    has_account = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        names = (f"sign:{visitor_key(request.META)}", f"sign-request:{self.link.pk}")
        if not all(is_within_limit(name, most=MOST_ANSWERS, within=WITHIN) for name in names):
            error = PortalError(
                "Er is in korte tijd vaak geantwoord. Wacht een kwartier en probeer het dan opnieuw. "
                "Wat u hebt ingevuld, staat hieronder nog."
                + (" Kies uw bestand dan wel opnieuw." if request.FILES else "")
            )
            return self.render_to_response(self.get_context_data(refused=error), status=TOO_MANY)
        return super().post(request, *args, **kwargs)

    def _answer(self) -> HttpResponse:
        """Store a covenant before anything else is judged, so that it is not lost when something is wrong."""
        form = self.form(self.request.POST, files=self.request.FILES)
        form.is_valid()
        if upload := form.cleaned_data.get("bestand"):
            try:
                self.link.received = receive_covenant(
                    application=self.application,
                    actor=self.signatory(),
                    file=upload,
                    arrived_at=self.arrived_at,
                )
            except Unusable as error:
                form.add_error("bestand", error.message)
        return self.conclude(form)

    def covenant(self, form: AnswerForm) -> Document:
        """Return what came in through this link, when it is what the sender had on screen."""
        received, meant = self.link.received, form.cleaned_data["document"]
        if received is None or (not form.cleaned_data["bestand"] and meant != received.pk):
            raise Unusable("Er is intussen een ander bestand ontvangen. Kies het convenant opnieuw.")
        return received

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"waiting": self.link.received}

    def signatory(self, name: str = "", function: str = "") -> Signatory:
        return Signatory(self.organisation, nonce=self.link.nonce, name=name, function=function)

    def file_address(self, document: str) -> str:
        return reverse("onderwijsregios:sign-by-link-file", args=[self.kwargs["token"], document])

    def after_answer(self, signature: Signature) -> HttpResponse:
        return redirect("onderwijsregios:sign-by-link-thanks", self.kwargs["token"])

    def after_leaving(self) -> HttpResponse:
        return redirect("onderwijsregios:signing-left")


class ThanksForSigning(SignByLink):
    """What was answered, and how to withdraw it."""

    template_name = "onderwijsregios/public/signing_thanks.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        if context["signature"] is None:
            return redirect("onderwijsregios:sign-by-link", kwargs["token"])
        return self.render_to_response(context)


class FileByLink(LinkView):
    """A file that is asked to be signed."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str, document: UUID) -> HttpResponseBase:
        try:
            found = open_by_link(request=self.link, document=document)
        except PortalError as error:
            context = {"reason": error.message}
            return render(
                request, "onderwijsregios/public/signing_link_void.html", context, status=error.status
            )
        return hand_out(found)


class LeftSigning(PublicView, TemplateView):
    """Says that the party stepped out; holds nothing about which."""

    template_name = "onderwijsregios/public/signing_left.html"
