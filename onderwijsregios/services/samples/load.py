"""Load all samples, once."""

from collections import Counter

from django.conf import settings
from django.db import transaction

from onderwijsregios.services.samples.regions import make_regions
from partnerships.services.samples import make_partnerships
from rap.services.samples import make_rap_projects
from regio.enums import OrganisationKind
from regio.models import Collaboration, Organisation
from regio.services.facts import load_facts
from regio.services.samples import SampleBatch, make_demo_accounts, read_country


@transaction.atomic
def load_samples() -> dict[str, int]:
    """Make the sample collaborations and load the public facts; a second time changes nothing.

    With ``DEBUG=True`` also the demo accounts. Returns how many of each there are.
    Needs the reference data.
    """
    counts = load_facts()
    if not Collaboration.objects.filter(is_sample=True).exists():
        country, batch = read_country(), SampleBatch()
        projects = make_rap_projects(country=country, batch=batch)
        partnerships = make_partnerships(country=country, batch=batch)
        regions = make_regions(country=country, batch=batch, predecessors=projects)
        batch.save()
        counts |= {
            "onderwijsregio's": len(regions),
            "partnerschappen": len(partnerships),
            "RAP-projecten": len(projects),
            "lidmaatschappen": len(batch.members),
            "deelnames van scholen": len(batch.participations),
        }
    else:
        counts |= dict(
            Counter(Collaboration.objects.filter(is_sample=True).values_list("programme", flat=True))
        )
    if settings.DEBUG:
        counts["demo-accounts"] = len(make_demo_accounts(boards=demo_boards()))
    return counts


def demo_boards() -> list[Organisation]:
    """Return three boards of the same town with primary schools, for the demo accounts."""
    return list(
        Organisation.objects.filter(
            kind=OrganisationKind.SCHOOL_BOARD, municipality_id="GM0772", schools__sector="po"
        )
        .exclude(name="")
        .order_by("register_code")
        .distinct()[:3]
    )
