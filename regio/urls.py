"""All addresses. Programmes are wired by name, so that regio imports none of them."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from regio.views import health

urlpatterns = [
    path("gezond/", health.alive, name="alive"),
    path("account/", include("allauth.urls")),
]

if settings.DEBUG:
    urlpatterns += [path("beheer/", admin.site.urls)]

handler400 = "regio.views.errors.bad_request"
handler403 = "regio.views.errors.forbidden"
handler404 = "regio.views.errors.not_found"
handler500 = "regio.views.errors.server_error"
