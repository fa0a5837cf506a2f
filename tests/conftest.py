"""What all tests share: settings that make tests fast and honest."""

import os

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import sync_playwright

from regio.core.answers import answers
from regio.selectors.snapshots import database_snapshot

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in the test's thread


@pytest.fixture(autouse=True)
def portal_settings(settings, tmp_path_factory, worker_id):
    """Mail in memory, tasks at once, static files without hashes, private files in a folder of the test."""
    settings.DEBUG = False
    settings.SECURE_SSL_REDIRECT = False
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
    settings.MFA_TOTP_INSECURE_BYPASS_CODE = None
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **django_settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path_factory.mktemp("private"))},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    from regio.celery import app

    app.conf.task_always_eager = True
    app.conf.task_eager_propagates = True


@pytest.fixture(scope="session")
def worker_id(request):
    """Return the name of the xdist worker, or "master" without xdist."""
    return getattr(request.config, "workerinput", {}).get("workerid", "master")


@pytest.fixture(scope="session")
def chromium():
    """Start the browser; one for all tests of this process, which can hold only one Playwright."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or None,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def while_nobody_commits():
    """Return how to do something between two commits of the whole server.

    The name of a snapshot counts the transactions of all databases, and the other
    workers of the suite commit in theirs: what was disturbed so is done again.
    """

    def do(work):
        for _ in range(200):
            answers.clear()
            before = database_snapshot()
            result = work()
            if database_snapshot() == before:
                return result
        return pytest.fail("Others committed each time.")

    return do
