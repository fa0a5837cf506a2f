"""Handing in: judged by arrival, frozen, numbered, once; withdrawn and handed in again."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onderwijsregios.enums import ApplicationState, PartKey, Section, SignatureMethod, Signing, Standing
from onderwijsregios.models import Attachment, Revision, Signature
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.services.applications import (
    PartText,
    save_parts,
    submit_application,
    undo_withdrawal,
    withdraw_application,
)
from regio.core import clock
from regio.core.errors import Incomplete, NotAllowed, Refused, TooEarly, TooLate
from regio.core.fingerprints import fingerprint_of
from regio.enums import Audience, ScanState
from regio.models import ActionLog, OutboxMessage
from regio.services.outbox import send_due
from tests.factories.documents import DocumentFactory
from tests.factories.onderwijsregios import ApplicationFactory, RoundFactory, representative_of
from tests.factories.regio import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return ApplicationFactory(complete=True)


@pytest.fixture
def user(application):
    return representative_of(application.lead)


def submit(application, user, **kwargs):
    asked = {
        "idempotency_key": uuid.uuid4(),
        "fingerprint": fingerprint_of(content_of(application)),
        "arrived_at": clock.now(),
    } | kwargs
    return submit_application(application=application, actor=user, **asked)


def change(application, user, text):
    part = application.parts.get(key="opgaven")
    save_parts(
        application=application,
        actor=user,
        parts={PartKey.OPGAVEN: PartText(text, part.version)},
        arrived_at=clock.now(),
    )


def test_submit_freezes_the_content_and_gives_a_number_a_log_line_and_a_mail_to_each_mandate(
    application, user
):
    colleague, former = (
        representative_of(application.lead),
        representative_of(application.lead, valid_until=dt.date(2021, 1, 1)),
    )
    arrived = clock.now()

    revision = submit(application, user, arrived_at=arrived)

    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    assert application.dossier_number == f"VL-{arrived.astimezone(clock.AMSTERDAM).year}-0001"
    assert (revision.number, revision.plan, revision.arrived_at, revision.submitted_by) == (
        1,
        application.plan,
        arrived,
        user,
    )
    assert revision.content == content_of(application)
    assert revision.fingerprint == fingerprint_of(revision.content)
    row = ActionLog.objects.get(action="onderwijsregios.application.submit")
    assert (row.sentence, row.audiences, row.actor_label) == (
        "Aanvraag ingediend",
        [Audience.APPLICANT, Audience.REVIEWER, Audience.STAFF],
        f"vertegenwoordiger van {application.lead.display_name}",
    )
    assert set(OutboxMessage.objects.values_list("user", flat=True)) == {user.pk, colleague.pk}
    assert former.pk not in OutboxMessage.objects.values_list("user", flat=True)


def test_the_mail_only_says_that_it_was_received_and_where_to_look(application, user):
    submit(application, user)
    application.refresh_from_db()

    assert send_due() == 1

    (sent,) = mail.outbox
    assert sent.subject == f"Uw aanvraag {application.dossier_number} is ontvangen"
    assert f"{application.get_absolute_url()}" in sent.body
    for secret in (user.name, application.title, application.lead.display_name):
        assert secret not in sent.body


def test_the_same_request_again_gives_the_same_revision(application, user):
    key, fingerprint = uuid.uuid4(), fingerprint_of(content_of(application))

    answers = [submit(application, user, idempotency_key=key, fingerprint=fingerprint) for _ in range(3)]

    assert {answer.pk for answer in answers} == {Revision.objects.get().pk}
    assert OutboxMessage.objects.count() == 1
    assert ActionLog.objects.filter(action="onderwijsregios.application.submit").count() == 1


def test_a_repeated_request_is_answered_after_closing_and_after_changes(application, user):
    key, fingerprint = uuid.uuid4(), fingerprint_of(content_of(application))
    revision = submit(application, user, idempotency_key=key, fingerprint=fingerprint)
    change(application, user, "intussen anders")

    again = submit(
        application,
        user,
        idempotency_key=key,
        fingerprint=fingerprint,
        arrived_at=application.round.closes_at + dt.timedelta(days=1),
    )

    assert again == revision


def test_the_same_key_with_other_content_is_refused(application, user):
    key = uuid.uuid4()
    submit(application, user, idempotency_key=key)
    change(application, user, "iets anders")

    with pytest.raises(Refused) as refused:
        submit(application, user, idempotency_key=key)

    assert (refused.value.code, refused.value.status) == ("sleutel-hergebruikt", 409)
    assert Revision.objects.count() == 1


def test_handing_in_what_counts_already_makes_no_second_revision(application, user):
    revision = submit(application, user)

    assert submit(application, user) == revision
    assert Revision.objects.count() == 1


def test_nobody_hands_in_what_he_or_she_did_not_see(application, user):
    seen = fingerprint_of(content_of(application))
    change(application, representative_of(application.lead), "van een collega")

    with pytest.raises(Refused) as refused:
        submit(application, user, fingerprint=seen)

    assert refused.value.code == "ondertussen-gewijzigd"
    assert Revision.objects.count() == 0


@pytest.mark.parametrize(
    ("after_closing", "verdict"),
    [
        (dt.timedelta(seconds=-1), "accepted"),
        (dt.timedelta(0), "accepted"),
        (dt.timedelta(milliseconds=999), "accepted"),
        (dt.timedelta(seconds=1), "refused"),
        (dt.timedelta(seconds=1, milliseconds=1), "refused"),
    ],
)
def test_the_moment_of_arrival_decides_and_one_second_late_is_refused(
    after_closing, verdict, application, user
):
    arrived_at = application.round.closes_at + after_closing

    with time_machine.travel(application.round.closes_at + dt.timedelta(seconds=20)):  # a queue in front
        try:
            submit(application, user, arrived_at=arrived_at)
        except TooLate:
            found = "refused"
        else:
            found = "accepted"

    application.refresh_from_db()
    assert (found, application.state) == {
        "accepted": ("accepted", "ingediend"),
        "refused": ("refused", "concept"),
    }[verdict]


def test_too_early_is_refused(user):
    application = ApplicationFactory(complete=True, round=RoundFactory(announced=True))

    with pytest.raises(TooEarly):
        submit(application, representative_of(application.lead))


def test_a_round_that_was_closed_meanwhile_is_read_again_inside_the_transaction(application, user):
    stale = type(application).objects.select_related("round").get(pk=application.pk)
    fingerprint = fingerprint_of(content_of(application))
    application.round.opens_at, application.round.closes_at = (
        clock.now() - dt.timedelta(days=2),
        clock.now() - dt.timedelta(days=1),
    )
    application.round.save()

    with pytest.raises(TooLate):
        submit(stale, user, fingerprint=fingerprint)


def test_an_incomplete_application_lists_all_that_is_missing():
    application = ApplicationFactory()
    user = representative_of(application.lead)

    with pytest.raises(Incomplete) as incomplete:
        submit(application, user)

    assert incomplete.value.missing == [
        ("opgaven", "Beschrijf de opgaven."),
        ("aanpak", "Beschrijf hoe u werft."),
        ("aanpak", "Beschrijf hoe u matcht."),
        ("aanpak", "Beschrijf hoe u opleidt."),
        ("aanpak", "Beschrijf hoe u begeleidt."),
        ("aanpak", "Beschrijf hoe u professionaliseert."),
        ("regio", "Geef de regio een naam."),
        ("regio", "Kies ten minste één sector."),
        ("regio", "Kies de gemeenten van de regio, of geef aan dat de regio landelijk is."),
        ("regio", "Beschrijf waarom deze regio samenhangt."),
        ("governance", "Beschrijf hoe u samen bestuurt."),
        ("governance", "Beschrijf de rol van de schoolbesturen."),
        ("governance", "Beschrijf de rol van de lerarenopleidingen."),
        ("governance", "Beschrijf de rol van de beroepsgroep."),
        ("partijen", "Voeg ten minste één andere organisatie toe."),
        ("plan", "Voeg het plan toe als PDF."),
    ]


def test_a_plan_with_a_virus_cannot_be_handed_in(application, user):
    application.plan = DocumentFactory(scan_state=ScanState.INFECTED)
    application.save()

    with pytest.raises(Incomplete) as incomplete:
        submit(application, user)

    assert incomplete.value.missing == [
        ("plan", "In uw plan is een virus gevonden. Voeg een schoon bestand toe.")
    ]


def test_a_plan_that_waits_for_the_scanner_does_not_hold_up_handing_in(application, user):
    application.plan = DocumentFactory(scan_state=ScanState.WAITING)
    application.save()

    assert submit(application, user).plan == application.plan


def test_only_a_mandate_for_the_applicant_gives_the_right_to_hand_in_and_withdraw(application, user):
    for outsider in (UserFactory(), representative_of(OrganisationFactory())):
        with pytest.raises(NotAllowed):
            submit(application, outsider)
    submit(application, user)
    application.refresh_from_db()
    with pytest.raises(NotAllowed):
        withdraw_application(
            application=application,
            actor=representative_of(OrganisationFactory()),
            reason="x",
            arrived_at=clock.now(),
        )


def test_withdrawn_changed_and_handed_in_again_keeps_its_number_and_the_last_revision_counts(
    application, user
):
    submit(application, user)
    application.refresh_from_db()
    number = application.dossier_number

    withdrawn = withdraw_application(
        application=application, actor=user, reason="Er doet nog een bestuur mee.", arrived_at=clock.now()
    )
    assert withdrawn.state == ApplicationState.WITHDRAWN
    change(application, user, "met nog een bestuur")
    submit(application, user)

    application.refresh_from_db()
    assert (application.state, application.dossier_number) == (ApplicationState.SUBMITTED, number)
    assert list(application.revisions.values_list("number", flat=True)) == [2, 1]
    assert application.revisions.first().content["parts"]["opgaven"] == "met nog een bestuur"
    assert list(
        ActionLog.objects.filter(action__contains="application.", audiences__contains=[Audience.STAFF])
        .order_by("at")
        .values_list("sentence", "reason")
    ) == [
        ("Aanvraag ingediend", ""),
        ("Aanvraag ingetrokken", "Er doet nog een bestuur mee."),
        ("Aanvraag ingediend", ""),
    ]


def test_withdrawn_and_handed_in_unchanged_counts_again(application, user):
    submit(application, user)
    application.refresh_from_db()
    withdraw_application(application=application, actor=user, reason="Vergissing", arrived_at=clock.now())

    revision = submit(application, user)

    application.refresh_from_db()
    assert (application.state, revision.number) == (ApplicationState.SUBMITTED, 2)


def test_withdrawing_needs_a_reason_and_an_open_round(application, user):
    submit(application, user)
    application.refresh_from_db()

    with pytest.raises(Refused) as refused:
        withdraw_application(application=application, actor=user, reason=" ", arrived_at=clock.now())
    assert refused.value.code == "reden-ontbreekt"
    with pytest.raises(TooLate):
        withdraw_application(
            application=application,
            actor=user,
            reason="Te laat",
            arrived_at=application.round.closes_at + dt.timedelta(seconds=1),
        )


def test_dossier_numbers_count_up_within_the_year_of_arrival():
    old = RoundFactory(
        opens_at=dt.datetime(2023, 4, 1, tzinfo=clock.AMSTERDAM),
        closes_at=dt.datetime(2023, 4, 29, 23, 59, 59, tzinfo=clock.AMSTERDAM),
    )
    numbers = []
    for _ in range(2):
        application = ApplicationFactory(complete=True, round=old)
        submit(
            application,
            representative_of(application.lead),
            arrived_at=dt.datetime(2023, 4, 29, 23, 59, 59, tzinfo=clock.AMSTERDAM),
        )
        application.refresh_from_db()
        numbers.append(application.dossier_number)

    assert numbers == ["VL-2023-0001", "VL-2023-0002"]


def withdraw(application, user):
    application = type(application).objects.get(pk=application.pk)
    return withdraw_application(
        application=application, actor=user, reason="Vergissing", arrived_at=clock.now()
    )


def test_undoing_a_withdrawal_lets_the_last_revision_count_again_and_leaves_the_draft(application, user):
    revision = submit(application, user)
    change(application, user, "na het indienen gewijzigd")
    withdrawn = withdraw(application, user)

    again = undo_withdrawal(application=withdrawn, actor=user, arrived_at=clock.now())

    assert (again.state, list(again.revisions.all())) == (ApplicationState.SUBMITTED, [revision])
    assert content_of(again)["parts"]["opgaven"] == "na het indienen gewijzigd"
    row = ActionLog.objects.latest("at")
    assert row.sentence == "Intrekken ongedaan gemaakt: de laatst ingediende versie telt weer"
    assert list(OutboxMessage.objects.order_by("pk").values_list("template", flat=True)) == [
        "application-submitted",
        "application-withdrawn",
        "application-counts-again",
    ]


def test_withdrawing_twice_is_told_twice(application, user):
    submit(application, user)
    for _ in range(2):
        undo_withdrawal(application=withdraw(application, user), actor=user, arrived_at=clock.now())

    assert OutboxMessage.objects.filter(template="application-withdrawn").count() == 2


def test_a_withdrawal_is_undone_only_in_time_by_whom_may_and_when_there_is_one(application, user):
    with pytest.raises(Refused):
        undo_withdrawal(application=application, actor=user, arrived_at=clock.now())
    submit(application, user)
    withdrawn = withdraw(application, user)

    with pytest.raises(NotAllowed):
        undo_withdrawal(application=withdrawn, actor=UserFactory(), arrived_at=clock.now())
    with pytest.raises(TooLate):
        undo_withdrawal(
            application=withdrawn,
            actor=user,
            arrived_at=application.round.closes_at + dt.timedelta(seconds=1),
        )


def test_attachments_are_gates_an_infected_one_stops_and_a_waiting_one_does_not(application, user):
    waiting, infected = (
        DocumentFactory(original_name=name, scan_state=state)
        for name, state in (("wacht.pdf", ScanState.WAITING), ("besmet.pdf", ScanState.INFECTED))
    )
    for document in (waiting, infected):
        Attachment.objects.create(application=application, section=Section.AANPAK, document=document)

    with pytest.raises(Incomplete) as incomplete:
        submit(application, user)

    assert incomplete.value.missing == [
        ("aanpak", "In “besmet.pdf” is een virus gevonden. Verwijder dit bestand.")
    ]
    application.attachments.filter(document=infected).delete()
    assert submit(application, user).number == 1


def test_a_round_that_requires_signing_takes_in_nothing_unsigned_and_freezes_who_signed(application, user):
    application.round.signing = Signing.REQUIRED
    application.round.save()
    with pytest.raises(Incomplete) as incomplete:
        submit(application, user)
    assert [step for step, _ in incomplete.value.missing] == ["ondertekenen"]

    for member in application.members.exclude(organisation=application.lead):
        Signature.objects.create(
            application=application, organisation=member.organisation, method=SignatureMethod.MANDATE
        )
    revision = submit(application, user)

    assert {one["name"]: one["standing"] for one in revision.signatures} == {
        application.lead.display_name: Standing.BY_HANDING_IN,
        **{
            member.organisation.display_name: Standing.MANDATE
            for member in application.members.exclude(organisation=application.lead)
        },
    }


@pytest.mark.parametrize("what", ["first", "repeated"])
def test_handing_in_needs_few_queries(what, application, user):
    if what == "repeated":
        submit(application, user)
        change(application, user, "gewijzigd")
    fresh = type(application).objects.select_related("round", "lead", "plan").get(pk=application.pk)
    person = type(user).objects.get(pk=user.pk)
    asked = {
        "application": fresh,
        "actor": person,
        "idempotency_key": uuid.uuid4(),
        "fingerprint": fingerprint_of(content_of(fresh)),
        "arrived_at": clock.now(),
    }

    with CaptureQueriesContext(connection) as queries:
        submit_application(**asked)

    statements = [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]]
    assert len(statements) <= 20, "\n".join(statements)
