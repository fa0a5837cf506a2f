"""A small memory of one process: what was used last stays, what was not goes."""

from collections import OrderedDict
from threading import Lock


class LastUsed[Key, Value]:
    """Keeps at most ``most`` values.

    Only for values that follow from their key alone (a key made of the content itself),
    so that nothing in it can be wrong and each process may have its own.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        """Return the value, or None."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def keep(self, key: Key, value: Value) -> None:
        """Keep a value; the one that was not used for longest makes room."""
        with self._lock:
            self._values[key] = value
            if len(self._values) > self._most:
                self._values.popitem(last=False)
