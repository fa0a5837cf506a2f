"""The portal's addresses and, beside them, a bare Django view to compare with."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from regio.urls import handler400, handler403, handler404, handler500
from regio.urls import urlpatterns as portal_urls
from regio.views.base import public

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@public
def bare(request: HttpRequest) -> HttpResponse:
    """Answer three letters: what server, framework and the portal's middleware cost at least."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [path("_kaal/", bare), *portal_urls]
