"""All addresses. Programmes are wired by name, so that regio imports none of them."""

from django.urls import include, path

from regio.views import board, documents, health, styleguide
from regio.views.public import home
from regio.views.public import map as region_map
from regio.views.staff import accounts as staff_accounts

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("", include("onderwijsregios.urls")),
    path("", include("partnerships.urls")),
    path("", include("rap.urls")),
    path("regiokaart/", region_map.RegionMapPage.as_view(), name="map"),
    path("stijlgids/", styleguide.index, name="styleguide"),
    path("stijlgids/<slug:page>/", styleguide.full_page, name="styleguide-page"),
    path("gezond/", health.alive, name="alive"),
    path("account/", include("allauth.urls")),
    path("mijn/", board.OwnPage.as_view(), name="own-page"),
    path("documenten/<uuid:pk>/", documents.DocumentView.as_view(), name="document"),
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

handler400 = "regio.views.errors.bad_request"
handler403 = "regio.views.errors.forbidden"
handler404 = "regio.views.errors.not_found"
handler500 = "regio.views.errors.server_error"
