"""The supervisor: its children are watched, started again, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from regio.core.embedded.location import PROJECT
from regio.core.embedded.process import Child
from regio.core.embedded.supervisor import CannotStart, GaveUp, StopAsked, Supervisor

PARENT_AND_CHILD = "sleep 300 & echo $! > family; echo $$ >> family; wait"


def sleeper(folder: Path, name: str = "sleeper", script: str = "sleep 300") -> Child:
    return Child(name=name, command=["sh", "-c", script], log=folder / f"{name}.log", cwd=folder)


def test_a_killed_child_is_started_again_and_the_screen_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    child = sleeper(tmp_path)
    with Supervisor() as supervisor:
        supervisor.start(child)
        before = child.pid
        os.kill(before or 0, signal.SIGKILL)
        until(lambda: child.pid != before, supervisor)
        after = child.pid
    assert capsys.readouterr().out.splitlines() == [
        "  sleeper | died (signal SIGKILL); starting it again in 0.5 s",
        f"  sleeper | started again (process {after})",
    ]
    assert alive([before, after]) == []


def test_a_killed_child_takes_its_own_children_along(tmp_path: Path) -> None:
    child = sleeper(tmp_path, script=PARENT_AND_CHILD)
    with Supervisor() as supervisor:
        supervisor.start(child, is_ready=lambda: len(family(tmp_path)) == 2)
        first_family = family(tmp_path)
        os.kill(child.pid or 0, signal.SIGKILL)
        until(lambda: alive(first_family) == [], supervisor)
    assert alive([*first_family, *family(tmp_path)]) == []


def test_a_child_that_keeps_dying_ends_everything_with_its_last_words(tmp_path: Path) -> None:
    other, dying = (
        sleeper(tmp_path, name="other"),
        sleeper(tmp_path, script="sleep 0.1; echo no disk; exit 3"),
    )
    with Supervisor(limit=1) as supervisor:
        supervisor.start(other)
        supervisor.start(dying)  # ready at once: it is no longer starting when it dies
        with pytest.raises(GaveUp) as report:
            until(lambda: False, supervisor)
    assert str(report.value) == (
        "sleeper died 2 times within 60 s, last by exit code 3.\n    no disk\n    no disk"
    )
    assert alive([other.pid, dying.pid]) == []


def test_a_child_that_does_not_come_up_is_reported_with_its_log(tmp_path: Path) -> None:
    child = sleeper(tmp_path, script="echo the port is taken; exit 1")
    with pytest.raises(CannotStart) as report, Supervisor() as supervisor:
        supervisor.start(child, is_ready=lambda: False)
    assert str(report.value) == ("sleeper did not start (exit code 1).\n    the port is taken")


def test_a_child_that_takes_too_long_is_reported(tmp_path: Path) -> None:
    child = sleeper(tmp_path)
    too_long = pytest.raises(CannotStart, match=r"^sleeper was not ready within 0 s\.\n$")
    with too_long, Supervisor() as supervisor:
        supervisor.start(child, is_ready=lambda: False, within=0.2)
    assert alive([child.pid]) == []


def test_stopping_ends_the_foundations_last(tmp_path: Path) -> None:
    note = "trap 'sleep 0.2; echo {0} >> {1}; exit' TERM; echo > {0}.up; while :; do sleep 0.05; done"
    with Supervisor() as supervisor:
        for name in ("database", "queue", "web"):
            up = tmp_path / f"{name}.up"
            supervisor.start(
                sleeper(tmp_path, name=name, script=note.format(name, "ended")),
                is_ready=up.exists,
                is_foundation=name != "web",
            )
    assert (tmp_path / "ended").read_text().split() == ["web", "queue", "database"]


def test_a_child_that_ignores_the_request_to_stop_is_killed_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    child = sleeper(tmp_path, script="trap '' TERM; echo > up; while :; do sleep 0.05; done")
    child.patience = 0.3
    with Supervisor() as supervisor:
        supervisor.start(child, is_ready=(tmp_path / "up").exists)
    assert capsys.readouterr().out == "  sleeper | did not stop when asked; killed\n"
    assert alive([child.pid]) == []


def test_only_lines_that_matter_of_a_log_reach_the_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    child = sleeper(tmp_path, script='echo hello; echo "ERROR: no letter"; echo > said; sleep 300')
    with Supervisor() as supervisor:
        supervisor.start(child, is_ready=(tmp_path / "said").exists)
        supervisor.tend()
    assert capsys.readouterr().out == "  sleeper | ERROR: no letter\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_asks_the_supervisor_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    child = sleeper(tmp_path)
    handler = signal.getsignal(number)
    with Supervisor() as supervisor:
        supervisor.start(child)
        os.kill(os.getpid(), number)
        with pytest.raises(StopAsked, match=number.name):
            until(lambda: False, supervisor)
    assert (alive([child.pid]), signal.getsignal(number)) == ([], handler)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of the death")
def test_the_death_of_the_supervisor_takes_its_children_along(tmp_path: Path) -> None:
    program = (
        "import pathlib, time\n"
        "from regio.core.embedded.process import Child\n"
        "from regio.core.embedded.supervisor import Supervisor\n"
        "with Supervisor() as supervisor:\n"
        "    for name in ('first', 'second'):\n"
        f"        log = pathlib.Path({str(tmp_path)!r}) / (name + '.log')\n"
        "        command = ['sh', '-c', 'echo $$; exec sleep 300']\n"
        "        supervisor.start(Child(name=name, command=command, log=log),\n"
        "            is_ready=lambda log=log: log.exists() and log.read_text().endswith('\\n'))\n"
        "    time.sleep(300)\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", program], cwd=PROJECT)
    logs = [tmp_path / "first.log", tmp_path / "second.log"]
    until(lambda: all(log.exists() and log.read_text().endswith("\n") for log in logs))
    children = [int(log.read_text()) for log in logs]
    alive_before = alive(children)
    supervisor.kill()
    supervisor.wait()
    until(lambda: alive(children) == [])
    assert (alive_before, alive(children)) == (children, [])


def until(condition: Callable[[], bool], supervisor: Supervisor | None = None) -> None:
    """Wait for ``condition``, with the supervisor at work meanwhile."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within 20 s"
        supervisor.pause() if supervisor else time.sleep(0.05)


def family(folder: Path) -> list[int]:
    written = folder / "family"
    return [int(line) for line in written.read_text().split()] if written.exists() else []


def alive(pids: list[int | None] | list[int]) -> list[int]:
    """Return which of these still run; what waits to be buried by its parent does not."""
    return [pid for pid in pids if pid is not None and psutil.pid_exists(pid) and not _dead(pid)]


def _dead(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
