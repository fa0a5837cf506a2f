"""Signing by the parties, as the applicant sees and leads it."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from onderwijsregios.enums import ApplicationState, Section, Signing, Standing
from onderwijsregios.forms.signing import (
    ChosenPartiesForm,
    CorrectionForm,
    CovenantForm,
    MatrixFilterForm,
    SigningRequestForm,
)
from onderwijsregios.models import Signature
from onderwijsregios.selectors.corrections import (
    CORRECTABLE,
    TextHistory,
    fallen_texts,
    shown_corrections,
)
from onderwijsregios.selectors.sections import section_fingerprint
from onderwijsregios.selectors.signing import NAMED, SigningLedger, has_same_answers, named
from onderwijsregios.selectors.signing_matrix import MatrixRow, figures_of, matching, matrix_of
from onderwijsregios.services.signing import (
    add_covenant,
    ask_to_sign,
    mark_correction,
    remind_parties,
    set_request,
    withdraw_covenant,
)
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView, address_of
from regio.core.files.kinds import PDF, Unusable
from regio.core.wording import ended
from regio.models import Document, Organisation
from regio.services.documents import receive_upload

ASK, ASK_ALL, REMIND = "vraag", "vraag-alle", "herinner"


class SigningView(ApplicationView):
    """A page about signing."""

    step = "ondertekenen"

    def ask(self, organisations: list[UUID]) -> None:
        """Ask parties to sign and say what became of it."""
        outcome = ask_to_sign(
            application=self.application,
            actor=self.actor,
            organisations=organisations,
            arrived_at=self.arrived_at,
        )
        if outcome.asked:
            messages.success(self.request, ended(f"Gevraagd om te tekenen: {named(outcome.asked)}"))
        if outcome.unreachable:
            messages.warning(self.request, self.about_the_unreachable(outcome.unreachable))
        if outcome.settled:
            messages.info(
                self.request, ended(f"Niet opnieuw gevraagd, want al akkoord: {named(outcome.settled)}")
            )

    def about_the_unreachable(self, organisations: list[Organisation]) -> SafeString:
        """Say which parties were not asked and why, each with a link to where an address can be given."""
        links = [(self.party_address(one.pk) + "#vragen", one.display_name) for one in organisations[:NAMED]]
        parties = [("partij", one.pk) for one in organisations]
        more = len(organisations) - len(links)
        rest = format_html(
            ' en <a href="{}?stand=geen-adres">{} andere</a>', address_of(self.application, self.step), more
        )
        return format_html(
            "Niet gevraagd: {}{}. Niemand met een account mag voor deze organisatie tekenen, en er is geen "
            "e-mailadres bekend. Kies de partij om een adres te geven en haar dan te vragen, of "
            '<a href="{}">voeg een convenant toe</a> dat zij heeft ondertekend.',
            format_html_join(", ", '<a href="{}">{}</a>', links),
            rest if more else "",
            f"{address_of(self.application, 'covenant')}?{urlencode(parties)}",
        )

    def party_address(self, organisation: UUID) -> str:
        """Return the address of the page of one party."""
        return reverse("onderwijsregios:application-signing-party", args=[self.application.pk, organisation])

    def remind(self, organisations: list[UUID]) -> None:
        """Remind parties and say who got a mail."""
        told = remind_parties(
            application=self.application,
            actor=self.actor,
            organisations=organisations,
            arrived_at=self.arrived_at,
        )
        if told:
            messages.success(self.request, ended(f"Herinnerd: {named(told)}"))
        else:
            messages.info(
                self.request,
                "Niemand herinnerd. Wie nog niet is gevraagd, al antwoordde of vandaag al een herinnering "
                "kreeg, krijgt er geen.",
            )


class SigningPage(SigningView):
    """The matrix: which party signed what, who is asked and who must still be."""

    keeps_text = False
    template_name = "onderwijsregios/board/signing.html"

    def save(self) -> HttpResponse:
        actions = self.request.POST.getlist("actie")
        if ASK_ALL in actions:
            self.ask([UUID(row.party.member["id"]) for row in self.shown(matrix_of(self.signing))])
            return redirect(self.request.get_full_path())
        form = ChosenPartiesForm(self.request.POST, parties=self.signing.parties)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        if ASK in actions:
            self.ask(form.organisations())
        else:
            self.remind(form.organisations())
        return redirect(self.request.get_full_path())

    @cached_property
    def filter_form(self) -> MatrixFilterForm:
        """What the address says about which parties are shown."""
        return MatrixFilterForm(self.request.GET)

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The same as values; nothing for an address that makes no sense."""
        return self.filter_form.cleaned_data if self.filter_form.is_valid() else {}

    def shown(self, rows: list[MatrixRow]) -> list[MatrixRow]:
        """Return the parties that the address asks for."""
        chosen = self.chosen
        return matching(
            rows,
            search=chosen.get("zoek", ""),
            role=chosen.get("rol", ""),
            stand=chosen.get("stand", ""),
        )

    def is_behind(self) -> bool:
        """Tell whether parties answered after the application was handed in."""
        if self.application.state != ApplicationState.SUBMITTED:
            return False
        last = self.application.revisions.order_by("-number").first()
        if last is None:
            return False
        return not has_same_answers(last.signatures, SigningLedger(self.application, last.content))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.application.round.signing == Signing.NOT_ASKED:
            return super().get_context_data(is_asked=False, **kwargs)
        ledger = self.signing
        rows = matrix_of(ledger)
        fallen = {
            section: sum(row.party.sections[section].standing == Standing.FALLEN for row in rows)
            for section in CORRECTABLE
        }
        return super().get_context_data(
            is_asked=True,
            is_required=self.application.round.signing == Signing.REQUIRED,
            sections=list(Section),
            columns=len(Section) + 1 + self.is_editable + self.access.is_lead,
            rows=self.shown(rows),
            figures=figures_of(rows),
            tally=ledger.tally,
            filter_form=self.filter_form,
            is_filtered=any(self.chosen.values()),
            is_behind=self.is_behind(),
            marked=self.request.POST.getlist("partij"),
            fallen=[(section, number) for section, number in fallen.items() if number],
            corrections=shown_corrections(self.application, ledger.corrections, self.content),
            objections=[row for row in rows if row.signature and row.signature.reason],
            **kwargs,
        )


