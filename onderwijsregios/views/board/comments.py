"""Comments beside a section; the section's own page shows the open ones too."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from onderwijsregios.enums import Section
from onderwijsregios.models import Comment
from onderwijsregios.selectors.comments import Thread, threads_of
from onderwijsregios.services.applications.commenting import add_comment, reopen_comment, resolve_comment
from onderwijsregios.views.board.base import ApplicationView, address_of

LONGEST_NUMBER = 18


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
        if "afgehandeld" in sent:
            resolve_comment(comment=self._comment("afgehandeld"), actor=self.actor)
            sentence = "De opmerking is afgehandeld."
        elif "heropen" in sent:
            reopen_comment(comment=self._comment("heropen"), actor=self.actor)
            sentence = "De opmerking staat weer open."
        else:
            add_comment(
                application=self.application,
                section=self.subject,
                text=sent.get("opmerking", ""),
                actor=self.actor,
                answers=self._comment("antwoord-op") if sent.get("antwoord-op") else None,
            )
            sentence = "Uw opmerking is geplaatst. Alleen uw team ziet haar."
        came_from_section = "naar-onderdeel" in sent
        address = address_of(self.application, self.subject) if came_from_section else self.address
        return self.saved(sentence, f"{address}#opmerkingen")

    @property
    def address(self) -> str:
        """The address of this page."""
        return reverse("onderwijsregios:application-comments", args=[self.application.pk, self.subject.value])

    def _comment(self, field: str) -> Comment:
        stated = self.request.POST.get(field, "")
        number = int(stated) if stated.isdecimal() and len(stated) <= LONGEST_NUMBER else 0
        comments = Comment.objects.filter(application=self.application, section=self.subject)
        return get_object_or_404(comments.select_related("application__lead"), pk=number)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = self.kept_data() if self.request.method == "GET" else self.request.POST
        return super().get_context_data(
            written=kept.get("opmerking", "") if kept else "",
            commented=self.subject,
            section_url_name=f"onderwijsregios:application-{self.subject.value}",
            answers_to=kept.get("antwoord-op", "") if kept else "",
            **kwargs,
        )

    def typed(self) -> list[tuple[str, str]]:
        return [("Opmerking", self.request.POST.get("opmerking", ""))]
