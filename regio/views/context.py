"""What every page needs to know."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of each page shows; no queries here."""
    return {"site_url": settings.SITE_URL, "debug": settings.DEBUG}
