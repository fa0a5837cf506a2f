"""What may happen to an application, as one readable table.

docs/workflows/ holds the diagram that is made from it.
"""

from onderwijsregios.enums import ApplicationState as State
from onderwijsregios.enums import BezwaarState, SupplementState, TeamState
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
            name="undo_withdrawal",
            sources=(State.WITHDRAWN,),
            target=State.SUBMITTED,
            permission="onderwijsregios.submit_application",
            label="Intrekken ongedaan gemaakt: de laatst ingediende versie telt weer",
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

TEAM_MEMBER = Workflow(
    name="onderwijsregios.team_member",
    field="state",
    transitions=(
        Transition(
            name="accept_invitation",
            sources=(TeamState.INVITED,),
            target=TeamState.ACTIVE,
            permission="",
            label="Uitnodiging voor het team aangenomen",
            audience="team",
        ),
        Transition(
            name="decline_invitation",
            sources=(TeamState.INVITED,),
            target=TeamState.DECLINED,
            permission="",
            label="Uitnodiging voor het team afgewezen",
            audience="team",
        ),
        Transition(
            name="expire_invitation",
            sources=(TeamState.INVITED,),
            target=TeamState.EXPIRED,
            permission="",
            label="Uitnodiging voor het team verlopen",
            audience="team",
        ),
        Transition(
            name="withdraw_invitation",
            sources=(TeamState.INVITED,),
            target=TeamState.WITHDRAWN,
            permission="",
            label="Uitnodiging voor het team ingetrokken",
            audience="team",
        ),
        Transition(
            name="leave_team",
            sources=(TeamState.ACTIVE,),
            target=TeamState.LEFT,
            permission="",
            label="Een teamlid is vertrokken",
            audience="team",
        ),
        Transition(
            name="remove_from_team",
            sources=(TeamState.ACTIVE,),
            target=TeamState.REMOVED,
            permission="",
            label="Een teamlid is uit het team gehaald",
            audience="team",
        ),
    ),
    labels={state.value: str(state.label) for state in TeamState},
)

SUPPLEMENT = Workflow(
    name="onderwijsregios.supplement",
    field="state",
    transitions=(
        Transition(
            name="answer_supplement",
            sources=(SupplementState.OPEN,),
            target=SupplementState.ANSWERED,
            permission="onderwijsregios.answer_supplement",
            label="Aanvulling ontvangen",
        ),
        Transition(
            name="expire_supplement",
            sources=(SupplementState.OPEN,),
            target=SupplementState.EXPIRED,
            permission="",
            label="Termijn voor de aanvulling verstreken; de aanvraag geldt zoals zij was",
        ),
        Transition(
            name="withdraw_supplement",
            sources=(SupplementState.OPEN,),
            target=SupplementState.WITHDRAWN,
            permission="onderwijsregios.ask_supplement",
            label="Vraag om aanvulling ingetrokken",
        ),
    ),
    labels={state.value: str(state.label) for state in SupplementState},
)

BEZWAAR = Workflow(
    name="onderwijsregios.bezwaar",
    field="state",
    transitions=(
        Transition(
            name="take_up",
            sources=(BezwaarState.RECEIVED,),
            target=BezwaarState.IN_TREATMENT,
            permission="onderwijsregios.handle_bezwaar",
            label="Bezwaar in behandeling genomen",
            audience="bezwaar",
        ),
        Transition(
            name="decide_bezwaar",
            sources=(BezwaarState.IN_TREATMENT,),
            target=BezwaarState.DECIDED,
            permission="onderwijsregios.handle_bezwaar",
            label="Op het bezwaar is beslist",
            audience="bezwaar",
        ),
        Transition(
            name="withdraw_bezwaar",
            sources=(BezwaarState.RECEIVED, BezwaarState.IN_TREATMENT),
            target=BezwaarState.WITHDRAWN,
            permission="onderwijsregios.file_bezwaar",
            label="Bezwaar ingetrokken",
            audience="bezwaar",
        ),
    ),
    labels={state.value: str(state.label) for state in BezwaarState},
)
