"""Collaborations in the API, the same in every programme.

A programme makes its resources by naming its model, filters and serializer, and puts
:func:`collaboration_urls` in the module that it registers as ``api_urls``.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django_filters import FilterSet

from regio.api.registers import GemeenteRow, SchoolRow
from regio.api.serializers import DeelnemerSerializer, SamenwerkingSerializer
from regio.api.views import ApiView, DetailResource, ListResource, Resource
from regio.core import clock
from regio.core.registry import programme
from regio.enums import MembershipRole
from regio.models import Collaboration, Membership
from regio.models.periods import valid_on
from regio.selectors import collaborations as selectors
from regio.selectors import organisations
from regio.selectors.maps import area_geometries


class CollaborationRow(Resource):
    """What list and detail of collaborations share."""

    model: ClassVar[type[Collaboration]]
    serializer_class: ClassVar[type[SamenwerkingSerializer]]
    has_geometry = True

    def represent(self, rows: Any) -> list[dict[str, Any]]:
        leads = _leads(rows)
        for row in rows:
            row.lead = next((lead for lead in leads.get(row.pk, ()) if _is_valid(lead, row)), None)
        return super().represent(rows)

    def geometries(self, rows: list[Any]) -> Mapping[Any, Mapping[str, Any] | None]:
        return area_geometries(rows, day=clock.today())

    def identifier(self, row: Collaboration) -> str:
        return row.public_id


def _leads(rows: list[Collaboration]) -> dict[int, list[Membership]]:
    """Return all that ever were penvoerder of these collaborations: one query, however many rows."""
    found: dict[int, list[Membership]] = {}
    for lead in Membership.objects.filter(
        role=MembershipRole.LEAD, collaboration__in=[row.pk for row in rows]
    ).select_related("organisation"):
        found.setdefault(lead.collaboration_id, []).append(lead)
    return found


def _is_valid(lead: Membership, row: Collaboration) -> bool:
    day = row.shown_on  # type: ignore[attr-defined]  # annotated by selectors.shown_on
    begun = lead.valid_from is None or lead.valid_from <= day
    return begun and (lead.valid_until is None or lead.valid_until >= day)


class CollaborationList(CollaborationRow, ListResource):
    """The collaborations of a programme, with the filters of its page."""

    filterset_class: ClassVar[type[FilterSet]]

    def rows(self) -> QuerySet[Any]:
        return self.model._default_manager.all()

    def prepared(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("source")


class CollaborationDetail(CollaborationRow, DetailResource):
    """One collaboration, also when it has ended."""

    missing = "Er is geen samenwerking met kenmerk {}."

    def find(self, identifier: str) -> Any | None:
        rows = selectors.begun_collaborations(self.model._default_manager.all(), day=clock.today())
        rows = selectors.with_counts(selectors.shown_on(rows, day=clock.today()))
        return rows.select_related("source").filter(public_id=identifier).first()


class PartOfCollaboration(ListResource):
    """A list that belongs to one collaboration."""

    model: ClassVar[type[Collaboration]]

    def parent(self) -> Collaboration:
        """Return the collaboration in the address; raises ``Http404``."""
        rows = selectors.begun_collaborations(self.model._default_manager.all(), day=clock.today())
        identifier = self.kwargs["identifier"]
        found: Collaboration | None = rows.filter(public_id=identifier).first()
        if found is None:
            raise Http404(CollaborationDetail.missing.format(identifier[:40]))
        return found


class CollaborationParties(PartOfCollaboration):
    """Who takes part, in which role, and since when."""

    serializer_class = DeelnemerSerializer

    def rows(self) -> QuerySet[Membership]:
        parent = self.parent()
        day = selectors.day_to_show(parent, day=clock.today())
        return (
            parent.memberships.filter(valid_on(day))
            .select_related("organisation", "source")
            .order_by("organisation__name", "organisation__register_code", "pk")
        )


class CollaborationMunicipalities(GemeenteRow, PartOfCollaboration):
    """The municipalities of a collaboration."""

    def rows(self) -> QuerySet[Any]:
        parent = self.parent()
        day = selectors.day_to_show(parent, day=clock.today())
        area = parent.area.filter(valid_on(day)).values("municipality")
        return self.municipalities().filter(pk__in=area).order_by("name", "code")


class CollaborationSchools(SchoolRow, PartOfCollaboration):
    """The school locations that take part in a collaboration."""

    def rows(self) -> QuerySet[Any]:
        parent = self.parent()
        day = selectors.day_to_show(parent, day=clock.today())
        taking_part = parent.participations.filter(valid_on(day)).values("school")
        schools = self.with_sources(organisations.schools())
        return schools.filter(pk__in=taking_part).order_by("name", "brin6")


def collaboration_urls(
    key: str,
    *,
    model: type[Collaboration],
    filterset_class: type[FilterSet],
    serializer_class: type[SamenwerkingSerializer],
) -> list[URLPattern]:
    """Return the addresses of the resources of the programme with this key."""
    about = programme(key)
    shared = {
        "model": model,
        "tag": about.api_path,
        "identifier_text": f"Vast kenmerk, bijvoorbeeld {about.id_prefix}-7K3M2-5.",
    }
    own = {**shared, "serializer_class": serializer_class}
    base, one = about.api_path, f"{about.api_path}/<str:identifier>"
    views: dict[str, tuple[type[ApiView], str, dict[str, Any]]] = {
        base: (CollaborationList, f"Alle {about.label_plural}.", {**own, "filterset_class": filterset_class}),
        one: (CollaborationDetail, f"Eén {about.label}.", own),
        f"{one}/deelnemers": (CollaborationParties, f"Wie meedoet in een {about.label}.", shared),
        f"{one}/gemeenten": (CollaborationMunicipalities, f"De gemeenten van een {about.label}.", shared),
        f"{one}/scholen": (CollaborationSchools, f"De scholen in een {about.label}.", shared),
    }
    return [
        path(route, _named(view, {**members, "summary": summary}).as_view())
        for route, (view, summary, members) in views.items()
    ]


def _named(view: type[ApiView], members: dict[str, Any]) -> type[ApiView]:
    """Return the view of one programme: the shared one with what is the programme's own."""
    return type(view.__name__, (view,), members)
