"""Answers that need not be made again, because nothing was committed since.

Most questions of the public are the same ones, and the registry changes a few times a
day. A public answer follows from the address, the asked format and what is in the
database; so it is kept under exactly these, and never outlives a commit. Each process
keeps its own: there is nothing to empty and nothing that somebody could forget to empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final

MOST_BYTES: Final = 24_000_000
"""Of answers in one process: some 150 maps, or 400 pages of the API."""

Key = tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What was sent."""

    content: bytes
    headers: Mapping[str, str]


class AnswerMemory:
    """The answers of one moment: the time since the last commit, on one day."""

    def __init__(self) -> None:
        self._moment: Key = ()
        self._answers: dict[Key, Answer] = {}
        self._size = 0
        self._lock = Lock()

    def get(self, moment: Key | None, question: Key) -> Answer | None:
        """Return the answer that was given at this moment, if any; no moment, no answer."""
        with self._lock:
            return self._answers.get(question) if moment and moment == self._moment else None

    def keep(self, moment: Key | None, question: Key, answer: Answer) -> None:
        """Keep an answer; what was kept at another moment is let go."""
        if moment is None:
            return
        with self._lock:
            if moment != self._moment or self._size > MOST_BYTES:
                self._moment, self._answers, self._size = moment, {}, 0
            self._answers[question] = answer
            self._size += len(answer.content)

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._moment, self._answers, self._size = (), {}, 0


answers: Final = AnswerMemory()
"""Of everything that is public; questions begin with the name of their entrance."""
