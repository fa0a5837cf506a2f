"""The house stays as docs/architecture.md draws it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("regio", "onderwijsregios", "partnerships", "rap")
DRAWERS = {
    "urls", "management", "admin", "views", "api", "templatetags", "forms", "tasks", "services", "rules",
    "selectors", "models", "workflow", "enums", "validators", "core",
}  # fmt: skip
BESIDE_DRAWERS = {"apps", "migrations", "settings", "celery", "asgi", "wsgi", "__init__", "reference"}


def sources():
    return [p for app in APPS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts]


@pytest.mark.parametrize("app", APPS)
def test_app_has_only_drawers(app):
    names = {p.stem for p in (ROOT / app).iterdir() if p.name != "__pycache__"}
    assert names - DRAWERS - BESIDE_DRAWERS == set()


def test_no_source_file_is_longer_than_600_lines():
    long = {str(p.relative_to(ROOT)): n for p in sources() if (n := len(p.read_text().splitlines())) > 600}
    assert long == {}


def test_no_drawer_for_leftovers():
    assert [p for p in sources() if p.stem in {"utils", "helpers", "common", "misc"}] == []


def test_suppressions_give_their_reason():
    bare = re.compile(r"#\s*(noqa(: [A-Z0-9, ]+)?|type: ignore(\[[a-z-, ]+\])?)\s*$")
    offenders = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*sources(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if bare.search(line)
    ]
    assert offenders == []


def test_templates_have_nothing_inline():
    inline = re.compile(
        r"\sstyle=|<style|\son(click|change|submit|load|error|input|focus|blur|key\w+|mouse\w+)=|<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)",
        re.IGNORECASE,
    )
    offenders = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "templates").rglob("*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if inline.search(line)
    ]
    assert offenders == []
