"""The home page: what the regio-infrastructuur is, in words and figures."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from regio.core import clock
from regio.core.registry import announcements, programmes
from regio.models import BroadRegion
from regio.selectors import figures as selectors
from regio.views.base import PublicView

STUDENTS: Final = "samen-opleiden-studenten"
"""The series with the share of students in Samen Opleiden."""


class Home(PublicView, View):
    """Explains the three kinds of collaboration and leads to them; seven queries."""

    def get(self, request: HttpRequest) -> HttpResponse:
        country = selectors.country_figures(day=clock.today())
        students = selectors.year_series(STUDENTS)
        labels = {programme.key: programme.label_plural for programme in programmes()}
        context = {
            "day": clock.today(),
            "country": country,
            "programmes": [(one, country.programmes[one.key]) for one in programmes()],
            "announcements": announcements(request.arrived_at),  # type: ignore[attr-defined]  # set by ArrivalMiddleware
            "broad_regions": list(BroadRegion.objects.order_by("name")),
            "students": students,
            "students_series": [("Studenten in Samen Opleiden", students.values)] if students else [],
            "schemes": [(labels.get(one.programme, ""), one) for one in selectors.schemes()],
            "has_sample_data": country.has_samples,
        }
        return render(request, "regio/public/home.html", context)
