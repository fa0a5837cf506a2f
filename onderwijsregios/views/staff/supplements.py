"""Coordinators ask an applicant to supplement one thing, and read what came back."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from onderwijsregios.enums import Section, SupplementState
from onderwijsregios.forms.aftercare import AskForm
from onderwijsregios.models import Supplement
from onderwijsregios.selectors.differences import section_differences
from onderwijsregios.selectors.supplements import obstacle_to_asking, supplements_of
from onderwijsregios.services.supplements import ask_supplement, mail_of_asking, withdraw_supplement
from onderwijsregios.views.staff.base import BAD_INPUT, DossierView
from regio.core.errors import PortalError
from regio.views.keeping import KeepsInput

PREVIEW = "voorbeeld"


class AskSupplement(KeepsInput, DossierView):
    """Write the question and choose section and term; the mail is shown before it leaves."""

    permission = "onderwijsregios.ask_supplement"
    template_name = "onderwijsregios/staff/supplement_new.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(form=AskForm(self.kept_data()), kept=self.kept())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AskForm(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=BAD_INPUT)
        try:
            if request.POST.get("actie") == PREVIEW:
                self.saved_all = False
                return self.page(form=form, preview=self._preview(form))
            supplement = ask_supplement(
                application=self.application, actor=self.actor, arrived_at=self.arrived_at, **form.values()
            )
        except PortalError as error:
            return self.page(form=form, refused=error, status=error.status)
        return self.done(
            "De vraag is verstuurd. De beslistermijn staat stil tot het antwoord er is.",
            "staff-supplement",
            self.application.pk,
            supplement.pk,
        )

    def _preview(self, form: AskForm) -> dict[str, Any]:
        """Return the mail as it would leave, and what the applicant reads after signing in."""
        subject, body = mail_of_asking(
            self.application, form.cleaned_data["due_at"], arrived_at=self.arrived_at
        )
        return {
            "subject": subject,
            "body": body.strip(),
            "section": Section(form.cleaned_data["section"]).label,
            "question": form.cleaned_data["question"],
        }

    def context(self) -> dict[str, Any]:
        return super().context() | {"obstacle": obstacle_to_asking(self.application, self.arrived_at)}


class SupplementDetail(DossierView):
    """What was asked, what came back, and what changed by it."""

    template_name = "onderwijsregios/staff/supplement.html"

    @cached_property
    def supplement(self) -> Supplement:
        """What was asked."""
        return get_object_or_404(supplements_of(self.application), pk=self.kwargs["supplement"])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("onderwijsregios.ask_supplement"):
            raise Http404
        try:
            withdraw_supplement(supplement=self.supplement, actor=self.actor, arrived_at=self.arrived_at)
        except PortalError as error:
            return self.page(refused=error, status=error.status)
        return self.done("De vraag is ingetrokken.", "staff-dossier", self.application.pk)

    def context(self) -> dict[str, Any]:
        supplement = self.supplement
        changes = []
        if supplement.after is not None:
            base = self._base()
            changes = section_differences(base, supplement.after.content, Section(supplement.section))
        return super().context() | {
            "supplement": supplement,
            "differences": changes,
            "is_open": supplement.state == SupplementState.OPEN,
            "may_withdraw": supplement.state == SupplementState.OPEN
            and self.request.user.has_perm("onderwijsregios.ask_supplement"),
        }

    def _base(self) -> dict[str, Any]:
        """Return what was handed in just before the answer: another answer may lie between."""
        assert self.supplement.after is not None  # noqa: S101  asked for by the caller; tells mypy
        number = self.supplement.after.number - 1
        return self.application.revisions.get(number=number).content
