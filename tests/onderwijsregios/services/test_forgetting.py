"""A person can be forgotten, and what was done in his or her time stays as it was."""

import uuid
from functools import partial

import pytest
from django.db import ProgrammingError, transaction
from django.forms.models import model_to_dict
from django.urls import reverse

from onderwijsregios.enums import PartKey, Section, TeamState
from onderwijsregios.models import (
    Attachment,
    Comment,
    PlanPartVersion,
    Receipt,
    Review,
    Revision,
    Signature,
    SigningRequest,
    TeamMember,
)
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.services.applications import PartText, save_parts, submit_application
from onderwijsregios.services.applications.attachments import add_attachments
from onderwijsregios.services.applications.commenting import add_comment, resolve_comment
from onderwijsregios.services.applications.receipts import check_address, receipt_pdf
from onderwijsregios.services.applications.team import invite
from onderwijsregios.services.signing import Signatory, add_covenant, sign
from regio.core import clock
from regio.core.errors import Refused
from regio.core.fingerprints import fingerprint_of
from regio.models import ActionLog, Document, KeptInput, Mandate, OutboxMessage, User
from regio.services.accounts import erase_account
from regio.services.kept_input import keep_input
from tests.factories.aftercare import published
from tests.factories.assessment import ReviewFactory, administrator, coordinator
from tests.factories.documents import DocumentFactory
from tests.factories.onderwijsregios import (
    ApplicationFactory,
    ExtensionFactory,
    RevisionFactory,
    representative_of,
)
from tests.factories.regio import UserFactory
from tests.factories.signing import asked, parties_of, seen_by
from tests.factories.team import team_member

pytestmark = pytest.mark.django_db

NAME, ADDRESS = "Jo Vergeetmij", "jo@vergeten.example"


@pytest.fixture
def person(application):
    """Return somebody who did everything that one can do for an applicant."""
    person = representative_of(application.lead)
    person.name, person.email = NAME, ADDRESS
    person.save()
    given = {"application": application, "actor": person, "arrived_at": clock.now()}
    save_parts(parts={PartKey.OPGAVEN: PartText("Tekst van Jo.", 1)}, **given)
    documents = [DocumentFactory(created_by=person)]
    add_attachments(section=Section.OPGAVEN, documents=documents, **given)
    comment = add_comment(application=application, section=Section.OPGAVEN, text="Klopt dit?", actor=person)
    resolve_comment(comment=comment, actor=person)
    asked(application, parties_of(application)[0], email=ADDRESS)
    covenant = DocumentFactory(created_by=person)
    add_covenant(organisations=[parties_of(application)[1].pk], document=covenant, **given)
    signatory = Signatory(application.lead, user=person, name=NAME, function="voorzitter")
    sign(
        application=application,
        actor=signatory,
        seen=seen_by(application, application.lead),
        arrived_at=clock.now(),
    )
    fingerprint = fingerprint_of(content_of(application))
    submit_application(idempotency_key=uuid.uuid4(), fingerprint=fingerprint, **given)
    return person


@pytest.fixture
def colleague(application):
    return representative_of(application.lead)


def everything_frozen():
    rows = [*Revision.objects.order_by("pk"), *Receipt.objects.order_by("pk")]
    return [model_to_dict(row, exclude=["submitted_by"]) for row in rows]


def test_erasing_who_did_everything_changes_nothing_of_what_was_handed_in(application, person):
    frozen = everything_frozen()
    lines = list(ActionLog.objects.order_by("pk").values())
    log_of_mails = OutboxMessage.objects.filter(user=person) | OutboxMessage.objects.filter(address=ADDRESS)
    assert log_of_mails.exists()

    erase_account(user=person, actor=administrator())

    assert everything_frozen() == frozen
    assert list(ActionLog.objects.order_by("pk").values())[:-1] == lines
    assert not User.objects.filter(email=ADDRESS).exists()
    assert {row.submitted_by for row in Revision.objects.all()} == {None}
    assert {row.saved_by for row in PlanPartVersion.objects.all()} == {None}
    assert {row.added_by for row in Attachment.objects.all()} == {None}
    assert {row.created_by for row in Document.objects.all()} == {None}
    assert {(row.author, row.resolved_by, row.text) for row in Comment.objects.all()} == {
        (None, None, "Klopt dit?")
    }
    assert {(row.signed_by, row.signer_name, row.signer_function) for row in Signature.objects.all()} == {
        (None, "naam gewist", "voorzitter"),
        (None, "", ""),  # the covenant that was laid down for a party
    }
    assert {row.email for row in SigningRequest.objects.all()} == {""}
    assert not log_of_mails.exists()


