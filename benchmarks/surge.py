"""The last minutes of a round, played against the real web server, worker and files.

So many applications of twelve parties each upload a plan and four attachments of 4 MB
over HTTP and are handed in over HTTP: 15 % long before the end, 60 % in the last ten
minutes and 25 % in the last minute. Some click twice, some lose their connection
and try again, some change a text and hand in once more. Server, worker, PostgreSQL,
Valkey and this load generator share two cores. ``--compress 2`` lets time go twice
as fast from ten minutes before the end; the uploads come before that, as fast as they go,
but for one in ten, which puts a new plan in right before it is checked and handed in.

    make bench args="--only surge"                       300 applications
    make bench args="--only surge --applications 30"     a quick look

Fails when something was lost, doubled, or answered with 5xx.
"""

import datetime as dt
import http.client
import json
import os
import random
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from PIL import Image

from benchmarks.portal import PROJECT, environment, manage, server

CORES = 2
FILE_BYTES = 4_000_000
FILES = 5
LAST_MINUTE, LAST_TEN_MINUTES = 0.25, 0.60
DOUBLE_CLICKS, BROKEN, AGAIN, LATE_PLAN = 0.20, 0.10, 0.05, 0.10
UPLOADERS = 4
PATIENCE = 60
HEADER = "X-Request-Start"
LOOKING = (20, 120)
MARGIN = 0.3
"""Seconds before the end at which the last one presses the button."""


