"""Onderwijsregio's, rounds, applications, reviews and decisions."""

from onderwijsregios.models.aftercare import (
    Bezwaar,
    BezwaarAddition,
    BezwaarCounter,
    DecisionQuestion,
    Supplement,
)
from onderwijsregios.models.applications import (
    Application,
    ApplicationMember,
    ApplicationSchool,
    Attachment,
    DossierCounter,
    PlanPart,
    PlanPartVersion,
    Receipt,
    Revision,
    SchoolList,
)
from onderwijsregios.models.decisions import Decision
from onderwijsregios.models.regions import Onderwijsregio
from onderwijsregios.models.reviews import DeclaredInterest, Review, ReviewScore
from onderwijsregios.models.rounds import (
    Criterion,
    Extension,
    Round,
    RoundDocument,
    RoundQuestion,
    ScoreAnchor,
)
from onderwijsregios.models.signing import Correction, Signature, SigningRequest
from onderwijsregios.models.team import Comment, SectionRight, TeamMember

__all__ = [
    "Application",
    "ApplicationMember",
    "ApplicationSchool",
    "Attachment",
    "Bezwaar",
    "BezwaarAddition",
    "BezwaarCounter",
    "Comment",
    "Correction",
    "Criterion",
    "Decision",
    "DecisionQuestion",
    "DeclaredInterest",
    "DossierCounter",
    "Extension",
    "Onderwijsregio",
    "PlanPart",
    "PlanPartVersion",
    "Receipt",
    "Review",
    "ReviewScore",
    "Revision",
    "Round",
    "RoundDocument",
    "RoundQuestion",
    "SchoolList",
    "ScoreAnchor",
    "SectionRight",
    "Signature",
    "SigningRequest",
    "Supplement",
    "TeamMember",
]
