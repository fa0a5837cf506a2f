"""Where a party reads what it is asked to sign and gives its answer.

With an account here; through the link of a mail in ``onderwijsregios.views.signing_link``.
Opening a page never signs anything: mail scanners open all links.
"""

import datetime as dt
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView

from onderwijsregios.enums import ApplicationState, Section, Signing
from onderwijsregios.forms.signing import COVENANT, MANDATE, OBJECT, AnswerForm, LeaveForm
from onderwijsregios.models import Application, ApplicationMember, Signature, SigningRequest
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.corrections import shown_corrections
from onderwijsregios.selectors.signing import SigningLedger, fallen_since
from onderwijsregios.selectors.standing import Fingerprints, PartyStanding
from onderwijsregios.selectors.windows import Window, window_of
from onderwijsregios.services.signing import (
    Signatory,
    give_covenant,
    give_mandate,
    leave,
    object_to,
    sections_asked,
    sign,
    withdraw_signature,
)
from onderwijsregios.views.board.signing import received_file
from regio.core.errors import PortalError
from regio.core.files.kinds import Unusable
from regio.enums import MembershipRole
from regio.models import Document, Organisation
from regio.views.keeping import KeepsInput

BAD_INPUT = 400
SEEN = "gezien-"
"""Start of the hidden fields with the fingerprint of each section that was on screen."""
TO_SIGN = (
    "Dit staat er nu. U tekent precies voor deze tekst. Wijzigt de penvoerder hem daarna, dan vervalt uw "
    "handtekening voor dat onderdeel."
)
HANDED_IN = "Zo staat het in de aanvraag, met wat er na de sluiting op verzoek is aangevuld."


