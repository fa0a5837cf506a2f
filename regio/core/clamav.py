"""Ask ClamAV about a file, by its INSTREAM command over a socket (``man clamd``)."""

import socket
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass

CHUNK = 256 * 1024


class ScannerSilent(Exception):
    """The scanner gives no verdict: it cannot be reached, takes too long, or stops half-way."""


class ScannerBaffled(ScannerSilent):
    """The scanner answers, but not with a verdict: something about this one file."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner says."""

    is_clean: bool
    found: str = ""
    """The scanner's name for what it found."""


def scan(chunks: Iterable[bytes], *, address: str, timeout: float) -> Verdict:
    """Return the verdict of the scanner at ``address``: a socket's path, or ``host:port``.

    All of it, from connecting to the answer, takes at most ``timeout`` seconds.

    Raises :class:`ScannerSilent` for anything but a verdict, so that a caller who does
    not understand an answer never takes it for "clean".
    """
    try:
        with _connect(address, timeout) as connection:
            deadline = time.monotonic() + timeout
            connection.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                if chunk:  # an empty one would mean: this was all
                    _limit(connection, deadline)
                    connection.sendall(struct.pack("!I", len(chunk)) + chunk)
            connection.sendall(struct.pack("!I", 0))
            answer = _read(connection, deadline)
    except OSError as error:
        raise ScannerSilent(f"{address}: {error}") from error
    return _understand(answer)


def _connect(address: str, timeout: float) -> socket.socket:
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        return socket.create_connection((host, int(port)), timeout=timeout)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(timeout)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _limit(connection: socket.socket, deadline: float) -> None:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError("no verdict in time")
    connection.settimeout(remaining)


def _read(connection: socket.socket, deadline: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < 1000:
        _limit(connection, deadline)
        received = connection.recv(1000)
        if not received:
            break
        answer += received
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _understand(answer: str) -> Verdict:
    """Read ``stream: OK`` or ``stream: Eicar-Signature FOUND``."""
    if answer == "stream: OK":
        return Verdict(is_clean=True)
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict(is_clean=False, found=answer[len("stream: ") : -len(" FOUND")])
    if not answer:
        raise ScannerSilent("the connection ended without an answer")
    raise ScannerBaffled(f"unexpected answer: {answer!r}")
