"""Addresses below ``/api/``: none ends in a slash, so that a slash is a 404 and never a redirect."""

from django.urls import URLPattern, URLResolver, include, path

from regio.api import registers, root
from regio.core.registry import programmes

resources: list[URLPattern | URLResolver] = [
    *(path("", include(programme.api_urls)) for programme in programmes()),
    path("organisaties", registers.OrganisationList.as_view()),
    path("organisaties/<str:identifier>", registers.OrganisationDetail.as_view()),
    path("scholen", registers.SchoolList.as_view()),
    path("scholen/<str:identifier>", registers.SchoolDetail.as_view()),
    path("gemeenten", registers.MunicipalityList.as_view()),
    path("gemeenten/<str:identifier>", registers.MunicipalityDetail.as_view()),
]

urlpatterns = [
    path("v1", root.Root.as_view(), name="api"),
    path("v1/openapi.json", root.Description.as_view(), name="openapi"),
    path("v1/", include(resources)),
]
