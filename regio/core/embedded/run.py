"""The whole portal with one command: what stands behind ``make run``."""

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from regio.core.embedded import location, services
from regio.core.embedded.location import PROJECT, VAR
from regio.core.embedded.prepare import ACCOUNTS, STEP
from regio.core.embedded.process import Child
from regio.core.embedded.supervisor import IMPORTANT, CannotStart, StopAsked, Supervisor

HEALTH = "/gezond/"
PYTHON = sys.executable

PREPARED_WITHIN = 600.0
"""Seconds; the first start loads all reference data on a machine that may be slow."""


def run(*, port: int, verbose: bool = False, var: Path = VAR) -> int:
    """Start everything, serve on ``port``, and stay until asked to stop.

    Returns 0 after Ctrl-C or SIGTERM. Raises InUse, CannotStart, GaveUp or Unusable,
    each with a text for the screen; whatever was started has been stopped by then.
    """
    started = time.monotonic()
    location.refuse_second(var)  # says more than that its port is taken
    addresses = _refuse_taken(port)
    with Supervisor(verbose=verbose) as supervisor:
        try:
            command = f"'make run' on port {port}"
            with services.lasting(supervisor, command=command, var=var) as located:
                env = {
                    "DATABASE_URL": located.database_url or "",
                    "REDIS_URL": located.redis_url or "",
                    "DEBUG": os.environ.get("DEBUG", "True"),
                    "PORT": str(port),
                    "PYTHONUNBUFFERED": "1",
                }
                supervisor.say("services", "PostgreSQL and Valkey are ready")
                supervisor.start(
                    _web(addresses, env=env, log=var / "log" / "web.log"),
                    is_ready=lambda: is_healthy(port),
                    is_echoed=lambda line: line.startswith(STEP) or IMPORTANT.search(line),
                    within=PREPARED_WITHIN,
                )
                took = time.monotonic() - started
                for child in _workers(env=env, logs=var / "log"):
                    supervisor.start(child)
                _welcome(supervisor, port=port, took=took)
                while True:
                    supervisor.pause()
        except StopAsked as asked:
            supervisor.say("portal", f"stopped ({asked})")
    return 0


def is_healthy(port: int) -> bool:
    """Tell whether the portal on this port says that it is well."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", HEALTH, headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _refuse_taken(port: int) -> list[str]:
    """Return the addresses to listen on: localhost, in both families where there are two.

    Raises CannotStart when the port is taken. Without IPv6 the other family suffices.
    """
    try:
        _bind(socket.AF_INET, "127.0.0.1", port)
    except (OSError, OverflowError) as error:
        raise CannotStart(
            f"Port {port} cannot be used ({error}). Stop what listens there,"
            f" or choose another port: make run PORT={port + 1}"
        ) from error
    try:
        _bind(socket.AF_INET6, "::1", port)
    except OSError:
        return [f"127.0.0.1:{port}"]
    return [f"127.0.0.1:{port}", f"[::1]:{port}"]


def _bind(family: socket.AddressFamily, host: str, port: int) -> None:
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def _workers(*, env: Mapping[str, str], logs: Path) -> list[Child]:
    celery = [PYTHON, "-m", "celery", "-A", "regio"]
    return [
        Child(
            name="worker",
            command=[*celery, "worker", "--loglevel=INFO", "--concurrency=2"],
            env=env,
            log=logs / "worker.log",
            cwd=PROJECT,
            patience=15,  # for the task that runs at this moment
        ),
        Child(
            name="beat",
            command=[*celery, "beat", "--loglevel=INFO"],
            env=env,
            log=logs / "beat.log",
            cwd=PROJECT,
        ),
    ]


def _web(addresses: list[str], *, env: Mapping[str, str], log: Path) -> Child:
    workers = os.environ.get("WEB_CONCURRENCY", "2")
    return Child(
        name="web",
        command=[
            *[PYTHON, "-m", "regio.core.embedded.web", "regio.wsgi", "--limit-request-line", "8190"],
            *[part for address in addresses for part in ("--bind", address)],
            *["--workers", workers, "--threads", "4", "--preload"],
            *["--access-logfile", "-", "--graceful-timeout", "5", "--no-control-socket"],
        ],
        env=env,
        log=log,
        cwd=PROJECT,
        orphan_signal=signal.SIGQUIT,  # the master takes its workers along
    )


def _welcome(supervisor: Supervisor, *, port: int, took: float) -> None:
    for line in ACCOUNTS.read_text().splitlines():
        supervisor.say("accounts", line)
    supervisor.say("portal", "logs are in var/log; Ctrl-C stops everything")
    supervisor.say("portal", f"ready after {took:.0f} s on http://localhost:{port}")
