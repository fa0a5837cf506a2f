"""What the applicant does with a question of staff: read it, see what changed, and hand it in."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from onderwijsregios.enums import Section, SupplementState
from onderwijsregios.forms.aftercare import AnswerSupplementForm
from onderwijsregios.models import Supplement
from onderwijsregios.selectors.differences import section_differences
from onderwijsregios.selectors.sections import section_fingerprint
from onderwijsregios.selectors.supplemented_signatures import signed_for
from onderwijsregios.selectors.supplements import base_of, is_answerable, supplements_of
from onderwijsregios.services.supplements import answer_supplement
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView, address_of
from onderwijsregios.views.board.submitting import receipt_address
from regio.core.errors import TooEarly, TooLate


class SupplementPage(ApplicationView):
    """The question, what the draft changes in the section that was asked for, and the form that sends it."""

    template_name = "onderwijsregios/board/supplement.html"

    @cached_property
    def supplement(self) -> Supplement:
        """What was asked."""
        return get_object_or_404(supplements_of(self.application), pk=self.kwargs["key"])

    def save(self) -> HttpResponse:
        form = AnswerSupplementForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        revision = answer_supplement(
            supplement=self.supplement,
            actor=self.actor,
            note=form.cleaned_data["toelichting"],
            idempotency_key=form.cleaned_data["sleutel"],
            fingerprint=form.cleaned_data["vingerafdruk"],
            arrived_at=self.arrived_at,
        )
        return redirect(receipt_address(revision))

    def answer_closed(self, error: TooLate | TooEarly) -> HttpResponse:
        return self.answer_refused(error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        for name in ("supplement", "content"):
            self.__dict__.pop(name, None)  # after a refusal the page shows what is there now
        supplement, section = self.supplement, Section(self.supplement.section)
        is_waiting = is_answerable(supplement, self.arrived_at)
        before = base_of(supplement) if is_waiting else supplement.before
        after = (
            self.content if is_waiting else supplement.after.content if supplement.after else before.content
        )
        return super().get_context_data(
            supplement=supplement,
            is_waiting=is_waiting,
            is_answered=supplement.state == SupplementState.ANSWERED,
            is_expired=supplement.state in {SupplementState.OPEN, SupplementState.EXPIRED} and not is_waiting,
            before=before,
            signers=signed_for(self.application, before, section) if is_waiting else [],
            differences=section_differences(before.content, after, section),
            section_href=address_of(self.application, section.value),
            form=self._form(section, kwargs.pop("form", None)),
            **kwargs,
        )

    def _form(self, section: Section, sent: AnswerSupplementForm | None) -> AnswerSupplementForm:
        """Return the form; it always carries the fingerprint of what the page shows."""
        if sent is not None and sent.has_error("toelichting"):
            return sent
        data = self.request.POST if self.request.method == "POST" else self.kept_data()
        return AnswerSupplementForm(
            initial={
                "toelichting": data.get("toelichting", "") if data else "",
                "vingerafdruk": section_fingerprint(self.content, section),
            }
        )
