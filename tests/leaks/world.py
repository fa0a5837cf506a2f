"""A world with secrets: rounds, applications, and the people who may not know all of it.

``OF_A_DRAFT`` and ``OF_THE_STAFF`` list the secrets, each as a change that makes another
world out of this one: the same site, moment and keys, and one fact that is different.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from onderwijsregios.enums import Outcome, PartKey, Section, SignatureMethod, TeamRight
from onderwijsregios.models import (
    Application,
    Attachment,
    Comment,
    DeclaredInterest,
    Extension,
    PlanPart,
    Round,
    Signature,
    SigningRequest,
    Supplement,
    TeamMember,
)
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.rounds import last_revision
from onderwijsregios.selectors.sections import section_fingerprint
from regio.core import clock
from regio.enums import MembershipRole
from regio.models import Document, School, User
from tests.factories.assessment import (
    DecisionFactory,
    ReviewFactory,
    administrator,
    closed_round,
    coordinator,
    reviewer,
)
from tests.factories.documents import DocumentFactory
from tests.factories.onderwijsregios import (
    ApplicationFactory,
    RoundFactory,
    SubmittedApplicationFactory,
    days,
    representative_of,
)
from tests.factories.regio import SchoolFactory, UserFactory
from tests.factories.regions import OnderwijsregioFactory

SECRET = "Zwanenmeer"
"""Stands in each hidden text, so that it can also be looked for."""


@dataclass
class World:
    """Two rounds, an open one and one in assessment; in both an applicant who hides things."""

    open_round: Round
    closed_round: Round
    draft: Application
    """Hidden: a draft in the open round."""
    changed: Application
    """Handed in in the open round, and its draft changed since; what was handed in staff may read."""
    assessed: Application
    """Hidden but for staff and its reviewers: in the closed round."""
    own: Application
    """A draft of the other applicant, in the open round."""
    joint: Application
    """A draft in the open round, of a third applicant with somebody in its team."""
    own_assessed: Application
    """What that applicant handed in in the closed round."""
    people: dict[str, User | None] = field(default_factory=dict)
    bystander: User = field(default_factory=UserFactory)
    """Has nothing to do with anything until a secret says so."""
    free_school: School = field(default_factory=SchoolFactory)
    """Stands in the registry, and in no application until a secret puts it there."""


def make_world():
    """Return the world as it is before any secret."""
    open_round, closed = RoundFactory(slug="open"), closed_round(slug="dicht")
    open_round.documents.create(document=DocumentFactory(original_name="oproep.pdf"), title="Oproep")
    draft = ApplicationFactory(round=open_round, complete=True)
    changed = SubmittedApplicationFactory(round=open_round)
    assessed = SubmittedApplicationFactory(round=closed)
    own = ApplicationFactory(round=open_round, complete=True, lead__name="Stichting Eigen")
    own_assessed = SubmittedApplicationFactory(round=closed, lead=own.lead)
    joint = ApplicationFactory(round=open_round, complete=True)
    world = World(open_round, closed, draft, changed, assessed, own, joint, own_assessed)
    OnderwijsregioFactory(slug="regio", status="actief")
    for application in (draft, changed, assessed, own, joint):
        add_what_a_team_adds(application)
    elsewhere = reviewer()
    ReviewFactory(application=own_assessed, reviewer=elsewhere)
    DeclaredInterest.objects.create(application=assessed, reviewer=elsewhere, reason="Mijn zus werkt er.")
    ReviewFactory(application=assessed, scores=[3, 3])
    member = UserFactory()
    join(member, joint)
    representative_of(draft.lead)
    world.people = {
        "anonymous": None,
        "outsider": UserFactory(),
        "representative of another applicant": representative_of(own.lead),
        "team member of another application": member,
        "reviewer without an assignment": reviewer(),
        "reviewer with an interest": elsewhere,
        "coordinator": coordinator(),
        "administrator": administrator(),
    }
    return world


def join(user, application):
    member = TeamMember.objects.create(
        application=application, email=user.email, user=user, state="actief", expires_at=days(14)
    )
    member.rights.create(section=Section.OPGAVEN, right=TeamRight.WRITE)


def add_what_a_team_adds(application):
    """Give an application a school, an attachment, a comment, and a party that is asked to sign."""
    application.school_rows.create(school=SchoolFactory(board=application.lead))
    Attachment.objects.create(
        application=application,
        section=Section.OPGAVEN,
        document=DocumentFactory(original_name="bijlage.pdf"),
    )
    Comment.objects.create(application=application, section=Section.OPGAVEN, text="Klopt dit?")
    party = application.members.filter(role=MembershipRole.PARTICIPANT).first().organisation
    SigningRequest.objects.create(
        application=application, organisation=party, sections=[Section.PLAN], email="bestuur@example.org"
    )


# --- the secrets ---------------------------------------------------------------------------------


def text(world):
    PlanPart.objects.filter(application=world.draft, key=PartKey.OPGAVEN).update(text=SECRET, version=2)


def title(world):
    Application.objects.filter(pk=world.draft.pk).update(title=SECRET)


def name_of_a_file(world):
    Document.objects.filter(pk=world.draft.plan_id).update(original_name=f"{SECRET}.pdf")


def attachment(world):
    document = DocumentFactory(original_name=f"{SECRET}.pdf")
    Attachment.objects.create(application=world.draft, section=Section.AANPAK, document=document)


def comment(world):
    Comment.objects.create(application=world.draft, section=Section.REGIO, text=SECRET)


def team_member(world):
    join(world.bystander, world.draft)


def school(world):
    """Nobody else has it in an application, so that there is no overlap to hear of."""
    world.draft.school_rows.create(school=world.free_school)


def board(world):
    world.draft.members.create(organisation=world.free_school.board, role=MembershipRole.PARTICIPANT)


def municipality(world):
    world.draft.municipalities.add(world.free_school.municipality)


def signature(world):
    request = SigningRequest.objects.get(application=world.draft)
    Signature.objects.create(
        application=world.draft,
        organisation=request.organisation,
        method=SignatureMethod.LINK,
        fingerprints={
            section: section_fingerprint(content_of(world.draft), Section(section))
            for section in request.sections
        },
        signer_name=SECRET,
        signer_function="Bestuurder",
    )


def objection(world):
    request = SigningRequest.objects.get(application=world.draft)
    Signature.objects.create(
        application=world.draft,
        organisation=request.organisation,
        method=SignatureMethod.OBJECTION,
        reason=SECRET,
    )


def consent(world):
    Application.objects.filter(pk=world.draft.pk).update(shares_overlap=True)


def title_after_handing_in(world):
    Application.objects.filter(pk=world.changed.pk).update(title=SECRET)


def text_after_handing_in(world):
    PlanPart.objects.filter(application=world.changed, key=PartKey.OPGAVEN).update(text=SECRET, version=2)


def supplement(world):
    Supplement.objects.create(
        application=world.assessed,
        section=Section.REGIO,
        question=SECRET,
        asked_by=world.people["coordinator"],
        due_at=days(5),
        before=last_revision(world.assessed),
    )


def score(world):
    review = world.assessed.reviews.get()
    review.scores.update(score=5, reason=SECRET)


def decision(world):
    DecisionFactory(
        application=world.assessed,
        outcome=Outcome.SELECTED,
        reason=SECRET,
        decided_by=world.people["coordinator"],
    )


def extension(world):
    Extension.objects.create(
        round=world.closed_round,
        organisation=world.assessed.lead,
        until=clock.now() + dt.timedelta(days=1),
        reason=SECRET,
        granted_by=world.people["coordinator"],
    )


Secret = Callable[[World], None]

OF_A_DRAFT: list[Secret] = [
    text,
    title,
    name_of_a_file,
    attachment,
    comment,
    school,
    board,
    municipality,
    signature,
    objection,
    consent,
    title_after_handing_in,
    text_after_handing_in,
]
"""Nobody but the applicant and its team knows these: no staff either."""
OF_THE_STAFF: list[Secret] = [team_member, supplement, score, decision, extension]
"""The staff know these (of a team to whom announcements go); of the others only whom they concern."""
STAFF = ("coordinator", "administrator")


def secrets_for(who):
    """Return what ``who`` may not notice."""
    return OF_A_DRAFT if who in STAFF else OF_A_DRAFT + OF_THE_STAFF
