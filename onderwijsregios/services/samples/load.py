"""Load all samples, once."""

from collections import Counter

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from onderwijsregios.enums import Outcome
from onderwijsregios.models import Round
from onderwijsregios.services.samples.regions import make_regions
from onderwijsregios.services.samples.rounds import (
    SampleRounds,
    make_open_round,
    make_past_round,
    make_round_in_assessment,
    sample_applicants,
)
from partnerships.services.samples import make_partnerships
from rap.services.samples import make_rap_projects
from regio.enums import OrganisationKind
from regio.models import Collaboration, Organisation, User
from regio.services.facts import load_facts
from regio.services.samples import SampleBatch, SampleCountry, make_people, read_country
from regio.services.search import rebuild_search

DEMO_TOWN, DEMO_AREA = "GM0772", "AM28"
PAST = (
    (DEMO_AREA, Outcome.SELECTED),
    ("AM01", Outcome.SELECTED),
    ("AM22", Outcome.SELECTED),
    ("AM24", Outcome.SELECTED),
    ("AM05", Outcome.PROVISIONAL),
    ("AM10", Outcome.NOT_SELECTED),
)
IN_ASSESSMENT = (("AM13", Outcome.SELECTED), (DEMO_AREA, Outcome.SELECTED), ("AM30", Outcome.SELECTED))
OPEN = ((DEMO_AREA, Outcome.SELECTED),)
"""Areas with an applicant per round; for rounds that are not decided the outcome plays no part."""


@transaction.atomic
def load_samples() -> dict[str, int]:
    """Make the sample collaborations and rounds and load the public facts; again changes nothing.

    With ``DEBUG=True`` the people in them are demo accounts that can sign in. Returns
    how many of each there are. Needs the reference data.
    """
    counts = load_facts()
    samples = Collaboration.objects.filter(is_sample=True)
    if not samples.exists():
        _make(read_country())
        rebuild_search()
    return counts | {
        **Counter(samples.values_list("programme", flat=True)),
        "rondes": Round.objects.filter(is_sample=True).count(),
        "demo-accounts": User.objects.filter(is_sample=True).count() if settings.DEBUG else 0,
    }


def _make(country: SampleCountry) -> None:
    batch = SampleBatch()
    boards = demo_boards()
    people = make_people(boards=boards)
    projects = make_rap_projects(country=country, batch=batch)
    make_partnerships(country=country, batch=batch)

    def rounds(areas: tuple[tuple[str, Outcome], ...], *, by: str, board: Organisation) -> SampleRounds:
        return SampleRounds(
            country=country,
            coordinator=people["coordinator"],
            reviewers=[people["beoordelaar"], people["tweede-beoordelaar"]],
            applicants=sample_applicants(country, areas=areas, known={DEMO_AREA: (board, people[by])}),
        )

    frontrunners = make_past_round(rounds(PAST, by="bestuur", board=boards[0]), batch)
    make_round_in_assessment(rounds(IN_ASSESSMENT, by="bestuur", board=boards[0]))
    make_open_round(rounds(OPEN, by="ander-bestuur", board=boards[1]))
    make_regions(country=country, batch=batch, predecessors=projects, existing=frontrunners)
    batch.save()


def demo_boards() -> list[Organisation]:
    """Return the three boards with most primary schools in one town, for the demo accounts."""
    return list(
        Organisation.objects.filter(kind=OrganisationKind.SCHOOL_BOARD, municipality_id=DEMO_TOWN)
        .exclude(name="")
        .annotate(primary=Count("schools", filter=Q(schools__sector="po")))
        .order_by("-primary", "register_code")[:3]
    )
