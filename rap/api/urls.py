"""Addresses of RAP projects in the API; registered in ``apps.py``."""

from rap.api.serializers import RapProjectSerializer
from rap.forms.filters import RapProjectFilterSet
from rap.models import RapProject
from regio.api.collaborations import collaboration_urls

urlpatterns = collaboration_urls(
    "rap",
    model=RapProject,
    filterset_class=RapProjectFilterSet,
    serializer_class=RapProjectSerializer,
)
