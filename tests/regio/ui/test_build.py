"""What the build makes is small, and what the repository holds is ours."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DIST = ROOT / "static" / "dist"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize(
    ("name", "limit"),
    [("css/portal.css", 20_000), ("js/portal.js", 15_000), ("js/htmx.js", 15_000)],
)
def test_built_file_stays_below_its_weight(name, limit):
    assert len(gzip.compress((DIST / name).read_bytes(), 9)) < limit


def test_fonts_fit_in_one_small_file():
    assert {path.name: path.stat().st_size < 25_000 for path in (DIST / "fonts").iterdir()} == {
        "figtree-latin-wght-normal.woff2": True
    }


def test_lock_file_names_packages_and_checksums_but_no_place_to_get_them():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_holds_no_inline_style_or_script(path):
    if "mail" in path.parts:
        pytest.skip("mail clients know no style sheets")
    text = path.read_text()
    assert (
        re.findall(
            r"<[^>]*\sstyle=|<style\b|\son(?:click|submit|change|input|load|error|key\w+|focus|blur)=|javascript:",
            text,
        )
        == []
    )
    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", text) == []
    assert re.findall(r"(?:src|href)=\"https?://[^\"]*\.(?:js|css|woff2?)\"", text) == []