def test_the_line_of_erasing_says_which_account_and_names_nobody(application, person):
    actor, number = administrator(), person.pk

    erase_account(user=person, actor=actor)

    line = ActionLog.objects.latest("pk")
    assert (line.actor, line.actor_label, line.action, line.sentence, line.object_id) == (
        actor,
        "beheerder",
        "regio.account.erase",
        "Account gewist",
        str(number),
    )
    assert not {NAME, ADDRESS} & {
        word for row in ActionLog.objects.values() for word in map(str, row.values())
    }


def test_pages_and_receipts_work_without_the_person_and_show_no_name(client, application, person, colleague):
    party = parties_of(application)[0]
    receipt = Receipt.objects.get()
    pages = {
        colleague: [
            application.get_absolute_url(),
            *[
                reverse(f"onderwijsregios:application-{page}", args=[application.pk, *arguments])
                for page, arguments in {
                    "opgaven": [],
                    "versies": ["opgaven"],
                    "comments": ["opgaven"],
                    "attachments": ["opgaven"],
                    "ondertekenen": [],
                    "signing-party": [party.pk],
                    "team": [],
                    "history": [],
                    "receipt": [1],
                    "receipt-json": [1],
                }.items()
            ],
            check_address(receipt),
        ],
        coordinator(): [reverse("onderwijsregios:staff-dossier", args=[application.pk])],
    }

    erase_account(user=person, actor=administrator())

    shown = {}
    for reader, addresses in pages.items():
        client.force_login(reader)
        for address in addresses:
            answer = client.get(address)
            text = answer.content.decode()
            shown[address] = (answer.status_code, NAME in text, ADDRESS in text)
    assert shown == dict.fromkeys([one for some in pages.values() for one in some], (200, False, False))
    assert receipt_pdf(Receipt.objects.get()).content_type == "application/pdf"


CHANGES = [
    {"content": {}},
    {"signatures": ["x"]},
    {"fingerprint": "0" * 64},
    {"number": 7},
    {"arrived_at": clock.now()},
    {"recorded_at": clock.now()},
    {"admission": "respijt"},
    {"idempotency_key": uuid.UUID(int=1)},
    {"plan": None},
    {"submitted_by": None, "content": {}},
]


def refused(change):
    try:
        with transaction.atomic():
            change()
    except ProgrammingError as error:
        return "pgtrigger: Cannot" in str(error)
    return False


def test_nothing_of_what_was_handed_in_changes_but_who_did_it_is_forgotten():
    one = Revision.objects.filter(pk=RevisionFactory(submitted_by=UserFactory()).pk)
    before = one.values().get()

    assert [change for change in CHANGES if not refused(partial(one.update, **change))] == []
    assert refused(lambda: one.update(submitted_by=UserFactory()))
    assert refused(one.delete)
    one.update(submitted_by=None)
    assert refused(lambda: one.update(submitted_by=UserFactory()))

    assert one.values().get() == before | {"submitted_by_id": None}


def test_who_was_in_a_team_or_only_invited_is_gone_with_rights_and_kept_input(application):
    seat = team_member(application)
    user = seat.user
    other = ApplicationFactory()
    lead = representative_of(other.lead)
    invite(application=other, email=user.email, rights={}, actor=lead)
    keep_input(user=user, path="/ergens/", fields={"tekst": ["half af"]})
    Mandate.objects.create(user=user, organisation=other.lead)
    remaining = team_member(other)

    erase_account(user=user, actor=administrator())

    assert list(TeamMember.objects.values_list("pk", "state")) == [(remaining.pk, TeamState.ACTIVE)]
    assert not KeptInput.objects.filter(path="/ergens/").exists()
    assert [mandate.user for mandate in other.lead.mandates.all()] == [lead]


@pytest.mark.parametrize(
    ("work", "kind"),
    [
        (lambda: ReviewFactory(scores=[]).reviewer, "beoordelingen"),
        (lambda: published().decided_by, "besluiten"),
        (lambda: ExtensionFactory().granted_by, "latere toelatingen"),
    ],
    ids=["reviewed", "decided", "admitted"],
)
def test_who_reviewed_or_decided_stays_known_and_the_refusal_says_why(work, kind):
    user = work()
    before = (User.objects.filter(pk=user.pk).values().get(), Review.objects.count())

    with pytest.raises(Refused, match=f"Op naam van deze persoon staan nog: .*{kind}"):
        erase_account(user=user, actor=administrator())

    assert (User.objects.filter(pk=user.pk).values().get(), Review.objects.count()) == before
    assert not ActionLog.objects.filter(action="regio.account.erase").exists()
