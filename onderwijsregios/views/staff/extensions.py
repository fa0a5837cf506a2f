"""A coordinator lets one organisation hand in later."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from onderwijsregios.forms.extensions import ExtensionForm, OrganisationSearchForm
from onderwijsregios.models import Extension
from onderwijsregios.selectors.parties import MOST, organisations_matching
from onderwijsregios.selectors.windows import extensions_of
from onderwijsregios.services.extensions import change_extension, grant_extension, revoke_extension
from onderwijsregios.views.staff.base import BAD_INPUT, RoundView
from regio.core.errors import PortalError
from regio.models import Organisation
from regio.selectors.accounts import representatives_of
from regio.views.keeping import KeepsInput


class ExtensionView(RoundView):
    """A page about later admission."""

    permission = "onderwijsregios.grant_extension"
    tab = "later"

    @cached_property
    def extension(self) -> Extension:
        """The extension of this page."""
        return get_object_or_404(extensions_of(self.round), pk=self.kwargs["extension"])


class ExtensionList(ExtensionView):
    """Who may hand in later, who might have, and the search for one more."""

    template_name = "onderwijsregios/staff/extensions.html"

    def context(self) -> dict[str, Any]:
        search = OrganisationSearchForm(self.request.GET)
        term = search.cleaned_data["q"].strip() if search.is_valid() else ""
        found = list(organisations_matching(term)[: MOST + 1]) if term else []
        return super().context() | {
            "extensions": [(one, one.is_running_at(self.arrived_at)) for one in extensions_of(self.round)],
            "search": search,
            "term": term,
            "found": found[:MOST],
            "has_more": len(found) > MOST,
        }


class ExtensionGrant(KeepsInput, ExtensionView):
    """Let an organisation hand in later."""

    template_name = "onderwijsregios/staff/extension_edit.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(form=ExtensionForm(self.kept_data()), kept=self.kept())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ExtensionForm(request.POST)
        if form.is_valid():
            try:
                grant_extension(
                    actor=self.actor,
                    round_=self.round,
                    organisation=self.organisation,
                    until=form.cleaned_data["until"],
                    reason=form.cleaned_data["reason"],
                )
            except PortalError as error:
                form.add_error(None, error.message)
            else:
                hears = (
                    "krijgt daarover bericht"
                    if self.has_people()
                    else "krijgt geen bericht: niemand heeft een mandaat"
                )
                sentence = f"{self.organisation.display_name} mag later indienen en {hears}."
                return self.done(sentence, "staff-extensions", self.round.slug)
        return self.page(form=form, status=BAD_INPUT)

    @cached_property
    def organisation(self) -> Organisation:
        """Who is let in."""
        return get_object_or_404(Organisation, pk=self.kwargs["organisation"])

    def context(self) -> dict[str, Any]:
        return super().context() | {"organisation": self.organisation, "has_people": self.has_people()}

    def has_people(self) -> bool:
        """Tell whether anybody may act for the organisation, and so hears of it and can hand in."""
        return representatives_of(self.organisation).exists()


class ExtensionChange(KeepsInput, ExtensionView):
    """Another moment, or another reason."""

    template_name = "onderwijsregios/staff/extension_edit.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        initial = {"until": self.extension.until, "reason": self.extension.reason}
        return self.page(form=ExtensionForm(self.kept_data(), initial=initial), kept=self.kept())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ExtensionForm(request.POST)
        if form.is_valid():
            try:
                change_extension(
                    actor=self.actor,
                    extension=self.extension,
                    until=form.cleaned_data["until"],
                    reason=form.cleaned_data["reason"],
                )
            except PortalError as error:
                form.add_error(None, error.message)
            else:
                return self.done("De latere toelating is gewijzigd.", "staff-extensions", self.round.slug)
        return self.page(form=form, status=BAD_INPUT)

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "organisation": self.extension.organisation,
            "has_people": representatives_of(self.extension.organisation).exists(),
            "extension": self.extension,
        }


class ExtensionRevoke(ExtensionView):
    """End it, after asking."""

    template_name = "onderwijsregios/staff/extension_revoke.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            revoke_extension(actor=self.actor, extension=self.extension)
        except PortalError as error:
            return self.page(refused=error.message, status=error.status)
        return self.done("De latere toelating is ingetrokken.", "staff-extensions", self.round.slug)

    def context(self) -> dict[str, Any]:
        return super().context() | {"extension": self.extension}
