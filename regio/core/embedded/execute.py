"""One command with the services around it."""

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from regio.core.embedded import services
from regio.core.embedded.location import VAR, locate
from regio.core.embedded.postgres import programs_of_wheel
from regio.core.embedded.process import Child
from regio.core.embedded.supervisor import StopAsked, Supervisor


def execute(command: Sequence[str], *, is_ephemeral: bool, var: Path = VAR) -> int:
    """Run ``command`` with DATABASE_URL and REDIS_URL set; return its exit code.

    ``is_ephemeral`` gives it services of its own with empty data, also when the
    environment names others. Without it, services that already run are used, and
    otherwise those with the data of this clone are started for as long as it takes.
    """
    with ExitStack() as stack:
        supervisor = stack.enter_context(Supervisor(screen=sys.stderr))  # stdout is the command's
        running = locate(var)
        if is_ephemeral:
            located = stack.enter_context(services.ephemeral(supervisor))
        elif all(running):
            located = running
        else:
            name = f"'{' '.join(command)}'"
            located = stack.enter_context(services.lasting(supervisor, command=name, var=var))
        env = {
            "DATABASE_URL": located.database_url or "",
            "REDIS_URL": located.redis_url or "",
            "PATH": f"{os.environ.get('PATH', os.defpath)}:{programs_of_wheel()}",  # psql, for dbshell
        }
        child = Child(name="command", command=command, env=env, orphan_signal=signal.SIGTERM)
        code = _in_terminal(supervisor, child)
    return code if code >= 0 else 128 - code


def _in_terminal(supervisor: Supervisor, child: Child) -> int:
    """Run the command in our own terminal, which is why it gets Ctrl-C by itself."""
    child.start()
    try:
        while (code := child.ended()) is None:
            try:
                supervisor.pause()
            except StopAsked as asked:
                if str(asked) != signal.SIGINT.name:
                    child.ask_to_stop()
                supervisor.signals.clear()
        return code
    finally:
        child.kill()
