"""Import DUO's address files into the register.

Reading and comparing is plain Python (``regio.core.duo``); here stands only what
touches the database, so that a command and a web upload do exactly the same.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from regio.core import clock
from regio.core.duo.comparison import (
    Comparison,
    ImportReport,
    Known,
    Wanted,
    compare,
    in_todays_municipality,
)
from regio.core.duo.content import DuoFileError, read_content
from regio.core.duo.layouts import BOARDS, SCHOOLS, FileKind
from regio.core.duo.municipalities import MunicipalityFinder
from regio.core.duo.rows import DuoFile, DuoRow, RefusedLine, read_duo_file
from regio.core.reference.sources import DUO, DUO_LICENCE, RECOGNITIONS
from regio.enums import Audience, OrganisationKind, Sector
from regio.models import (
    DataSource,
    Municipality,
    MunicipalityChange,
    Organisation,
    PostcodeArea,
    School,
    User,
)
from regio.services.audit import record_action
from regio.services.reference import lock_register
from regio.services.search import rebuild_search

SOURCE_PREFIX = "duo-"
"""Codes of all sources that come from DUO begin so; other facts are never closed by an import."""


def import_duo(
    *,
    data: bytes,
    file_name: str,
    actor: User | None = None,
    kind: FileKind | None = None,
    as_of: dt.date | None = None,
    not_after: dt.date | None = None,
    dry_run: bool = False,
    allow_many_vanished: bool = False,
) -> ImportReport:
    """Bring the register up to one of DUO's files and say what that did.

    ``as_of`` is the day for which the file holds; the file itself does not say.
    When it is not given, ``not_after`` counts, such as the day on which the file
    was last written, and otherwise today. ``kind`` is needed only for lists of boards whose
    sector cannot be told. One transaction, with the search index and one row in
    the log when it changed something; a dry run writes nothing. Importing the same file again
    changes nothing. Nothing is deleted: what a complete file no longer names is
    closed on the day before ``as_of``. A fact of a newer day stays.

    Raises ``DuoFileError`` when the file cannot be used as a whole, or when so
    much would vanish that it must be part of a file (unless
    ``allow_many_vanished``), or when the reference data are not loaded; then
    nothing is changed.
    """
    content = read_content(data)
    file = read_duo_file(content, file_name=file_name, kind=kind)
    with transaction.atomic():
        lock_register()
        source, is_known = _source(file, file_name, as_of, as_of or not_after or clock.today())
        day = source.reference_date or clock.today()
        job = _job(file, source, day)
        report = job.report(file_name=file_name, dry_run=dry_run)
        if as_of is None and not is_known:
            note = f"Er is geen peildatum opgegeven; als peildatum geldt {day:%d-%m-%Y}."
            report = replace(report, notes=(*report.notes, note))
        if report.comparison.too_many_vanished and not allow_many_vanished:
            raise DuoFileError(
                f"{len(report.comparison.vanished)} van de bekende gegevens staan niet in dit bestand. "
                "Dat zijn er zo veel dat het bestand waarschijnlijk niet compleet is; er is niets gewijzigd."
            )
        if report.changes_something and not dry_run:
            source.save()
            job.apply(report.comparison)
            rebuild_search()
            record_action(
                actor=actor,
                action="regio.duo.import",
                sentence=f"Het DUO-bestand met {file.kind.label} van {day:%d-%m-%Y} is ingelezen.",
                obj=source,
                audiences=[Audience.STAFF],
                after={
                    "bestand": file_name,
                    "nieuw": len(report.comparison.created),
                    "gewijzigd": len(report.comparison.changed),
                    "verdwenen": len(report.comparison.vanished),
                    "geweigerd": len(report.comparison.refused),
                },
            )
    return report


def _source(file: DuoFile, file_name: str, as_of: dt.date | None, day: dt.date) -> tuple[DataSource, bool]:
    """Return the source for this very file (the same file, the same source), and whether it is saved."""
    code = f"{SOURCE_PREFIX}{file.kind.value}-{file.content.sha256[:12]}"
    known = DataSource.objects.filter(code=code).first()
    if known and known.reference_date and as_of not in (None, known.reference_date):
        raise DuoFileError(
            f"Dit bestand is al ingelezen met peildatum {known.reference_date:%d-%m-%Y}. "
            "Laat de peildatum weg of geef dezelfde op."
        )
    if known:
        return known, True
    source = DataSource(
        code=code,
        title=f"DUO, {file.kind.label}",
        publisher=DUO,
        licence=DUO_LICENCE,
        url=f"https://onderwijsdata.duo.nl/dataset/{file.kind.dataset}",
        reference_date=day,
        note=f"Ingelezen bestand: {file_name}",
    )
    return source, False


def _job(file: DuoFile, source: DataSource, day: dt.date) -> "_Job":
    if file.kind in SCHOOLS:
        return _Schools(file, source, day)
    if file.kind == FileKind.INSTITUTIONS_VO:
        return _SecondaryInstitutions(file, source, day)
    if file.kind in BOARDS:
        return _Boards(file, source, day)
    return _Institutions(file, source, day)


def _finder() -> MunicipalityFinder:
    names = dict(Municipality.objects.values_list("code", "name"))
    if not names:
        raise DuoFileError("De gemeenten zijn nog niet geladen. Voer eerst manage.py load_reference uit.")
    return MunicipalityFinder.of(
        names,
        MunicipalityChange.objects.values_list("old_code", "new_municipality_id"),
        dict(PostcodeArea.objects.values_list("postcode4", "municipality_id")),
    )


@dataclass
class _BoardChanges:
    """Boards that the rows mention: unknown ones, and ones that need a sector or are open again."""

    new: list[str]
    changed: list[Organisation]


class _Job:
    """One file laid beside the register. Subclasses say what is compared and how it is written."""

    is_complete = True
    """Whether the file names everything of its kind, so that what is missing has vanished."""

    def __init__(self, file: DuoFile, source: DataSource, day: dt.date) -> None:
        self.file = file
        self.source = source
        self.day = day
        self.sector = Sector(file.kind.sector)
        rows, refused = in_todays_municipality(file, _finder())
        self.rows: Sequence[DuoRow] = rows
        self.refused: list[RefusedLine] = [*file.refused, *refused]
        unplaced = {line.line for line in refused}
        self.spared = file.refused_keys | {row.key for row in file.rows if row.line in unplaced}
        self.boards: dict[str, Organisation] = {
            board.register_code: board
            for board in Organisation.objects.filter(kind=OrganisationKind.SCHOOL_BOARD).select_related(
                "source"
            )
        }

    def known(self) -> Mapping[str, Known]:
        """Return what the register holds, by the key of the rows."""
        raise NotImplementedError

    def wanted(self) -> list[Wanted]:
        """Return what the file says, by the same key."""
        raise NotImplementedError

    def apply(self, comparison: Comparison) -> None:
        """Write the outcome."""
        raise NotImplementedError

    def board_changes(self) -> _BoardChanges:
        """Return which boards the rows bring along: new numbers, and boards that get this sector."""
        new: list[str] = []
        changed: list[Organisation] = []
        for number in sorted({row.board_number for row in self.rows}):
            board = self.boards.get(number)
            if board is None:
                new.append(number)
            elif not self._is_newer(board.source) and (
                self.sector not in board.sectors or board.valid_until is not None
            ):
                changed.append(board)
        return _BoardChanges(new, changed)

    def report(self, *, file_name: str, dry_run: bool) -> ImportReport:
        """Return what would change, without changing anything."""
        boards = self.board_changes()
        return ImportReport(
            title=self.file.kind.label,
            file_name=file_name,
            as_of=self.day,
            dry_run=dry_run,
            comparison=compare(
                self.wanted(),
                self.known(),
                as_of=self.day,
                is_complete=self.is_complete,
                spared=self.spared,
                vanished_uncertain=self.file.has_unknown_lines,
                refused=self.refused,
            ),
            new_boards=tuple(boards.new),
            changed_boards=tuple(board.register_code for board in boards.changed),
            doubles=self.file.doubles,
        )

    def apply_boards(self) -> None:
        """Write the boards that the rows bring along; a list of boards gives a new one its name later."""
        changes = self.board_changes()
        fresh = [
            Organisation(
                kind=OrganisationKind.SCHOOL_BOARD,
                register_code=number,
                sectors=[self.sector],
                source=self.source,
            )
            for number in changes.new
        ]
        Organisation.objects.bulk_create(fresh)
        for board in changes.changed:
            board.sectors = _with(board.sectors, self.sector)
            board.valid_until = None
            board.source = self.source
        Organisation.objects.bulk_update(
            changes.changed, ["sectors", "valid_until", "source"], batch_size=500
        )
        self.boards |= {board.register_code: board for board in fresh}

    def closing_day(self) -> dt.date:
        """Return the last day of what the file no longer names."""
        return self.day - dt.timedelta(days=1)

    def _is_newer(self, source: DataSource | None) -> bool:
        return bool(source and source.reference_date and source.reference_date > self.day)


class _Schools(_Job):
    """The locations of one sector: a complete list."""

    def __init__(self, file: DuoFile, source: DataSource, day: dt.date) -> None:
        super().__init__(file, source, day)
        schools = School.objects.select_related("source", "board")
        named = [row.key for row in file.rows]
        self.schools: dict[str, School] = {
            school.brin6: school
            for school in (*schools.filter(sector=self.sector), *schools.filter(brin6__in=named))
        }

    def known(self) -> dict[str, Known]:
        return {
            key: Known(
                values={
                    "name": school.name,
                    "board_number": school.board.register_code if school.board else "",
                    "municipality_code": school.municipality_id,
                    "sector": school.sector,
                    "place": school.place,
                    "website": school.website,
                },
                as_of=school.source.reference_date,
                seen_on=school.source.reference_date,
                is_open=school.valid_until is None,
                is_expected=school.sector == self.sector and school.source_id.startswith(SOURCE_PREFIX),
            )
            for key, school in self.schools.items()
        }

    def wanted(self) -> list[Wanted]:
        return [
            Wanted(
                row.key,
                row.line,
                row.name,
                {
                    "name": row.name,
                    "board_number": row.board_number,
                    "municipality_code": row.municipality_code,
                    "sector": self.sector.value,
                    "place": row.place,
                    "website": row.website,
                },
            )
            for row in self.rows
        ]

    def apply(self, comparison: Comparison) -> None:
        self.apply_boards()
        rows = {row.key: row for row in self.rows}
        fresh = [School(brin6=change.key) for change in comparison.created]
        for school in fresh:
            self._fill(school, rows[school.brin6])
        School.objects.bulk_create(fresh, batch_size=2000)
        changed = [self.schools[change.key] for change in comparison.changed]
        for school in changed:
            self._fill(school, rows[school.brin6])
        School.objects.bulk_update(
            changed,
            [
                "name",
                "board",
                "board_source",
                "sector",
                "place",
                "municipality",
                "website",
                "source",
                "valid_until",
            ],
            batch_size=500,
        )
        gone = [self.schools[change.key].pk for change in comparison.vanished]
        School.objects.filter(pk__in=gone).update(valid_until=self.closing_day())

    def _fill(self, school: School, row: DuoRow) -> None:
        school.name = row.name
        school.board = self.boards[row.board_number]
        school.board_source = self.source
        school.sector = self.sector
        school.place = row.place
        school.municipality_id = row.municipality_code
        school.website = row.website
        school.source = self.source
        school.valid_until = None


class _SecondaryInstitutions(_Job):
    """Institutions of secondary education: tells which board the locations of a BRIN belong to."""

    is_complete = False

    def __init__(self, file: DuoFile, source: DataSource, day: dt.date) -> None:
        super().__init__(file, source, day)
        self.schools: dict[str, School] = {
            school.brin6: school
            for school in School.objects.filter(sector=self.sector, valid_until__isnull=True).select_related(
                "board", "board_source"
            )
        }
        here = {key[:4] for key in self.schools}
        column = file.layout.titles["brin4"]
        self.refused.extend(
            RefusedLine(
                row.line,
                column,
                f"Instelling {row.key} ({row.name}) heeft in het register geen vestigingen; "
                "lees eerst het bestand met vestigingen in.",
            )
            for row in self.rows
            if row.key not in here
        )
        self.rows = [row for row in self.rows if row.key in here]

    def known(self) -> dict[str, Known]:
        return {
            key: Known(
                values={"board_number": school.board.register_code if school.board else ""},
                as_of=school.board_source.reference_date if school.board_source else None,
                seen_on=None,
            )
            for key, school in self.schools.items()
        }

    def wanted(self) -> list[Wanted]:
        rows = {row.key: row for row in self.rows}
        return [
            Wanted(key, rows[key[:4]].line, school.name, {"board_number": rows[key[:4]].board_number})
            for key, school in self.schools.items()
            if key[:4] in rows
        ]

    def apply(self, comparison: Comparison) -> None:
        self.apply_boards()
        rows = {row.key: row for row in self.rows}
        changed = [self.schools[change.key] for change in comparison.changed]
        for school in changed:
            school.board = self.boards[rows[school.brin6[:4]].board_number]
            school.board_source = self.source
        School.objects.bulk_update(changed, ["board", "board_source"], batch_size=500)


class _Organisations(_Job):
    """What institutions and boards share: rows that are organisations themselves."""

    organisations: dict[str, Organisation]

    def known(self) -> dict[str, Known]:
        return {
            key: Known(
                values={
                    "name": organisation.name,
                    "municipality_code": organisation.municipality_id or "",
                    "website": organisation.website,
                    "sector": self.sector.value if self.sector in organisation.sectors else "",
                },
                as_of=_name_day(organisation),
                seen_on=organisation.source.reference_date if organisation.source else None,
                is_open=organisation.valid_until is None,
                is_expected=self.sector in organisation.sectors and _is_listed_by_duo(organisation),
            )
            for key, organisation in self.organisations.items()
        }

    def wanted(self) -> list[Wanted]:
        wanted = []
        for row in self.rows:
            values = {"name": row.name, "website": row.website, "sector": self.sector.value}
            if row.municipality_code:
                values["municipality_code"] = row.municipality_code
            wanted.append(Wanted(row.key, row.line, row.name, values))
        return wanted

    def apply(self, comparison: Comparison) -> None:
        rows = {row.key: row for row in self.rows}
        fresh = [Organisation(kind=self.new_kind, register_code=change.key) for change in comparison.created]
        changed = [self.organisations[change.key] for change in comparison.changed]
        for organisation in (*fresh, *changed):
            row = rows[organisation.register_code]
            organisation.name = row.name
            organisation.name_year = self.day.year
            organisation.sectors = _with(organisation.sectors, self.sector)
            organisation.municipality_id = row.municipality_code or organisation.municipality_id
            organisation.website = row.website
            if not self._is_newer(organisation.source):
                organisation.source = self.source
            organisation.valid_until = None
        Organisation.objects.bulk_create(fresh, batch_size=2000)
        gone = [self.organisations[change.key] for change in comparison.vanished]
        for organisation in gone:
            organisation.sectors = [sector for sector in organisation.sectors if sector != self.sector]
            organisation.source = self.source
            if not organisation.sectors:
                organisation.valid_until = self.closing_day()
        Organisation.objects.bulk_update(
            [*changed, *gone],
            ["name", "name_year", "sectors", "municipality", "website", "source", "valid_until"],
            batch_size=500,
        )

    new_kind = OrganisationKind.OTHER


class _Boards(_Organisations):
    """The boards of one sector: a complete list."""

    new_kind = OrganisationKind.SCHOOL_BOARD

    def __init__(self, file: DuoFile, source: DataSource, day: dt.date) -> None:
        super().__init__(file, source, day)
        self.organisations = self.boards

    def board_changes(self) -> _BoardChanges:
        return _BoardChanges([], [])


class _Institutions(_Organisations):
    """Institutions of mbo or higher education. Those that train teachers are known as such already."""

    def __init__(self, file: DuoFile, source: DataSource, day: dt.date) -> None:
        super().__init__(file, source, day)
        self.organisations = {
            organisation.register_code: organisation
            for organisation in Organisation.objects.filter(
                kind__in=(OrganisationKind.TRAINING_INSTITUTE, OrganisationKind.OTHER),
                register_code__regex=r"^\d{2}[A-Z]{2}$",
            ).select_related("source")
        }

    def apply(self, comparison: Comparison) -> None:
        self.apply_boards()
        super().apply(comparison)


def _name_day(organisation: Organisation) -> dt.date | None:
    """Return from when the name is: often older than the last sign that the organisation exists."""
    if organisation.name_year:
        return dt.date(organisation.name_year, 1, 1)
    return organisation.source.reference_date if organisation.source and organisation.name else None


def _is_listed_by_duo(organisation: Organisation) -> bool:
    """Whether DUO's address files must name it; they leave out institutions without public funding."""
    source = organisation.source_id or ""
    return source.startswith(SOURCE_PREFIX) and source != RECOGNITIONS and not organisation.is_sample


def _with(sectors: Sequence[str], sector: Sector) -> list[str]:
    """Return the sectors with one more, in the fixed order."""
    order = [choice.value for choice in Sector]
    return sorted({*sectors, sector.value}, key=order.index)
