"""The steps of docs/operations/receipts.md, run word for word on a receipt as an applicant downloads it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.onderwijsregios.board.test_receipts import receipt  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "operations" / "receipts.md").read_text("utf-8")
STEPS = dict(re.findall(r"```(\w+)\n(.*?)```", DOCUMENT, re.DOTALL))


@pytest.fixture
def downloads(client, user, receipt, tmp_path):  # noqa: F811  the fixture
    """Download the receipt and the keys into a folder, under the names of the document."""
    client.force_login(user)
    revision = receipt.revision
    page = f"/aanvragen/{revision.application_id}/ontvangst/{revision.number}/"
    for name, address in {
        "ontvangst.json": f"{page}ontvangst.json",
        "sleutel.json": "/ontvangst/sleutel.json",
    }.items():
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        (tmp_path / name).write_bytes(content)
    return tmp_path


def with_python(folder):
    return run([sys.executable, "-c", STEPS["python"]], folder)


def with_openssl(folder):
    for tool in ("sh", "jq", "openssl", "base64"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed here")
    version = run(["openssl", "version"], folder).stdout
    if not version.startswith("OpenSSL 3"):
        pytest.skip(f"the steps are for OpenSSL 3, and here is {version.strip()}")
    return run(["sh", "-ec", STEPS["sh"]], folder)


def run(command, folder):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize("check", [with_python, with_openssl])
def test_the_steps_accept_a_receipt_and_refuse_one_that_was_changed(downloads, check):
    real = check(downloads)
    path = downloads / "ontvangst.json"
    text = path.read_text("utf-8")
    path.write_text(text.replace('"versie": 1', '"versie": 2', 1), "utf-8")
    assert path.read_text("utf-8") != text
    changed = check(downloads)

    assert (real.returncode, real.stderr) == (0, "")
    assert changed.returncode != 0
    assert "InvalidSignature" in changed.stderr or "Verification Failure" in changed.stdout + changed.stderr
