"""PostgreSQL and Valkey from the wheels: started, found, kept, cleared away."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from regio.core.embedded import location, services
from regio.core.embedded.__main__ import main
from regio.core.embedded.location import InUse, Located, locate
from regio.core.embedded.postgres import Unusable
from regio.core.embedded.run import run
from regio.core.embedded.supervisor import CannotStart, Supervisor


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for data that the database's own user can enter, and an empty environment."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    with tempfile.TemporaryDirectory(prefix="regio-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_exec_gives_its_command_both_services_and_returns_its_exit_code(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://of-somebody-else/database")
    program = (
        "import os, sys, pathlib, psycopg, redis\n"
        "url = os.environ['DATABASE_URL']\n"
        "found = psycopg.connect(url).execute('SELECT current_database(), upper(%s)', ['é'])\n"
        "answer = [*found.fetchone(), redis.from_url(os.environ['REDIS_URL']).ping()]\n"
        "pathlib.Path(sys.argv[1]).write_text(repr([*answer, url]))\n"
        "sys.exit(7)\n"
    )
    code = main(["exec", "--ephemeral", "--", sys.executable, "-c", program, str(var / "answer")])
    *answer, url = eval((var / "answer").read_text())
    assert [code, *answer] == [7, "regio", "É", True]
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def test_lasting_services_are_found_while_they_run_and_keep_their_data(var: Path) -> None:
    with Supervisor() as supervisor, services.lasting(supervisor, command="a", var=var) as first:
        found_while_running = locate(var)
        with psycopg.connect(first.database_url or "") as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'it stays' AS text")
        redis.from_url(first.redis_url or "").set("kept", "this too")
    found_after = locate(var)
    with Supervisor() as supervisor, services.lasting(supervisor, command="b", var=var) as again:
        with psycopg.connect(again.database_url or "") as connection:
            table = connection.execute("SELECT text FROM kept").fetchall()
        value = redis.from_url(again.redis_url or "").get("kept")
    assert (found_while_running, found_after) == (first, Located(None, None))
    assert (table, value) == ([("it stays",)], b"this too")


def test_services_that_the_environment_names_are_used_instead_of_own_ones(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/portal")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/3")
    with Supervisor() as supervisor, services.lasting(supervisor, command="test", var=var) as located:
        children = [watched.child.name for watched in supervisor.watched]
    assert (located, children, locate(var)) == (
        Located("postgresql://elsewhere/portal", "redis://elsewhere/3"),
        [],
        Located("postgresql://elsewhere/portal", "redis://elsewhere/3"),
    )


def test_locate_does_not_believe_a_run_that_was_killed(var: Path) -> None:
    program = (
        "import pathlib, sys, time\n"
        "from regio.core.embedded import location\n"
        "var = pathlib.Path(sys.argv[1])\n"
        "with location.held(command='a test', var=var):\n"
        "    there = location.Located('postgresql://here/regio', 'redis://here/0')\n"
        "    location.write(there, command='a test', var=var)\n"
        "    time.sleep(60)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", program, str(var)], cwd=location.PROJECT)
    deadline = time.monotonic() + 20
    while locate(var).redis_url is None and time.monotonic() < deadline:
        time.sleep(0.05)
    found_while_alive = locate(var)
    with pytest.raises(InUse) as refusal, location.held(command="another", var=var):
        pass
    holder.kill()
    holder.wait()
    assert found_while_alive == Located("postgresql://here/regio", "redis://here/0")
    assert str(refusal.value) == (
        "The services of this clone already run, started by a test"
        f" (process {holder.pid}). Stop that one first."
    )
    assert ((var / "services.json").exists(), locate(var)) == (True, Located(None, None))


def test_a_stale_pid_file_does_not_hinder_a_new_run(var: Path) -> None:
    with Supervisor() as supervisor, services.lasting(supervisor, command="a", var=var):
        data = _data_folder(var)
    stranger = subprocess.Popen(["sleep", "60"])  # has got the number in the pid file
    (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n1\n5432\n\n127.0.0.1\n")
    with Supervisor() as supervisor, services.lasting(supervisor, command="b", var=var) as located:
        answer = psycopg.connect(located.database_url or "").execute("SELECT 1").fetchone()
    still_alive = stranger.poll() is None
    stranger.kill()
    stranger.wait()
    assert (answer, still_alive) == ((1,), True)


def test_data_of_another_version_of_postgresql_is_refused_in_words(var: Path) -> None:
    with Supervisor() as supervisor, services.lasting(supervisor, command="a", var=var):
        data = _data_folder(var)
    (data / "PG_VERSION").write_text("9\n")
    refusal = pytest.raises(Unusable, match="is of PostgreSQL 9; the server is postgres")
    with refusal, Supervisor() as supervisor, services.lasting(supervisor, command="b", var=var):
        pass


def test_a_port_that_is_taken_is_refused_before_anything_starts(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart) as refusal:
            run(port=port, var=var)
    assert str(refusal.value) == (
        f"Port {port} cannot be used ([Errno 98] Address already in use). Stop what listens"
        f" there, or choose another port: make run PORT={port + 1}"
    )
    assert list(var.iterdir()) == []


def test_a_full_disk_is_refused_in_words(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "DISK_NEEDED", 10**18)
    refusal = pytest.raises(Unusable, match=r" MB left; the portal needs 1000000000000 MB\. Make room")
    with refusal, Supervisor() as supervisor, services.lasting(supervisor, command="a", var=var):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for the database")
def test_root_in_a_closed_folder_keeps_the_database_in_its_shelter(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shelter = var / "shelter"
    closed = var / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(location, "sheltered", lambda: shelter)
    with Supervisor() as supervisor, services.lasting(supervisor, command="test", var=closed) as located:
        psycopg.connect(located.database_url or "").close()
    assert (shelter / "closed" / "postgres" / "data" / "PG_VERSION").exists()
    assert capsys.readouterr().out == (
        f" postgres | keeps its data in {shelter}/closed/postgres: its user, nobody, cannot reach {closed}\n"
    )


def _data_folder(var: Path) -> Path:
    return (
        next(
            folder
            for folder in (var / "postgres", location.sheltered() / var.name / "postgres")
            if folder.exists()
        )
        / "data"
    )
