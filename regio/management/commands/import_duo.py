"""Import one of DUO's address files."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from regio.core import clock
from regio.core.duo.layouts import FileKind
from regio.core.errors import PortalError
from regio.services.duo_import import import_duo

SHOWN = 200
"""Details shown without --alles."""


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is geen datum; schrijf bijvoorbeeld 2026-10-01.") from error


class Command(BaseCommand):
    """``manage.py import_duo FILE [--dry-run] [--soort S] [--peildatum D] [--veel-verdwenen] [--alles]``."""

    help = "Lees een adressenbestand van DUO in: vestigingen, instellingen of besturen (.csv of .csv.gz)."

    requires_system_checks: list[str] = []  # reads files and tables only

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="het bestand zoals DUO het levert")
        parser.add_argument("--dry-run", action="store_true", help="alleen laten zien wat er zou gebeuren")
        parser.add_argument(
            "--soort",
            choices=[kind.value for kind in FileKind],
            help="alleen nodig als het bestand zelf niet zegt wat het is",
        )
        parser.add_argument(
            "--peildatum",
            type=_day,
            help="de dag waarvoor het bestand geldt (JJJJ-MM-DD); standaard de dag waarop het is opgeslagen",
        )
        parser.add_argument(
            "--veel-verdwenen",
            action="store_true",
            help="ga door als een groot deel van de bekende gegevens niet in het bestand staat",
        )
        parser.add_argument("--alles", action="store_true", help=f"toon meer dan {SHOWN} wijzigingen")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            data = file.read_bytes()
            saved = dt.datetime.fromtimestamp(file.stat().st_mtime, tz=clock.AMSTERDAM).date()
        except OSError as error:
            raise CommandError(f"Het bestand {file} kan niet worden gelezen: {error.strerror}.") from error
        try:
            report = import_duo(
                data=data,
                file_name=file.name,
                kind=FileKind(options["soort"]) if options["soort"] else None,
                as_of=options["peildatum"],
                not_after=min(saved, clock.today()),
                dry_run=options["dry_run"],
                allow_many_vanished=options["veel_verdwenen"],
            )
        except PortalError as error:
            raise CommandError(error.message) from error
        details = report.details()
        shown = details if options["alles"] else details[:SHOWN]
        for line in shown:
            self.stdout.write(line)
        if len(shown) < len(details):
            self.stdout.write(f"… en nog {len(details) - len(shown)}; toon ze met --alles.")
        for line in report.summary():
            self.stdout.write(line)
