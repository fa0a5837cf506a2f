"""Organisations, schools and municipalities in the API."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from regio.api.serializers import GemeenteSerializer, OrganisatieSerializer, SchoolSerializer
from regio.api.views import DetailResource, ListResource, Resource
from regio.core import clock
from regio.core.geometry.geojson import right_handed
from regio.forms.organisations import OrganisationFilterSet
from regio.forms.registers import MunicipalityFilterSet, SchoolFilterSet
from regio.models import Municipality, Organisation, School
from regio.selectors import areas, organisations
from regio.selectors.ordering import as_sorted


class OrganisationRow(Resource):
    """What list and detail of organisations share; an organisation has no geometry."""

    serializer_class = OrganisatieSerializer
    tag = "organisaties"

    @staticmethod
    def organisations() -> QuerySet[Organisation]:
        """Return all organisations, also those that no longer exist, with ``sort_name``."""
        return (
            Organisation.objects.select_related("municipality", "source")
            .defer("municipality__geometry")
            .annotate(sort_name=as_sorted("name"))
        )


class OrganisationList(OrganisationRow, ListResource):
    """School boards, teacher-training institutes and other parties."""

    summary = "Organisaties: schoolbesturen, lerarenopleidingen en andere partijen."
    filterset_class = OrganisationFilterSet

    def rows(self) -> QuerySet[Any]:
        return self.organisations()


class OrganisationDetail(OrganisationRow, DetailResource):
    """One organisation."""

    summary = "Eén organisatie."
    identifier_text = "De UUID van de organisatie."
    missing = "Er is geen organisatie met id {}."

    def find(self, identifier: str) -> Any | None:
        try:
            key = uuid.UUID(identifier)
        except ValueError:
            return None
        return self.organisations().filter(pk=key).first()


class SchoolRow(Resource):
    """What lists and detail of schools share."""

    serializer_class = SchoolSerializer
    has_geometry = True

    @staticmethod
    def with_sources(schools: QuerySet[School]) -> QuerySet[School]:
        """Read along where the facts of the schools come from."""
        return schools.select_related("board", "municipality", "source", "pupils_source")

    def geometries(self, rows: list[Any]) -> Mapping[Any, Mapping[str, Any] | None]:
        return {
            row.pk: {"type": "Point", "coordinates": [row.longitude, row.latitude]}
            for row in rows
            if row.longitude is not None and row.latitude is not None
        }

    def identifier(self, row: School) -> str:
        return row.brin6


class SchoolList(SchoolRow, ListResource):
    """The school locations of today."""

    summary = "Scholen: alle vestigingen van nu."
    tag = "scholen"
    filterset_class = SchoolFilterSet

    def rows(self) -> QuerySet[Any]:
        return self.with_sources(organisations.current_schools(day=clock.today()))


class SchoolDetail(SchoolRow, DetailResource):
    """One school location, also when it no longer exists."""

    summary = "Eén vestiging van een school."
    identifier_text = "Vestigingscode, bijvoorbeeld 00AB01."
    tag = "scholen"
    missing = "Er is geen school met vestigingscode {}."

    def find(self, identifier: str) -> Any | None:
        return self.with_sources(organisations.schools()).filter(brin6=identifier).first()


class GemeenteRow(Resource):
    """What lists and detail of municipalities share."""

    serializer_class = GemeenteSerializer
    has_geometry = True

    @staticmethod
    def municipalities() -> QuerySet[Municipality]:
        """Return all municipalities, without their geometry."""
        return Municipality.objects.select_related(
            "province", "labour_market_region", "corop_area", "broad_region", "source"
        ).defer("geometry")

    def geometries(self, rows: list[Any]) -> Mapping[Any, Mapping[str, Any] | None]:
        found = Municipality.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "geometry")
        return {key: right_handed(geometry) for key, geometry in found}

    def identifier(self, row: Municipality) -> str:
        return row.code


class MunicipalityList(GemeenteRow, ListResource):
    """The municipalities of today."""

    summary = "Gemeenten van nu, met hun indelingen."
    tag = "gemeenten"
    filterset_class = MunicipalityFilterSet

    def rows(self) -> QuerySet[Any]:
        return areas.municipalities(day=clock.today()).select_related("corop_area", "source")


class MunicipalityDetail(GemeenteRow, DetailResource):
    """One municipality."""

    summary = "Eén gemeente."
    identifier_text = "Gemeentecode, bijvoorbeeld GM0344."
    tag = "gemeenten"
    missing = "Er is geen gemeente met code {}."

    def find(self, identifier: str) -> Any | None:
        return self.municipalities().filter(code=identifier).first()
