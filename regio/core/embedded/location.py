"""Where the embedded services keep their things, and where they can be reached."""

import fcntl
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[3]
VAR = PROJECT / "var"

LOCK_PATIENCE = 1.0
"""Seconds; ``is_held`` touches the lock for a moment, which is no reason to give up."""


class Located(NamedTuple):
    """Addresses of the database and the queue; None where nothing is known."""

    database_url: str | None
    redis_url: str | None


class Impossible(Exception):
    """The portal cannot start or go on; the text is for the screen and says why."""


class InUse(Impossible):
    """Another process of this clone runs the services; the text says which."""


def locate(var: Path = VAR) -> Located:
    """Return where the services are: the environment first, else the embedded ones that run.

    Services that were written down by a run that has ended, in whatever way, do not
    count: the lock that a run holds is let go by the kernel when its process dies, and
    PostgreSQL and Valkey die with it.
    """
    written = _read(var) if is_held(var) else {}
    return Located(
        os.environ.get("DATABASE_URL") or written.get("database_url"),
        os.environ.get("REDIS_URL") or written.get("redis_url"),
    )


def write(located: Located, *, command: str, var: Path = VAR) -> None:
    """Write down where the services of this run are, readable for their owner only."""
    var.mkdir(parents=True, exist_ok=True)
    known = {"database_url": located.database_url, "redis_url": located.redis_url}
    text = json.dumps({**known, "pid": os.getpid(), "command": command}, indent=2)
    with tempfile.NamedTemporaryFile("w", dir=var, delete=False) as file:
        file.write(text + "\n")
    Path(file.name).replace(var / "services.json")


def forget(var: Path = VAR) -> None:
    """Remove what ``write`` wrote."""
    (var / "services.json").unlink(missing_ok=True)


@contextmanager
def held(*, command: str, var: Path = VAR) -> Iterator[None]:
    """Be the only one of this clone that runs the services.

    Raises InUse with a sentence for the screen when another process is.
    """
    var.mkdir(parents=True, exist_ok=True)
    with (var / "services.lock").open("w") as lock:
        deadline = time.monotonic() + LOCK_PATIENCE
        while not _try(lock.fileno(), fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                refuse_second(var)
            time.sleep(0.05)
        write(Located(None, None), command=command, var=var)
        try:
            yield
        finally:
            forget(var)


def refuse_second(var: Path = VAR) -> None:
    """Raise InUse, with a sentence for the screen, when the services of this clone run."""
    if is_held(var):
        other = _read(var)
        raise InUse(
            f"The services of this clone already run, started by"
            f" {other.get('command', 'another command')} (process"
            f" {other.get('pid', 'unknown')}). Stop that one first."
        )


def is_held(var: Path = VAR) -> bool:
    """Tell whether a living process runs the services of this clone."""
    try:
        with (var / "services.lock").open() as lock:
            return not _try(lock.fileno(), fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def sheltered(project: Path = PROJECT) -> Path:
    """Return the folder for a database whose own user cannot reach the project's folder.

    Always the same one for the same clone, so that a later run finds its data again.
    """
    digest = hashlib.sha256(str(project).encode()).hexdigest()[:12]
    return Path("/var/lib") / f"regio-{digest}"


def _try(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(var: Path) -> dict[str, str]:
    try:
        written: dict[str, str] = json.loads((var / "services.json").read_text())
    except (OSError, ValueError):
        return {}
    return written
