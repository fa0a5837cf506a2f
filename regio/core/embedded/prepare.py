"""Bring the database and the static files up to date."""

import hashlib
import multiprocessing
import os
import time
from pathlib import Path

from regio.core.embedded.location import PROJECT, VAR

STEP = "prepare: "
"""How the lines begin that tell a waiting reader what is going on."""

ACCOUNTS = VAR / "demo-accounts.txt"

COMMANDS = [("migrate", {"verbosity": 0}), ("load_reference", {})]
"""Each knows by itself what has been done already, as does ``load_samples``."""

UNSERVED = ["rest_framework", "django_htmx"]
"""Static files of packages that no page of ours asks for; compressing them takes long."""


def prepare() -> None:
    """Migrate, load what is missing, collect changed static files, list the demo accounts."""
    import django  # noqa: PLC0415  the package is importable without Django's settings
    from django.db import connections  # noqa: PLC0415  see above

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regio.settings")
    django.setup()
    for name, options in COMMANDS:
        _call(name, **options)
    connections.close_all()  # the child must not share one
    _call_in_child("load_samples")
    _collect_static(VAR / "static.fingerprint")
    with ACCOUNTS.open("w") as file:
        _call("demo_accounts", stdout=file)
    connections.close_all()  # no process that forks from here may share one


def _call(name: str, **options: object) -> None:
    from django.core.management import call_command  # noqa: PLC0415  see above

    started = time.monotonic()
    print(f"{STEP}{name} …", flush=True)
    call_command(name, **options)
    print(f"{STEP}{name} done in {time.monotonic() - started:.1f} s", flush=True)


def _call_in_child(name: str) -> None:
    """Call a command that may start threads: no process that forks later may have had any.

    The samples compile PDFs. A process that did so and becomes gunicorn forks workers
    in which the compiler's threads are gone, so that each letter would hang for ever.
    A forked child costs nothing on a second start, for Django is loaded already.
    """
    child = multiprocessing.get_context("fork").Process(target=_call, args=(name,), daemon=True)
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(f"{STEP}{name} failed; the lines above say why.")


def _collect_static(written: Path) -> None:
    from django.conf import settings  # noqa: PLC0415  see above

    now = _fingerprint()
    if not (written.exists() and written.read_text() == now and Path(settings.STATIC_ROOT).exists()):
        _call("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=UNSERVED)
        written.write_text(now)


def _fingerprint() -> str:
    """Tell the static files of this moment apart from those of another."""
    files = sorted(path for path in (PROJECT / "static").rglob("*") if path.is_file())
    digest = hashlib.sha256((PROJECT / "requirements" / "base.txt").read_bytes())
    for path in files:
        found = path.stat()
        digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
