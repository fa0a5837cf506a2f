"""Sample partnerships Samen Opleiden."""

import datetime as dt
from collections import defaultdict

from partnerships.enums import SECTORS_OF_GROUP, SectorGroup
from partnerships.models import SamenOpleidenPartnership
from regio.enums import CollaborationStatus, SuccessionKind
from regio.models import CollaborationSuccession
from regio.services.samples import SampleBatch, SampleCountry, draw, fill_sample

TRAINER_KINDS = {
    SectorGroup.PO_VSO: ("pabo",),
    SectorGroup.VO_MBO: ("tweedegraads", "universitaire lerarenopleiding"),
}


def make_partnerships(*, country: SampleCountry, batch: SampleBatch) -> list[SamenOpleidenPartnership]:
    """Make partnerships by COROP area and sector group; some areas have none, some overlap.

    A part of them comes from an earlier partnership that ended in 2023.
    """
    towns: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for code, municipality in country.municipalities.items():
        towns[municipality.corop_area_id].append(code)
        names[municipality.corop_area_id] = municipality.corop_area.name
    areas = sorted(towns)
    made: list[SamenOpleidenPartnership] = []
    for group in SectorGroup:
        sectors = sorted(SECTORS_OF_GROUP[group])
        for position, area in enumerate(areas):
            if draw("samen-opleiden", area, group, below=10) == 0:
                continue
            codes = list(towns[area])
            if draw("buren", area, group, below=4) == 0:  # works across its border, so it overlaps
                codes += towns[areas[(position + 1) % len(areas)]][:2]
            schools = [
                school
                for school in country.schools_in(codes, sectors)
                if draw("so-school", school.brin6, below=100) < 60
            ]
            recognised = draw("erkend", area, group, below=4) > 0
            partnership = fill_sample(
                SamenOpleidenPartnership(
                    programme="samen-opleiden",
                    name=f"Opleidingsschool {names[area]} {group.label}",
                    description=(
                        "Voorbeeld van een partnerschap. Studenten leren voor een groot deel op school."
                    ),
                    status=CollaborationStatus.RECOGNISED if recognised else CollaborationStatus.ASPIRANT,
                    sectors=sectors,
                    valid_from=dt.date(2014 if recognised else 2022, 8, 1),
                    sector_group=group,
                    students=60 + draw("studenten", area, group, below=340),
                    students_year="2024-2025",
                ),
                country=country,
                batch=batch,
                codes=codes,
                schools=schools,
                trainer_kinds=TRAINER_KINDS[group],
                prefix="SO",
                participation=75,
                with_profession=False,
            )
            made.append(partnership)
            if draw("voorganger", area, group, below=8) == 0:
                earlier = fill_sample(
                    SamenOpleidenPartnership(
                        programme="samen-opleiden",
                        name=f"Academische opleidingsschool {names[area]} {group.label}",
                        description="Voorbeeld van een partnerschap dat is opgegaan in een ander.",
                        status=CollaborationStatus.ENDED,
                        sectors=sectors,
                        valid_from=dt.date(2009, 8, 1),
                        valid_until=dt.date(2023, 7, 31),
                        sector_group=group,
                    ),
                    country=country,
                    batch=batch,
                    codes=codes[: max(1, len(codes) // 2)],
                    schools=schools[: len(schools) // 2],
                    trainer_kinds=TRAINER_KINDS[group],
                    prefix="SO",
                    participation=60,
                    with_profession=False,
                )
                CollaborationSuccession.objects.create(
                    predecessor=earlier,
                    successor=partnership,
                    kind=SuccessionKind.MERGER,
                    date=dt.date(2023, 8, 1),
                )
    return made
