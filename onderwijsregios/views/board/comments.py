"""Comments beside a section; the section's own page shows the open ones too."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse

from onderwijsregios.enums import Section
from onderwijsregios.selectors.comments import Thread, threads_of
from onderwijsregios.views.board.base import ApplicationView, address_of
from onderwijsregios.views.board.commenting import (
    act_on_comments,
    comments_address,
    typed_comments,
    used_field,
)


class CommentsPage(ApplicationView):
    """All comments on one section, also those that are ticked off; write, answer and tick off."""

    template_name = "onderwijsregios/board/comments.html"

    @cached_property
    def subject(self) -> Section:
        """The section that the comments are about; this page is not its own page."""
        try:
            return Section(self.kwargs["subject"])
        except ValueError as error:
            raise Http404 from error

    @cached_property
    def threads(self) -> list[Thread]:
        """All comments on the section."""
        return threads_of(self.application, self.subject)

    @property
    def is_editable(self) -> bool:
        """Tell whether the reader may write here; closing ends that for nobody."""
        return self.access.may_comment(self.subject)

    def save(self) -> HttpResponse:
        sent = self.request.POST
        told = act_on_comments(
            sent=sent, application=self.application, section=self.subject, actor=self.actor
        )
        came_from_section = "naar-onderdeel" in sent
        address = address_of(self.application, self.subject) if came_from_section else self.address
        return self.saved(told, f"{address}#opmerkingen")

    @property
    def address(self) -> str:
        """The address of this page."""
        return comments_address(self.application, self.subject)

    @cached_property
    def comments_typed(self) -> dict[str, str]:
        """What was typed and is not placed, by field."""
        return typed_comments(self.request.POST if self.request.method == "POST" else self.kept_data())

    @property
    def wrong_comment(self) -> str:
        """The name of the text that could not be placed."""
        return used_field(self.request.POST) if self.request.method == "POST" else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            commented=self.subject,
            section_url_name=f"onderwijsregios:application-{self.subject.value}",
            **kwargs,
        )

    def typed(self) -> list[tuple[str, str]]:
        return [("Opmerking", text) for text in self.comments_typed.values()]
