"""Sample RAP projects of the earlier schemes, each scheme following the one before."""

import datetime as dt
from collections import defaultdict

from rap.enums import RapScheme
from rap.models import RapProject
from regio.enums import CollaborationStatus, Sector, SuccessionKind
from regio.models import CollaborationSuccession
from regio.services.samples import SampleBatch, SampleCountry, draw, fill_sample

PERIODS = {
    RapScheme.RAL_2019: (dt.date(2019, 8, 1), dt.date(2020, 8, 1)),
    RapScheme.RAP_2020: (dt.date(2020, 8, 1), dt.date(2022, 7, 31)),
    RapScheme.RAP_2022: (dt.date(2022, 8, 1), dt.date(2023, 7, 31)),
    RapScheme.RAP_2023: (dt.date(2023, 8, 1), dt.date(2023, 12, 31)),
}
SHARE = {RapScheme.RAL_2019: 55, RapScheme.RAP_2020: 75, RapScheme.RAP_2022: 90, RapScheme.RAP_2023: 60}
"""Of a hundred possible projects, how many a scheme has."""
GROUPS = {
    "po": ((Sector.PO, Sector.SO), ("pabo",)),
    "vo-mbo": ((Sector.VO, Sector.MBO), ("tweedegraads", "universitaire lerarenopleiding")),
}
THEMES = (
    "Werving van nieuwe doelgroepen en een regionaal loket",
    "Begeleiding van startende leraren en zij-instromers",
    "Anders organiseren en strategische personeelsplanning",
    "Behoud van personeel en een gezamenlijke invalpool",
)


def make_rap_projects(*, country: SampleCountry, batch: SampleBatch) -> list[RapProject]:
    """Make projects by COROP area, sector group and scheme; the last ones are returned first."""
    towns: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for code, municipality in country.municipalities.items():
        towns[municipality.corop_area_id].append(code)
        names[municipality.corop_area_id] = municipality.corop_area.name
    made: list[RapProject] = []
    for area, codes in sorted(towns.items()):
        for group, (sectors, kinds) in GROUPS.items():
            before: RapProject | None = None
            for scheme, (start, end) in PERIODS.items():
                if draw("rap", area, group, scheme, below=100) >= SHARE[scheme]:
                    continue
                project = fill_sample(
                    RapProject(
                        programme="rap",
                        name=f"{names[area]} {group} ({scheme.label})",
                        description="Voorbeeld van een project tegen het tekort aan onderwijspersoneel.",
                        status=CollaborationStatus.ENDED,
                        sectors=list(sectors),
                        valid_from=start,
                        valid_until=end,
                        scheme=scheme,
                        themes=THEMES[draw("thema", area, group, scheme, below=len(THEMES))],
                    ),
                    country=country,
                    batch=batch,
                    codes=codes,
                    schools=country.schools_in(codes, sectors),
                    trainer_kinds=kinds,
                    prefix="RA",
                    participation=70,
                    with_profession=False,
                    with_schools=scheme in (RapScheme.RAP_2022, RapScheme.RAP_2023),
                )
                if before:
                    CollaborationSuccession.objects.create(
                        predecessor=before, successor=project, kind=SuccessionKind.CONTINUATION, date=start
                    )
                before = project
                made.append(project)
    return made
