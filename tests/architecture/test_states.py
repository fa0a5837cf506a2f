"""A state is written in one place."""

import ast
from pathlib import Path

from django.apps import apps
from django_fsm import FSMField

ROOT = Path(__file__).resolve().parents[2]
APPS = ("regio", "onderwijsregios", "partnerships", "rap")
WRITERS = {"regio/services/transitions.py", "regio/core/transitions.py"}


def protected_fields() -> dict[type, FSMField]:
    """Return the state field of each model that has a workflow."""
    return {
        model: field
        for model in apps.get_models()
        if model.__module__.split(".")[0] in APPS and not model._meta.proxy
        for field in model._meta.local_fields
        if isinstance(field, FSMField) and "event" not in model.__name__.lower()
    }


def test_each_state_field_is_protected_and_has_a_workflow():
    fields = protected_fields()
    assert fields
    assert {
        model.__name__: (field.protected, hasattr(model, "workflow")) for model, field in fields.items()
    } == {model.__name__: (True, True) for model in fields}


def test_only_the_transition_service_calls_a_transition():
    names = {row.name for model in protected_fields() for row in model.workflow}
    offenders = []
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            relative = str(path.relative_to(ROOT))
            if relative in WRITERS or "/migrations/" in relative:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in names
                    and not node.args
                    and not node.keywords
                ):
                    offenders.append(f"{relative}:{node.lineno}")
    assert offenders == []


def test_no_query_updates_a_protected_state():
    """``update(state=…)`` would go around the protection."""
    offenders = []
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            relative = str(path.relative_to(ROOT))
            if "/migrations/" in relative:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in {"update", "bulk_update"}
                    and any(keyword.arg == "state" for keyword in node.keywords)
                    and "Application" in ast.unparse(node.func.value)
                ):
                    offenders.append(f"{relative}:{node.lineno}")
    assert offenders == []
