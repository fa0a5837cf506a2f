"""One id for everything that belongs to one request or one task."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[uuid.UUID | None] = ContextVar("correlation_id", default=None)


def correlation_id() -> uuid.UUID:
    """Return the id of what runs now, or a new one outside any request or task."""
    return _current.get() or uuid.uuid4()


@contextmanager
def correlation(identifier: uuid.UUID) -> Iterator[uuid.UUID]:
    """Let everything inside carry ``identifier``."""
    token = _current.set(identifier)
    try:
        yield identifier
    finally:
        _current.reset(token)
