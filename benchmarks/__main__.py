"""Requests per second and p95 of the public pages, beside a bare Django view.

Server and load generator each have a core of their own when there are two. Subjects take
turns, several rounds; the table gives the median round and the range. Sizes are bytes
as sent, after gzip. Pages are measured made anew for each visitor and, marked
"remembered", as a visitor without a cookie gets them between two commits.

    make bench                       the whole table
    make bench args="--rounds 1"     a quick look
    make bench args="--only surge"   the last minutes of a round; see benchmarks/surge.py
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass, field

from benchmarks import surge
from benchmarks.portal import PROJECT, WORKERS, manage, server

CONNECTIONS = 4


@dataclass
class Subject:
    """One address that is measured."""

    name: str
    path: str
    made_anew: bool = True
    """Whether each answer is made anew, or may be one that was made before (no commit since)."""
    rates: list[float] = field(default_factory=list)
    p95s: list[float] = field(default_factory=list)
    size: int = 0
    queries: int = 0


def play(subject: Subject, port: int, requests: int) -> None:
    """Measure one round of one subject."""
    run = subprocess.run(
        [
            *[sys.executable, "-m", "benchmarks.load", "127.0.0.1", str(port)],
            *[subject.path, str(requests), str(CONNECTIONS)],
            *(["bezoeker=1"] if subject.made_anew else []),
        ],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    result = json.loads(run.stdout)
    seconds = sorted(result["seconds"])
    subject.rates.append(len(seconds) / result["total"])
    subject.p95s.append(seconds[int(len(seconds) * 0.95) - 1] * 1000)
    subject.size = result["size"]


QUERIES = """
from django.conf import settings
from django.db import connection, reset_queries
from django.test import Client
settings.DEBUG = True
for path, cookie in {visits!r}:
    headers = {{"host": "localhost"}} | ({{"cookie": "bezoeker=1"}} if cookie else {{}})
    Client(headers=headers).get(path)
    reset_queries()
    Client(headers=headers).get(path)
    print(len(connection.queries))
"""

SLUG = """
from onderwijsregios.models import Onderwijsregio
print(Onderwijsregio.objects.filter(is_national=False).order_by("slug").first().slug)
"""


def main() -> None:
    """Load the data, run the rounds, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--only", choices=["pages", "submit", "surge"], help="one of the measurements")
    parser.add_argument("--applications", type=int, default=300, help="of the surge")
    parser.add_argument("--compress", type=float, default=2, help="how much faster time goes in the surge")
    options = parser.parse_args()
    print("Loading the reference data and the samples …", flush=True)
    manage("migrate", "--verbosity", "0")
    manage("load_reference")
    if options.only in {None, "pages"}:
        manage("load_samples")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    if options.only in {None, "pages"}:
        measure_pages(options)
    if options.only in {None, "submit"}:
        print(manage("shell", "--no-imports", "-c", "from benchmarks.submit import show; show()"))
    if options.only in {None, "surge"}:
        surge.play(applications=options.applications, compress=options.compress)


def measure_pages(options: argparse.Namespace) -> None:
    """Measure the public pages and what others measure beside them."""
    slug = manage("shell", "--no-imports", "-c", SLUG).strip().splitlines()[-1]
    pages = {
        "home": "/",
        "list of onderwijsregio's": "/onderwijsregios/",
        "one onderwijsregio": f"/onderwijsregios/{slug}/",
        "regiokaart": "/regiokaart/",
        "search": "/zoeken/?q=amsterdam",
        "API list of 50": "/api/v1/onderwijsregios?paginaGrootte=50",
    }
    subjects = [
        Subject("bare Django view", "/_kaal/"),
        *(Subject(name, path) for name, path in pages.items()),
        *(Subject(f"{name}, remembered", path, made_anew=False) for name, path in pages.items()),
    ]
    counts = manage(
        "shell", "--no-imports", "-c", QUERIES.format(visits=[(s.path, s.made_anew) for s in subjects])
    )
    for subject, count in zip(subjects, counts.split()[-len(subjects) :], strict=True):
        subject.queries = int(count)
    with server() as port:
        for subject in subjects:  # warm
            play(subject, port, CONNECTIONS * 5)
            subject.rates.clear()
            subject.p95s.clear()
        for _ in range(options.rounds):
            for subject in subjects:
                play(subject, port, options.requests)
    show(subjects, options)
    print(manage("shell", "--no-imports", "-c", "from benchmarks.applicant import show; show()"))
    print(manage("shell", "--no-imports", "-c", "from benchmarks.toets import show; show()"))


def show(subjects: list[Subject], options: argparse.Namespace) -> None:
    """Print the table."""
    print(
        f"\n{WORKERS} gunicorn workers with 2 threads, {CONNECTIONS} connections, "
        f"{options.rounds} rounds of {options.requests} requests, {os.cpu_count()} cores, "
        f"Python {sys.version.split()[0]}\n"
    )
    print("| page | requests/s, median (range) | p95 in ms, median (range) | queries | bytes, gzip |")
    print("|---|---:|---:|---:|---:|")
    for s in subjects:
        print(
            f"| {s.name} | {statistics.median(s.rates):.0f} ({min(s.rates):.0f}–{max(s.rates):.0f})"
            f" | {statistics.median(s.p95s):.1f} ({min(s.p95s):.1f}–{max(s.p95s):.1f})"
            f" | {s.queries} | {s.size} |"
        )


if __name__ == "__main__":
    main()
