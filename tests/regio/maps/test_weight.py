"""The first view of the regiokaart is light, on the real municipalities."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from regio.models import CollaborationMunicipality, LabourMarketRegion, Municipality
from regio.services.reference import load_reference
from tests.factories.regions import OnderwijsregioFactory

MOST_BYTES = 80_000
SHIPPED = ("css/portal.css", "js/portal.js", "js/map.js", "img/mark.svg", "img/hexagons.svg")
FONT = "fonts/figtree-latin-wght-normal.woff2"  # packed as it is


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    """Load the reference data, with a region for each labour-market region and one that overlaps two."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        for area in LabourMarketRegion.objects.all():
            fill(OnderwijsregioFactory(name=f"Onderwijsregio {area.name}"), labour_market_region=area)
        fill(OnderwijsregioFactory(name="Onderwijsregio Over de grenzen heen"), province="PV26")
        yield
        transaction.set_rollback(True)


def fill(region, **area):
    CollaborationMunicipality.objects.bulk_create(
        CollaborationMunicipality(collaboration=region, municipality=municipality)
        for municipality in Municipality.objects.filter(**area)
    )


@pytest.mark.django_db
def test_first_view_weighs_at_most_eighty_kilobytes(country, client):
    dist = Path(settings.BASE_DIR) / "static" / "dist"
    if not dist.is_dir():
        pytest.skip("the assets are not built: npm ci && npm run build")
    response = client.get("/regiokaart/", headers={"accept-encoding": "gzip"})
    html = gzip.decompress(response.content).decode()
    assert len(response.context["map"].regions) == 36
    # nothing else is asked for than what is weighed here
    asked = set(re.findall(r'(?:href|src)="/static/dist/([^"]+)"', html))
    assert asked == {*SHIPPED[:-1], FONT}
    weight = {name: len(gzip.compress((dist / name).read_bytes(), 6)) for name in SHIPPED}
    weight |= {FONT: (dist / FONT).stat().st_size, "page": len(response.content)}
    assert sum(weight.values()) <= MOST_BYTES, weight


@pytest.mark.django_db
def test_regions_cover_the_country_without_white_spots(country, client):
    shown = client.get("/regiokaart/").context["map"]
    assert (shown.number_of_municipalities, shown.white_spots, shown.uncovered) == (342, [], "")
    assert shown.shared != ""
