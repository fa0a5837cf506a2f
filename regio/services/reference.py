"""Load the project's reference tables into the database."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction

from regio.core.duo.layouts import FileKind
from regio.core.reference import broad_regions, geometry, neighbours, tables
from regio.core.reference.tables import Row
from regio.enums import Audience, OrganisationKind
from regio.models import (
    BroadRegion,
    CoropArea,
    DataSource,
    LabourMarketRegion,
    Municipality,
    MunicipalityChange,
    MunicipalityNeighbour,
    Organisation,
    PostcodeArea,
    Province,
    School,
    TrainingProgramme,
    User,
)
from regio.services.audit import record_action
from regio.services.search import rebuild_search

CHECKSUM_SOURCE = "referentietabellen"
"""The source row that stands for the tables themselves; its note holds their checksum."""

Values = dict[str, Any]


@dataclass
class LoadReport:
    """What loading did, per kind of row."""

    is_current: bool = False
    """The tables are the same as the last time; nothing was looked at."""
    created: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)

    @property
    def changes_something(self) -> bool:
        """Whether the database is different afterwards."""
        return any(sum(counts.values()) for counts in (self.created, self.changed, self.closed))


def load_reference(
    *, actor: User | None = None, directory: Path = tables.DIRECTORY, force: bool = False
) -> LoadReport:
    """Bring the reference data in the database up to the tables in ``directory``.

    One transaction. Does nothing when the tables are those of the last time,
    unless ``force``. A fact only replaces a fact that is as old or older: what
    came from a newer import of DUO's files stays, and so does what people
    entered themselves (no source). Schools that the tables no longer name are
    closed, never deleted; postcodes, neighbours, boundary changes and programmes follow
    the tables exactly. When it changed something it rebuilds the search index and writes
    one row in the log. Raises ``ReferenceDataError`` when a table is missing or wrong.
    """
    checksum = tables.checksum(directory)
    with transaction.atomic():
        marker = lock_register()
        if marker.note == checksum and not force:
            return LoadReport(is_current=True)
        report = _Loader(directory).run()
        if marker.note != checksum:
            marker.note = checksum
            marker.save(update_fields=["note"])
        if report.changes_something:
            rebuild_search()
            record_action(
                actor=actor,
                action="regio.reference.load",
                sentence="De referentiegegevens zijn bijgewerkt.",
                obj=marker,
                audiences=[Audience.STAFF],
                after={"nieuw": report.created, "gewijzigd": report.changed, "afgesloten": report.closed},
            )
    return report


def lock_register() -> DataSource:
    """Let no other load or import run until this transaction ends; returns the source that is the lock.

    Statements of this transaction may take minutes instead of the seconds of a
    page, because they write thousands of rows at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10min'")
    DataSource.objects.get_or_create(
        code=CHECKSUM_SOURCE,
        defaults={"title": "Referentietabellen van dit portaal", "publisher": "dit portaal"},
    )
    return DataSource.objects.select_for_update().get(code=CHECKSUM_SOURCE)


def imported_until(kinds: Collection[FileKind]) -> dict[str, dt.date]:
    """Return sector → the newest day for which a file of one of these kinds was imported."""
    newest: dict[str, dt.date] = {}
    for kind in kinds:
        dates = DataSource.objects.filter(code__startswith=f"duo-{kind.value}-")
        day = dates.aggregate(day=models.Max("reference_date"))["day"]
        if day and day > newest.get(kind.sector, dt.date.min):
            newest[kind.sector] = day
    return newest


