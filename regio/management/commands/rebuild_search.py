"""Build the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from regio.models import SearchEntry
from regio.services.search import rebuild_search


class Command(BaseCommand):
    """``manage.py rebuild_search``."""

    help = "Bouw de zoekmachine opnieuw op uit de gegevens in de database. Mag zo vaak als u wilt."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, count in rebuild_search().items():
            self.stdout.write(f"{SearchEntry.Kind(kind).label:26}{count:7}")
