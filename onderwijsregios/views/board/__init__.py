"""Pages of an applicant: start, write, hand in, follow."""

from onderwijsregios.views.board.area import ChooseMunicipalities
from onderwijsregios.views.board.comments import CommentsPage
from onderwijsregios.views.board.invitation import Invitation
from onderwijsregios.views.board.overlap import OverlapPage
from onderwijsregios.views.board.overview import ApplicationHistory, ApplicationPage, StartApplication
from onderwijsregios.views.board.parties import EditParties
from onderwijsregios.views.board.plan import EditPlan, RemovePlan
from onderwijsregios.views.board.schools import EditSchools
from onderwijsregios.views.board.signing import SigningPage
from onderwijsregios.views.board.submitting import CheckAndSubmit, Receipt, Withdraw
from onderwijsregios.views.board.team import HandOver, LeadOffer, LeaveTeam, TeamMemberPage, TeamPage
from onderwijsregios.views.board.texts import EditRegion, EditTexts

__all__ = [
    "ApplicationHistory",
    "ApplicationPage",
    "CheckAndSubmit",
    "ChooseMunicipalities",
    "CommentsPage",
    "EditParties",
    "EditPlan",
    "EditRegion",
    "EditSchools",
    "EditTexts",
    "HandOver",
    "Invitation",
    "LeadOffer",
    "LeaveTeam",
    "OverlapPage",
    "Receipt",
    "RemovePlan",
    "SigningPage",
    "StartApplication",
    "TeamMemberPage",
    "TeamPage",
    "Withdraw",
]
