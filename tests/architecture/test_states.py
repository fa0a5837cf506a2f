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


def calls(*, besides=frozenset()):
    """Yield each method call in the apps: where it stands, and the call."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            relative = str(path.relative_to(ROOT))
            if relative in besides or "/migrations/" in relative:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    yield f"{relative}:{node.lineno}", node


def test_only_the_transition_service_calls_a_transition():
    names = {row.name for model in protected_fields() for row in model.workflow}
    found = [
        where
        for where, call in calls(besides=WRITERS)
        if call.func.attr in names and not call.args and not call.keywords
    ]
    assert found == []


def test_no_query_updates_a_protected_state():
    """``update(state=…)`` would go around the protection."""
    found = [
        where
        for where, call in calls()
        if call.func.attr == "update"
        and any(keyword.arg == "state" for keyword in call.keywords)
        and "Application" in ast.unparse(call.func.value)
    ]
    assert found == []
