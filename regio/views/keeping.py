"""Forms whose text is never lost: kept when it cannot be saved, and offered again.

The template puts ``{% keep_ticket %}`` in the form; the view mixes in
:class:`KeepsInput` and fills its form with :meth:`KeepsInput.kept_data`.
"""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from regio.core.files.kinds import PDF, Kind, Unusable
from regio.models import Document, KeptInput, User
from regio.selectors.kept_input import kept_inputs
from regio.services.documents import receive_upload
from regio.services.kept_input import TICKET_FIELD, forget_input, holder_of, keep_input
from regio.views.base import PermissionView

DISCARD_FIELD = "gooi-weg"
NOT_KEPT = frozenset({"csrfmiddlewaretoken", TICKET_FIELD, DISCARD_FIELD})
FAILED = 400
MOST_FILES = 20
"""How many files of one form are kept."""


class KeepsInput(PermissionView):
    """Mixin: what is posted here is kept when it is not saved.

    That is when the sender is signed out by now, when the answer is an error, or when
    something breaks. A POST that succeeds forgets what was kept.
    """

    keeps_text = True
    """False for a page on which nothing is typed: a file is still kept there."""

    saved_all = True
    """False when a POST that succeeded saved only a part of what it held: then what was kept stays."""

    takes_kinds: Collection[Kind] = (PDF,)
    """Which kinds of files this page takes; others are not kept either."""

    received: Document | None = None
    """The file of this request, once the view has stored it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return super().dispatch(request, *args, **kwargs)
        if not request.user.is_authenticated:
            keep_for_ticket(request)
            return super().dispatch(request, *args, **kwargs)
        if DISCARD_FIELD in request.POST:
            forget_input(user=self.actor, path=request.path)
            return redirect(request.path)
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Http404:
            raise
        except Exception:
            self._keep()
            raise
        if response.status_code >= FAILED:
            self._keep()
        elif self.saved_all:
            forget_input(user=self.actor, path=request.path)
        return response

    def _keep(self) -> None:
        documents = self.files_to_keep()
        if self.keeps_text or documents:
            _keep(self.request, self.actor, documents)

    def files_to_keep(self) -> list[Document]:
        """Return the files of this request that are not where they belong; they are stored by now."""
        return [self.received] if self.received else _receive(self.request, self.actor)

    @property
    def also_kept_at(self) -> Collection[str]:
        """The paths of other pages of which what was kept is shown here too."""
        return ()

    def kept(self, path: str = "") -> KeptInput | None:
        """Return what was kept for this reader on this page, or at ``path``; asked once per request."""
        if not hasattr(self, "_kept"):
            self._kept = kept_inputs(self.actor, [self.request.path, *self.also_kept_at])
        return self._kept.get(path or self.request.path)

    def kept_data(self, path: str = "") -> QueryDict | None:
        """Return what was kept, on this page or at ``path``, in the shape of a posted form."""
        kept = self.kept(path)
        if kept is None:
            return None
        data = QueryDict(mutable=True)
        for name, values in kept.fields.items():
            data.setlist(name, values)
        return data

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the template what was kept, so that it can say so."""
        kept = self.kept() if self.keeps_text and self.request.method == "GET" else None
        return super().get_context_data(kept=kept, **kwargs)  # type: ignore[misc, no-any-return]  # a view


def keep_for_ticket(request: HttpRequest) -> KeptInput | None:
    """Keep a POST for the person to whom its form was shown, whoever is signed in now."""
    user = holder_of(request.POST.get(TICKET_FIELD, ""), path=request.path)
    return _keep(request, user, _receive(request, user)) if user else None


def _keep(request: HttpRequest, user: User, documents: list[Document]) -> KeptInput | None:
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    return keep_input(user=user, path=request.path, fields=fields, documents=documents)


def _receive(request: HttpRequest, user: User) -> list[Document]:
    """Store the files of the form that its page can use; nobody is there to hear why others are not."""
    match = request.resolver_match
    kinds = getattr(getattr(match.func, "view_class", None), "takes_kinds", ()) if match else ()
    uploads = [one for _, some in request.FILES.lists() for one in some][:MOST_FILES]
    received = []
    for upload in uploads if kinds else ():
        with suppress(Unusable):
            received.append(receive_upload(file=upload, actor=user, kinds=kinds))
    return received
