"""Everything that all programmes share."""

from regio.models.accounts import Mandate, StaffAssignment, User
from regio.models.areas import (
    BroadRegion,
    CoropArea,
    LabourMarketRegion,
    Municipality,
    MunicipalityChange,
    MunicipalityNeighbour,
    PostcodeArea,
    Province,
)
from regio.models.audit import ActionLog
from regio.models.collaborations import (
    Collaboration,
    CollaborationMunicipality,
    CollaborationSuccession,
    SchoolParticipation,
)
from regio.models.contact import ContactMessage
from regio.models.documents import Document
from regio.models.facts import Scheme, YearFigure
from regio.models.kept_input import KeptInput
from regio.models.memberships import Membership
from regio.models.notifications import MutedAnnouncement
from regio.models.organisations import (
    Organisation,
    OrganisationSuccession,
    ProfessionalBody,
    School,
    SchoolBoard,
    TeacherTrainingInstitute,
    TrainingProgramme,
)
from regio.models.outbox import OutboxMessage
from regio.models.search import SearchEntry
from regio.models.sources import DataSource

__all__ = [
    "ActionLog",
    "BroadRegion",
    "Collaboration",
    "CollaborationMunicipality",
    "CollaborationSuccession",
    "ContactMessage",
    "CoropArea",
    "DataSource",
    "Document",
    "KeptInput",
    "LabourMarketRegion",
    "Mandate",
    "Membership",
    "Municipality",
    "MunicipalityChange",
    "MunicipalityNeighbour",
    "MutedAnnouncement",
    "Organisation",
    "OrganisationSuccession",
    "OutboxMessage",
    "PostcodeArea",
    "ProfessionalBody",
    "Province",
    "Scheme",
    "School",
    "SchoolBoard",
    "SchoolParticipation",
    "SearchEntry",
    "StaffAssignment",
    "TeacherTrainingInstitute",
    "TrainingProgramme",
    "User",
    "YearFigure",
]
