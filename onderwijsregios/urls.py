"""Addresses of onderwijsregio's and of the rounds for voorlopers."""

from django.urls import path

from onderwijsregios.views import public

app_name = "onderwijsregios"

urlpatterns = [
    path("onderwijsregios/", public.OnderwijsregioList.as_view(), name="list"),
    path("onderwijsregios/<slug:slug>/", public.OnderwijsregioDetail.as_view(), name="detail"),
]
