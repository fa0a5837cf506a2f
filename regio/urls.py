"""All addresses. Programmes are wired by name, so that regio imports none of them."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from regio.views import health
from regio.views.staff import accounts as staff_accounts

urlpatterns = [
    path("gezond/", health.alive, name="alive"),
    path("account/", include("allauth.urls")),
    path("realisatie-eenheid/accounts/", staff_accounts.AccountList.as_view(), name="staff-accounts"),
    path(
        "realisatie-eenheid/accounts/<int:pk>/", staff_accounts.AccountDetail.as_view(), name="staff-account"
    ),
    path(
        "realisatie-eenheid/accounts/beeindig/<str:kind>/<int:pk>/",
        staff_accounts.EndRight.as_view(),
        name="staff-end-right",
    ),
]

if settings.DEBUG:
    urlpatterns += [path("beheer/", admin.site.urls)]

handler400 = "regio.views.errors.bad_request"
handler403 = "regio.views.errors.forbidden"
handler404 = "regio.views.errors.not_found"
handler500 = "regio.views.errors.server_error"
