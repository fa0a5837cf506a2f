"""Addresses of RAP."""

from django.urls import path

from rap.views import public

app_name = "rap"

urlpatterns = [
    path("rap/", public.RapProjectList.as_view(), name="list"),
    path("rap/<slug:slug>/", public.RapProjectDetail.as_view(), name="detail"),
]