class SigningParty(SigningView):
    """One party: for what it signs, where it is reached, what it said and what was sent."""

    permission = "onderwijsregios.manage_signing"
    template_name = "onderwijsregios/board/signing_party.html"

    def row(self) -> MatrixRow:
        """The party of this page."""
        key = str(self.kwargs["organisation"])
        row = next((row for row in matrix_of(self.signing) if row.party.member["id"] == key), None)
        if row is None:
            raise Http404
        return row

    def save(self) -> HttpResponse:
        organisation, action = self.kwargs["organisation"], self.request.POST.get("actie", "")
        if action == REMIND:
            self.remind([organisation])
            return redirect(self.request.path)
        if action == "trek-convenant-in":
            withdraw_covenant(
                application=self.application,
                actor=self.actor,
                organisation=organisation,
                arrived_at=self.arrived_at,
            )
            return self.saved("Het convenant telt niet meer voor deze partij.")
        form = SigningRequestForm(
            self.request.POST, has_account=self.row().has_account, is_asking=action == ASK
        )
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        set_request(
            application=self.application,
            actor=self.actor,
            organisation=organisation,
            sections=form.sections(),
            email=form.cleaned_data["email"],
            arrived_at=self.arrived_at,
        )
        if action == ASK:
            self.ask([organisation])
            return redirect(address_of(self.application, "ondertekenen"))
        return self.saved("Bewaard. Er is geen mail verstuurd.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row()
        if "form" not in kwargs:
            initial = {
                "onderdelen": row.request.sections if row.request else [section.value for section in Section],
                "email": row.request.email if row.request else "",
            }
            data = self.request.POST if self.request.method == "POST" else self.kept_data()
            if data is not None and "onderdelen" not in data and "email" not in data:
                data = None
            is_asking = self.request.method == "POST" and self.request.POST.get("actie") == ASK
            kwargs["form"] = SigningRequestForm(
                data, initial=initial, has_account=row.has_account, is_asking=is_asking
            )
        said = Signature.objects.filter(
            application=self.application, organisation=self.kwargs["organisation"]
        ).select_related("document")
        return super().get_context_data(row=row, said=list(said), **kwargs)


class AddCovenant(SigningView):
    """Upload a covenant and say which parties signed it."""

    permission = "onderwijsregios.manage_signing"
    template_name = "onderwijsregios/board/signing_covenant.html"

    def make_form(self, data: Any = None, **kwargs: Any) -> CovenantForm:
        return CovenantForm(data, parties=self.signing.parties, **kwargs)

    def save(self) -> HttpResponse:
        form = self.make_form(self.request.POST, files=self.request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        try:
            self.received = received_file(form, self.actor)
        except Unusable as error:
            form.add_error("bestand", error.message)
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        signatures = add_covenant(
            application=self.application,
            actor=self.actor,
            organisations=form.organisations(),
            document=self.received,
            arrived_at=self.arrived_at,
        )
        number = len(signatures)
        return self.saved(
            f"Het convenant “{self.received.original_name}” telt nu voor "
            f"{number} {'partij' if number == 1 else 'partijen'}.",
            address_of(self.application, "ondertekenen"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = self.kept() if self.request.method == "GET" else None
        waiting = self.received or (kept.document if kept else None)
        if "form" not in kwargs:
            data = self.request.POST if self.request.method == "POST" else self.kept_data()
            initial = {"partijen": self.request.GET.getlist("partij")}
            kwargs["form"] = self.make_form(data, initial=initial)
        return super().get_context_data(waiting=waiting, **kwargs)


class MarkCorrection(SigningView):
    """Look at what changed in a section since it was signed, and say that it changes no meaning."""

    permission = "onderwijsregios.manage_signing"
    template_name = "onderwijsregios/board/signing_correction.html"

    @property
    def subject(self) -> Section:
        """The section that this page is about."""
        return Section(self.kwargs["topic"])

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs["topic"] not in CORRECTABLE:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def save(self) -> HttpResponse:
        form = CorrectionForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        corrections = mark_correction(
            application=self.application,
            actor=self.actor,
            section=self.subject,
            seen=form.cleaned_data["gezien"],
            explanation=form.cleaned_data["uitleg"],
            arrived_at=self.arrived_at,
        )
        sentence = f"Gemeld als kleine verbetering in {self.subject.label}. De handtekeningen gelden weer."
        return self.saved(sentence if corrections else "", address_of(self.application, "ondertekenen"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.read_again()
        history = TextHistory(self.application, self.content)
        texts = fallen_texts(self.signing.parties, self.subject, self.content, history)
        present = section_fingerprint(self.content, self.subject)
        if "form" not in kwargs:
            kept = self.request.POST if self.request.method == "POST" else self.kept_data()
            uitleg = kept.get("uitleg", "") if kept else ""
            kwargs["form"] = CorrectionForm(initial={"uitleg": uitleg, "gezien": present})
        return super().get_context_data(
            subject=self.subject,
            texts=texts,
            can_mark=bool(texts) and all(one.is_only_text for one in texts),
            concerned=[party.member["name"] for one in texts for party in one.parties],
            section_href=address_of(self.application, self.subject.value),
            **kwargs,
        )

    def typed(self) -> list[tuple[str, str]]:
        return [("Wat u hebt verbeterd", self.request.POST.get("uitleg", ""))]


def received_file(form: Any, actor: Any) -> Document:
    """Return the file of a form: the one that arrived earlier and waits, or the one that came with it.

    Raises :class:`Unusable` with the reason.
    """
    if form.cleaned_data.get("bestand"):
        return receive_upload(file=form.cleaned_data["bestand"], actor=actor)
    own = Document.objects.filter(created_by=actor, content_type=PDF.content_type)
    return get_object_or_404(own, pk=form.cleaned_data["document"])
