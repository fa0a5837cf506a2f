"""Take in one report about a mail that could not be delivered; docs/operations/mail.md wires it."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError

from regio.services.bounces import receive_report

MOST_BYTES = 1024 * 1024
"""Of a longer report the rest is left out: what counts stands before the mail that came back."""
TRY_AGAIN_LATER = 75
"""EX_TEMPFAIL of sysexits.h: the mail server keeps the report and offers it again."""


class Command(BaseCommand):
    help = "Leest één bezorgrapport van de standaardinvoer en noteert het bij de mail die terugkwam."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--recipient", default="", help="adres waarop het rapport binnenkwam")

    def handle(self, *args: Any, recipient: str, **options: Any) -> None:
        mail = sys.stdin.buffer.read(MOST_BYTES)
        while sys.stdin.buffer.read(MOST_BYTES):  # or else the mail server sees a broken pipe
            pass
        try:
            receive_report(mail, recipient=recipient)
        except OperationalError:
            sys.exit(TRY_AGAIN_LATER)
