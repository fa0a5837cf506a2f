"""Pages for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from regio.views.base import public
from regio.views.keeping import keep_for_ticket


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read; drawn without it, because even its host may be refused."""
    return HttpResponse(render_to_string("errors/400.html"), status=400)


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """May be seen, not done."""
    return render(request, "errors/403.html", {"reason": str(exception or "")}, status=403)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Does not exist, or may not be seen."""
    return render(request, "errors/404.html", status=404)


@public
def too_many(request: HttpRequest) -> HttpResponse:
    """Tried too often; allauth counts who signs in, asks for mails or guesses codes."""
    return render(request, "errors/429.html", status=429)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault."""
    return render(request, "errors/500.html", status=500)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere; text from a form of ours is kept."""
    kept = keep_for_ticket(request)
    return render(request, "errors/csrf.html", {"kept_href": request.path if kept else ""}, status=403)
