"""What this portal is, where its facts come from, and how it treats its visitors."""

from typing import Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from regio.models import DataSource
from regio.views.base import PublicView

SUPPORT: Final = (
    {
        "sector": "Primair en speciaal onderwijs",
        "name": "Arbeidsmarktplatform PO",
        "url": "https://arbeidsmarktplatformpo.nl/",
        "text": "Van werkgevers en werknemers samen, voor de arbeidsmarkt in het primair onderwijs.",
    },
    {
        "sector": "Voortgezet onderwijs",
        "name": "Voion",
        "url": "https://www.voion.nl/",
        "text": "Arbeidsmarkt- en opleidingsfonds voor het voortgezet onderwijs.",
    },
    {
        "sector": "Middelbaar beroepsonderwijs",
        "name": "SOM",
        "url": "https://www.sommbo.nl/",
        "text": "Stichting Onderwijsarbeidsmarkt MBO, van werkgevers en werknemers samen.",
    },
)


def sources() -> QuerySet[DataSource]:
    """Return the published sources; what the portal keeps for itself has no address."""
    return DataSource.objects.exclude(url="").order_by("publisher", "title", "-reference_date")


class About(PublicView, View):
    """What the regio-infrastructuur is and who helps."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"section": "over", "support": SUPPORT, "number_of_sources": sources().count()}
        return render(request, "regio/public/about.html", context)


class Sources(PublicView, View):
    """Each source with its publisher, licence and reference date."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(
            request, "regio/public/about_sources.html", {"section": "over", "sources": list(sources())}
        )


class AboutPage(PublicView, View):
    """A page of text."""

    template_name = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, self.template_name, {"section": "over"})
