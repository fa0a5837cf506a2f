"""Say which demo accounts there are."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from regio.models import User
from regio.services.samples import DEMO_ACCOUNTS, DEMO_PASSWORD


class Command(BaseCommand):
    help = "Toont de demo-accounts van deze proefmachine."

    def handle(self, *args: Any, **options: Any) -> None:
        existing = set(User.objects.filter(is_sample=True).values_list("email", flat=True))
        shown = [(email, role) for email, _, role in DEMO_ACCOUNTS if email in existing]
        if not settings.DEBUG or not shown:
            self.stdout.write("Er zijn hier geen demo-accounts.")
            return
        self.stdout.write(f"Demo-accounts (wachtwoord: {DEMO_PASSWORD}; code van medewerkers: 000000)")
        for email, role in shown:
            self.stdout.write(f"  {email:40} {role}")
