"""The portal as it is measured: settings as in production, real services, a real web server."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
WORKERS = 2


def environment() -> dict[str, str]:
    """Return the environment of the measured server: as in production, but for TLS."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "SECRET_KEY": "only-for-this-measurement",
        "RECEIPT_SIGNING_KEY": "b25seS1mb3ItdGhpcy1tZWFzdXJlbWVudC0zMmJ5dGU=",
        "DEBUG": "False",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "STATIC_ROOT": str(PROJECT / "var" / "static"),
    }


def manage(*arguments: str) -> str:
    """Run a management command and return what it printed."""
    run = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    if run.returncode:
        raise SystemExit(f"{' '.join(arguments)[:200]} failed:\n{run.stderr[-3000:]}")
    return run.stdout


@contextmanager
def server(*, cores: int = 1, extra: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run gunicorn as in production on the first ``cores`` cores; yield its port.

    ``extra`` goes into its environment.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            *[sys.executable, "-m", "gunicorn", "regio.wsgi", "--bind", f"127.0.0.1:{port}"],
            *["--workers", str(WORKERS), "--threads", "2", "--log-level", "error", "--preload"],
        ],
        cwd=PROJECT,
        env={**environment(), **(extra or {})},
    )
    os.sched_setaffinity(process.pid, set(sorted(os.sched_getaffinity(0))[:cores]))
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_kaal/", timeout=5).read()
                break
            except OSError:
                time.sleep(0.2)  # a server that starts has no other way to say that it listens
        yield port
    finally:
        process.terminate()
        process.wait(20)
