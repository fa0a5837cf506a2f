"""A scanner that speaks ClamAV's protocol over a real socket."""

import io
import socket
import struct
import threading
import zipfile
from contextlib import suppress

import pytest

from tests.factories.files import EICAR


def is_infected(content):
    """Tell whether EICAR is in a file, or in a part of a zip: a real scanner unpacks those too."""
    if EICAR in content:
        return True
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(is_infected(archive.read(name)) for name in archive.namelist())


class Scanner(threading.Thread):
    """Answers INSTREAM as clamd does, with a real verdict on EICAR.

    ``answer`` makes it say something else; ``is_slow`` makes it wait for ``go_on``;
    ``hangs_up`` makes it die before it has read the whole file.
    """

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.answer, self.received = str(path), None, []
        self.is_slow, self.hangs_up, self.go_on = False, False, threading.Event()
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
        if self.hangs_up:
            return
        content = b""
        while size := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(size)
        self.received.append(content)
        if self.is_slow:
            self.go_on.wait()
        verdict = b"stream: Eicar-Signature FOUND\0" if is_infected(content) else b"stream: OK\0"
        connection.sendall(verdict if self.answer is None else self.answer)


@pytest.fixture
def scanner(settings, tmp_path):
    """Start a scanner and tell the portal where it is."""
    running = Scanner(tmp_path / "clamd.sock")
    running.start()
    settings.CLAMAV_SOCKET = running.path
    yield running
    running.go_on.set()
    running.listener.close()
