"""The only way out for private files."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.generic import View

from regio.core.errors import Refused
from regio.models import Document
from regio.services.documents import open_document
from regio.views.base import PermissionView

LOCKED = 423


class DocumentView(PermissionView, View):
    """Give a file to whoever the rules of the object that uses it let read it.

    Always as attachment and in a sandbox: whatever is inside never runs as a page of
    the portal. Each read is logged. A locked file gets a page that says why.
    """

    permission = "regio.view_document"
    http_method_names = ["get", "head"]

    def get_permission_object(self) -> Document:
        self.document = get_object_or_404(Document, pk=self.kwargs["pk"])
        return self.document

    def get(self, request: HttpRequest, *args: Any, pk: UUID, **kwargs: Any) -> HttpResponseBase:
        try:
            document = open_document(document=self.document, actor=self.actor)
        except Refused as error:
            return render(
                request, "regio/board/document_locked.html", {"reason": error.message}, status=LOCKED
            )
        return hand_out(document)


def hand_out(document: Document) -> FileResponse:
    """Return the file as an answer that no browser shows or keeps; who may read it was asked before."""
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.original_name,
        content_type=document.content_type,
    )
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
