"""What it costs to hand in and to withdraw: the median of a whole request, and its queries.

On the machine itself and without a browser: all middleware, until the commit. An
application of twelve parties. The goal is 150 ms and 20 queries. ``make bench`` prints it.
"""

import re
import statistics
import time
from collections.abc import Iterator

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.world import SLUG, make_round
from onderwijsregios.models import Application, Round
from regio.enums import ScanState
from regio.models import Document

GOAL_MS, GOAL_QUERIES = 150, 20
TIMES = 40


def show(times: int = TIMES) -> None:
    """Hand in, withdraw, undo and hand in again, and print the table."""
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    found: dict[str, list[tuple[float, int]]] = {}
    for name, seconds, queries in _play(times):
        found.setdefault(name, []).append((seconds, queries))
    print("| request | times | median ms | p95 ms | queries | goal |")
    print("|---|---:|---:|---:|---:|---|")
    for name, measured in found.items():
        ms = sorted(seconds * 1000 for seconds, _ in measured)
        print(
            f"| {name} | {len(ms)} | {statistics.median(ms):.1f} | {ms[int(len(ms) * 0.95) - 1]:.1f} "
            f"| {max(queries for _, queries in measured)} | {GOAL_MS} ms, {GOAL_QUERIES} queries |"
        )
    _clean_up()


def _play(times: int) -> Iterator[tuple[str, float, int]]:
    for application in make_round(times):
        application.plan = Document.objects.create(
            file=ContentFile(b"%PDF-1.7", name="plan.pdf"),
            original_name="plan.pdf",
            content_type="application/pdf",
            size=8,
            sha256="0" * 64,
            pages=1,
            scan_state=ScanState.CLEAN,
        )
        application.save()
        client = Client()
        assert application.created_by is not None
        client.force_login(application.created_by, "regio.core.authentication.PortalBackend")
        base = f"/aanvragen/{application.pk}/"
        yield _timed("hand in", client, f"{base}controleren/", _form(client, base))
        yield _timed("withdraw", client, f"{base}intrekken/", {"reden": "Wij wachten nog."})
        yield _timed("undo the withdrawal", client, f"{base}intrekken/ongedaan-maken/", {})
        application.parts.filter(key="opgaven").update(text="anders")
        yield _timed("hand in again", client, f"{base}controleren/", _form(client, base))


def _form(client: Client, base: str) -> dict[str, str]:
    page = client.get(f"{base}controleren/").text.split('<main id="inhoud"')[1]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def _timed(name: str, client: Client, address: str, form: dict[str, str]) -> tuple[str, float, int]:
    with CaptureQueriesContext(connection) as queries:
        start = time.perf_counter()
        answer = client.post(address, form)
        seconds = time.perf_counter() - start
    if answer.status_code != 302:
        raise SystemExit(f"{name}: {answer.status_code}")
    statements = [one for one in queries if one["sql"] not in {"BEGIN", "COMMIT"}]
    return name, seconds, len(statements)


def _clean_up() -> None:
    """Make room for another measurement; frozen revisions stay, under another address."""
    round_ = Round.objects.get(slug=SLUG)
    Application.objects.filter(round=round_).update(created_by=None)
    round_.slug = f"{SLUG}-{round_.pk}"
    round_.save()
