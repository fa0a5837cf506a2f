"""How long the toets takes on the server for 40 municipalities and 600 schools.

Run inside the portal, with the reference data loaded:

    manage.py shell --no-imports -c "from benchmarks.toets import show; show()"

The whole request is measured, from middleware to rendered answer, one at a time and with
warm shapes. The schools are those of whole boards, for which the address is short enough,
and once more each by its own number, posted.
"""

import time
from collections import Counter
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

from django.conf import settings
from django.db import connection, reset_queries
from django.test import Client

from onderwijsregios.core.toets.area import pieces
from onderwijsregios.models import Round
from regio.models import Municipality, MunicipalityNeighbour, School

MUNICIPALITIES, SCHOOLS, TIMES = 40, 600, 40
GOAL = 0.3
START = "GM0772"
POSTED = "form with each school by number"


def chosen_area() -> list[str]:
    """Return forty municipalities around Eindhoven, in one piece."""
    beside: dict[str, set[str]] = {code: set() for code in Municipality.objects.values_list("pk", flat=True)}
    for one, other in MunicipalityNeighbour.objects.values_list("one_id", "other_id"):
        beside[one].add(other)
        beside[other].add(one)
    area = [START]
    for here in area:  # grows while it is walked: breadth first
        area += sorted(beside[here] - set(area))
        if len(area) >= MUNICIPALITIES:
            break
    area = area[:MUNICIPALITIES]
    assert len(pieces(area, {code: frozenset(codes) for code, codes in beside.items()})) == 1
    return area


def questions() -> tuple[dict[str, Any], dict[str, Any], int]:
    """Return the question with whole boards, the form with each school named, and how many boards bring."""
    area = chosen_area()
    schools = School.objects.filter(
        municipality__in=area, sector__in=["po", "vo"], valid_until=None, board__isnull=False
    )
    counts = Counter(schools.values_list("board__register_code", flat=True))
    boards: list[str] = []
    for board, _ in counts.most_common():
        boards.append(board)
        if sum(counts[code] for code in boards) >= SCHOOLS:
            break
    of_boards = schools.filter(board__register_code__in=boards)
    codes = list(of_boards.values_list("brin6", flat=True)[:SCHOOLS])
    question = {"gemeente": area, "bestuur": boards, "sector": ["po", "vo"], "studenten": "200"}
    form = {"namen": ",".join(area), "scholen": "\n".join(codes), "sectoren": ["po", "vo"]}
    return question, form, of_boards.count()


def timed(ask: Callable[[], Any]) -> tuple[list[float], Any, int]:
    """Return the seconds of each time, the last answer and its number of queries."""
    ask()
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        answer = ask()
        seconds.append(time.perf_counter() - start)
    settings.DEBUG = True
    reset_queries()
    ask()
    settings.DEBUG = False
    return seconds, answer, len(connection.queries)


def show() -> None:
    """Measure and print; says whether the goal of 300 ms is met."""
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False
    round_ = Round.objects.filter(rule_set="ldnor-2025", announced_at__isnull=False).first()
    if round_ is None:
        print("No round goes by ldnor-2025; load the samples first.")
        return
    question, form, schools = questions()
    address = f"/voorlopers/{round_.slug}/toets/"
    client = Client()
    asked = {
        "page": lambda: client.get(address, question),
        "JSON": lambda: client.get(address, question, headers={"accept": "application/json"}),
        POSTED: lambda: client.post(address, form),
    }
    number = len(question["gemeente"])
    print(f"| toets, {number} municipalities | schools | median ms | p95 ms | queries | goal |")
    print("|---|---:|---:|---:|---:|---|")
    for name, ask in asked.items():
        seconds, answer, queries = timed(ask)
        assert answer.status_code in {200, 302}, (name, answer.status_code)
        p95 = quantiles(seconds, n=20)[-1]
        cells = (
            name,
            SCHOOLS if name == POSTED else schools,
            f"{median(seconds) * 1000:.0f}",
            f"{p95 * 1000:.0f}",
            queries,
            "met" if p95 <= GOAL else "NOT met",
        )
        print(f"| {' | '.join(map(str, cells))} |")
