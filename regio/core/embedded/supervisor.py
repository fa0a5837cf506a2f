"""Starts children, watches them, starts them again when they die, stops them in order."""

import contextlib
import os
import re
import signal
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Self, TextIO

from regio.core.embedded.location import Impossible
from regio.core.embedded.process import Child, rotate, tail

TICK = 0.1
LIMIT = 5
WITHIN = 60.0
"""A child that dies more than LIMIT times WITHIN this many seconds is beyond help."""

LONGEST_LINE = 300
IMPORTANT = re.compile(r'\b(ERROR|CRITICAL|PANIC|Traceback)\b|"level": ?"(error|critical)"')


class StopAsked(Exception):
    """Somebody asked for the end: Ctrl-C, SIGTERM, SIGHUP, or the end of make."""


class CannotStart(Impossible):
    """A child did not come up; the text says which, and what it wrote."""


class GaveUp(Impossible):
    """A child kept dying; the text says which, and what it wrote."""


@dataclass
class Watched:
    """A child with what the supervisor knows of it."""

    child: Child
    is_foundation: bool
    is_echoed: Callable[[str], object]
    read_up_to: int = 0
    is_settled: bool = False
    restart_at: float | None = None
    deaths: deque[float] = field(default_factory=deque)


class Supervisor:
    """The parent of a set of children; a context manager that leaves none behind.

    Single-threaded on purpose: the kernel ties a child to the thread that started it.
    ``foundations`` (the servers that the others lean on) are stopped last, one by one,
    in reverse order.
    """

    def __init__(self, *, verbose: bool = False, limit: int = LIMIT, screen: TextIO | None = None) -> None:
        self.screen = screen
        self.verbose = verbose
        self.limit = limit
        self.watched: list[Watched] = []
        self.signals: list[int] = []
        self._handlers: dict[int, object] = {}
        self._make = os.getppid() if "MAKELEVEL" in os.environ else None

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._handlers[number] = signal.signal(number, self._remember)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal() gave us

    def say(self, name: str, text: str) -> None:
        """Print one prefixed line; a terminal that is gone does not stop anything."""
        with contextlib.suppress(OSError):
            print(f"{name:>9} | {text}", file=self.screen, flush=True)

    def start(
        self,
        child: Child,
        *,
        is_ready: Callable[[], bool] = lambda: True,
        is_foundation: bool = False,
        is_echoed: Callable[[str], object] = IMPORTANT.search,
        within: float = 60,
    ) -> None:
        """Start a child and wait until it is ready; from then on it is watched.

        Raises CannotStart when it dies before that or takes longer than ``within``.
        """
        watched = Watched(child, is_foundation, is_echoed)
        if child.log is not None:
            rotate(child.log)
            watched.read_up_to = child.log.stat().st_size if child.log.exists() else 0
        self.watched.append(watched)
        child.start()
        self.wait_for(is_ready, what=child.name, within=within)
        watched.is_settled = True

    def run(self, child: Child) -> int:
        """Run a child to its end, watching the others meanwhile; return its exit code."""
        watched = Watched(child, is_foundation=False, is_echoed=bool)
        if child.log is not None:
            watched.read_up_to = child.log.stat().st_size if child.log.exists() else 0
        child.start()
        try:
            while (code := child.ended()) is None:
                self._echo(watched)
                self.pause()
            self._echo(watched)
            return code
        finally:
            child.kill()

    def wait_for(self, condition: Callable[[], bool], *, what: str, within: float) -> None:
        """Watch the children until ``condition`` holds; raises CannotStart after ``within`` s."""
        deadline = time.monotonic() + within
        while True:
            self.tend()
            if condition():
                return
            if time.monotonic() > deadline:
                log = next((w.child.log for w in self.watched if w.child.name == what), None)
                raise CannotStart(f"{what} was not ready within {within:.0f} s.\n{tail(log)}")
            self.pause(tend=False)

    def pause(self, *, tend: bool = True) -> None:
        """Sleep for a moment and look after the children; raises StopAsked when asked to."""
        time.sleep(TICK)
        if self._make is not None and os.getppid() != self._make:
            self.signals.append(signal.SIGHUP)
        if self.signals:
            raise StopAsked(signal.Signals(self.signals[0]).name)
        if tend:
            self.tend()

    def tend(self) -> None:
        """Look after every child once: show what matters of its log, start it again if it died."""
        for watched in self.watched:
            self._echo(watched)
            if watched.restart_at is not None:
                if time.monotonic() >= watched.restart_at:
                    self._start_again(watched)
            elif (code := watched.child.ended()) is not None:
                self._note_death(watched, code)

    def stop(self) -> None:
        """End every child: first those on top, together, then the foundations.

        A second signal while this goes on ends everything at once.
        """
        asked_before = len(self.signals)
        upper = [w.child for w in self.watched if not w.is_foundation]
        lower = [[w.child] for w in reversed(self.watched) if w.is_foundation]
        for children in [upper, *lower]:
            for child in children:
                child.ask_to_stop()
            deadline = time.monotonic() + max((child.patience for child in children), default=0)
            while any(child.ended() is None for child in children):
                if time.monotonic() > deadline or len(self.signals) > asked_before + 1:
                    break
                time.sleep(TICK / 2)
            for child in children:
                if child.ended() is None:
                    self.say(child.name, "did not stop when asked; killed")
                    child.kill()
        self.watched.clear()

    def _note_death(self, watched: Watched, code: int) -> None:
        child, now = watched.child, time.monotonic()
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        if not watched.is_settled:
            raise CannotStart(f"{child.name} did not start ({how}).\n{tail(child.log)}")
        watched.deaths.append(now)
        while now - watched.deaths[0] > WITHIN:
            watched.deaths.popleft()
        if len(watched.deaths) > self.limit:
            raise GaveUp(
                f"{child.name} died {len(watched.deaths)} times within {WITHIN:.0f} s,"
                f" last by {how}.\n{tail(child.log)}"
            )
        delay = min(0.5 * 2 ** (len(watched.deaths) - 1), 8)
        watched.restart_at = now + delay
        self.say(child.name, f"died ({how}); starting it again in {delay:g} s")

    def _start_again(self, watched: Watched) -> None:
        watched.restart_at = None
        watched.child.start()
        self.say(watched.child.name, f"started again (process {watched.child.pid})")

    def _echo(self, watched: Watched) -> None:
        log = watched.child.log
        if log is None or not log.exists() or log.stat().st_size <= watched.read_up_to:
            return
        with log.open("rb") as file:
            file.seek(watched.read_up_to)
            lines, newline, _unfinished = file.read().rpartition(b"\n")
        watched.read_up_to += len(lines) + len(newline)
        for line in lines.decode(errors="replace").splitlines() if newline else []:
            if line.strip() and (self.verbose or watched.is_echoed(line)):
                self.say(watched.child.name, line[:LONGEST_LINE])

    def _remember(self, number: int, _frame: FrameType | None) -> None:
        self.signals.append(number)
