"""RAP projects in the API."""

from typing import Any

from rest_framework import serializers

from rap.enums import RapScheme
from regio.api.serializers import Members, SamenwerkingSerializer, words


class RapProjectSerializer(SamenwerkingSerializer):
    """What all collaborations have in common, with the scheme and the themes."""

    regeling = words(RapScheme.values, "De regeling waaruit het project geld kreeg.")
    themas = serializers.CharField(allow_blank=True)

    def to_representation(self, row: Any) -> Members:
        return {**super().to_representation(row), "regeling": row.scheme, "themas": row.themes}
