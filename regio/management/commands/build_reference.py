"""Derive the project's reference tables from the raw public files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from regio.core.errors import PortalError
from regio.core.reference import tables
from regio.core.reference.build import BuildReport, build_reference


class Command(BaseCommand):
    """``manage.py build_reference [--from DIR] [--to DIR]``."""

    help = "Leid de referentietabellen af uit de openbare bronbestanden (zie docs/data-sources.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from",
            dest="source",
            type=Path,
            default=Path(settings.BASE_DIR).parent / "shared" / "data",
            help="map met de bronbestanden; standaard ../shared/data naast het project",
        )
        parser.add_argument(
            "--to",
            dest="target",
            type=Path,
            default=tables.DIRECTORY,
            help="map voor de tabellen; standaard regio/reference",
        )

    def handle(self, *args: Any, source: Path, target: Path, **options: Any) -> None:
        try:
            report = build_reference(source, target)
        except PortalError as error:
            raise CommandError(error.message) from error
        self._print(report)

    def _print(self, report: BuildReport) -> None:
        for name, size in report.bytes.items():
            kept = name in report.kept
            rows = "met de hand bijgehouden, niet overschreven" if kept else f"{report.rows[name]} rijen"
            self.stdout.write(f"{name:24}{size / 1000:8.1f} kB  {rows}")
        self.stdout.write(f"{'samen':24}{sum(report.bytes.values()) / 1000:8.1f} kB")
        self.stdout.write("Koppelingen:")
        for how, number in report.joins.items():
            self.stdout.write(f"{number:8}  {how}")
