"""Addresses of onderwijsregio's in the API; registered in ``apps.py``."""

from onderwijsregios.api.serializers import OnderwijsregioSerializer
from onderwijsregios.forms.filters import OnderwijsregioFilterSet
from onderwijsregios.models import Onderwijsregio
from regio.api.collaborations import collaboration_urls

urlpatterns = collaboration_urls(
    "onderwijsregios",
    model=Onderwijsregio,
    filterset_class=OnderwijsregioFilterSet,
    serializer_class=OnderwijsregioSerializer,
)
