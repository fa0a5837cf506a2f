"""Files beside a section: add several at once, describe, remove."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse

from onderwijsregios.enums import Section
from onderwijsregios.forms.application import uuid_or_none
from onderwijsregios.forms.attachments import FILES_FIELD, AddAttachmentsForm, TitlesForm
from onderwijsregios.models import Attachment
from onderwijsregios.selectors.attachments import attachments_of
from onderwijsregios.services.applications.attachments import (
    Addition,
    add_attachments,
    describe_attachments,
    remove_attachment,
)
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView
from regio.core.errors import EditConflict
from regio.core.files.kinds import ALL_KINDS, Unusable
from regio.models import Document
from regio.services.documents import receive_upload

WAITING_FIELD = "document"


class AttachmentsView(ApplicationView):
    """What the pages about the files of one section share."""

    @property
    def section(self) -> Section:
        """The section that the files stand beside."""
        try:
            return Section(self.kwargs["subject"])
        except ValueError as error:
            raise Http404 from error

    @property
    def step(self) -> str:  # type: ignore[override]  # the address says it
        return self.section.value

    @property
    def address(self) -> str:
        """The address of the list."""
        return reverse(
            "onderwijsregios:application-attachments", args=[self.application.pk, self.section.value]
        )

    @cached_property
    def present(self) -> list[Attachment]:
        """The files that stand here now."""
        return list(attachments_of(self.application, self.section))


class EditAttachments(AttachmentsView):
    """The files of one section. Each file is stored as soon as it arrives, and judged by itself."""

    template_name = "onderwijsregios/board/attachments.html"
    takes_kinds = ALL_KINDS
    result: Addition | None = None

    @property
    def keeps_text(self) -> bool:  # type: ignore[override]  # only descriptions are typed here
        sent = self.request.POST if self.request.method == "POST" else self.kept_data() or QueryDict()
        return any(name.startswith("titel-") for name in sent)

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        self.unusable: list[tuple[str, str]] = []
        self.stored: list[Document] | None = None

    def save(self) -> HttpResponse:
        if FILES_FIELD in self.request.FILES or WAITING_FIELD in self.request.POST:
            return self._add()
        if "omschrijvingen" in self.request.POST:
            return self._describe()
        self.unusable = [("", "Kies eerst een of meer bestanden op uw computer.")]
        return self.render_to_response(self.get_context_data(), status=BAD_INPUT)

    def _add(self) -> HttpResponse:
        self.stored = self._waiting_files()
        for upload in self.request.FILES.getlist(FILES_FIELD):
            try:
                self.stored.append(receive_upload(file=upload, actor=self.actor, kinds=ALL_KINDS))
            except Unusable as error:
                self.unusable.append((upload.name or "", error.message))
        self.result = add_attachments(
            application=self.application,
            actor=self.actor,
            section=self.section,
            documents=self.stored,
            arrived_at=self.arrived_at,
        )
        self.unusable += [(document.original_name, reason) for document, reason in self.result.refused]
        self.read_again()
        self.saved_all = not self._waiting()
        if self.unusable:
            return self.render_to_response(self.get_context_data(), status=BAD_INPUT)
        return self.saved(self._sentence(len(self.result.added)))

    def _waiting_files(self) -> list[Document]:
        """Return the own files that arrived earlier, and are to be added now."""
        stated = self.request.POST.getlist(WAITING_FIELD)
        keys: list[UUID] = [key for one in stated if (key := uuid_or_none(one))]
        return list(Document.objects.filter(pk__in=keys, created_by=self.actor).order_by("created_at"))

    def _describe(self) -> HttpResponse:
        form = TitlesForm(self.request.POST, attachments=self.present)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=BAD_INPUT)
        describe_attachments(
            application=self.application,
            actor=self.actor,
            section=self.section,
            titles=form.changes(),
            arrived_at=self.arrived_at,
        )
        self.saved_all = not self._waiting()
        return self.saved("De omschrijvingen zijn bewaard.")

    @staticmethod
    def _sentence(added: int) -> str:
        return "De bijlage is toegevoegd." if added == 1 else f"{added} bijlagen zijn toegevoegd."

    def read_again(self) -> None:
        super().read_again()
        self.__dict__.pop("present", None)

    def files_to_keep(self) -> list[Document]:
        """Keep what was stored but could not be added, now or earlier; another time it may fit."""
        stored = super().files_to_keep() if self.stored is None else self.stored
        here = {one.document.sha256 for one in self.present}
        files = {one.sha256: one for one in (*self._kept_files(), *stored)}
        return [one for sha256, one in files.items() if sha256 not in here]

    def _kept_files(self) -> list[Document]:
        kept = self.kept()
        return list(kept.documents.all()) if kept else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            data = self._data(is_conflict="conflict" in kwargs)
            kwargs["form"] = TitlesForm(data, attachments=self.present)
        theirs = {one["field"]: one["theirs"] for one in kwargs.get("conflict", ())}
        room = settings.UPLOAD_MAX_ATTACHMENTS - len(self.present)
        return super().get_context_data(
            rows=kwargs["form"].rows(theirs),
            add_form=AddAttachmentsForm(room=room) if room > 0 else None,
            most=settings.UPLOAD_MAX_ATTACHMENTS,
            unusable=self.unusable,
            added=self._sentence(len(self.result.added)) if self.result and self.result.added else "",
            waiting=self._waiting(),
            **kwargs,
        )

    def _waiting(self) -> list[Document]:
        """Return the files that arrived and are not where they belong."""
        here = {one.document.sha256 for one in self.present}
        files = (*self._kept_files(), *(self.stored or ()))
        return [one for one in dict.fromkeys(files) if one.sha256 not in here]

    def _data(self, *, is_conflict: bool) -> QueryDict | None:
        """Return what fills the descriptions; after a conflict "was" is what the reader now sees."""
        is_post = self.request.method == "POST" and "omschrijvingen" in self.request.POST
        data = self.request.POST.copy() if is_post else (self.kept_data() if self.keeps_text else None)
        if data is None or (is_post and not is_conflict):
            return data
        for one in self.present:
            was, typed = f"was-{one.pk}", f"titel-{one.pk}"
            if data.get(typed) == data.get(was):
                data[typed] = one.title
            data[was] = one.title
        return data

    def answer_conflict(self, error: EditConflict) -> HttpResponse:
        self.read_again()
        return super().answer_conflict(error)

    def typed(self) -> list[tuple[str, str]]:
        if self.stored:
            return [("Bestand", one.original_name) for one in self.stored]
        titles = ((name, text) for name, text in self.request.POST.items() if name.startswith("titel-"))
        return [("Omschrijving", str(text)) for _, text in titles if text]


class RemoveAttachment(AttachmentsView):
    """Ask before a file is taken out."""

    keeps_text = False
    template_name = "onderwijsregios/board/remove_attachment.html"

    @property
    def attachment(self) -> Attachment | None:
        """The file that the address names, if it is still there."""
        return next((one for one in self.present if one.pk == self.kwargs["number"]), None)

    def save(self) -> HttpResponse:
        remove_attachment(
            application=self.application,
            actor=self.actor,
            section=self.section,
            attachment=self.kwargs["number"],
            arrived_at=self.arrived_at,
        )
        return self.saved("De bijlage is verwijderd.", self.address)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(attachment=self.attachment, attachments_href=self.address, **kwargs)
