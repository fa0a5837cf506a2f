"""Onderwijsregio's, rounds, applications, reviews and decisions."""

from onderwijsregios.models.applications import (
    Application,
    ApplicationMember,
    DossierCounter,
    PlanPart,
    PlanPartVersion,
    Revision,
)
from onderwijsregios.models.decisions import Decision
from onderwijsregios.models.regions import Onderwijsregio
from onderwijsregios.models.reviews import DeclaredInterest, Review, ReviewScore
from onderwijsregios.models.rounds import Criterion, Round, ScoreAnchor

__all__ = [
    "Application",
    "ApplicationMember",
    "Criterion",
    "Decision",
    "DeclaredInterest",
    "DossierCounter",
    "Onderwijsregio",
    "PlanPart",
    "PlanPartVersion",
    "Review",
    "ReviewScore",
    "Revision",
    "Round",
    "ScoreAnchor",
]
