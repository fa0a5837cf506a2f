"""The parties of an application: their roles, and what the search found."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from onderwijsregios.models import ApplicationMember
from onderwijsregios.services.applications import RoleChange
from regio.enums import MembershipRole, OrganisationKind
from regio.models import Organisation

ROLES = [(role.value, role.label) for role in MembershipRole if role != MembershipRole.LEAD]

USUAL_ROLES = {
    OrganisationKind.SCHOOL_BOARD: MembershipRole.PARTICIPANT,
    OrganisationKind.TRAINING_INSTITUTE: MembershipRole.TRAINER,
    OrganisationKind.PROFESSIONAL_BODY: MembershipRole.PROFESSION,
}


def _verb(verb: str, organisation: Organisation) -> SafeString:
    """Return the label of a button: one word to see, with whom it concerns for who only hears it."""
    return format_html('{}<span class="visually-hidden">: {}</span>', verb, organisation.display_name)


class PartiesForm(forms.Form):
    """A role for each party (``rol-…``, with what it ``was-…``) and for each one found (``nieuw-…``)."""

    mark_optional = False

    q = forms.CharField(
        label="Zoek een organisatie",
        required=False,
        max_length=100,
        help_text="Op naam, plaats, bestuursnummer of BRIN. Bijvoorbeeld “Utrecht” of “41234”.",
    )

    def __init__(
        self,
        *args: Any,
        members: Iterable[ApplicationMember],
        found: Iterable[Organisation] = (),
        suggested: Iterable[Organisation] = (),
        term: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].initial = term
        self.members, self.found = list(members), list(found)
        self.suggested = [one for one in suggested if one not in self.found]
        for member in self.members:
            if member.role != MembershipRole.LEAD:
                self._add_role("rol", member.organisation, member.role)
                self.fields[f"was-{member.organisation_id}"] = forms.CharField(
                    widget=forms.HiddenInput, required=False, initial=member.role
                )
        for organisation in (*self.found, *self.suggested):
            usual = USUAL_ROLES.get(OrganisationKind(organisation.kind), MembershipRole.PARTNER)
            self._add_role("nieuw", organisation, usual)

    def _add_role(self, kind: str, organisation: Organisation, role: str) -> None:
        self.fields[f"{kind}-{organisation.pk}"] = forms.ChoiceField(
            label=f"Rol van {organisation.display_name}", choices=ROLES, initial=role, required=False
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return the parties with the field for their role; the penvoerder has none."""
        return [
            {
                "member": member,
                "role": self[name] if (name := f"rol-{member.organisation_id}") in self.fields else None,
                "label": _verb("Verwijder", member.organisation),
            }
            for member in self.members
        ]

    def results(self) -> list[dict[str, Any]]:
        """Return what was found with the field for the role."""
        return [
            {"organisation": one, "role": self[f"nieuw-{one.pk}"], "label": _verb("Voeg toe", one)}
            for one in self.found
        ]

    def suggestions(self) -> list[dict[str, Any]]:
        """Return who works together here already, with the field for the role."""
        return [
            {"organisation": one, "role": self[f"nieuw-{one.pk}"], "label": _verb("Voeg toe", one)}
            for one in self.suggested
        ]

    def role_changes(self) -> dict[UUID, RoleChange]:
        """Return the roles as chosen, each with the role that the page showed."""
        return {
            member.organisation_id: RoleChange(
                was=self.cleaned_data.get(f"was-{member.organisation_id}", ""), becomes=becomes
            )
            for member in self.members
            if (becomes := self.cleaned_data.get(f"rol-{member.organisation_id}"))
        }
