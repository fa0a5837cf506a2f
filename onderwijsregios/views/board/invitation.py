"""What an invitation says, and the answer to it.

The address is public and opening it does nothing: mail scanners open links too. The
answer is a POST by a person who is signed in. Whoever has no account makes one here; the
link proves the invited address, so that it need not be confirmed a second time.
"""

from functools import cached_property
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from onderwijsregios.enums import Section, TeamRight, TeamState
from onderwijsregios.models import TeamMember
from onderwijsregios.selectors.team import has_account, has_address, invitation_of, rights_of, seats_of
from onderwijsregios.services.applications.team import accept_invitation, decline_invitation
from regio.core.errors import PortalError
from regio.models import User
from regio.views.base import PublicView

GONE = 410


@method_decorator(never_cache, name="dispatch")
class Invitation(PublicView, TemplateView):
    """Accept or decline an invitation for a team."""

    template_name = "onderwijsregios/board/invitation.html"

    @cached_property
    def member(self) -> TeamMember | None:
        """Who was invited; None when the link is not (or no longer) right."""
        return invitation_of(self.kwargs["token"])

    @property
    def is_open(self) -> bool:
        """Tell whether there is something to answer."""
        return (
            self.member is not None
            and self.member.state == TeamState.INVITED
            and self.request.arrived_at < self.member.expires_at  # type: ignore[attr-defined]  # ArrivalMiddleware
        )

    @property
    def reader(self) -> User | None:
        """Whoever is signed in."""
        return cast("User", self.request.user) if self.request.user.is_authenticated else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (
            self.member is not None
            and self.reader
            and seats_of(self.reader, self.member.application).exists()
        ):
            return redirect(self.member.application)
        return self.page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.member is None:
            return self.page()
        try:
            return self.answer(self.member)
        except PortalError as error:
            self.__dict__.pop("member", None)
            return self.page(refused=error, status=error.status)

    def answer(self, member: TeamMember) -> HttpResponse:
        """Do what the pressed button says."""
        action = self.request.POST.get("actie")
        if action == "afwijzen":
            decline_invitation(member=member, actor=self.reader)
            messages.success(self.request, "U hebt de uitnodiging afgewezen. Wij laten het weten.")
            return redirect("home")
        if self.reader is None:
            return self.sign_in(member, new_account=action == "account")
        if action != "aannemen":
            return redirect(self.request.path)
        accept_invitation(
            member=member,
            actor=self.reader,
            takes_other_address="ander-account" in self.request.POST,
            arrived_at=self.request.arrived_at,  # type: ignore[attr-defined]  # set by ArrivalMiddleware
        )
        messages.success(self.request, "U doet mee in het team van deze aanvraag.")
        return redirect(member.application)

    def sign_in(self, member: TeamMember, *, new_account: bool) -> HttpResponse:
        """Send the reader to sign in or to make an account, and back here after that."""
        page = "account_login"
        if new_account and self.is_open and not has_account(member):
            get_adapter().stash_verified_email(self.request, member.email)
            page = "account_signup"
        return redirect(f"{reverse(page)}?{urlencode({'next': self.request.path})}")

    def page(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Draw the page; an invitation that cannot be answered any more is gone."""
        if status == 200 and not self.is_open:
            status = GONE
        return self.render_to_response(self.get_context_data(**context), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member, reader = self.member, self.reader
        if member is None or not self.is_open:
            return super().get_context_data(member=member, is_open=False, **kwargs)
        rights = rights_of(member)
        return super().get_context_data(
            member=member,
            is_open=True,
            reader=reader,
            round=member.application.round,
            writes=_names(rights, TeamRight.WRITE),
            comments=_names(rights, TeamRight.COMMENT),
            has_other_address=reader is not None and not has_address(reader, member.email),
            has_account=reader is None and has_account(member),
            has_sample_data=member.application.is_sample,
            **kwargs,
        )


def _names(rights: dict[Section, TeamRight], wanted: TeamRight) -> str:
    return ", ".join(str(section.label) for section, right in rights.items() if right == wanted)