@dataclass
class Tally:
    """What was measured and seen, by all threads together."""

    uploads: list[float] = field(default_factory=list)
    submits: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    receipts: dict[str, set[str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def saw(self, what: str, status: int) -> None:
        with self.lock:
            key = f"{what} {status}"
            self.statuses[key] = self.statuses.get(key, 0) + 1


@dataclass
class Player:
    """Somebody with a mandate, at a browser."""

    application: str
    session: str
    port: int
    tally: Tally
    csrf: str = field(default_factory=lambda: secrets.token_hex(16))

    def ask(
        self, what: str, method: str, path: str, body: bytes = b"", kind: str = ""
    ) -> tuple[int, str, str, float]:
        """Return status, address that follows, text, and seconds until the answer was there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {
            "Host": "localhost",
            "Cookie": f"sessionid={self.session}; csrftoken={self.csrf}",
            HEADER: f"t={time.time():.6f}",
        }
        if kind:
            headers["Content-Type"] = kind
        start = time.perf_counter()
        connection.request(method, path, body=body or None, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        seconds = time.perf_counter() - start
        connection.close()
        self.tally.saw(what, answer.status)
        return answer.status, answer.headers.get("Location") or "", text, seconds

    def address(self, step: str) -> str:
        return f"/aanvragen/{self.application}/{step}/"

    def form(self, step: str) -> dict[str, str]:
        """Return the hidden fields of a page."""
        _, _, page, _ = self.ask(f"GET {step}", "GET", self.address(step))
        main = page.split('<main id="inhoud"')[-1]
        found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main))
        return found | {"csrfmiddlewaretoken": self.csrf}

    def upload(self, step: str, name: str, file: bytes, **fields: str) -> None:
        """Send one file as a browser does."""
        border = secrets.token_hex(16)
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in (fields | {"csrfmiddlewaretoken": self.csrf}).items()
        ]
        parts.append(
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n".encode()
        )
        body = b"".join([*parts, file, f"\r\n--{border}--\r\n".encode()])
        kind = f"multipart/form-data; boundary={border}"
        status, _, text, seconds = self.ask(f"upload {step}", "POST", self.address(step), body, kind)
        if status != 302:
            raise RuntimeError(f"{step}: {status} {text[-2000:]}")
        with self.tally.lock:
            self.tally.uploads.append(seconds)

    def upload_all(self, files: list[bytes]) -> None:
        """Put in the plan and the attachments."""
        self.upload("plan", "bestand", files[0])
        for number, file in enumerate(files[1:]):
            self.upload(
                f"bijlagen/{('opgaven', 'aanpak', 'governance', 'plan')[number % 4]}", "bijlagen", file
            )

    def replace_plan(self, file: bytes) -> None:
        """Put in another plan at the last moment."""
        page = self.form("plan")
        fields = {name: value for name, value in page.items() if name == "vervangt"}
        self.upload("plan", "bestand", file, **fields)

    def hand_in(self, form: dict[str, str]) -> bool:
        """Press the button; return whether it led to a receipt."""
        body = urllib.parse.urlencode(form).encode()
        kind = "application/x-www-form-urlencoded"
        status, follows, _, seconds = self.ask("submit", "POST", self.address("controleren"), body, kind)
        with self.tally.lock:
            self.tally.submits.append(seconds)
            if status == 302:
                self.tally.receipts.setdefault(self.application, set()).add(follows)
        return status == 302

    def hand_in_and_vanish(self, form: dict[str, str]) -> None:
        """Press the button and lose the connection before the answer."""
        body = urllib.parse.urlencode(form).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(
            "POST",
            self.address("controleren"),
            body=body,
            headers={
                "Host": "localhost",
                "Cookie": f"sessionid={self.session}; csrftoken={self.csrf}",
                "Content-Type": "application/x-www-form-urlencoded",
                HEADER: f"t={time.time():.6f}",
            },
        )
        connection.close()


@dataclass
class Behaviour:
    """When and how one application is handed in."""

    looks_first: float
    """Seconds, compressed, between opening the page that is checked and pressing the button."""
    before_end: float
    """Seconds, compressed, between pressing it and the end."""
    clicks_twice: bool
    loses_connection: bool
    hands_in_again: bool
    has_late_plan: bool


@dataclass
class Surge:
    """What was played."""

    behaviours: list[Behaviour]
    compress: float
    uploading: float
    """Seconds that the first uploads took."""

    def count(self, what: str) -> int:
        return sum(getattr(one, what) for one in self.behaviours)


def play(*, applications: int, compress: float) -> None:
    """Play the surge, print what came of it, and fail when something was lost, doubled or broken."""
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:CORES]))
    folder = Path(tempfile.mkdtemp(prefix="surge-"))
    extra = {
        "MEDIA_ROOT": str(folder / "media"),
        "EMAIL_URL": f"filemail://{folder / 'mail'}",
        "ARRIVAL_HEADER": HEADER,
        "UPLOAD_MAX_BYTES": str(20 * 1024 * 1024),
    }
    (folder / "mail").mkdir()
    try:
        with server(cores=CORES, extra=extra) as port, worker(extra):
            _play(applications, compress, port, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def worker(extra: dict[str, str]) -> Iterator[None]:
    """Run a Celery worker while something is measured; it listens when the block begins."""
    celery = [sys.executable, "-m", "celery", "-A", "regio"]
    quiet: dict[str, Any] = {
        "cwd": PROJECT,
        "env": {**environment(), **extra},
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
    process = subprocess.Popen(
        [*celery, "worker", "--concurrency", "2", "--loglevel", "error"],
        **quiet,
    )
    try:
        asked = 0
        while subprocess.run([*celery, "inspect", "ping", "--timeout", "1"], check=False, **quiet).returncode:
            asked += 1
            if asked == 20:
                raise RuntimeError("The worker does not answer.")
        yield
    finally:
        process.terminate()
        process.wait(30)


def _play(applications: int, compress: float, port: int, folder: Path) -> None:
    chance = random.Random(2023)
    tally = Tally()
    files = [scan(folder / "scan.typ", number) for number in range(FILES)]
    another = scan(folder / "scan.typ", FILES)
    print(f"{applications} applications, files of {len(files[0]) / 1e6:.1f} MB …", flush=True)
    made = _shell(f"from benchmarks.world import print_players; print_players({applications})")
    players = [Player(pk, session, port, tally) for pk, session in json.loads(made.splitlines()[-1])]
    start = time.perf_counter()
    with ThreadPoolExecutor(UPLOADERS) as pool:
        list(pool.map(lambda player: player.upload_all(files), players))
    uploading = time.perf_counter() - start
    behaviours = behaviours_of(applications, compress, chance)
    first = max(one.before_end + one.looks_first for one in behaviours)
    end = _on_the_second(time.time() + first + 10)
    _shell(f"from benchmarks.world import close_at; close_at({_iso(end - 1)!r})")
    threads = [
        threading.Thread(target=_act, args=(player, one, end, another))
        for player, one in zip(players, behaviours, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _report(Surge(behaviours, compress, uploading), tally, _settled())


def behaviours_of(applications: int, compress: float, chance: random.Random) -> list[Behaviour]:
    """Return when and how each is handed in; the shares are exact, the rest is chance."""
    last = round(applications * LAST_MINUTE)
    ten = round(applications * LAST_TEN_MINUTES)
    moments = [
        *(chance.uniform(0, 60) for _ in range(last)),
        *(chance.uniform(60, 600) for _ in range(ten)),
        *(chance.uniform(600, 900) for _ in range(applications - last - ten)),
    ]
    return [
        Behaviour(
            looks_first=chance.uniform(*LOOKING) / compress,
            before_end=max(moment / compress, MARGIN),
            clicks_twice=chance.random() < DOUBLE_CLICKS,
            loses_connection=chance.random() < BROKEN,
            hands_in_again=chance.random() < AGAIN and moment > 30 * compress,
            has_late_plan=chance.random() < LATE_PLAN,
        )
        for moment in moments
    ]


def _act(player: Player, behaviour: Behaviour, end: float, another: bytes) -> None:
    _sleep_until(end - behaviour.before_end - behaviour.looks_first)
    if behaviour.has_late_plan:
        player.replace_plan(another)
    form = player.form("controleren")
    _sleep_until(end - behaviour.before_end)
    if behaviour.loses_connection:
        player.hand_in_and_vanish(form)
        time.sleep(0.2)  # somebody who sees nothing come presses again
    if time.time() >= end:
        player.tally.saw("pressed after the end, by the slowness of a page:", 0)
    clicks = 2 if behaviour.clicks_twice else 1
    with ThreadPoolExecutor(clicks) as pool:
        list(pool.map(lambda _: player.hand_in(form), range(clicks)))
    player.ask("GET receipt", "GET", player.address("ontvangst/1"))
    if behaviour.hands_in_again:
        page = player.form("opgaven")
        text = page | {"opgaven": "Nog iets toegevoegd."}
        kind = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(text).encode()
        player.ask("change", "POST", player.address("opgaven"), body, kind)
        player.hand_in(player.form("controleren"))


def _settled() -> dict[str, Any]:
    """Return the outcome once the worker has sent all and made all, or after two minutes."""
    for _ in range(40):
        printed = _shell("from benchmarks.world import print_outcome; print_outcome()")
        outcome: dict[str, Any] = json.loads(printed.splitlines()[-1])
        if outcome["sent"] == outcome["mails"] and outcome["pdfs"] == outcome["receipts"]:
            break
        time.sleep(3)  # asking starts a process, which takes a core from the worker
    return outcome


def _report(surge: Surge, tally: Tally, outcome: dict[str, Any]) -> None:
    frozen = [(pk, fingerprint) for pk, _, fingerprint in outcome["revisions"]]
    expected = len(surge.behaviours) + surge.count("hands_in_again")
    bad = {
        "lost": sum(state != "ingediend" for state in outcome["states"].values()),
        "doubled": len(frozen) - len(set(frozen)),
        "5xx": sum(n for what, n in tally.statuses.items() if what.rsplit(" ", 1)[1].startswith("5")),
    }
    print(
        f"\nsurge: {len(surge.behaviours)} applications of 12 parties and {FILES} files of "
        f"{FILE_BYTES / 1e6:.0f} MB; {LAST_TEN_MINUTES:.0%} in the last 10 minutes and {LAST_MINUTE:.0%} in "
        f"the last 60 seconds, time {surge.compress:g} times as fast; {CORES} cores for everything\n"
    )
    rows = {
        "uploads": f"{len(tally.uploads)}, the first {len(surge.behaviours) * FILES} in "
        f"{surge.uploading:.0f} s; {_spread(tally.uploads)}",
        "requests to hand in": f"{len(tally.submits)}, of which {surge.count('clicks_twice')} double clicks "
        f"and {surge.count('hands_in_again')} after a change; "
        f"{surge.count('loses_connection')} more lost their connection first",
        "submit": f"{_spread(tally.submits)} (goal: p99 at most 2000 ms)",
        **{what: str(number) for what, number in bad.items()},
        "revisions, receipts, numbers": f"{len(frozen)}, {outcome['receipts']}, {outcome['numbers']}; "
        f"expected {expected}",
        "mail queued after arrival": f"at most {outcome['queued_max']:.2f} s (goal: 10 s)",
        "mail sent after arrival": f"at most {outcome['sent_max']:.1f} s; "
        f"{outcome['sent']} of {outcome['mails']}",
        "PDF of the receipt after arrival": f"at most {outcome['pdf_max']:.1f} s; "
        f"{outcome['pdfs']} of {outcome['receipts']}",
        "answers": ", ".join(f"{what}: {n}" for what, n in sorted(tally.statuses.items())),
    }
    for what, value in rows.items():
        print(f"| {what} | {value} |")
    if any(bad.values()) or not len(frozen) == outcome["receipts"] == outcome["numbers"] == expected:
        raise SystemExit("Something was lost, doubled or broken: see above.")


def _spread(seconds: list[float]) -> str:
    ms = sorted(one * 1000 for one in seconds)
    p99 = ms[min(len(ms) - 1, int(len(ms) * 0.99))]
    return f"median {statistics.median(ms):.0f}, p99 {p99:.0f}, most {ms[-1]:.0f} ms"


def scan(source: Path, number: int) -> bytes:
    """Return a PDF of about 4 MB, as a scanner makes them: one page that is a picture."""
    chance = random.Random(number)
    side = int((FILE_BYTES / 3) ** 0.5)
    picture = BytesIO()
    Image.frombytes("RGB", (side, side), chance.randbytes(side * side * 3)).save(picture, "PNG")
    source.with_name("scan.png").write_bytes(picture.getvalue())
    source.write_text('#set page(margin: 0pt)\n#image("scan.png")')
    pdf: bytes = typst.compile(str(source), format="pdf")
    return pdf


def _shell(code: str) -> str:
    return manage("shell", "--no-imports", "-c", code).strip()


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.time()))  # people come at moments, not as fast as they can


def _on_the_second(moment: float) -> float:
    return float(int(moment) + 1)


def _iso(moment: float) -> str:
    return dt.datetime.fromtimestamp(moment, tz=dt.UTC).isoformat()
