"""Sample onderwijsregio's: nearly the whole country, four national ones, some white spots."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

from onderwijsregios.models import Onderwijsregio
from rap.models import RapProject
from regio.enums import CollaborationStatus, Sector, SuccessionKind
from regio.models import CollaborationMunicipality, CollaborationSuccession, School
from regio.services.samples import SampleBatch, SampleCountry, draw, fill_sample

SPLIT_ONE_IN = 3
"""One in so many labour-market regions has two onderwijsregio's, by sector."""
WHITE_SPOTS_ONE_IN = 40
"""One in so many municipalities belongs to no onderwijsregio."""
CROSS_SECTOR = (Sector.PO, Sector.SO, Sector.VO, Sector.MBO)
PRIMARY = (Sector.PO, Sector.SO)
SECONDARY = (Sector.VO, Sector.MBO)
KINDS: dict[tuple[Sector, ...], tuple[str, ...]] = {
    CROSS_SECTOR: ("pabo", "tweedegraads", "universitaire lerarenopleiding"),
    PRIMARY: ("pabo",),
    SECONDARY: ("tweedegraads", "universitaire lerarenopleiding"),
}
SUFFIX: dict[tuple[Sector, ...], str] = {CROSS_SECTOR: "", PRIMARY: " po", SECONDARY: " vo/mbo"}
NATIONAL = (
    ("Landelijke regio groen onderwijs", SECONDARY),
    ("Landelijke regio reformatorisch onderwijs", CROSS_SECTOR),
    ("Landelijke regio gereformeerd onderwijs", CROSS_SECTOR),
    ("Landelijke regio vernieuwingsonderwijs", CROSS_SECTOR),
)
STARTED = dt.date(2025, 1, 1)


def make_regions(
    *,
    country: SampleCountry,
    batch: SampleBatch,
    predecessors: Sequence[RapProject],
    existing: Sequence[Onderwijsregio] = (),
) -> list[Onderwijsregio]:
    """Make the regions from labour-market regions and link the last RAP projects to them.

    An area in which a region of ``existing`` (from the sample round) works gets no other.
    """
    served = set(
        CollaborationMunicipality.objects.filter(collaboration__in=existing).values_list(
            "municipality_id", flat=True
        )
    )
    towns: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for code, municipality in country.municipalities.items():
        names[municipality.labour_market_region_id] = municipality.labour_market_region.name
        if code not in served and draw("witte vlek", code, below=WHITE_SPOTS_ONE_IN):
            towns[municipality.labour_market_region_id].append(code)
    regions = [_national(name, sectors, country, batch) for name, sectors in NATIONAL]
    # a location joins at most one region (LDNOR 2025)
    taken = {row.school_id for row in batch.participations if row.collaboration in regions}
    for area, codes in sorted(towns.items()):
        split = draw("splitsing", area, below=SPLIT_ONE_IN) == 0
        parts: tuple[tuple[Sector, ...], ...] = (PRIMARY, SECONDARY) if split else (CROSS_SECTOR,)
        for sectors in parts:
            suffix = SUFFIX[sectors]
            regions.append(
                fill_sample(
                    Onderwijsregio(
                        programme="onderwijsregios",
                        name=f"Onderwijsregio {names[area]}{suffix}",
                        description=(
                            "Voorbeeld van een onderwijsregio: schoolbesturen, lerarenopleidingen en de "
                            "beroepsgroep werken samen aan werven, matchen, opleiden, begeleiden en "
                            "professionaliseren."
                        ),
                        status=(
                            CollaborationStatus.FORMING
                            if draw("in oprichting", area, sectors, below=12) == 0
                            else CollaborationStatus.ACTIVE
                        ),
                        sectors=list(sectors),
                        valid_from=STARTED,
                    ),
                    country=country,
                    batch=batch,
                    codes=codes,
                    schools=[s for s in country.schools_in(codes, sectors) if s.pk not in taken],
                    trainer_kinds=KINDS[sectors],
                    prefix="OR",
                    participation=96,
                )
            )
    regions += existing
    _link_predecessors(regions, predecessors, batch)
    return regions


def _national(
    name: str, sectors: tuple[Sector, ...], country: SampleCountry, batch: SampleBatch
) -> Onderwijsregio:
    """Make a national region of a few boards from all over the country."""
    schools: list[School] = country.schools_in(sorted(country.municipalities), sectors)
    chosen = {
        school.board_id
        for school in schools
        if school.board and draw(name, school.board.register_code, below=60) == 0
    }
    return fill_sample(
        Onderwijsregio(
            programme="onderwijsregios",
            name=name,
            description="Voorbeeld van een landelijke onderwijsregio, zonder eigen gemeenten.",
            status=CollaborationStatus.ACTIVE,
            sectors=list(sectors),
            is_national=True,
            valid_from=STARTED,
        ),
        country=country,
        batch=batch,
        codes=[],
        schools=[school for school in schools if school.board_id in chosen],
        trainer_kinds=(),
        prefix="OR",
    )


def _link_predecessors(
    regions: Sequence[Onderwijsregio], projects: Sequence[RapProject], batch: SampleBatch
) -> None:
    """Let each project without a successor go on in the region that has most of its municipalities."""
    codes: dict[int, set[str]] = defaultdict(set)
    stored = CollaborationMunicipality.objects.filter(collaboration__in=regions)
    for row in [*batch.areas, *stored]:
        codes[row.collaboration_id].add(row.municipality_id)
    continued = set(CollaborationSuccession.objects.values_list("predecessor_id", flat=True))
    links = []
    for project in projects:
        shared = Counter(
            {
                region.pk: len(codes[region.pk] & codes[project.pk])
                for region in regions
                if set(region.sectors) & set(project.sectors)
            }
        )
        best = shared.most_common(1)
        if project.pk not in continued and best and best[0][1]:
            links.append(
                CollaborationSuccession(
                    predecessor=project,
                    successor_id=best[0][0],
                    kind=SuccessionKind.CONTINUATION,
                    date=STARTED,
                )
            )
    CollaborationSuccession.objects.bulk_create(links)
