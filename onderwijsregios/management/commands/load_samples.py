"""Load the sample collaborations."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from onderwijsregios.services.samples.load import load_samples
from regio.core.errors import PortalError


class Command(BaseCommand):
    help = "Laadt voorbeelden van samenwerkingen en openbare feiten; herhaalbaar."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = load_samples()
        except PortalError as error:
            raise CommandError(str(error)) from error
        for what, number in counts.items():
            self.stdout.write(f"{what}: {number}")
