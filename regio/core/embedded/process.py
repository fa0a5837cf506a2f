"""One child process that never outlives its parent.

Each child leads a process group of its own. So Ctrl-C in the terminal reaches only the
supervisor, which stops its children in order, and what a child leaves behind when it
dies can be ended as one group. On Linux the kernel itself signals the child when its
parent dies, ``kill -9`` included.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
ROTATE_ABOVE = 5_000_000

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def tied_to_parent(sig: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """Return what a fresh child calls to get ``sig`` when the calling process dies.

    To be called in the child after any change of user, which clears the setting. It
    holds across exec. Systems other than Linux have no such thing: nothing happens.
    """
    parent = os.getpid()

    def tie() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(sig))
            if os.getppid() != parent:  # it died between fork and prctl
                os._exit(1)

    return tie


@dataclass(kw_only=True)
class Child:
    """A process to start, watch and stop.

    ``stop_signal`` asks for an orderly end, ``orphan_signal`` is what the kernel sends
    when the parent is gone: the quickest end that does not harm the data. ``patience``
    is the number of seconds before asking turns into killing.
    """

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None
    cwd: Path | None = None
    user: int | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    patience: float = 10
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process; its output goes to its log, or to the terminal without one."""
        output = None
        if self.log is not None:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            output = self.log.open("ab")
        try:
            self.process = subprocess.Popen(
                [str(part) for part in self.command],
                env={**os.environ, **self.env},
                cwd=self.cwd,
                stdin=subprocess.DEVNULL if output else None,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=output is not None,
                user=self.user,
                group=self.user,
                extra_groups=None if self.user is None else [],
                preexec_fn=tied_to_parent(self.orphan_signal),  # noqa: PLW1509  we have no threads
            )
        finally:
            if output is not None:
                output.close()

    @property
    def pid(self) -> int | None:
        """The process id, or None before the first start."""
        return self.process.pid if self.process else None

    def ended(self) -> int | None:
        """Return the exit code when the process has ended (negative: the signal), else None.

        What the process left behind in its group is killed at that moment, so that a
        successor does not meet it.
        """
        if self.process is None:
            return 0
        code = self.process.poll()
        if code is not None:
            self._end_group()
        return code

    def ask_to_stop(self) -> None:
        """Send the signal for an orderly end; a process that has ended is left alone."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def kill(self) -> None:
        """End the process and its whole group at once."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._end_group()

    def _end_group(self) -> None:
        if self.process and self.log is not None:  # without a log it shares our own group
            # nobody may be left, or (macOS) only what is ending already
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def rotate(log: Path) -> None:
    """Set a log that has grown large aside, one generation back."""
    if log.exists() and log.stat().st_size > ROTATE_ABOVE:
        log.replace(log.with_suffix(".log.1"))


def tail(log: Path | None, lines: int = 15) -> str:
    """Return the last lines of a log, indented, for a message on the screen."""
    if log is None or not log.exists():
        return ""
    text = log.read_text(errors="replace").splitlines()[-lines:]
    return "\n".join(f"    {line}" for line in text)
