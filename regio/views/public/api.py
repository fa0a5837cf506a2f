"""The page that explains the API to people who program."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from regio.views.base import PublicView


class AboutApi(PublicView, View):
    """Addresses, formats and errors; each kind of problem has its anchor here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        most = settings.API_THROTTLE_PER_MINUTE or "onbeperkt veel"
        return render(request, "regio/public/about_api.html", {"section": "over", "most_per_minute": most})
