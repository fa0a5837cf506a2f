"""PostgreSQL and Valkey together: the embedded ones, or those that the environment names."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from regio.core.embedded import location, postgres
from regio.core.embedded.location import Located
from regio.core.embedded.supervisor import Supervisor
from regio.core.embedded.valkey import Valkey

DISK_NEEDED = 300_000_000


@contextmanager
def lasting(supervisor: Supervisor, *, command: str, var: Path) -> Iterator[Located]:
    """Run what the environment does not name, with data in ``var`` that stays.

    While it lasts, ``locate()`` finds the services from any other process. Raises
    InUse when this clone already runs them.
    """
    with location.held(command=command, var=var):
        _refuse_full_disk(var)
        database_url = os.environ.get("DATABASE_URL")
        if not database_url:
            server = postgres.find(
                home=var / "postgres",
                shelter=location.sheltered(),
                port=free_port(),
                log=var / "log" / "postgres.log",
            )
            if not server.home.is_relative_to(var):
                supervisor.say(
                    "postgres",
                    f"keeps its data in {server.home}: its user, nobody, cannot reach {var}",
                )
            database_url = _start_postgres(supervisor, server)
        redis_url = os.environ.get("REDIS_URL")
        if not redis_url:
            queue = Valkey(port=free_port(), log=var / "log" / "valkey.log", data=var / "valkey")
            supervisor.start(queue.child(), is_ready=queue.is_ready, is_foundation=True)
            redis_url = queue.url
        located = Located(database_url, redis_url)
        location.write(located, command=command, var=var)
        try:
            yield located
        finally:
            supervisor.stop()  # before the lock is let go


@contextmanager
def ephemeral(supervisor: Supervisor) -> Iterator[Located]:
    """Run services of their own whose data is gone afterwards; nobody else finds them."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="regio-")))
        folder.chmod(0o755)  # the database's own user must get in; its data is for it alone
        server = postgres.find(
            home=folder / "postgres",
            shelter=location.sheltered(),
            port=free_port(),
            log=folder / "postgres.log",
            careless=True,
        )
        stack.callback(shutil.rmtree, server.home, ignore_errors=True)
        stack.callback(supervisor.stop)
        database_url = _start_postgres(supervisor, server)
        queue = Valkey(port=free_port(), log=folder / "valkey.log", data=None)
        supervisor.start(queue.child(), is_ready=queue.is_ready, is_foundation=True)
        yield Located(database_url, queue.url)


def free_port() -> int:
    """Return a port on this machine that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start_postgres(supervisor: Supervisor, server: postgres.Postgres) -> str:
    server.prepare()
    supervisor.start(
        server.child(),
        is_ready=server.is_ready,
        is_foundation=True,
        is_echoed=lambda line: "PANIC" in line,  # its ERRORs are everyday refusals
    )
    return server.url


def _refuse_full_disk(var: Path) -> None:
    free = shutil.disk_usage(var).free
    if free < DISK_NEEDED:
        raise postgres.Unusable(
            f"The disk of {var} has {free // 1_000_000} MB left; the portal needs"
            f" {DISK_NEEDED // 1_000_000} MB. Make room and try again."
        )
