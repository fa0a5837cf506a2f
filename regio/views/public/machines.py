"""What search engines and security researchers read."""

import datetime as dt
from typing import Any, Final

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as django_sitemaps
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import reverse

from regio.core import clock
from regio.core.registry import programmes
from regio.enums import OrganisationKind
from regio.models import Collaboration, Municipality, Organisation, School
from regio.models.periods import valid_on
from regio.views.base import public

NOT_FOR_ROBOTS: Final = (
    *("/account/", "/mijn/", "/aanvragen/", "/beoordelen/", "/realisatie-eenheid/", "/documenten/"),
    "/tekenen/",
    "/uitnodiging/",
    "/zoeken/",
)
SECURITY_TEXT_IS_VALID: Final = dt.timedelta(days=180)


@public
def robots(request: HttpRequest) -> HttpResponse:
    """Keep robots out of what is not public or has no end."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public
def favicon(request: HttpRequest) -> HttpResponse:
    """Show where the icon is to what asks at the old address; a day only, as its name changes."""
    where = static("dist/img/mark.svg")
    return HttpResponsePermanentRedirect(where, headers={"Cache-Control": "public, max-age=86400"})


@public
def security_text(request: HttpRequest) -> HttpResponse:
    """Tell who finds a leak whom to tell (RFC 9116)."""
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{settings.STAFF_EMAIL}",
        f"Contact: {settings.SITE_URL}{reverse('contact')}",
        f"Expires: {(midnight + SECURITY_TEXT_IS_VALID):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}{reverse('security-text')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


class PagesSitemap(Sitemap):  # type: ignore[type-arg]  # not generic at run time
    """The pages that are always there."""

    def items(self) -> list[str]:
        names = [
            *("home", "boards", "schools", "training-institutes", "municipalities"),
            *("contact", "about", "about-sources", "about-accessibility", "about-privacy"),
        ]
        return [reverse(name) for name in (*names, *(one.list_url for one in programmes()))]

    def location(self, item: str) -> str:
        return item


class RowsSitemap(Sitemap):  # type: ignore[type-arg]  # not generic at run time
    """A page for each row of a table."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows

    def items(self) -> QuerySet[Any]:
        return self.rows


def sitemaps() -> dict[str, Any]:
    """Return the parts of the sitemap."""
    today = valid_on(clock.today())
    organisations = Organisation.objects.filter(today).only("kind", "register_code").order_by("register_code")
    return {
        "paginas": PagesSitemap(),
        "samenwerkingen": RowsSitemap(Collaboration.objects.only("programme", "slug").order_by("slug")),
        "besturen": RowsSitemap(organisations.filter(kind=OrganisationKind.SCHOOL_BOARD)),
        "lerarenopleidingen": RowsSitemap(organisations.filter(kind=OrganisationKind.TRAINING_INSTITUTE)),
        "gemeenten": RowsSitemap(Municipality.objects.filter(today).only("code").order_by("code")),
        "scholen": RowsSitemap(School.objects.filter(today).only("brin6").order_by("brin6")),
    }


@public
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the parts of the sitemap."""
    return django_sitemaps.index(request, sitemaps=sitemaps(), sitemap_url_name="sitemap-part")


@public
def sitemap_part(request: HttpRequest, section: str) -> HttpResponse:
    """List the pages of one part."""
    return django_sitemaps.sitemap(request, sitemaps=sitemaps(), section=section)
