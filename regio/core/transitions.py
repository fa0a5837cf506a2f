"""The language in which a workflow is written down.

A workflow is one readable table in an app's ``workflow.py``. The model's state is
a protected django-fsm field; :meth:`Workflow.on` gives the model one method per
row. Only ``regio.services.transitions.perform`` calls these methods.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django_fsm import transition as fsm_transition


@dataclass(frozen=True)
class Transition:
    """One allowed change of state."""

    name: str
    """A verb; also the name of the method on the model."""
    sources: tuple[str, ...]
    target: str
    permission: str
    """Name of the permission that the actor needs on the object; "" = the portal itself."""
    label: str
    """What a reader of the dossier sees, in Dutch, past tense."""
    audience: str = "applicant"
    """Who may read the audit row: see ``regio.enums.Audience``."""
    needs_reason: bool = False


@dataclass(frozen=True)
class Workflow:
    """All allowed changes of one state field."""

    name: str
    field: str
    transitions: tuple[Transition, ...]
    labels: dict[str, str] = dataclasses.field(default_factory=dict)

    def __iter__(self) -> Iterator[Transition]:
        return iter(self.transitions)

    def __getitem__(self, name: str) -> Transition:
        for row in self.transitions:
            if row.name == name:
                return row
        raise KeyError(name)

    def on[ModelClass: type](self, model: ModelClass) -> ModelClass:
        """Class decorator: give ``model`` a django-fsm method for each row."""
        state_field = model._meta.get_field(self.field)  # type: ignore[attr-defined]  # a model class has _meta
        for row in self.transitions:

            def change(instance: Any) -> None:
                """Change the state; what goes with it is the service's work."""

            change.__name__ = row.name
            change.__qualname__ = f"{model.__qualname__}.{row.name}"
            setattr(
                model,
                row.name,
                fsm_transition(field=state_field, source=list(row.sources), target=row.target)(change),
            )
        state_field._collect_transitions(sender=model)  # noqa: SLF001  what django-fsm does for methods in the class body
        model.workflow = self  # type: ignore[attr-defined]  # read by the transition service
        return model
