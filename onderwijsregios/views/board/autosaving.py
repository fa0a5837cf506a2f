"""Fields that save themselves while somebody types.

The script sends the whole form to the page's own address, with the name of the field in
``veld``: so what cannot be saved is kept in the same place as when the button is
pressed. The answer is a fragment for below the field; the header says how it ended to
the script, which otherwise could not tell it from a page that something else made.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from onderwijsregios.forms.application import BESIDE_FIELD, version_field
from onderwijsregios.views.board.base import BAD_INPUT, ApplicationView
from regio.core import clock
from regio.core.errors import EditConflict, PortalError, TooEarly, TooLate
from regio.views.keeping import keep_for_ticket

FIELD = "veld"
HEADER = "X-Bewaard"
SIGNED_OUT = 401
FRAGMENT = "onderwijsregios/board/_autosaved.html"
ONE_LINE = frozenset({"sectors", "is_national"})
"""Fields of which what is saved fits in a sentence."""


class SavesWhileTyping(ApplicationView):
    """A page with a form of which each field can be saved by itself."""

    def make_form(self, data: Any = None) -> Any:
        """Return the form as it stands now; ``data`` fills it with what was typed."""
        raise NotImplementedError

    def store_field(self, form: Any, name: str) -> int:
        """Hand one field to the service; return the version from which it goes on."""
        raise NotImplementedError

    def saved_words(self) -> dict[str, str]:
        """Return what is saved now, by field, as a reader sees it."""
        raise NotImplementedError

    def versions(self) -> dict[str, int]:
        """Return the hidden fields that say what the form was made from, as they are now."""
        raise NotImplementedError

    def has_more_unsaved(self) -> bool:
        """Tell whether the form that was sent holds more that is not saved."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say in the fragment that the sender is signed out, instead of answering another page."""
        if is_autosave(request) and not request.user.is_authenticated:
            keep_for_ticket(request)
            return _fragment(request, "uitgelogd", status=SIGNED_OUT)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save one field and answer a fragment, or the whole form and answer a page."""
        if not is_autosave(request):
            return super().post(request, *args, **kwargs)
        name = request.POST[FIELD]
        try:
            return self.save_field(name)
        except EditConflict as error:
            self.read_again()  # the text and the version that it has, from one moment
            return _fragment(
                request,
                "gewijzigd",
                status=error.status,
                field=name,
                label=self.make_form()[name].label,
                theirs=self.saved_words()[name],
                is_text=name not in ONE_LINE,
                version=self.versions()[version_field(name)],
            )
        except (TooLate, TooEarly) as error:
            return _fragment(request, "gesloten", status=error.status, reason=error.message)
        except PortalError as error:
            return _fragment(request, "geweigerd", status=error.status, reason=error.message)

    def save_field(self, name: str) -> HttpResponse:
        """Save the field of the form that was sent."""
        form: forms.Form = self.make_form(self.request.POST)
        if name not in form.fields or form[name].is_hidden:
            reason = "Dit veld bestaat niet. Laad deze pagina opnieuw."
            return _fragment(self.request, "ongeldig", status=BAD_INPUT, reason=reason)
        version = version_field(name)
        if errors := [*form.errors.get(name, []), *form.errors.get(version, [])]:
            return _fragment(self.request, "ongeldig", status=BAD_INPUT, reason=" ".join(map(str, errors)))
        now = self.store_field(form, name)
        self.saved_all = self.kept() is not None and not self.has_more_unsaved()
        is_choice = name in self.request.POST.getlist(BESIDE_FIELD)
        return _fragment(
            self.request, "ja", status=200, version_name=version, version=now, is_choice=is_choice
        )


def is_autosave(request: HttpRequest) -> bool:
    """Tell whether the request saves one field."""
    return request.method == "POST" and FIELD in request.POST


def _fragment(request: HttpRequest, outcome: str, *, status: int, **context: Any) -> HttpResponse:
    context |= {"outcome": outcome, "time": f"{clock.now().astimezone(clock.AMSTERDAM):%H:%M}"}
    response = render(request, FRAGMENT, context, status=status)
    response[HEADER] = outcome
    return response
