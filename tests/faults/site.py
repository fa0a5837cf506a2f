"""The running parts of a portal for fault tests: a mail server, workers, a scheduler, a clock that pokes."""

import os
import re
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psutil
import redis
from celery import Celery
from django.conf import settings
from django.db import connection

VALKEY_DATABASE = 8 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 8
"""Apart from what other tests use, so that emptying it harms nobody."""


@dataclass
class Mail:
    message_id: str
    to: str


PHASES = ("addressed", "received", "answered")
"""Where in a mail its sender can be struck: before its text, after its last byte, after the answer."""


@dataclass
class MailServer:
    """Accepts mail as a real server does: what ends in a dot is kept, whoever has died by then.

    It can also strike: kill the process at the other end, in the phase asked for.
    """

    answer_after: float
    """Seconds between the end of a mail and the answer, in which a real server writes to its disk."""
    mails: list[Mail] = field(default_factory=list)
    struck: int = 0
    refuses: bool = False
    """Says no after the last byte, as a server with a full disk does."""

    def __post_init__(self):
        outer = self
        self._target = None
        self._lock = threading.Lock()

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self):
                with suppress(ConnectionError, BrokenPipeError):
                    outer._talk(self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Conversation)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def strike(self, phase, *, after):
        """Kill the next sender that reaches ``phase``, so many seconds after it did."""
        with self._lock:
            self._target = (phase, after)

    def _reached(self, phase, sender):
        with self._lock:
            if self._target is None or self._target[0] != phase or sender is None:
                return
            after, self._target = self._target[1], None
        time.sleep(after)  # so that the kill comes at any point of the phase, not only at its start
        with suppress(ProcessLookupError):
            os.kill(sender, signal.SIGKILL)
        self.struck += 1

    def _talk(self, conversation):
        def answer(text):
            conversation.wfile.write(f"{text}\r\n".encode())

        sender = process_behind(conversation.client_address[1])
        answer("220 sink")
        receiver = ""
        while line := conversation.rfile.readline():
            verb = line.strip().decode().upper()
            if verb.startswith("RCPT TO:"):
                receiver = re.search(r"<(.+?)>", line.decode()).group(1)
                self._reached("addressed", sender)
            if verb == "DATA":
                answer("354 go on")
                if not self._receive(conversation, receiver, sender):
                    return  # the sender died before the dot: there is no mail
                if self.refuses:
                    self.mails.pop()
                    answer("452 no room")
                    continue
            if verb == "QUIT":
                answer("221 bye")
                return
            answer("250 ok")
            if verb == "DATA":
                self._reached("answered", sender)

    def _receive(self, conversation, receiver, sender):
        lines = []
        while (line := conversation.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line)
        message_id = re.search(rb"Message-ID: <(.+?)>", b"".join(lines)).group(1).decode()
        self.mails.append(Mail(message_id, receiver))
        began = time.monotonic()
        self._reached("received", sender)
        # A slow server: the sender waits for the answer, and may be killed while it does.
        time.sleep(max(0, self.answer_after - (time.monotonic() - began)))
        return True

    def per_receiver(self):
        """Return for each receiver how many different mails came in."""
        return Counter(to for to, _id in {(mail.to, mail.message_id) for mail in self.mails})

    def came_twice(self):
        """Return how many mails came in more than once, with the same Message-ID."""
        return sum(count > 1 for count in Counter(mail.message_id for mail in self.mails).values())

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


def process_behind(port):
    """Return the process that connected from ``port``."""
    return next(
        (c.pid for c in psutil.net_connections("tcp4") if c.laddr and c.laddr.port == port and c.pid), None
    )


def valkey_url():
    return re.sub(r"/\d+$", f"/{VALKEY_DATABASE}", settings.REDIS_URL)


def empty_valkey():
    """Throw away the queue, the schedule and the locks."""
    redis.Redis.from_url(valkey_url()).flushdb()


def environment(server, media):
    database = connection.settings_dict
    url = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    return os.environ | {
        "DATABASE_URL": url,
        "REDIS_URL": valkey_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        "SECRET_KEY": "fault-tests",
        "RECEIPT_SIGNING_KEY": settings.RECEIPT_SIGNING_KEY,
        "DEBUG": "False",
        "MEDIA_ROOT": str(media),
        "POKE_EVERY_SECONDS": "1",
    }


class Process:
    """A real Celery process with its children, in a group of its own."""

    def __init__(self, *arguments, env, log):
        self._command = [sys.executable, "-m", "celery", "-A", "regio", *arguments]
        self._env, self._log = env, log
        self.start()

    def start(self):
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._env, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self):
        """Kill everything of it, as a machine that loses its power does."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def restart_when_gone(self):
        """Start again what has ended by itself, as a service manager does."""
        if self._process.poll() is not None:
            self.kill()
            self.start()


def worker(**kwargs):
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING")
    return Process("worker", "--concurrency", "2", *quiet, **kwargs)


def scheduler(**kwargs):
    return Process("beat", "--loglevel", "WARNING", "--pidfile=", **kwargs)


@contextmanager
def poking(every=0.25):
    """Poke as the scheduler does, only more often; survives an empty queue."""
    stop = threading.Event()
    app = Celery("poker", broker=valkey_url())

    def poke():
        while not stop.wait(every):
            with suppress(Exception):
                app.send_task("regio.process_due", ignore_result=True, expires=5)

    thread = threading.Thread(target=poke)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        app.close()


def wait_until(condition, *, seconds, what):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.01)  # leave the core to the processes that are waited for
    raise AssertionError(f"not within {seconds} seconds: {what}")
