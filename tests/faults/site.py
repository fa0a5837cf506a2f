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

VALKEY_DATABASE = 9
"""Apart from what other tests use, so that emptying it harms nobody."""


@dataclass
class Mail:
    message_id: str
    to: str


@dataclass
class MailServer:
    """Accepts mail as a real server does: what ends in a dot is kept, whoever has died by then."""

    answer_after: float
    """Seconds between the end of a mail and the answer, in which a real server writes to its disk."""
    mails: list[Mail] = field(default_factory=list)

    def __post_init__(self):
        outer = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self):
                with suppress(ConnectionError, BrokenPipeError):
                    outer._talk(self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Conversation)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _talk(self, conversation):
        def answer(text):
            conversation.wfile.write(f"{text}\r\n".encode())

        answer("220 sink")
        receiver = ""
        while line := conversation.rfile.readline():
            verb = line.strip().decode().upper()
            if verb.startswith("RCPT TO:"):
                receiver = re.search(r"<(.+?)>", line.decode()).group(1)
            if verb == "DATA":
                answer("354 go on")
                if not self._receive(conversation, receiver):
                    return  # the sender died before the dot: there is no mail
            if verb == "QUIT":
                answer("221 bye")
                return
            answer("250 ok")

    def _receive(self, conversation, receiver):
        lines = []
        while (line := conversation.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line)
        time.sleep(self.answer_after)
        message_id = re.search(rb"Message-ID: <(.+?)>", b"".join(lines)).group(1).decode()
        self.mails.append(Mail(message_id, receiver))
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

    def kill_a_child(self, choose):
        """Kill one of the processes that do the work; tell whether there was one."""
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(self._process.pid).children()
            if children:
                choose(children).kill()
                return True
        return False

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
        time.sleep(0.01)
    raise AssertionError(f"not within {seconds} seconds: {what}")