class Answering(TemplateView):
    """What both ways of answering share; :attr:`member` and :meth:`signatory` say who answers."""

    template_name = "onderwijsregios/board/sign.html"
    has_account: ClassVar[bool]
    member: Any
    received: Document | None = None

    def signatory(self, name: str = "", function: str = "") -> Signatory:
        """Return who answers."""
        raise NotImplementedError

    def file_address(self, document: str) -> str:
        """Return where a file can be read."""
        raise NotImplementedError

    def covenant(self, form: AnswerForm) -> Document:
        """Return the covenant of a form, new or received before; raises :class:`Unusable` with the reason."""
        raise NotImplementedError

    def after_answer(self, signature: Signature) -> HttpResponse:
        """Go on after an answer."""
        raise NotImplementedError

    def after_leaving(self) -> HttpResponse:
        """Go on after the party left."""
        raise NotImplementedError

    @property
    def arrived_at(self) -> dt.datetime:
        """The moment at which the request arrived, by which it is judged."""
        return self.request.arrived_at  # type: ignore[attr-defined, no-any-return]  # set by ArrivalMiddleware

    @property
    def application(self) -> Application:
        """What is signed."""
        found: Application = self.member.application
        return found

    @property
    def organisation(self) -> Organisation:
        """Who signs."""
        found: Organisation = self.member.organisation
        return found

    @property
    def is_lead(self) -> bool:
        """Tell whether the party is the applicant itself."""
        return bool(self.member.role == MembershipRole.LEAD)

    @cached_property
    def asked(self) -> SigningRequest | None:
        """What is asked of the party."""
        return SigningRequest.objects.filter(
            application=self.application, organisation=self.organisation
        ).first()

    @cached_property
    def ledger(self) -> SigningLedger:
        """How all parties stand to the draft, later to what was handed in; only this party is shown."""
        counting = None
        if not self.is_open and self.application.state in ApplicationState.handed_in():
            counting = self.application.revisions.order_by("-number").first()
        return SigningLedger(self.application, counting.content if counting else content_of(self.application))

    @cached_property
    def window(self) -> Window:
        """When one can sign: as long as one can hand in."""
        return window_of(self.application.round, self.application.lead_id)

    @property
    def is_open(self) -> bool:
        """Tell whether the page offers to answer."""
        return (
            self.window.is_shown_open_at(self.arrived_at)
            and self.application.state in ApplicationState.editable()
            and self.application.round.signing != Signing.NOT_ASKED
        )

    def form(self, data: Any = None, **kwargs: Any) -> AnswerForm:
        """Return the form for the answer."""
        return AnswerForm(
            data,
            lead=self.application.lead.display_name,
            is_lead=self.is_lead,
            **kwargs,
        )

    def initial(self) -> dict[str, Any]:
        """Return what is filled in beforehand."""
        return {}

    # --- answering --------------------------------------------------------------------------------

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the answer in; what goes wrong comes back as a page that holds all that was typed."""
        try:
            if "trek-in" in request.POST:
                return self._withdraw()
            if "vertrek" in request.POST:
                return self._leave()
            return self._answer()
        except PortalError as error:
            self.__dict__.pop("ledger", None)  # what changed meanwhile is shown
            return self.render_to_response(self.get_context_data(refused=error), status=error.status)

    def _withdraw(self) -> HttpResponse:
        withdraw_signature(
            application=self.application,
            actor=self.signatory(),
            arrived_at=self.arrived_at,
        )
        messages.success(self.request, "Uw antwoord is ingetrokken. U kunt een nieuw antwoord geven.")
        return redirect(self.request.path)

    def _leave(self) -> HttpResponse:
        form = LeaveForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(leave_form=form), status=BAD_INPUT)
        leave(
            application=self.application,
            actor=self.signatory(),
            reason=form.cleaned_data["vertrekreden"],
            arrived_at=self.arrived_at,
        )
        return self.after_leaving()

    def _answer(self) -> HttpResponse:
        return self.conclude(self.form(self.request.POST, files=self.request.FILES))

    def conclude(self, form: AnswerForm) -> HttpResponse:
        """Give the answer of ``form``, or show what is wrong with it."""
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        try:
            signature = self._give(form)
        except Unusable as error:
            form.add_error("bestand", error.message)
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        return self.after_answer(signature)

    def _give(self, form: AnswerForm) -> Signature:
        answer = form.cleaned_data["antwoord"]
        common: dict[str, Any] = {
            "application": self.application,
            "actor": self.signatory(form.cleaned_data["naam"], form.cleaned_data["functie"]),
            "arrived_at": self.arrived_at,
        }
        if answer == MANDATE:
            return give_mandate(**common)
        if answer == OBJECT:
            return object_to(reason=form.cleaned_data["reden"], **common)
        if answer == COVENANT:
            self.received = self.covenant(form)
            return give_covenant(document=self.received, **common)
        seen = {section.value: self.request.POST.get(SEEN + section.value, "") for section in Section}
        return sign(seen=seen, **common)

    # --- showing ----------------------------------------------------------------------------------

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        for name in self.kwargs:  # what stands in the address says nothing that is not told below
            kwargs.pop(name, None)
        party = self.ledger.party(self.organisation.pk)
        if "form" not in kwargs:
            data = (
                self.request.POST
                if self.request.method == "POST" and "antwoord" in self.request.POST
                else None
            )
            kwargs["form"] = self.form(data, initial=self.initial())
        kwargs.setdefault("leave_form", LeaveForm())
        return super().get_context_data(
            application=self.application,
            application_name=str(self.application),
            round=self.application.round,
            organisation=self.organisation,
            party=party,
            signature=self.ledger.signature_of(party) if party else None,
            sections=self._sections(party),
            lead_of_content=TO_SIGN if self.is_open else HANDED_IN,
            corrections=self._corrections(),
            is_open=self.is_open,
            is_lead=self.is_lead,
            has_account=self.has_account,
            window=self.window,
            waiting=self.received,
            has_sample_data=self.application.is_sample,
            section="voorlopers",
            token=self.kwargs.get("token", ""),
            **kwargs,
        )

    def _sections(self, party: PartyStanding | None) -> list[dict[str, Any]]:
        """Return what the party signs: only the sections that it is asked for."""
        content = self.ledger.content
        fingerprints = Fingerprints(content)
        key = str(self.organisation.pk)
        since = fallen_since(self.ledger, [party]).get(key, {}) if party else {}
        return [
            {
                "key": section.value,
                "label": section.label,
                "field": SEEN + section.value,
                "fingerprint": fingerprints.of(section, key),
                "standing": party.sections[section].standing if party else None,
                "since": since.get(section),
                "texts": [(part.label, content["parts"].get(part.value, "")) for part in section.parts],
                "files": self._files(section),
                "schools": [school for school in content.get("schools", []) if school["boardId"] == key]
                if section == Section.SCHOLEN
                else [],
            }
            for section in sections_asked(self.asked)
        ]

    def _files(self, section: Section) -> list[dict[str, Any]]:
        content = self.ledger.content
        files = list(content.get("attachments", {}).get(section.value, []))
        if section == Section.PLAN and content["plan"]:
            files.insert(0, content["plan"])
        return [{**one, "href": self.file_address(one["id"])} for one in files]

    def _corrections(self) -> list[Any]:
        """Return the small corrections in what the party signs."""
        asked = {section.value for section in sections_asked(self.asked)}
        corrections = [one for one in self.ledger.corrections if one.section in asked]
        return shown_corrections(self.application, corrections, self.ledger.content)


class PartySigning(KeepsInput, Answering):
    """For whoever may act for a party with an account."""

    permission = "onderwijsregios.sign_application"
    has_account = True

    def get_permission_object(self) -> ApplicationMember:
        return self.member

    @cached_property
    def member(self) -> ApplicationMember:
        """The party, in the application that it is asked to sign."""
        members = ApplicationMember.objects.select_related(
            "application__round", "application__lead", "application__plan", "organisation__municipality"
        )
        return get_object_or_404(
            members, application=self.kwargs["pk"], organisation=self.kwargs["organisation"]
        )

    def signatory(self, name: str = "", function: str = "") -> Signatory:
        return Signatory(self.organisation, user=self.actor, name=name, function=function)

    def file_address(self, document: str) -> str:
        return reverse("document", args=[document])

    def covenant(self, form: AnswerForm) -> Document:
        return received_file(form, self.actor)

    def initial(self) -> dict[str, Any]:
        kept = self.kept_data() if self.request.method == "GET" else None
        return {"naam": self.actor.name, **(kept.dict() if kept else {})}

    def after_answer(self, signature: Signature) -> HttpResponse:
        messages.success(self.request, f"Uw antwoord is ontvangen: {signature.get_method_display()}.")
        return redirect(self.request.path)

    def after_leaving(self) -> HttpResponse:
        messages.success(
            self.request,
            f"{self.organisation.display_name} is uit de aanvraag gestapt. De penvoerder hoort het.",
        )
        return redirect("own-page")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        kept = self.kept() if self.request.method == "GET" else None
        if kept and kept.document:
            context["waiting"] = kept.document
        return context
