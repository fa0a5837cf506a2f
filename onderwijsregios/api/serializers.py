"""Onderwijsregio's in the API."""

from typing import Any

from rest_framework import serializers

from regio.api.serializers import Members, SamenwerkingSerializer


class OnderwijsregioSerializer(SamenwerkingSerializer):
    """What all collaborations have in common, and since when it is a voorloper."""

    voorloperSinds = serializers.DateField(allow_null=True)

    def to_representation(self, row: Any) -> Members:
        return {**super().to_representation(row), "voorloperSinds": row.frontrunner_since}