class _Loader:
    """Loads the tables one after the other, in the order of their references."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.report = LoadReport()
        self.dates: dict[str, dt.date | None] = {}

    def run(self) -> LoadReport:
        self._sources()
        self._areas()
        self._organisations()
        self._schools()
        self._programmes()
        return self.report

    def _table(self, table: tables.Table) -> list[Row]:
        return tables.read_table(self.directory, table)

    # --- sources and areas ---------------------------------------------------------------

    def _sources(self) -> None:
        wanted: dict[Any, Values] = {
            row["code"]: {
                "code": row["code"],
                "title": row["titel"],
                "publisher": row["uitgever"],
                "licence": row["licentie"],
                "url": row["adres"],
                "reference_date": _date(row["peildatum"]),
                "note": row["toelichting"],
            }
            for row in self._table(tables.SOURCES)
        }
        self._sync("bronnen", DataSource.objects.exclude(code=CHECKSUM_SOURCE), "code", wanted)
        self.dates = dict(DataSource.objects.values_list("code", "reference_date"))

    def _areas(self) -> None:
        rows = self._table(tables.MUNICIPALITIES)
        regions = self._table(tables.BROAD_REGIONS)
        region_of = broad_regions.assign(regions, rows)
        shapes = geometry.geometries(tables.read_json(self.directory, tables.GEOMETRY_FILE))
        self._divisions("provincies", Province, {row["provincie_code"]: row["provincie"] for row in rows})
        self._divisions(
            "arbeidsmarktregio's",
            LabourMarketRegion,
            {row["arbeidsmarktregio_code"]: row["arbeidsmarktregio"] for row in rows},
        )
        self._divisions("COROP-gebieden", CoropArea, {row["corop_code"]: row["corop"] for row in rows})
        self._divisions("brede regio's", BroadRegion, broad_regions.names(regions))
        municipalities: dict[Any, Values] = {
            row["code"]: {
                "code": row["code"],
                "name": row["naam"],
                "province_id": row["provincie_code"],
                "labour_market_region_id": row["arbeidsmarktregio_code"],
                "corop_area_id": row["corop_code"],
                "broad_region_id": region_of[row["code"]],
                "geometry": shapes[row["code"]],
                "latitude": float(row["breedte"]),
                "longitude": float(row["lengte"]),
                "valid_from": _date(row["geldig_vanaf"]),
                "source_id": row["bron"],
            }
            for row in rows
        }
        self._sync("gemeenten", Municipality.objects.all(), "code", municipalities)
        self._mirror(
            "herindelingen",
            MunicipalityChange.objects.all(),
            ("date", "old_code", "new_municipality_id"),
            [
                {
                    "date": _date(row["datum"]),
                    "old_code": row["oude_code"],
                    "old_name": row["oude_naam"],
                    "new_municipality_id": row["nieuwe_code"],
                    "kind": row["soort"],
                }
                for row in self._table(tables.CHANGES)
            ],
        )
        self._mirror(
            "postcodes",
            PostcodeArea.objects.all(),
            ("postcode4",),
            [
                {
                    "postcode4": row["postcode4"],
                    "place": row["plaats"],
                    "municipality_id": row["gemeente"],
                    "latitude": _float(row["breedte"]),
                    "longitude": _float(row["lengte"]),
                }
                for row in self._table(tables.POSTCODES)
            ],
        )
        self._neighbours()

    def _neighbours(self) -> None:
        borders, crossings = self._table(tables.NEIGHBOURS), self._table(tables.CROSSINGS)
        neighbours.check_crossings(crossings, borders)
        rows = [
            {"soort": MunicipalityNeighbour.Kind.BORDER.value, "toelichting": "", **row} for row in borders
        ] + crossings
        self._mirror(
            "buurgemeenten",
            MunicipalityNeighbour.objects.all(),
            ("one_id", "other_id"),
            [
                {
                    "one_id": row["een"],
                    "other_id": row["ander"],
                    "kind": row["soort"],
                    "note": row["toelichting"],
                }
                for row in rows
            ],
        )

    def _divisions(self, label: str, model: type[models.Model], names: Mapping[str, str]) -> None:
        wanted: dict[Any, Values] = {code: {"code": code, "name": name} for code, name in names.items()}
        self._sync(label, model._default_manager.all(), "code", wanted)

    # --- organisations -------------------------------------------------------------------

    def _organisations(self) -> None:
        newer_lists = imported_until([kind for kind in FileKind if kind.value.startswith("besturen")])

        def keep(now: Organisation, values: Values) -> bool:
            day = self.dates[values["source_id"]]
            if now.is_sample or now.source_id is None or self._is_newer(now.source_id, day):
                return True
            return any(day and newer_lists.get(sector, day) > day for sector in now.sectors)

        self._sync(
            "organisaties",
            Organisation.objects.filter(
                kind__in=(
                    OrganisationKind.SCHOOL_BOARD,
                    OrganisationKind.TRAINING_INSTITUTE,
                    OrganisationKind.OTHER,
                )
            ).exclude(register_code=""),
            "register_code",
            {row["register_code"]: row for row in (*self._board_rows(), *self._institution_rows())},
            keep=keep,
        )

    def _board_rows(self) -> Iterable[Values]:
        for row in self._table(tables.BOARDS):
            is_board = row["soort"] == "schoolbestuur"
            yield {
                "kind": OrganisationKind.SCHOOL_BOARD if is_board else OrganisationKind.OTHER,
                "register_code": row["nummer"],
                "name": row["naam"],
                "name_year": _int(row["naam_jaar"]),
                "sectors": row["sectoren"].split(),
                "municipality_id": row["gemeente"] or None,
                "valid_until": _date(row["geldig_tot"]),
                "source_id": row["bron"],
            }

    def _institution_rows(self) -> Iterable[Values]:
        for row in self._table(tables.INSTITUTIONS):
            trains = row["leidt_leraren_op"] == "ja"
            yield {
                "kind": OrganisationKind.TRAINING_INSTITUTE if trains else OrganisationKind.OTHER,
                "register_code": row["brin"],
                "name": row["naam"],
                "sectors": ["ho"],
                "municipality_id": row["gemeente"] or None,
                "valid_until": None,
                "source_id": row["bron"],
            }

    # --- schools -------------------------------------------------------------------------

    def _schools(self) -> None:
        rows = self._table(tables.SCHOOLS)
        boards = dict(
            Organisation.objects.filter(kind=OrganisationKind.SCHOOL_BOARD).values_list("register_code", "id")
        )
        newer_lists = imported_until([kind for kind in FileKind if kind.value.startswith("vestigingen")])
        existing = {school.brin6: school for school in School.objects.all()}
        batch = _Batch(School)
        for row in rows:
            now = existing.get(row["brin6"])
            day = self.dates[row["bron"]]
            listed_later = bool(day and newer_lists.get(row["sector"], day) > day)
            if now is not None:
                batch.change(now, self._newer_groups(now, row, boards, listed_later=listed_later))
            elif not listed_later:
                batch.create(_school_values(row, boards))
        batch.write()
        self._count("scholen", batch, total=len(rows))
        self._close_missing_schools(rows, newer_lists)

    def _newer_groups(
        self, now: School, row: Row, boards: Mapping[str, Any], *, listed_later: bool
    ) -> Values:
        """Return the values that may be written: each group of facts has its own source."""
        given = _school_values(row, boards)
        values: Values = {}
        for names, origin, is_from_list in _SCHOOL_GROUPS:
            if given[origin] is None or (is_from_list and listed_later):
                continue
            if not self._is_newer(getattr(now, origin), self.dates[given[origin]]):
                values |= {name: given[name] for name in (*names, origin)}
        return values

    def _close_missing_schools(self, rows: Iterable[Row], newer_lists: Mapping[str, dt.date]) -> None:
        """Close the schools of an older list that the list behind this table no longer names."""
        listed: dict[str, set[str]] = {}
        days: dict[str, dt.date] = {}
        for row in rows:
            listed.setdefault(row["sector"], set()).add(row["brin6"])
            if day := self.dates[row["bron"]]:
                days[row["sector"]] = max(day, days.get(row["sector"], day))
        closed = 0
        for sector, day in days.items():
            if newer_lists.get(sector, day) > day:
                continue
            gone = School.objects.filter(
                sector=sector, valid_until__isnull=True, source__reference_date__lt=day
            ).exclude(brin6__in=listed[sector])
            closed += gone.update(valid_until=day - dt.timedelta(days=1))
        self.report.closed["scholen"] = closed

    # --- programmes ----------------------------------------------------------------------

    def _programmes(self) -> None:
        institutes = dict(
            Organisation.objects.filter(kind=OrganisationKind.TRAINING_INSTITUTE).values_list(
                "register_code", "id"
            )
        )
        self._mirror(
            "opleidingen",
            TrainingProgramme.objects.all(),
            ("institute_id", "code", "municipality_id"),
            [
                {
                    "institute_id": institutes[row["brin"]],
                    "code": row["code"],
                    "name": row["naam"],
                    "kind": row["soort"],
                    "municipality_id": row["gemeente"] or None,
                    "students": _int(row["studenten"]),
                    "year": _int(row["jaar"]),
                    "source_id": row["bron"],
                }
                for row in self._table(tables.PROGRAMMES)
                if row["brin"] in institutes
            ],
        )

    # --- what the tables share -----------------------------------------------------------

    def _is_newer(self, source: str | None, day: dt.date | None) -> bool:
        known = self.dates.get(source) if source else None
        return known is not None and (day is None or known > day)

    def _sync(
        self,
        label: str,
        queryset: models.QuerySet[Any],
        key: str,
        wanted: Mapping[Any, Values],
        *,
        keep: Callable[[Any, Values], bool] | None = None,
    ) -> None:
        """Create what is missing and change what differs, except what ``keep`` says stays as it is."""
        existing = {getattr(row, key): row for row in queryset}
        batch = _Batch(queryset.model)
        for code, values in wanted.items():
            now = existing.get(code)
            if now is None:
                batch.create(values)
            elif not (keep and keep(now, values)):
                batch.change(now, values)
        batch.write()
        self._count(label, batch, total=len(wanted))

    def _mirror(
        self, label: str, queryset: models.QuerySet[Any], key: tuple[str, ...], wanted: list[Values]
    ) -> None:
        """Make the rows exactly those of the table; for rows that nothing else refers to."""
        by_key = {tuple(values[name] for name in key): values for values in wanted}
        existing = {tuple(getattr(row, name) for name in key): row for row in queryset}
        stale = [row.pk for found, row in existing.items() if found not in by_key]
        queryset.filter(pk__in=stale).delete()
        batch = _Batch(queryset.model)
        for found, values in by_key.items():
            if now := existing.get(found):
                batch.change(now, values)
            else:
                batch.create(values)
        batch.write()
        self._count(label, batch, total=len(wanted))
        self.report.closed[label] = len(stale)

    def _count(self, label: str, batch: "_Batch", *, total: int) -> None:
        self.report.created[label] = len(batch.fresh)
        self.report.changed[label] = len(batch.changed)
        self.report.total[label] = total


class _Batch:
    """Rows of one model to create and to change, written together."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.fresh: list[models.Model] = []
        self.changed: list[models.Model] = []
        self._fields: set[str] = set()

    def create(self, values: Values) -> None:
        self.fresh.append(self.model(**values))

    def change(self, now: models.Model, values: Values) -> None:
        """Take over what differs; a row that already has these values is left alone."""
        different = {name: value for name, value in values.items() if getattr(now, name) != value}
        if different:
            for name, value in different.items():
                setattr(now, name, value)
            self.changed.append(now)
            self._fields.update(different)

    def write(self) -> None:
        manager = self.model._default_manager
        manager.bulk_create(self.fresh, batch_size=2000)
        if self.changed:
            manager.bulk_update(self.changed, sorted(self._fields), batch_size=500)


_SCHOOL_GROUPS = (
    (("name", "sector", "place", "municipality_id", "website", "valid_until"), "source_id", True),
    (("board_id",), "board_source_id", True),
    (("latitude", "longitude"), "location_source_id", False),
    (("pupils",), "pupils_source_id", False),
)
"""Facts that share a source, the field that names it, and whether a list of locations holds them."""


def _school_values(row: Row, boards: Mapping[str, Any]) -> Values:
    return {
        "brin6": row["brin6"],
        "name": row["naam"],
        "sector": row["sector"],
        "place": row["plaats"],
        "municipality_id": row["gemeente"],
        "website": row["website"],
        "valid_until": None,
        "source_id": row["bron"],
        "board_id": boards.get(row["bestuur"]),
        "board_source_id": row["bron_bestuur"] or None,
        "latitude": _float(row["breedte"]),
        "longitude": _float(row["lengte"]),
        "location_source_id": row["bron_punt"] or None,
        "pupils": _int(row["leerlingen"]),
        "pupils_source_id": row["bron_leerlingen"] or None,
    }


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _int(text: str) -> int | None:
    return int(text) if text else None


def _float(text: str) -> float | None:
    return float(text) if text else None
