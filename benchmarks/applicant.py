"""What it costs to write: the median of saving one field while somebody types.

Plays an applicant who types in one text, on the machine itself and without a browser:
a whole request through all middleware, with a body of some hundreds of words, until
the commit. The goal is 60 ms and 20 queries. ``make bench`` prints it.
"""

import datetime as dt
import re
import statistics
import time

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onderwijsregios.models import Application, Round
from regio.core import clock
from regio.models import Mandate, Organisation, User

GOAL_MS, GOAL_QUERIES = 60, 20
WORDS = 400
WARM = 5


def show(saves: int = 200) -> None:
    """Let a representative type, and print the table."""
    seconds, queries = play(saves)
    milliseconds = sorted(one * 1000 for one in seconds)
    print("| autosave of one text | median ms | p95 ms | queries | goal |")
    print("|---|---:|---:|---:|---|")
    print(
        f"| {len(seconds)} saves of {WORDS} words | {statistics.median(milliseconds):.1f} "
        f"| {milliseconds[int(len(milliseconds) * 0.95) - 1]:.1f} | {queries} "
        f"| {GOAL_MS} ms, {GOAL_QUERIES} queries |"
    )


def play(saves: int) -> tuple[list[float], int]:
    """Return how long each save took, and what one asks of the database."""
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    with transaction.atomic():
        now = clock.now()
        round_, _ = Round.objects.get_or_create(
            slug="meting-autosave",
            defaults={
                "title": "Meting",
                "sectors": ["po"],
                "announced_at": now,
                "opens_at": now,
                "closes_at": now + dt.timedelta(days=30),
                "selection_date": clock.today() + dt.timedelta(days=40),
                "publish_at": now + dt.timedelta(days=50),
            },
        )
        board = Organisation.objects.filter(kind="schoolbestuur").order_by("register_code").first()
        user, _ = User.objects.get_or_create(email="meting@example.org", defaults={"name": "Meting"})
        Mandate.objects.get_or_create(user=user, organisation=board, defaults={"valid_from": clock.today()})
        application, is_new = Application.objects.get_or_create(round=round_, lead=board)
        if is_new:
            application.members.create(organisation=board, role="penvoerder")
    client = Client()
    client.force_login(user)
    address = f"/aanvragen/{application.pk}/aanpak/"
    page = client.get(address).text
    form = dict(re.findall(r'<input type="hidden" name="(versie-[^"]+)" value="([^"]*)"', page))
    seconds: list[float] = []

    def save(number: int) -> None:
        form.update({"veld": "werven", "werven": f"{number} " + "samen " * WORDS})
        start = time.perf_counter()
        answer = client.post(address, form)
        seconds.append(time.perf_counter() - start)
        if answer.get("X-Bewaard") != "ja":
            raise SystemExit(f"not saved: {answer.status_code}")
        form["versie-werven"] = re.search(r'name="versie-werven" value="(\d+)"', answer.text).group(1)

    counts = []
    for number in range(WARM):  # counting slows down, so what is counted is not timed
        with CaptureQueriesContext(connection) as queries:
            save(number)
        counts.append(len(queries))
    seconds.clear()
    for number in range(saves):
        save(number)
    return seconds, max(counts)
