"""What all pages of one application share: who may see it, the steps, and how errors end."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic import TemplateView

from onderwijsregios.enums import ApplicationState, Section, Signing
from onderwijsregios.models import Application, Attachment, Supplement
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.applications import for_applicant, public_state, state_tone
from onderwijsregios.selectors.attachments import attachments_of
from onderwijsregios.selectors.comments import Thread, open_counts, threads_of
from onderwijsregios.selectors.completeness import STEPS, Gap, Step, gaps, remarks
from onderwijsregios.selectors.overlap import has_overlap
from onderwijsregios.selectors.signing import STEP as SIGNING_STEP
from onderwijsregios.selectors.signing import SigningLedger, signing_gaps
from onderwijsregios.selectors.standing import PartyStanding
from onderwijsregios.selectors.supplements import asked_in, open_supplements
from onderwijsregios.selectors.team import Access, access_of
from onderwijsregios.selectors.windows import Window, window_of
from regio.core.errors import EditConflict, PortalError, TooEarly, TooLate
from regio.enums import Sector
from regio.views.keeping import KeepsInput

NEXT_FIELD = "verder"
BAD_INPUT = 400


def address_of(application: Application, step: str) -> str:
    """Return the address of a step."""
    return reverse(f"onderwijsregios:application-{step}", args=[application.pk])


class ApplicationView(KeepsInput, TemplateView):
    """A page of one application, for people with a mandate for the applicant.

    A page that changes something implements :meth:`save`; what goes wrong there comes
    back as a page that holds all that was typed.
    """

    permission = "onderwijsregios.view_application"
    step = ""

    def get_permission_object(self) -> Application:
        return self.application

    @cached_property
    def application(self) -> Application:
        """The application of this page."""
        return get_object_or_404(for_applicant(), pk=self.kwargs["pk"])

    @cached_property
    def content(self) -> dict[str, Any]:
        """All that the application holds now."""
        return content_of(self.application)

    @cached_property
    def access(self) -> Access:
        """What the reader may do here."""
        return access_of(self.actor, self.application)

    @cached_property
    def window(self) -> Window:
        """When the applicant may hand in."""
        return window_of(self.application.round, self.application.lead_id)

    @property
    def is_open(self) -> bool:
        """Tell whether pages offer to change and hand in the application now."""
        return (
            self.window.is_shown_open_at(self.arrived_at)
            and self.application.state in ApplicationState.editable()
        )

    @cached_property
    def has_overlap(self) -> bool:
        """Tell whether there is overlap; only the templates that say so ask it."""
        return has_overlap(self.application, self.arrived_at)

    @cached_property
    def comment_counts(self) -> dict[str, int]:
        """How many comments of the team wait for somebody, by section."""
        return open_counts(self.application)

    @cached_property
    def threads(self) -> list[Thread]:
        """The comments on the section of this page; only the templates that show them ask it."""
        return threads_of(self.application, self.section) if self.section else []

    @cached_property
    def signing(self) -> SigningLedger:
        """What was asked of the parties and what they said."""
        return SigningLedger(self.application, self.content)

    @cached_property
    def signatures_at_stake(self) -> list[PartyStanding]:
        """The parties whose signature falls when this section changes; only templates ask it."""
        return self.signing.at_stake(self.section) if self.section and self.is_open else []

    @cached_property
    def attachments(self) -> list[Attachment]:
        """The files beside the section of this page; only the templates that show them ask it."""
        return list(attachments_of(self.application, self.section)) if self.section else []

    @property
    def shows_attachments(self) -> bool:
        """Tell whether this is the own page of a section, where its files are listed too."""
        return bool(self.section) and self.request.path == address_of(self.application, self.step)

    @property
    def section(self) -> Section | None:
        """The section that this page is about, if any."""
        return next((one.section for one in STEPS if one.key == self.step), None)

    @property
    def is_editable(self) -> bool:
        """Tell whether the reader could change what this page is about now."""
        if self.section is None:
            return self.is_open and self.access.is_lead
        if not self.access.may_write(self.section):
            return False
        return self.is_open or any(one.section == self.section for one in self.supplements)

    @cached_property
    def supplements(self) -> list[Supplement]:
        """What staff ask and may still be answered; before the round closes nothing is asked."""
        if self.arrived_at < self.application.round.closing:
            return []
        return open_supplements(self.application, self.arrived_at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        missing = gaps(self.content, plan=self.application.plan, sectors=self.application.round.sectors)
        missing += signing_gaps(self.signing)
        return super().get_context_data(
            application=self.application,
            application_name=str(self.application),
            round=self.application.round,
            municipalities=sorted(one["name"] for one in self.content["municipalities"]),
            sectors=", ".join(str(Sector(sector).label) for sector in self.content["sectors"]),
            state=public_state(self.application, self.arrived_at, is_asked=bool(self.supplements)),
            tone=state_tone(self.application, is_asked=bool(self.supplements)),
            supplements=self.supplements,
            asked=asked_in(self.supplements, self.section, self.content),
            is_editable=self.is_editable,
            is_open=self.is_open,
            access=self.access,
            window=self.window,
            page_section=self.section,
            steps=self._steps(missing),
            content=self.content,
            missing=[{"sentence": gap.sentence, "href": self._href(gap)} for gap in missing],
            noted=[{"sentence": gap.sentence, "href": self._href(gap)} for gap in remarks(self.content)],
            next_href=self._next_href(),
            has_sample_data=self.application.is_sample,
            section="voorlopers",
            **kwargs,
        )

    def _href(self, gap: Gap) -> str:
        return f"{address_of(self.application, gap.step)}#id_{gap.field}"

    def _steps(self, missing: list[Gap]) -> list[dict[str, Any]]:
        counts = {step.key: sum(gap.step == step.key for gap in missing) for step in STEPS}
        noted = {gap.step for gap in remarks(self.content)} if self.is_open else frozenset()
        return [
            {
                "key": step.key,
                "label": step.label,
                "href": address_of(self.application, step.key),
                "state": self._state_of(step.key, counts, noted),
                "missing": counts[step.key],
                "comments": self.comment_counts.get(step.key, 0),
            }
            for step in self._asked_steps()
        ]

    def _asked_steps(self) -> list[Step]:
        """Return the steps of this round: not every round has parties sign."""
        is_asked = self.application.round.signing != Signing.NOT_ASKED
        return [step for step in STEPS if is_asked or step.key != SIGNING_STEP]

    def _state_of(self, key: str, counts: Mapping[str, int], noted: Collection[str]) -> str:
        if key == self.step:
            return "current"
        if key == STEPS[-1].key:
            return "done" if self.application.state in ApplicationState.handed_in() else "todo"
        if key == SIGNING_STEP and not (self.signing.has_other_parties and self.signing.is_complete):
            return "todo"
        if counts[key]:
            return "todo"
        return "warning" if key in noted else "done"

    def _next_href(self) -> str:
        keys = [step.key for step in self._asked_steps()]
        following = keys[keys.index(self.step) + 1 :] if self.step in keys else []
        return address_of(self.application, following[0]) if following else ""

    # --- changing something ---------------------------------------------------------------------

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, and turn what goes wrong into a page that holds what was typed."""
        try:
            return self.act()
        except EditConflict as error:
            self.read_again()  # what a colleague saved is shown beside what was typed
            return self.answer_conflict(error)
        except (TooLate, TooEarly) as error:
            return self.answer_closed(error)
        except PortalError as error:
            return self.answer_refused(error)

    def read_again(self) -> None:
        """Forget what was read, so that the page shows what is there now."""
        for name in ("application", "content", "signing", "parts"):
            self.__dict__.pop(name, None)

    def act(self) -> HttpResponse:
        """Do what the pressed button asks: save, unless the page has buttons for something else."""
        return self.save()

    def save(self) -> HttpResponse:
        """Do what was asked and return where to go, or raise what stands in the way."""
        raise NotImplementedError

    def answer_conflict(self, error: EditConflict) -> HttpResponse:
        """Show both versions beside each other, in the form that was sent."""
        conflict = [
            {"field": name, "mine": error.mine[name], "theirs": error.theirs[name]} for name in error.mine
        ]
        return self.render_to_response(
            self.get_context_data(conflict=conflict, conflict_message=error.message), status=error.status
        )

    def answer_refused(self, error: PortalError) -> HttpResponse:
        """Show the form that was sent with the reason above it."""
        return self.render_to_response(self.get_context_data(refused=error), status=error.status)

    def answer_closed(self, error: TooLate | TooEarly) -> HttpResponse:
        """Say that it was too late, what is safe, and give the text back for copying."""
        context = {
            "application": self.application,
            "reason": error.message,
            "typed": self.typed(),
            "title": "De ronde is gesloten" if isinstance(error, TooLate) else "De ronde is nog niet open",
            "counting": self.application.revisions.order_by("-number").first()
            if self.application.state == ApplicationState.SUBMITTED
            else None,
        }
        return render(self.request, "onderwijsregios/board/closed.html", context, status=error.status)

    def typed(self) -> list[tuple[str, str]]:
        """Return the texts of this request with their labels, for a page that gives them back."""
        return []

    def saved(self, sentence: str, href: str = "") -> HttpResponse:
        """Say that it was saved and go on: to ``href``, to the next step if asked, or back to this page."""
        messages.success(self.request, sentence)
        if NEXT_FIELD in self.request.POST:
            href = self._next_href()
        return redirect(href or self.request.get_full_path())
