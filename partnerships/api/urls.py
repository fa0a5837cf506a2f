"""Addresses of partnerships Samen Opleiden in the API; registered in ``apps.py``."""

from partnerships.api.serializers import SamenOpleidenPartnerschapSerializer
from partnerships.forms.filters import PartnershipFilterSet
from partnerships.models import SamenOpleidenPartnership
from regio.api.collaborations import collaboration_urls

urlpatterns = collaboration_urls(
    "samen-opleiden",
    model=SamenOpleidenPartnership,
    filterset_class=PartnershipFilterSet,
    serializer_class=SamenOpleidenPartnerschapSerializer,
)
