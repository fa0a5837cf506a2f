"""Public pages of RAP projects."""

from rap.forms.filters import RapProjectFilterSet
from rap.models import RapProject
from regio.views.public.collaborations import CollaborationDetail, CollaborationList


class RapProjectList(CollaborationList):
    """All RAP projects, those of past schemes included."""

    model = RapProject
    filterset_class = RapProjectFilterSet
    template_name = "rap/public/list.html"
    programme = "rap"
    one = "RAP-project"
    many = "RAP-projecten"


class RapProjectDetail(CollaborationDetail):
    """One RAP project."""

    model = RapProject
    template_name = "rap/public/detail.html"
