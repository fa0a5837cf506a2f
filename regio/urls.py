"""All addresses. Programmes are wired by name, so that regio imports none of them."""

from django.urls import include, path

from regio.views import board, documents, health, own_account, second_factor, styleguide
from regio.views.public import about, api, areas, contact, home, machines, organisations, search
from regio.views.public import map as region_map
from regio.views.staff import accounts as staff_accounts
from regio.views.staff import messages as staff_messages

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("", include("onderwijsregios.urls")),
    path("", include("partnerships.urls")),
    path("", include("rap.urls")),
    path("regiokaart/", region_map.RegionMapPage.as_view(), name="map"),
    path("stijlgids/", styleguide.index, name="styleguide"),
    path("stijlgids/<slug:page>/", styleguide.full_page, name="styleguide-page"),
    path("zoeken/", search.Search.as_view(), name="search"),
    path("besturen/", organisations.BoardList.as_view(), name="boards"),
    path("besturen/<str:code>/", organisations.BoardDetail.as_view(), name="board"),
    path("scholen/", organisations.SchoolList.as_view(), name="schools"),
    path("scholen/<str:code>/", organisations.SchoolDetail.as_view(), name="school"),
    path("lerarenopleidingen/", organisations.InstituteList.as_view(), name="training-institutes"),
    path(
        "lerarenopleidingen/<str:code>/", organisations.InstituteDetail.as_view(), name="training-institute"
    ),
    path("gemeenten/", areas.MunicipalityList.as_view(), name="municipalities"),
    path("gemeenten/<str:code>/", areas.MunicipalityDetail.as_view(), name="municipality"),
    path("contact/", contact.Contact.as_view(), name="contact"),
    path("contact/ontvangen/<str:reference>/", contact.ContactSent.as_view(), name="contact-sent"),
    path("over/", about.About.as_view(), name="about"),
    path("over/bronnen/", about.Sources.as_view(), name="about-sources"),
    path(
        "over/toegankelijkheid/",
        about.AboutPage.as_view(template_name="regio/public/about_accessibility.html"),
        name="about-accessibility",
    ),
    path(
        "over/privacy/",
        about.AboutPage.as_view(template_name="regio/public/about_privacy.html"),
        name="about-privacy",
    ),
    path("over/api/", api.AboutApi.as_view(), name="about-api"),
    path("robots.txt", machines.robots, name="robots"),
    path("favicon.ico", machines.favicon, name="favicon"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap"),
    path("sitemap-<str:section>.xml", machines.sitemap_part, name="sitemap-part"),
    path(".well-known/security.txt", machines.security_text, name="security-text"),
    path("api/", include("regio.api.urls")),
    path("gezond/", health.alive, name="alive"),
    path("account/2fa/webauthn/keys/<int:pk>/remove/", second_factor.RemovePasskey.as_view()),
    path("account/", include("allauth.urls")),
    path("mijn/", board.OwnPage.as_view(), name="own-page"),
    path("mijn/berichten/", own_account.MailPreferences.as_view(), name="mail-preferences"),
    path("mijn/naam/", own_account.OwnName.as_view(), name="own-name"),
    path("documenten/<uuid:pk>/", documents.DocumentView.as_view(), name="document"),
    path("realisatie-eenheid/berichten/", staff_messages.MessageList.as_view(), name="staff-messages"),
    path(
        "realisatie-eenheid/berichten/<str:reference>/",
        staff_messages.MessageDetail.as_view(),
        name="staff-message",
    ),
    path("realisatie-eenheid/accounts/", staff_accounts.AccountList.as_view(), name="staff-accounts"),
    path(
        "realisatie-eenheid/accounts/<int:pk>/", staff_accounts.AccountDetail.as_view(), name="staff-account"
    ),
    path(
        "realisatie-eenheid/accounts/<int:pk>/wissen/",
        staff_accounts.EraseAccount.as_view(),
        name="staff-erase-account",
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
handler429 = "regio.views.errors.too_many"  # allauth's, for who tries a password too often
handler500 = "regio.views.errors.server_error"
