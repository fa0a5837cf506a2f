"""Comments that are sent together with the form of the page that they stand beside.

Their fields belong to the page's own form (HTML's ``form`` attribute), so that one
submission holds the comment and whatever was typed beside it, with or without a script.
"""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from onderwijsregios.enums import Section
from onderwijsregios.forms.application import BESIDE_FIELD
from onderwijsregios.models import Application, Comment
from onderwijsregios.services.applications.commenting import add_comment, reopen_comment, resolve_comment
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView
from regio.core.errors import PortalError
from regio.models import User
from regio.services.kept_input import forget_input, keep_input
from regio.views.keeping import NOT_KEPT

WRITE, ANSWER, RESOLVE, REOPEN = "plaats-opmerking", "antwoord-op", "afgehandeld", "heropen"
BUTTONS = frozenset({WRITE, ANSWER, RESOLVE, REOPEN})
TEXT = "opmerking"
FORM_ID = "onderdeel"
LONGEST_NUMBER = 18


def answer_field(comment: str | int) -> str:
    """Return the name of the field with the answer to a comment."""
    return f"{TEXT}-{comment}"


def comments_address(application: Application, section: Section) -> str:
    """Return the address of all comments on a section; what is typed of a comment is kept there."""
    return reverse("onderwijsregios:application-comments", args=[application.pk, section.value])


def used_field(sent: QueryDict) -> str:
    """Return the name of the text that the pressed button places; "" when it places none."""
    if RESOLVE in sent or REOPEN in sent:
        return ""
    return answer_field(sent[ANSWER]) if ANSWER in sent else TEXT


def typed_comments(sent: QueryDict | None) -> dict[str, str]:
    """Return what ``sent`` holds of comments and answers, by field; empty ones are left out."""
    return {name: text for name, text in (sent or QueryDict()).items() if text.strip() and _is_text(name)}


def _is_text(name: str) -> bool:
    return name == TEXT or name.removeprefix(f"{TEXT}-").isdecimal()


def act_on_comments(*, sent: QueryDict, application: Application, section: Section, actor: User) -> str:
    """Do what the pressed button asks of the comments on ``section``; return what to say about it.

    Raises what the services raise, and :class:`Http404` for a comment that is not there.
    """

    def named(field: str) -> Comment:
        stated = sent.get(field, "")
        number = int(stated) if stated.isdecimal() and len(stated) <= LONGEST_NUMBER else 0
        comments = Comment.objects.filter(application=application, section=section)
        return get_object_or_404(comments.select_related("application__lead"), pk=number)

    if RESOLVE in sent:
        resolve_comment(comment=named(RESOLVE), actor=actor)
        return "De opmerking is afgehandeld."
    if REOPEN in sent:
        reopen_comment(comment=named(REOPEN), actor=actor)
        return "De opmerking staat weer open."
    add_comment(
        application=application,
        section=section,
        text=sent.get(used_field(sent), ""),
        actor=actor,
        answers=named(ANSWER) if ANSWER in sent else None,
    )
    return "Uw opmerking is geplaatst. Alleen uw team ziet haar."


class CommentsBeside(ApplicationView):
    """A page with a form, in which the comments beside it are sent too.

    A button of the comments also saves the form, as its own button does: both, or
    neither; see ``saves_with_comment``. Whatever else was typed of comments is kept until it is placed.
    """

    saves_with_comment = True
    """False when saving does more than keep what was typed: then the form is kept as it is."""

    wrong_comment = ""
    """The name of the text that could not be placed."""

    @property
    def comment_form(self) -> str:
        """The id of the form that the comments belong to; "" when they have forms of their own."""
        section = self.section
        return FORM_ID if self.is_editable and section and self.access.may_comment(section) else ""

    @property
    def also_kept_at(self) -> list[str]:
        """Where comments are kept that were typed and not placed."""
        return [comments_address(self.application, self.section)] if self.section else []

    @cached_property
    def comments_typed(self) -> dict[str, str]:
        """What was typed of comments and is not placed, by field; only templates ask it."""
        if self.request.method == "POST":
            return typed_comments(self.request.POST)
        apart = [typed_comments(self.kept_data(path)) for path in self.also_kept_at]
        return {
            name: text for found in [*apart, typed_comments(self.kept_data())] for name, text in found.items()
        }

    def act(self) -> HttpResponse:
        sent = self.request.POST
        if self.section is None or not BUTTONS & sent.keys():
            response = super().act()
            if response.status_code < BAD_INPUT:
                self._keep_other_comments(placed="")
            return response
        with transaction.atomic():
            try:
                told = act_on_comments(
                    sent=sent, application=self.application, section=self.section, actor=self.actor
                )
            except PortalError:
                self.wrong_comment = used_field(sent)
                raise
            if BESIDE_FIELD in sent or not self.saves_with_comment:
                self._keep_form()  # two texts beside each other wait for their own button, too
            else:
                response = self.save()
                if response.status_code >= BAD_INPUT:
                    transaction.set_rollback(True)
                    return response
            self._keep_other_comments(placed=used_field(sent))
        messages.success(self.request, told)
        return redirect(f"{self.request.get_full_path()}#opmerkingen")

    def _keep_form(self) -> None:
        """Keep what was typed without the comments, to show it again as it was."""
        if not self.keeps_text:
            return
        sent = self.request.POST.lists()
        fields = {name: values for name, values in sent if name not in NOT_KEPT and not _is_text(name)}
        keep_input(user=self.actor, path=self.request.path, fields=fields)
        self.saved_all = False

    def _keep_other_comments(self, *, placed: str) -> None:
        if self.section is None:
            return
        path = comments_address(self.application, self.section)
        left = {name: [text] for name, text in typed_comments(self.request.POST).items() if name != placed}
        if left:
            keep_input(user=self.actor, path=path, fields=left)
        else:
            forget_input(user=self.actor, path=path)

    def typed(self) -> list[tuple[str, str]]:
        sent: Any = self.request.POST if self.request.method == "POST" else self.kept_data()
        return [*super().typed(), *(("Opmerking", text) for text in typed_comments(sent).values())]
