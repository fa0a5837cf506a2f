"""The parties of the application: find, add, give a role, remove."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect

from onderwijsregios.forms.application import uuid_or_none
from onderwijsregios.forms.parties import PartiesForm
from onderwijsregios.selectors.completeness import remarks
from onderwijsregios.selectors.parties import (
    MOST,
    find_organisations,
    members_of,
    suggested_organisations,
)
from onderwijsregios.services.applications import save_members
from onderwijsregios.views.board.base import BAD_INPUT
from onderwijsregios.views.board.commenting import CommentsBeside
from regio.core.storable import storable
from regio.core.wording import ended

TERM = "q"


class EditParties(CommentsBeside):
    """One form: whichever button is pressed, roles that were changed are saved too."""

    template_name = "onderwijsregios/board/parties.html"
    step = "partijen"
    has_more = False

    @property
    def term(self) -> str:
        """What is searched for."""
        return storable(self.request.GET.get(TERM, "")).strip()[:100]

    def make_form(self, data: QueryDict | None = None) -> PartiesForm:
        found = find_organisations(self.term, outside=self.application)
        self.has_more = len(found) > MOST
        return PartiesForm(
            data,
            members=members_of(self.application),
            found=found[:MOST],
            suggested=suggested_organisations(self.application) if self.is_editable else (),
            term=self.term,
        )

    def save(self) -> HttpResponse:
        form = self.make_form(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        added, removed = (uuid_or_none(self.request.POST.get(name, "")) for name in ("voegtoe", "verwijder"))
        save_members(
            application=self.application,
            actor=self.actor,
            add={added: form.cleaned_data.get(f"nieuw-{added}") or "partner"} if added else None,
            roles=form.role_changes(),
            remove=[removed] if removed else (),
            arrived_at=self.arrived_at,
        )
        if TERM in self.request.POST.getlist("actie"):
            return redirect(f"{self.request.path}?{urlencode({TERM: form.cleaned_data[TERM]})}")
        return self.saved(self._told(added))

    def _told(self, added: UUID | None) -> str:
        names = [
            one.organisation.display_name
            for one in members_of(self.application)
            if one.organisation_id == added
        ]
        return ended(f"Toegevoegd aan de partijen: {names[0]}") if names else "Partijen bewaard."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self.make_form(self._data(is_conflict="conflict" in kwargs))
        return super().get_context_data(
            term=self.term,
            has_more=self.has_more,
            remarks=[gap.sentence for gap in remarks(self.content) if gap.step == self.step],
            **kwargs,
        )

    def _data(self, *, is_conflict: bool) -> QueryDict | None:
        """Return what fills the form; after a conflict "was" is what the reader now sees beside it.

        A role that the sender had left alone becomes what it is now.
        """
        is_post = self.request.method == "POST"
        kept = self.kept_data() if self.is_editable and not is_post else None
        data = self.request.POST.copy() if is_post else kept
        if data is None or (is_post and not is_conflict):
            return data
        for member in members_of(self.application):
            was, chosen = f"was-{member.organisation_id}", f"rol-{member.organisation_id}"
            if data.get(chosen) == data.get(was):
                data[chosen] = member.role
            data[was] = member.role
        return data
