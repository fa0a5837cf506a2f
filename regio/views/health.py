"""Says whether the portal is alive."""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from regio.views.base import public


@public
def alive(request: HttpRequest) -> HttpResponse:
    """Answer "ok" when the web server and the database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
