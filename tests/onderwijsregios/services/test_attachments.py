"""Files beside the texts of a section: at most twenty, each once, and never lost."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from onderwijsregios.enums import Section
from onderwijsregios.models import Attachment, Revision
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.attachments import handed_in_with
from onderwijsregios.services.applications.attachments import (
    TitleChange,
    add_attachments,
    describe_attachments,
    remove_attachment,
)
from regio.core import clock
from regio.core.errors import EditConflict, NotAllowed, Refused, TooLate
from regio.core.registry import document_use
from regio.enums import Audience, StaffRole
from regio.models import ActionLog
from tests.factories.documents import DocumentFactory, pdf_bytes
from tests.factories.onderwijsregios import (
    ApplicationFactory,
    RevisionFactory,
    RoundFactory,
    SubmittedApplicationFactory,
    representative_of,
)
from tests.factories.regio import StaffAssignmentFactory, UserFactory
from tests.factories.team import reader, writer

pytestmark = pytest.mark.django_db


def files(actor, number, prefix="stuk"):
    return [
        DocumentFactory(
            created_by=actor, original_name=f"{prefix}-{n}.pdf", content=pdf_bytes(title=f"{prefix}{n}")
        )
        for n in range(number)
    ]


def add(application, actor, documents, section=Section.OPGAVEN, arrived_at=None):
    return add_attachments(
        application=application,
        actor=actor,
        section=section,
        documents=documents,
        arrived_at=arrived_at or clock.now(),
    )


def names(application, section=Section.OPGAVEN):
    return [one["name"] for one in content_of(application)["attachments"].get(section.value, [])]


def test_files_are_added_to_their_section_with_one_line_in_the_log(application, actor):
    added = add(application, actor, files(actor, 2))

    assert [one.document.original_name for one in added.added] == names(application)
    assert names(application) == ["stuk-0.pdf", "stuk-1.pdf"]
    assert names(application, Section.AANPAK) == []
    row = ActionLog.objects.get(action="onderwijsregios.application.add_attachments")
    assert (row.sentence, row.audiences) == (
        "Bijlagen bij Opgaven toegevoegd: stuk-0.pdf, stuk-1.pdf",
        [Audience.APPLICANT],
    )


def test_the_twenty_first_file_and_one_that_is_there_are_refused_and_the_others_added(application, actor):
    add(application, actor, files(actor, 18))
    again = DocumentFactory(created_by=actor, original_name="kopie.pdf", content=pdf_bytes(title="stuk3"))

    answer = add(application, actor, [again, *files(actor, 3, "nieuw")])

    assert [one.document.original_name for one in answer.added] == ["nieuw-0.pdf", "nieuw-1.pdf"]
    assert [(document.original_name, reason) for document, reason in answer.refused] == [
        ("kopie.pdf", "Dit bestand staat al bij dit onderdeel, als “stuk-3.pdf”."),
        (
            "nieuw-2.pdf",
            "Bij dit onderdeel staan al 20 bijlagen, en meer kan niet. Verwijder er eerst een.",
        ),
    ]
    assert len(names(application)) == 20


def test_a_file_of_somebody_else_cannot_be_added(application, actor):
    with pytest.raises(NotAllowed):
        add(application, actor, files(UserFactory(), 1))

    assert not Attachment.objects.exists()


def test_rights_and_moments_are_those_of_the_section(application, actor):
    colleague = writer(application, Section.OPGAVEN)

    assert len(add(application, colleague, files(colleague, 1)).added) == 1
    with pytest.raises(NotAllowed):
        add(application, colleague, files(colleague, 1, "b"), section=Section.AANPAK)
    closed = ApplicationFactory(round=RoundFactory(closed=True))
    late = representative_of(closed.lead)
    with pytest.raises(TooLate):
        add(closed, late, files(late, 1, "c"))


def describe(application, actor, **titles):
    describe_attachments(
        application=application,
        actor=actor,
        section=Section.OPGAVEN,
        titles={int(pk.removeprefix("n")): TitleChange(*change) for pk, change in titles.items()},
        arrived_at=clock.now(),
    )


def test_a_description_is_saved_and_that_of_a_colleague_never_overwritten(application, actor):
    one = add(application, actor, files(actor, 1)).added[0]
    describe(application, actor, **{f"n{one.pk}": ("", "Kaart van de regio")})

    with pytest.raises(EditConflict) as conflict:
        describe(application, actor, **{f"n{one.pk}": ("", "Iets anders")})
    with pytest.raises(Refused):
        describe(application, actor, **{f"n{one.pk}": ("Kaart van de regio", "x" * 151)})

    one.refresh_from_db()
    assert (one.title, conflict.value.theirs) == ("Kaart van de regio", {str(one.pk): "Kaart van de regio"})


def remove(application, actor, one):
    remove_attachment(
        application=application,
        actor=actor,
        section=Section.OPGAVEN,
        attachment=one.pk,
        arrived_at=clock.now(),
    )


def test_a_file_that_is_taken_out_stays_with_what_was_handed_in(application, actor):
    one = add(application, actor, files(actor, 1)).added[0]
    revision = RevisionFactory(application=application)
    document = one.document

    remove(application, actor, one)
    remove(application, actor, one)

    assert names(application) == []
    assert revision.content["attachments"]["opgaven"][0]["name"] == "stuk-0.pdf"
    assert document_use(actor, document).dossier == application.dossier
    removed = ActionLog.objects.filter(action="onderwijsregios.application.remove_attachment")
    assert [row.sentence for row in removed] == ["Bijlagen bij Opgaven verwijderd: stuk-0.pdf"]


def test_a_file_of_a_draft_is_for_its_team_alone(application, actor):
    document = add(application, actor, files(actor, 1)).added[0].document
    party = application.members.exclude(organisation=application.lead).first().organisation
    coordinator = StaffAssignmentFactory(role=StaffRole.COORDINATOR).user
    readers = (
        actor,
        reader(application),
        representative_of(party),
        coordinator,
        UserFactory(),
        AnonymousUser(),
    )

    uses = [document_use(user, document) for user in readers]

    assert [use.actor_label if use else None for use in uses] == [
        f"vertegenwoordiger van {application.lead.display_name}",
        "teamlid",
        None,
        None,
        None,
        None,
    ]


def test_staff_read_a_file_once_it_was_handed_in_and_others_never():
    application = SubmittedApplicationFactory()
    document = files(None, 1)[0]
    Attachment.objects.create(application=application, section=Section.PARTIJEN, document=document)
    coordinator, reviewer = (
        StaffAssignmentFactory(role=role).user for role in (StaffRole.COORDINATOR, StaffRole.REVIEWER)
    )
    assert document_use(coordinator, document) is None

    RevisionFactory(application=application, number=2)

    assert document_use(coordinator, document).actor_label == "coördinator"
    assert document_use(reviewer, document) is None


def test_whether_a_file_was_handed_in_is_found_by_indexes():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = Revision.objects.filter(handed_in_with(DocumentFactory())).explain()

    assert ("revision_attachments" in plan, "Seq Scan" in plan) == (True, False)
