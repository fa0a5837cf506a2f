"""Load the public facts about the field from ``regio/reference``."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from regio.models import Scheme, YearFigure

REFERENCE = Path(__file__).resolve().parent.parent / "reference"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@transaction.atomic
def load_facts() -> dict[str, int]:
    """Load schemes and year figures, each with its source; a second time changes nothing.

    Returns how many of each there are in the tables.
    """
    schemes = [
        Scheme(
            code=row["code"],
            programme=row["programma"],
            name=row["naam"],
            description=row["omschrijving"],
            budget=int(row["budget"]) if row["budget"] else None,
            budget_note=row["budget_toelichting"],
            period=row["periode"],
            apply_period=row["aanvraagtermijn"],
            source_name=row["bron"],
            source_url=row["adres"],
        )
        for row in _rows("regelingen.csv")
    ]
    figures = [
        YearFigure(
            series=row["reeks"],
            year=row["jaar"],
            value=Decimal(row["waarde"]),
            unit=row["eenheid"],
            note=row["toelichting"],
            source_name=row["bron"],
            source_url=row["adres"],
        )
        for row in _rows("jaarcijfers.csv")
    ]
    Scheme.objects.bulk_create(
        schemes,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[f.name for f in Scheme._meta.fields if f.name != "code"],
    )
    YearFigure.objects.bulk_create(
        figures,
        update_conflicts=True,
        unique_fields=["series", "year"],
        update_fields=["value", "unit", "note", "source_name", "source_url"],
    )
    return {"regelingen": len(schemes), "jaarcijfers": len(figures)}
