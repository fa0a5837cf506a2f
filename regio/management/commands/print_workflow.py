"""Write the workflows down as diagrams, from the tables that the portal itself obeys."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from regio.core.transitions import Transition, Workflow

FOLDER = Path(settings.BASE_DIR) / "docs" / "workflows"


def workflows() -> list[Workflow]:
    """Return the workflow of each model that has one, by name."""
    found = {model.workflow.name: model.workflow for model in apps.get_models() if hasattr(model, "workflow")}
    return [found[name] for name in sorted(found)]


def page_of(workflow: Workflow) -> str:
    """Return the page in docs/workflows/: a Mermaid diagram and the same rows as a table."""
    states = {state for row in workflow for state in (*row.sources, row.target)}
    targets = {row.target for row in workflow}
    keys = {state: state.replace("-", "_") for state in workflow.labels if state in states}
    lines = [
        f"# {workflow.name}",
        "",
        "Made by `manage.py print_workflow` from the table in `workflow.py`; do not change it by hand.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {keys[state]} : {workflow.labels[state]}" for state in keys),
        *(f"    [*] --> {keys[state]}" for state in keys if state not in targets),
        *(
            f"    {keys[source]} --> {keys[row.target]} : {row.name}"
            for row in workflow
            for source in row.sources
        ),
        "```",
        "",
        "| Change | From | To | Who (permission) | Reason asked | In the dossier |",
        "|---|---|---|---|---|---|",
        *(_row(workflow, row) for row in workflow),
    ]
    return "\n".join(lines) + "\n"


def _row(workflow: Workflow, row: Transition) -> str:
    sources = ", ".join(workflow.labels[source] for source in row.sources)
    who = f"`{row.permission}`" if row.permission else "the portal itself"
    reason = "yes" if row.needs_reason else "no"
    return f"| `{row.name}` | {sources} | {workflow.labels[row.target]} | {who} | {reason} | {row.label} |"


def stale(folder: Path = FOLDER) -> list[str]:
    """Return the names of pages that are missing, out of date, or of a workflow that is gone."""
    wanted = {f"{workflow.name}.md": page_of(workflow) for workflow in workflows()}
    present = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))


class Command(BaseCommand):
    help = "Schrijft docs/workflows/ opnieuw; met --check alleen kijken of dat nodig is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Schrijf niets; faal als iets verouderd is.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            if names := stale():
                raise CommandError(f"Verouderd: {', '.join(names)}. Draai manage.py print_workflow.")
            return
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name in stale():
            (FOLDER / name).unlink(missing_ok=True)
        for workflow in workflows():
            (FOLDER / f"{workflow.name}.md").write_text(page_of(workflow), encoding="utf-8")
            self.stdout.write(f"docs/workflows/{workflow.name}.md")
