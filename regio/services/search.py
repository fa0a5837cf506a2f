"""Keep the search index in step with the tables that it is derived from.

Who changes many things at once (loading reference data, importing DUO's files,
loading samples) calls :func:`rebuild_search` at the end. Who changes one thing (the
publication of a decision, a new member) calls the matching ``index_…`` in the same
transaction, so that a visitor finds it at the moment at which it becomes true.
Nothing is indexed that is not public: a collaboration is in its table only when it is.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet

from regio.core import clock
from regio.core.question import plain
from regio.core.registry import programme
from regio.enums import SECTOR_ABBREVIATIONS, CollaborationStatus, OrganisationKind, Sector
from regio.models import (
    Collaboration,
    Municipality,
    MunicipalityChange,
    Organisation,
    PostcodeArea,
    School,
    SearchEntry,
)

Kind = SearchEntry.Kind

WEIGHTS: Final = {
    Kind.MUNICIPALITY: 90,
    Kind.COLLABORATION: 80,
    Kind.PLACE: 60,
    Kind.INSTITUTE: 60,
    Kind.BOARD: 50,
    Kind.ORGANISATION: 40,
    Kind.SCHOOL: 30,
}
"""What comes first when the words fit equally well."""

ENDED: Final = 20
"""What something that no longer exists loses."""

SECTOR_WORDS: Final = {
    Sector.PO: "basisschool basisonderwijs primair onderwijs po",
    Sector.SO: "speciaal onderwijs so vso sbo",
    Sector.VO: "middelbare school voortgezet onderwijs vo",
    Sector.MBO: "middelbaar beroepsonderwijs mbo roc",
    Sector.HO: "hoger onderwijs ho hbo wo",
}

SCHOOL_IN: Final = {
    Sector.PO: "Basisschool",
    Sector.SO: "School voor speciaal onderwijs",
    Sector.VO: "School voor voortgezet onderwijs",
    Sector.MBO: "Mbo-school",
    Sector.HO: "Instelling voor hoger onderwijs",
}

ALSO_KNOWN_AS: Final = {
    "den haag": "s gravenhage",
    "s gravenhage": "den haag",
    "s hertogenbosch": "den bosch",
}
"""Names that everybody uses and that no register holds, in plain words."""

IDENTITY: Final = ("kind", "key")
OVERWRITTEN: Final = (
    *("title", "subtitle", "url", "codes", "names", "context"),
    *("sectors", "municipality", "weight", "is_sample"),
)

KIND_OF_ORGANISATION: Final = {
    OrganisationKind.SCHOOL_BOARD: Kind.BOARD,
    OrganisationKind.TRAINING_INSTITUTE: Kind.INSTITUTE,
}


def rebuild_search() -> dict[str, int]:
    """Build the whole index anew and return the number of entries per kind.

    One transaction: visitors keep finding the old entries until the new ones are
    there. A second rebuild waits for the first.
    """
    counts: dict[str, int] = dict.fromkeys(Kind, 0)
    columns: list[Any] = [SearchEntry._meta.get_field(name) for name in (*IDENTITY, *OVERWRITTEN)]
    table = SearchEntry._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        SearchEntry.objects.all().delete()
        names = ", ".join(column.column for column in columns)
        entries = list(_all_entries())
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for entry in entries:
                counts[entry.kind] += 1
                copy.write_row([getattr(entry, column.attname) for column in columns])
        for index in SearchEntry._meta.indexes:
            # GIN keeps what is new in a list aside, which makes searching slow until it is merged
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index.name])
        cursor.execute(f"ANALYZE {table}")
    return counts


def index_collaboration(*, collaboration: Collaboration) -> None:
    """Let visitors find ``collaboration`` as it is now; call it in the transaction of the change."""
    _write(_collaborations(Collaboration.objects.filter(pk=collaboration.pk)))


def index_organisation(*, organisation: Organisation) -> None:
    """Let visitors find ``organisation`` as it is now; its schools keep the name of the board they had."""
    _write(_organisations(Organisation.objects.filter(pk=organisation.pk)))


def index_school(*, school: School) -> None:
    """Let visitors find ``school`` as it is now."""
    _write(_schools(School.objects.filter(pk=school.pk)))


def index_municipality(*, municipality: Municipality) -> None:
    """Let visitors find ``municipality`` as it is now; its places follow with the next rebuild."""
    _write(_municipalities(Municipality.objects.filter(pk=municipality.pk)))


def remove_from_search(*, kind: str, key: str) -> None:
    """Let visitors no longer find the thing with this ``kind`` and ``key``; harmless when it is not there."""
    SearchEntry.objects.filter(kind=kind, key=key).delete()


def _write(entries: Iterable[SearchEntry]) -> None:
    SearchEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=IDENTITY, update_fields=OVERWRITTEN
    )


def _all_entries() -> Iterator[SearchEntry]:
    yield from _municipalities(Municipality.objects.all())
    yield from _places()
    yield from _collaborations(Collaboration.objects.all())
    yield from _organisations(Organisation.objects.all())
    yield from _schools(School.objects.all())


def _municipalities(municipalities: QuerySet[Municipality]) -> Iterator[SearchEntry]:
    former: dict[str, list[MunicipalityChange]] = {}
    for change in MunicipalityChange.objects.filter(new_municipality__in=municipalities):
        former.setdefault(change.new_municipality_id, []).append(change)
    postcodes: dict[str, list[str]] = {}
    for area in PostcodeArea.objects.filter(municipality__in=municipalities):
        postcodes.setdefault(area.municipality_id, []).append(area.postcode4)
    found = municipalities.defer("geometry").select_related("province", "labour_market_region")
    for municipality in found:
        changes = former.get(municipality.code, [])
        yield SearchEntry(
            kind=Kind.MUNICIPALITY,
            key=municipality.code,
            title=municipality.name,
            subtitle=_municipality_line(municipality),
            url=municipality.get_absolute_url(),
            codes=[
                *_municipality_codes([municipality.code, *(change.old_code for change in changes)]),
                *postcodes.get(municipality.code, []),
            ],
            names=_names(municipality.name),
            context=_context(
                "gemeente",
                municipality.province.name,
                municipality.labour_market_region.name,
                *(change.old_name for change in changes),
            ),
            municipality=municipality,
            weight=_weight(Kind.MUNICIPALITY, municipality.valid_until),
        )


def _municipality_line(municipality: Municipality) -> str:
    other = ALSO_KNOWN_AS.get(plain(municipality.name), "")
    known_as = f", ook bekend als {other.title()}" if other else ""
    return f"Gemeente in {municipality.province.name}{known_as}"


def _municipality_codes(codes: Iterable[str]) -> list[str]:
    """Return the codes as CBS writes them, and as DUO does: without GM."""
    known = list(dict.fromkeys(codes))
    return known + [digits for code in known if (digits := code[2:]).startswith("0")]


def _places() -> Iterator[SearchEntry]:
    municipalities = _municipalities_by_code()
    seen: set[tuple[str, str]] = set()
    for area in PostcodeArea.objects.all():
        municipality = municipalities[area.municipality_id]
        yield SearchEntry(
            kind=Kind.PLACE,
            key=area.postcode4,
            title=str(area),
            subtitle=f"Postcode in de gemeente {municipality.name}",
            url=municipality.get_absolute_url(),
            codes=[area.postcode4],
            names=area.postcode4,
            municipality=municipality,
            weight=WEIGHTS[Kind.PLACE] - ENDED,
        )
        place = (area.place, municipality.code)
        if area.place and place not in seen and plain(area.place) not in _other_names(municipality.name):
            seen.add(place)
            yield SearchEntry(
                kind=Kind.PLACE,
                key=f"{municipality.code} {plain(area.place)}"[:120],
                title=area.place,
                subtitle=f"Plaats in de gemeente {municipality.name}",
                url=municipality.get_absolute_url(),
                names=_names(area.place),
                context=_context("plaats", municipality.name),
                municipality=municipality,
                weight=WEIGHTS[Kind.PLACE],
            )


def _collaborations(collaborations: QuerySet[Collaboration]) -> Iterator[SearchEntry]:
    municipalities = _municipalities_by_code()
    for collaboration in collaborations.prefetch_related("area"):
        belongs_to = programme(collaboration.programme)
        sectors = ", ".join(SECTOR_ABBREVIATIONS[Sector(sector)] for sector in collaboration.sectors)
        status = CollaborationStatus(collaboration.status)
        parts = [belongs_to.label, sectors, "landelijk" if collaboration.is_national else "", status.label]
        shown_on = min(clock.today(), collaboration.valid_until or dt.date.max)
        yield SearchEntry(
            kind=Kind.COLLABORATION,
            key=collaboration.public_id,
            title=collaboration.name,
            subtitle=_sentence(str(part) for part in parts),
            url=collaboration.get_absolute_url(),
            codes=[collaboration.public_id],
            names=plain(collaboration.name),
            context=_context(
                belongs_to.label,
                belongs_to.label_plural,
                *(SECTOR_WORDS[Sector(sector)] for sector in collaboration.sectors),
                *(
                    _names(municipalities[row.municipality_id].name)
                    for row in collaboration.area.all()
                    if row.valid_until is None or row.valid_until >= shown_on
                ),
            ),
            sectors=collaboration.sectors,
            weight=_weight(
                Kind.COLLABORATION, dt.date.min if status == CollaborationStatus.ENDED else shown_on
            ),
            is_sample=collaboration.is_sample,
        )


def _organisations(organisations: QuerySet[Organisation]) -> Iterator[SearchEntry]:
    municipalities = _municipalities_by_code()
    for organisation in organisations:
        kind = KIND_OF_ORGANISATION.get(OrganisationKind(organisation.kind), Kind.ORGANISATION)
        municipality = municipalities.get(organisation.municipality_id or "")
        place = municipality.name if municipality else ""
        label = str(OrganisationKind(organisation.kind).label)
        yield SearchEntry(
            kind=kind,
            key=organisation.register_code or str(organisation.pk),
            title=organisation.display_name,
            subtitle=_sentence([label, f"in {place}" if place else ""], " "),
            url=organisation.get_absolute_url(),
            codes=[organisation.register_code] if organisation.register_code else [],
            names=plain(organisation.display_name),
            context=_context(
                label,
                "bestuur bevoegd gezag" if kind == Kind.BOARD else "",
                "pabo hogeschool universiteit" if kind == Kind.INSTITUTE else "",
                _names(place),
                *(SECTOR_WORDS[Sector(sector)] for sector in organisation.sectors),
            ),
            sectors=organisation.sectors,
            municipality=municipality,
            weight=_weight(kind, organisation.valid_until),
            is_sample=organisation.is_sample,
        )


def _schools(schools: QuerySet[School]) -> Iterator[SearchEntry]:
    municipalities = _municipalities_by_code()
    boards = {
        board.pk: board.display_name
        for board in Organisation.objects.filter(pk__in=schools.order_by().values("board"))
    }
    for school in schools:
        municipality = municipalities[school.municipality_id]
        board = boards[school.board_id] if school.board_id else ""
        place = school.place or municipality.name
        parts = [f"{SCHOOL_IN[Sector(school.sector)]} in {place}", board]
        yield SearchEntry(
            kind=Kind.SCHOOL,
            key=school.brin6,
            title=school.name,
            subtitle=_sentence(parts),
            url=school.get_absolute_url(),
            codes=[school.brin6, school.brin6[:4]],
            names=plain(school.name),
            context=_context(
                "school", SECTOR_WORDS[Sector(school.sector)], _names(place), municipality.name, board
            ),
            sectors=[school.sector],
            municipality=municipality,
            weight=_weight(Kind.SCHOOL, school.valid_until),
        )


def _municipalities_by_code() -> dict[str, Municipality]:
    return Municipality.objects.defer("geometry").in_bulk()


def _other_names(name: str) -> list[str]:
    """Return ``name`` and what else it is called, in plain words."""
    words = plain(name)
    return [known for known in (words, ALSO_KNOWN_AS.get(words)) if known]


def _names(name: str) -> str:
    return " ".join(_other_names(name))


def _context(*parts: str) -> str:
    words = plain(" ".join(str(part) for part in parts)).split()
    return " ".join(dict.fromkeys(words))


def _sentence(parts: Iterable[str], between: str = " · ") -> str:
    """Join what is known into one line that starts with a capital."""
    text = between.join(str(part) for part in parts if part)
    return text[:1].upper() + text[1:]


def _weight(kind: Kind, last_day: dt.date | None) -> int:
    has_ended = last_day is not None and last_day < clock.today()
    return WEIGHTS[kind] - (ENDED if has_ended else 0)
