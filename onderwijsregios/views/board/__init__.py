"""Pages of an applicant: start, write, hand in, follow."""

from onderwijsregios.views.board.answering import PartySigning
from onderwijsregios.views.board.area import ChooseMunicipalities
from onderwijsregios.views.board.attachments import EditAttachments, RemoveAttachment
from onderwijsregios.views.board.bezwaar import BezwaarPage, FileBezwaar, WithdrawBezwaar
from onderwijsregios.views.board.comments import CommentsPage
from onderwijsregios.views.board.invitation import Invitation
from onderwijsregios.views.board.overlap import OverlapPage
from onderwijsregios.views.board.overview import ApplicationHistory, ApplicationPage, StartApplication
from onderwijsregios.views.board.part_versions import PartVersions
from onderwijsregios.views.board.parties import EditParties
from onderwijsregios.views.board.plan import EditPlan, RemovePlan
from onderwijsregios.views.board.printing import DraftPdf, PrintPage
from onderwijsregios.views.board.readiness import Readiness
from onderwijsregios.views.board.receipts import ReceiptJson, ReceiptPage, ReceiptPdf
from onderwijsregios.views.board.results import ResultPage
from onderwijsregios.views.board.schools import EditSchools, SchoolListCsv, SchoolListPage
from onderwijsregios.views.board.signing import AddCovenant, MarkCorrection, SigningPage, SigningParty
from onderwijsregios.views.board.submitting import CheckAndSubmit, UndoWithdrawal, Withdraw
from onderwijsregios.views.board.supplements import SupplementPage
from onderwijsregios.views.board.team import HandOver, LeadOffer, LeaveTeam, TeamMemberPage, TeamPage
from onderwijsregios.views.board.texts import EditRegion, EditTexts

__all__ = [
    "AddCovenant",
    "ApplicationHistory",
    "ApplicationPage",
    "BezwaarPage",
    "CheckAndSubmit",
    "ChooseMunicipalities",
    "CommentsPage",
    "DraftPdf",
    "EditAttachments",
    "EditParties",
    "EditPlan",
    "EditRegion",
    "EditSchools",
    "EditTexts",
    "FileBezwaar",
    "HandOver",
    "Invitation",
    "LeadOffer",
    "LeaveTeam",
    "MarkCorrection",
    "OverlapPage",
    "PartVersions",
    "PartySigning",
    "PrintPage",
    "Readiness",
    "ReceiptJson",
    "ReceiptPage",
    "ReceiptPdf",
    "RemoveAttachment",
    "RemovePlan",
    "ResultPage",
    "SchoolListCsv",
    "SchoolListPage",
    "SigningPage",
    "SigningParty",
    "StartApplication",
    "SupplementPage",
    "TeamMemberPage",
    "TeamPage",
    "UndoWithdrawal",
    "Withdraw",
    "WithdrawBezwaar",
]
