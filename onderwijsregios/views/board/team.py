"""The team: who takes part, who may do what, hand over the lead."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from onderwijsregios.enums import Section, TeamState
from onderwijsregios.forms.team import HandOverForm, InviteForm, RightsForm, was_field
from onderwijsregios.models import TeamMember
from onderwijsregios.selectors.parties import members_of
from onderwijsregios.selectors.team import READ, invitation_mails, rights_of, seats_of, team_of
from onderwijsregios.services.applications.handover import (
    accept_lead,
    decline_lead,
    offer_lead,
    withdraw_lead_offer,
)
from onderwijsregios.services.applications.team import (
    change_rights,
    invite,
    leave_team,
    remove_member,
    resend_invitation,
    withdraw_invitation,
)
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView, address_of
from regio.core.errors import EditConflict
from regio.enums import MembershipRole
from regio.selectors.accounts import representatives_of

PRESENT = (TeamState.INVITED, TeamState.ACTIVE)
NO_TEAM_MEMBER = "U vertegenwoordigt de penvoerder en zit niet als teamlid in dit team."


class TeamPage(ApplicationView):
    """People × sections; who has a mandate for the lead invites here."""

    template_name = "onderwijsregios/board/team.html"

    def make_form(self, data: QueryDict | None = None) -> InviteForm:
        return InviteForm(data, rights=READ)

    def save(self) -> HttpResponse:
        form = self.make_form(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        member = invite(
            application=self.application,
            email=form.cleaned_data["email"],
            rights=form.rights(),
            actor=self.actor,
        )
        return self.saved(f"De uitnodiging wordt gemaild naar {member.email}.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            data = self.request.POST if self.request.method == "POST" else self.kept_data()
            kwargs["form"] = self.make_form(data)
        members = list(team_of(self.application))
        invited = [one for one in members if one.state == TeamState.INVITED and self.access.is_lead]
        mails = invitation_mails(invited) if invited else {}
        team = [
            {
                "member": member,
                "mail": mails.get(member.pk),
                "rights": list(rights_of(member).items()),
                "is_reader": member.user == self.actor,
            }
            for member in members
        ]
        return super().get_context_data(
            present=[row for row in team if row["member"].state in PRESENT],
            gone=[row for row in team if row["member"].state not in PRESENT],
            sections=[section.label for section in Section],
            representatives=[
                {"name": person.get_full_name(), "is_reader": person == self.actor}
                for person in representatives_of(self.application.lead).order_by("name", "email")
            ],
            may_manage=self.access.is_lead,
            may_leave=any(row["is_reader"] and row["member"].state == TeamState.ACTIVE for row in team),
            **kwargs,
        )

    def typed(self) -> list[tuple[str, str]]:
        return [("E-mailadres", self.request.POST.get("email", ""))]


class TeamMemberPage(ApplicationView):
    """What one team member may do, and the end of it."""

    permission = "onderwijsregios.manage_team"
    keeps_text = False
    template_name = "onderwijsregios/board/team_member.html"

    @cached_property
    def member(self) -> TeamMember:
        """The team member of this page."""
        return get_object_or_404(team_of(self.application), pk=self.kwargs["seat"])

    def save(self) -> HttpResponse:
        team = address_of(self.application, "team")
        match self.request.POST.get("actie"):
            case "opnieuw":
                resend_invitation(member=self.member, actor=self.actor)
                return self.saved(
                    "De uitnodiging wordt opnieuw gemaild. De eerdere link werkt niet meer.", team
                )
            case "intrekken":
                withdraw_invitation(member=self.member, actor=self.actor)
                return self.saved("De uitnodiging is ingetrokken.", team)
            case "verwijderen":
                remove_member(member=self.member, actor=self.actor)
                return self.saved("Het teamlid is uit het team gehaald.", team)
            case "nog-eens":
                invite(
                    application=self.application,
                    email=self.member.email,
                    rights=rights_of(self.member),
                    actor=self.actor,
                )
                return self.saved(f"Een nieuwe uitnodiging wordt gemaild naar {self.member.email}.", team)
        form = RightsForm(self.request.POST, rights=rights_of(self.member))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        change_rights(member=self.member, rights=form.rights(), was=form.was(), actor=self.actor)
        return self.saved("De rechten zijn bewaard. Zij gelden meteen.", team)

    def read_again(self) -> None:
        super().read_again()
        self.__dict__.pop("member", None)

    def answer_conflict(self, error: EditConflict) -> HttpResponse:
        """Show what the sender chose, and beside it what is there now; saving again overwrites that."""
        data = self.request.POST.copy()
        for section, right in rights_of(self.member).items():
            data[was_field(section)] = right.value
        context = self.get_context_data(
            form=RightsForm(data, rights=rights_of(self.member)),
            conflict_message=error.message,
            theirs=error.theirs,
        )
        return self.render_to_response(context, status=error.status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", RightsForm(rights=rights_of(self.member)))
        is_invited = self.member.state == TeamState.INVITED
        return super().get_context_data(
            member=self.member,
            name=self.member.user.get_full_name() if self.member.user else self.member.email,
            is_present=self.member.state in PRESENT,
            mail=invitation_mails([self.member]).get(self.member.pk) if is_invited else None,
            **kwargs,
        )


class LeaveTeam(ApplicationView):
    """Ask before somebody leaves."""

    keeps_text = False
    template_name = "onderwijsregios/board/team_leave.html"

    def save(self) -> HttpResponse:
        seat = get_object_or_404(seats_of(self.actor, self.application))
        leave_team(member=seat, actor=self.actor)
        return self.saved("U bent uit het team gestapt.", reverse("own-page"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_leave=seats_of(self.actor, self.application).exists(), **kwargs)


class HandOver(ApplicationView):
    """Offer the lead to another party, or take the offer back."""

    permission = "onderwijsregios.manage_team"
    keeps_text = False
    template_name = "onderwijsregios/board/hand_over.html"

    def make_form(self, data: QueryDict | None = None) -> HandOverForm:
        parties = [m.organisation for m in members_of(self.application) if m.role != MembershipRole.LEAD]
        return HandOverForm(data, parties=parties)

    def save(self) -> HttpResponse:
        team = address_of(self.application, "team")
        if self.request.POST.get("actie") == "intrekken":
            withdraw_lead_offer(application=self.application, actor=self.actor)
            return self.saved("Het aanbod is ingetrokken.", team)
        form = self.make_form(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        offer_lead(
            application=self.application,
            organisation_id=form.cleaned_data["organisatie"],
            actor=self.actor,
            arrived_at=self.arrived_at,
        )
        return self.saved("Het aanbod is verstuurd. U hoort per mail wat het antwoord is.", team)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.make_form())
        return super().get_context_data(offered_to=self.application.lead_offered_to, **kwargs)


class LeadOffer(ApplicationView):
    """What a party reads before it says yes or no to becoming the lead."""

    permission = "onderwijsregios.answer_lead_offer"
    keeps_text = False
    template_name = "onderwijsregios/board/lead_offer.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.own_name = str(
            self.application.lead_offered_to and self.application.lead_offered_to.display_name
        )
        return super().post(request, *args, **kwargs)

    def save(self) -> HttpResponse:
        if self.request.POST.get("antwoord") == "ja":
            accept_lead(application=self.application, actor=self.actor, arrived_at=self.arrived_at)
            return self.saved(f"{self.own_name} is nu penvoerder.", self.application.get_absolute_url())
        if self.request.POST.get("antwoord") == "nee":
            decline_lead(application=self.application, actor=self.actor)
            return self.saved("U hebt nee gezegd. Wij laten het de penvoerder weten.", reverse("own-page"))
        return redirect(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(offered_to=self.application.lead_offered_to, **kwargs)
