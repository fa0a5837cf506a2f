"""What may happen to an application, as one readable table.

docs/workflows/ holds the diagram that is made from it.
"""

from onderwijsregios.enums import ApplicationState as State
from regio.core.transitions import Transition, Workflow

APPLICATION = Workflow(
    name="onderwijsregios.application",
    field="state",
    transitions=(
        Transition(
            name="submit",
            sources=(State.DRAFT, State.WITHDRAWN, State.SUBMITTED),
            target=State.SUBMITTED,
            permission="onderwijsregios.submit_application",
            label="Aanvraag ingediend",
        ),
        Transition(
            name="withdraw",
            sources=(State.SUBMITTED,),
            target=State.WITHDRAWN,
            permission="onderwijsregios.withdraw_application",
            label="Aanvraag ingetrokken",
            needs_reason=True,
        ),
        Transition(
            name="select",
            sources=(State.SUBMITTED,),
            target=State.SELECTED,
            permission="",
            label="Gekozen als voorloper",
        ),
        Transition(
            name="select_provisionally",
            sources=(State.SUBMITTED,),
            target=State.PROVISIONAL,
            permission="",
            label="Voorlopig gekozen als voorloper",
        ),
        Transition(
            name="decline",
            sources=(State.SUBMITTED,),
            target=State.NOT_SELECTED,
            permission="",
            label="Niet gekozen als voorloper",
        ),
    ),
    labels={state.value: str(state.label) for state in State},
)
