"""A scanner that speaks ClamAV's protocol over a real socket."""

import socket
import struct
import threading
from contextlib import suppress

import pytest

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner(threading.Thread):
    """Answers INSTREAM as clamd does: a real verdict on EICAR; or silence, or nonsense, when told so."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.answer, self.received = str(path), None, []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen()

    def run(self):
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                with connection, suppress(OSError):
                    self.serve(connection)

    def serve(self, connection):
        stream = connection.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(size)
        self.received.append(content)
        verdict = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        connection.sendall(verdict if self.answer is None else self.answer)


@pytest.fixture
def scanner(settings, tmp_path):
    """Start a scanner and tell the portal where it is."""
    running = Scanner(tmp_path / "clamd.sock")
    running.start()
    settings.CLAMAV_SOCKET = running.path
    yield running
    running.listener.close()
