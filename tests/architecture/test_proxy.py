"""What the example of a proxy lets through is at least what the portal takes."""

import re
import runpy
from pathlib import Path

from django.conf import settings

from regio.views.middleware import AddressLengthMiddleware

DOCKER = Path(settings.BASE_DIR) / "docker"
UNITS = {"k": 1024, "m": 1024**2}


def nginx(directive):
    """Return the last value of a directive in bytes."""
    found = re.search(rf"^\s*{directive} .*?(\d+)([km]);", (DOCKER / "nginx.conf").read_text(), re.MULTILINE)
    return int(found[1]) * UNITS[found[2]]


def test_proxy_lets_all_attachments_of_a_section_through_in_one_form():
    room_for_the_form = 1024**2
    assert nginx("client_max_body_size") >= (
        settings.UPLOAD_MAX_ATTACHMENTS * settings.UPLOAD_MAX_BYTES + room_for_the_form
    )


def test_portal_answers_a_long_address_before_gunicorn_and_gunicorn_before_the_proxy():
    gunicorn = runpy.run_path(str(DOCKER / "gunicorn.py"))["limit_request_line"]
    method_and_version = len("DELETE  HTTP/1.1")
    limits = [
        AddressLengthMiddleware.MOST + method_and_version,
        gunicorn,
        nginx("large_client_header_buffers"),
    ]
    assert limits == sorted(set(limits))
