"""Partnerships Samen Opleiden in the API."""

from typing import Any

from rest_framework import serializers

from partnerships.enums import SectorGroup
from regio.api.serializers import Members, SamenwerkingSerializer, words


class SamenOpleidenPartnerschapSerializer(SamenwerkingSerializer):
    """What all collaborations have in common, with the sector group and the students."""

    sectorgroep = words(SectorGroup.values, "Het overzicht waarin het partnerschap staat.")
    studenten = serializers.IntegerField(allow_null=True)
    studiejaar = serializers.CharField(allow_null=True, help_text="Het studiejaar van het aantal studenten.")

    def to_representation(self, row: Any) -> Members:
        return {
            **super().to_representation(row),
            "sectorgroep": row.sector_group,
            "studenten": row.students,
            "studiejaar": row.students_year or None,
        }
