"""Load the reference tables into the database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from regio.core.errors import PortalError
from regio.services.reference import load_reference


class Command(BaseCommand):
    """``manage.py load_reference [--force]``."""

    help = "Laad de referentietabellen in de database. Mag zo vaak als u wilt."

    requires_system_checks: list[str] = []  # reads files and tables only

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="vergelijk ook als de tabellen niet zijn veranderd"
        )

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        try:
            report = load_reference(force=force)
        except PortalError as error:
            raise CommandError(error.message) from error
        if report.is_current:
            self.stdout.write("De referentiegegevens zijn al bijgewerkt; er is niets gewijzigd.")
            return
        for label, total in report.total.items():
            self.stdout.write(
                f"{label:22}{total:7} in de tabel: {report.created[label]} nieuw, "
                f"{report.changed[label]} gewijzigd, {report.closed.get(label, 0)} vervallen"
            )
        if not report.changes_something:
            self.stdout.write("Er was niets te wijzigen.")
