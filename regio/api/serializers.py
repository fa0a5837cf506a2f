"""The form of what the API tells: each serializer describes its members and fills them.

``to_representation`` is written out: it is the same list of members as the fields above
it, and reading a page of a hundred rows takes a tenth of the time. A test compares
every answer with the description that is generated from the fields.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from drf_spectacular.drainage import set_override
from rest_framework import serializers

from regio.core.registry import programme
from regio.enums import CollaborationStatus, Confirmation, MembershipRole, OrganisationKind, Sector
from regio.models import Collaboration, DataSource, Membership, Municipality, Organisation, School

Members = dict[str, Any]

HREF: Final[Members] = {
    "type": "object",
    "required": ["href"],
    "properties": {"href": {"type": "string", "format": "uri"}},
}


def described(field: serializers.Field[Any, Any, Any, Any], schema: Members) -> Any:
    """Return the field with its own form in the description."""
    set_override(field, "field", schema)
    return field


def links_field(*required: str, **optional: Any) -> Any:
    """Describe ``_links``: relations that are always there, and ones that may be."""
    schema = {
        "type": "object",
        "description": "Adressen die hierbij horen.",
        "required": list(required),
        "properties": dict.fromkeys((*required, *optional), HREF),
    }
    return described(serializers.DictField(), schema)


def words(choices: Iterable[str], text: str) -> Any:
    """Describe a member that holds one of a fixed list of words."""
    schema = {"type": "string", "enum": list(choices), "description": text}
    return described(serializers.CharField(), schema)


def moment(value: dt.datetime | None) -> str | None:
    """Return a moment in UTC with Z, whole seconds."""
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


@dataclass(frozen=True)
class Links:
    """Makes absolute addresses for one request."""

    site: str

    def of(self, path: str) -> str:
        """Return the address of a resource."""
        return f"{self.site}/api/v1{path}"

    def to(self, path: str) -> dict[str, str]:
        """Return a link to a resource."""
        return {"href": self.of(path)}

    def to_page(self, path: str) -> dict[str, str]:
        """Return a link to a page for people."""
        return {"href": f"{self.site}{path}"}


class ResourceSerializer(serializers.Serializer[Any]):
    """A description with its members; only used to read."""

    @property
    def links(self) -> Links:
        """Return what makes links for this request."""
        found: Links = self.context["links"]
        return found


class BronSerializer(ResourceSerializer):
    """Where a fact comes from."""

    code = serializers.CharField(help_text="Code van de bron.")
    titel = serializers.CharField()
    uitgever = serializers.CharField()
    licentie = serializers.CharField(allow_blank=True)
    peilDatum = serializers.DateField(allow_null=True, help_text="De dag waarover de bron gaat.")


def source_members(source: DataSource | None) -> Members | None:
    """Return a source as ``BronSerializer`` describes it."""
    if source is None:
        return None
    return {
        "code": source.code,
        "titel": source.title,
        "uitgever": source.publisher,
        "licentie": source.licence,
        "peilDatum": source.reference_date,
    }


class OrganisatieVerwijzingSerializer(ResourceSerializer):
    """An organisation in short."""

    id = serializers.UUIDField()
    naam = serializers.CharField()
    soort = words(OrganisationKind.values, "Wat voor organisatie het is.")
    code = serializers.CharField(allow_null=True, help_text="Bestuursnummer of BRIN, als die er is.")
    _links = links_field("self")


def organisation_reference(organisation: Organisation, links: Links) -> Members:
    """Return an organisation in short, as ``OrganisatieVerwijzingSerializer`` describes it."""
    return {
        "id": organisation.pk,
        "naam": organisation.display_name,
        "soort": organisation.kind,
        "code": organisation.register_code or None,
        "_links": {"self": links.to(f"/organisaties/{organisation.pk}")},
    }


class GebiedVerwijzingSerializer(ResourceSerializer):
    """A municipality or a division of the country in short."""

    code = serializers.CharField()
    naam = serializers.CharField()


class SamenwerkingSerializer(ResourceSerializer):
    """What all collaborations have in common."""

    id = serializers.CharField(help_text="Vast kenmerk, bijvoorbeeld OR-7K3M2-5.")
    naam = serializers.CharField()
    programma = serializers.CharField(help_text="Het programma waar de samenwerking bij hoort.")
    omschrijving = serializers.CharField(allow_blank=True)
    status = words(CollaborationStatus.values, "Hoe ver de samenwerking is.")
    sectoren = serializers.ListField(child=words(Sector.values, "Sector."))
    landelijk = serializers.BooleanField(help_text="Werkt in het hele land en heeft geen eigen gemeenten.")
    geldigVanaf = serializers.DateField(allow_null=True, help_text="De eerste dag.")
    geldigTotEnMet = serializers.DateField(allow_null=True, help_text="De laatste dag; leeg: bestaat nog.")
    penvoerder = OrganisatieVerwijzingSerializer(allow_null=True)
    aantalPartijen = serializers.IntegerField()
    aantalScholen = serializers.IntegerField()
    aantalGemeenten = serializers.IntegerField()
    website = serializers.CharField(allow_null=True)
    openbaarEmailadres = serializers.EmailField(allow_null=True, help_text="Van het loket.")
    peilDatum = serializers.DateField(allow_null=True, help_text="De dag waarover de gegevens gaan.")
    bron = BronSerializer(allow_null=True)
    voorbeeld = serializers.BooleanField(help_text="Een verzonnen voorbeeld, geen echte samenwerking.")
    _links = links_field("self", "pagina", "deelnemers", "gemeenten", "scholen")

    def to_representation(self, row: Collaboration) -> Members:
        lead: Membership | None = row.lead  # type: ignore[attr-defined]  # set by regio.api.collaborations
        path = f"{self.path(row)}/{row.public_id}"
        links = self.links
        return {
            "id": row.public_id,
            "naam": row.name,
            "programma": row.programme,
            "omschrijving": row.description,
            "status": row.status,
            "sectoren": row.sectors,
            "landelijk": row.is_national,
            "geldigVanaf": row.valid_from,
            "geldigTotEnMet": row.valid_until,
            "penvoerder": organisation_reference(lead.organisation, links) if lead else None,
            "aantalPartijen": row.number_of_parties,  # type: ignore[attr-defined]  # annotated by with_counts
            "aantalScholen": row.number_of_schools,  # type: ignore[attr-defined]  # annotated by with_counts
            "aantalGemeenten": row.number_of_municipalities,  # type: ignore[attr-defined]  # the same
            "website": row.website or None,
            "openbaarEmailadres": row.public_contact or None,
            "peilDatum": row.reference_date,
            "bron": source_members(row.source),
            "voorbeeld": row.is_sample,
            "_links": {
                "self": links.to(path),
                "pagina": links.to_page(row.get_absolute_url()),
                "deelnemers": links.to(f"{path}/deelnemers"),
                "gemeenten": links.to(f"{path}/gemeenten"),
                "scholen": links.to(f"{path}/scholen"),
            },
        }

    @staticmethod
    def path(row: Collaboration) -> str:
        """Return the path of the list that the collaboration stands in."""
        return f"/{programme(row.programme).api_path}"


class DeelnemerSerializer(ResourceSerializer):
    """The part that an organisation plays in a collaboration."""

    organisatie = OrganisatieVerwijzingSerializer()
    rol = words(MembershipRole.values, "De rol in de samenwerking.")
    bevestiging = words(Confirmation.values, "Wat de organisatie zelf van de deelname zegt.")
    bevestigdOp = serializers.DateTimeField(allow_null=True, help_text="Het moment van bevestigen, in UTC.")
    geldigVanaf = serializers.DateField(allow_null=True)
    geldigTotEnMet = serializers.DateField(allow_null=True)
    bron = BronSerializer(allow_null=True)

    def to_representation(self, row: Membership) -> Members:
        return {
            "organisatie": organisation_reference(row.organisation, self.links),
            "rol": row.role,
            "bevestiging": row.confirmation,
            "bevestigdOp": moment(row.confirmed_at),
            "geldigVanaf": row.valid_from,
            "geldigTotEnMet": row.valid_until,
            "bron": source_members(row.source),
        }


class OrganisatieSerializer(ResourceSerializer):
    """An organisation: school board, teacher-training institute, professional body or another party."""

    id = serializers.UUIDField()
    naam = serializers.CharField()
    naamUitJaar = serializers.IntegerField(allow_null=True, help_text="Het jaar waaruit de naam bekend is.")
    soort = words(OrganisationKind.values, "Wat voor organisatie het is.")
    code = serializers.CharField(allow_null=True, help_text="Bestuursnummer of BRIN, als die er is.")
    sectoren = serializers.ListField(child=words(Sector.values, "Sector."))
    gemeente = GebiedVerwijzingSerializer(allow_null=True)
    website = serializers.CharField(allow_null=True)
    geldigVanaf = serializers.DateField(allow_null=True)
    geldigTotEnMet = serializers.DateField(allow_null=True)
    bron = BronSerializer(allow_null=True)
    voorbeeld = serializers.BooleanField(help_text="Een verzonnen voorbeeld.")
    _links = links_field("self", pagina=HREF)

    def to_representation(self, row: Organisation) -> Members:
        page = row.get_absolute_url()
        links = self.links
        return {
            "id": row.pk,
            "naam": row.display_name,
            "naamUitJaar": row.name_year,
            "soort": row.kind,
            "code": row.register_code or None,
            "sectoren": row.sectors,
            "gemeente": {"code": row.municipality_id, "naam": row.municipality.name}
            if row.municipality
            else None,
            "website": row.website or None,
            "geldigVanaf": row.valid_from,
            "geldigTotEnMet": row.valid_until,
            "bron": source_members(row.source),
            "voorbeeld": row.is_sample,
            "_links": {
                "self": links.to(f"/organisaties/{row.pk}"),
                **({"pagina": links.to_page(page)} if page else {}),
            },
        }


class SchoolSerializer(ResourceSerializer):
    """One location of a school."""

    code = serializers.CharField(help_text="Vestigingscode, bijvoorbeeld 00AB01.")
    naam = serializers.CharField()
    sector = words(Sector.values, "Sector.")
    plaats = serializers.CharField(allow_blank=True)
    gemeente = GebiedVerwijzingSerializer()
    bestuur = OrganisatieVerwijzingSerializer(allow_null=True)
    leerlingen = serializers.IntegerField(allow_null=True)
    website = serializers.CharField(allow_null=True)
    lengtegraad = serializers.FloatField(allow_null=True)
    breedtegraad = serializers.FloatField(allow_null=True)
    geldigVanaf = serializers.DateField(allow_null=True)
    geldigTotEnMet = serializers.DateField(allow_null=True)
    bron = BronSerializer()
    bronLeerlingen = BronSerializer(allow_null=True)
    _links = links_field("self", "pagina", "gemeente")

    def to_representation(self, row: School) -> Members:
        links = self.links
        return {
            "code": row.brin6,
            "naam": row.name,
            "sector": row.sector,
            "plaats": row.place,
            "gemeente": {"code": row.municipality_id, "naam": row.municipality.name},
            "bestuur": organisation_reference(row.board, links) if row.board else None,
            "leerlingen": row.pupils,
            "website": row.website or None,
            "lengtegraad": row.longitude,
            "breedtegraad": row.latitude,
            "geldigVanaf": row.valid_from,
            "geldigTotEnMet": row.valid_until,
            "bron": source_members(row.source),
            "bronLeerlingen": source_members(row.pupils_source),
            "_links": {
                "self": links.to(f"/scholen/{row.brin6}"),
                "pagina": links.to_page(row.get_absolute_url()),
                "gemeente": links.to(f"/gemeenten/{row.municipality_id}"),
            },
        }


class GemeenteSerializer(ResourceSerializer):
    """A municipality with the divisions of the country that it belongs to."""

    code = serializers.CharField(help_text="Gemeentecode, bijvoorbeeld GM0344.")
    naam = serializers.CharField()
    provincie = GebiedVerwijzingSerializer()
    arbeidsmarktregio = GebiedVerwijzingSerializer()
    coropGebied = GebiedVerwijzingSerializer()
    bredeRegio = GebiedVerwijzingSerializer()
    geldigVanaf = serializers.DateField(allow_null=True)
    geldigTotEnMet = serializers.DateField(allow_null=True)
    bron = BronSerializer()
    _links = links_field("self", "pagina", "scholen")

    def to_representation(self, row: Municipality) -> Members:
        links = self.links
        return {
            "code": row.code,
            "naam": row.name,
            "provincie": {"code": row.province_id, "naam": row.province.name},
            "arbeidsmarktregio": {
                "code": row.labour_market_region_id,
                "naam": row.labour_market_region.name,
            },
            "coropGebied": {"code": row.corop_area_id, "naam": row.corop_area.name},
            "bredeRegio": {"code": row.broad_region_id, "naam": row.broad_region.name},
            "geldigVanaf": row.valid_from,
            "geldigTotEnMet": row.valid_until,
            "bron": source_members(row.source),
            "_links": {
                "self": links.to(f"/gemeenten/{row.code}"),
                "pagina": links.to_page(row.get_absolute_url()),
                "scholen": links.to(f"/scholen?gemeente={row.code}"),
            },
        }
