"""Public pages of onderwijsregio's."""

from onderwijsregios.forms.filters import OnderwijsregioFilterSet
from onderwijsregios.models import Onderwijsregio
from regio.views.public.collaborations import CollaborationDetail, CollaborationList


class OnderwijsregioList(CollaborationList):
    """All onderwijsregio's, also per brede regio."""

    model = Onderwijsregio
    filterset_class = OnderwijsregioFilterSet
    template_name = "onderwijsregios/public/list.html"
    programme = "onderwijsregios"
    one = "onderwijsregio"
    many = "onderwijsregio's"


class OnderwijsregioDetail(CollaborationDetail):
    """One onderwijsregio."""

    model = Onderwijsregio
    template_name = "onderwijsregios/public/detail.html"
