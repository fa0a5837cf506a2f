"""Addresses of Samen Opleiden."""

from django.urls import path

from partnerships.enums import SectorGroup
from partnerships.views import public

app_name = "partnerships"

urlpatterns = [
    path("samen-opleiden/", public.PartnershipList.as_view(), name="list"),
    path(
        "samen-opleiden/po-vso/",
        public.PartnershipList.as_view(sector_group=SectorGroup.PO_VSO),
        name="list-po-vso",
    ),
    path(
        "samen-opleiden/vo-mbo/",
        public.PartnershipList.as_view(sector_group=SectorGroup.VO_MBO),
        name="list-vo-mbo",
    ),
    path("samen-opleiden/<slug:slug>/", public.PartnershipDetail.as_view(), name="detail"),
]
