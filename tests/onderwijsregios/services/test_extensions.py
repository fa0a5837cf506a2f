"""One organisation hands in later: granted, changed, revoked, and what waits for it."""

import datetime as dt
import uuid

import pytest
from django.core import mail

from onderwijsregios.enums import Admission, Outcome
from onderwijsregios.models import Extension
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.reviews import review_of, sealed_count, worklist_of
from onderwijsregios.services.applications import submit_application
from onderwijsregios.services.decisions import decide
from onderwijsregios.services.extensions import change_extension, grant_extension, revoke_extension
from onderwijsregios.services.publication import checks_of, publish_round
from regio.core import clock
from regio.core.errors import NotAllowed, Refused, TooEarly, TooLate
from regio.core.fingerprints import fingerprint_of
from regio.core.moments import in_words
from regio.enums import Audience
from regio.models import ActionLog, OutboxMessage
from regio.services.outbox import send_due
from tests.factories.assessment import (
    DecisionFactory,
    ReviewFactory,
    administrator,
    closed_round,
    coordinator,
)
from tests.factories.onderwijsregios import (
    ApplicationFactory,
    ExtensionFactory,
    RoundFactory,
    days,
    representative_of,
)
from tests.factories.regio import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return coordinator()


@pytest.fixture
def round_():
    return closed_round()


def grant(actor, round_, organisation, **kwargs):
    asked = {"until": days(2), "reason": "Brand in het serverhok."} | kwargs
    return grant_extension(actor=actor, round_=round_, organisation=organisation, **asked)


def test_who_is_let_in_later_hands_in_until_the_last_second_and_others_do_not(actor, round_):
    application, other = (ApplicationFactory(complete=True, round=round_) for _ in range(2))
    extension = grant(actor, round_, application.lead)

    def submit(one, arrived_at):
        return submit_application(
            application=one,
            actor=representative_of(one.lead),
            idempotency_key=uuid.uuid4(),
            fingerprint=fingerprint_of(content_of(one)),
            arrived_at=arrived_at,
        )

    last = extension.until + dt.timedelta(milliseconds=999)
    with pytest.raises(TooLate):
        submit(other, last)
    with pytest.raises(TooLate, match=in_words(extension.until, seconds=True).replace("(", r"\(")[:20]):
        submit(application, extension.until + dt.timedelta(seconds=1))
    assert submit(application, last).admission == Admission.EXTENSION


def test_granting_is_logged_for_staff_with_the_reason_and_mailed_without_it(actor, round_):
    board = OrganisationFactory()
    people = [representative_of(board) for _ in range(2)]

    extension = grant(actor, round_, board)

    row = ActionLog.objects.get()
    moment = in_words(extension.until, seconds=True)
    assert (row.sentence, row.reason, row.audiences, row.dossier, row.actor) == (
        f"Later toegelaten: {board.display_name}, tot en met {moment}",
        "Brand in het serverhok.",
        [Audience.STAFF],
        f"round:{round_.pk}",
        actor,
    )
    assert send_due() == 2
    assert {message.to[0] for message in mail.outbox} == {person.email for person in people}
    assert (moment in mail.outbox[0].body, f"/aanvragen/nieuw/{round_.slug}/" in mail.outbox[0].body) == (
        True,
        True,
    )
    assert "Brand" not in mail.outbox[0].body


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"until": days(-1.5)}, "Kies een moment daarna."),
        ({"until": days(-0.5)}, "Dit moment is al voorbij. Kies een later moment."),
        ({"until": days(30)}, "De uitslag wordt openbaar op"),
        ({"reason": "  "}, "Schrijf waarom deze organisatie later mag indienen."),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_to_do(changes, error, actor, round_):
    with pytest.raises(Refused) as refused:
        grant(actor, round_, OrganisationFactory(), **changes)

    assert error in refused.value.message
    assert (Extension.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_nobody_is_let_in_twice_after_a_decision_or_after_publication(actor):
    round_ = closed_round(applications=1)
    application = round_.applications.get()
    board = OrganisationFactory()
    grant(actor, round_, board)
    with pytest.raises(Refused, match="al later toegelaten"):
        grant(actor, round_, board)

    DecisionFactory(application=application)
    with pytest.raises(TooLate, match="al besloten"):
        grant(actor, round_, application.lead)

    round_.publish_at = round_.published_at = clock.now()
    round_.save()
    with pytest.raises(TooLate, match="uitslag"):
        grant(actor, round_, OrganisationFactory())


@pytest.mark.parametrize("who", [administrator, lambda: representative_of(OrganisationFactory())])
def test_only_a_coordinator_lets_in_changes_and_revokes(who, round_):
    extension, person = ExtensionFactory(round=round_), who()
    for act in (
        lambda: grant(person, round_, OrganisationFactory()),
        lambda: change_extension(actor=person, extension=extension, until=days(3), reason="x"),
        lambda: revoke_extension(actor=person, extension=extension),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_another_moment_is_told_and_another_reason_is_not(actor, round_):
    board = OrganisationFactory()
    representative_of(board)
    extension, later = grant(actor, round_, board), days(3)

    change_extension(actor=actor, extension=extension, until=extension.until, reason="Beter gezegd.")
    assert OutboxMessage.objects.count() == 1
    changed = change_extension(actor=actor, extension=extension, until=later, reason="Beter gezegd.")

    assert (changed.until, changed.reason) == (later, "Beter gezegd.")
    assert OutboxMessage.objects.count() == 2


def test_revoking_ends_it_once_and_leaves_room_for_another(actor, round_):
    board = OrganisationFactory()
    representative_of(board)
    extension = revoke_extension(actor=actor, extension=grant(actor, round_, board))

    with pytest.raises(Refused):
        revoke_extension(actor=actor, extension=extension)
    grant(actor, round_, board, until=days(1))

    assert [message.template for message in OutboxMessage.objects.order_by("pk")] == [
        "extension-granted",
        "extension-revoked",
        "extension-granted",
    ]


def test_reviewers_see_the_application_when_its_own_window_is_over(actor):
    round_ = closed_round(applications=2)
    late, other = round_.applications.order_by("pk")
    review = ReviewFactory(application=late)
    ReviewFactory(application=other, reviewer=review.reviewer)
    extension = grant(actor, round_, late.lead, until=days(1))

    def seen():
        return {one.application for one in worklist_of(review.reviewer)}, sealed_count(review.reviewer)

    assert seen() == ({other}, 1)
    assert review_of(review.reviewer, late) is None
    with clock.moved_to(extension.until + dt.timedelta(seconds=1)):
        assert seen() == ({late, other}, 0)
        assert review_of(review.reviewer, late) == review


def test_grace_keeps_the_round_sealed_for_reviewers():
    round_ = RoundFactory(opens_at=days(-9), closes_at=clock.now(), grace_kind="stil", grace_seconds=600)
    review = ReviewFactory(application__round=round_)

    with clock.moved_to(round_.closing + dt.timedelta(seconds=599)):
        assert worklist_of(review.reviewer) == []
    with clock.moved_to(round_.closing + dt.timedelta(seconds=600)):
        assert worklist_of(review.reviewer) == [review]


def test_nobody_decides_while_the_applicant_may_still_change_it(actor):
    round_ = closed_round(applications=1)
    application = round_.applications.get()
    grant(actor, round_, application.lead, until=days(1))
    asked = {
        "actor": coordinator(),
        "application": application,
        "version": 0,
        "outcome": Outcome.SELECTED,
        "reason": "Goed plan.",
    }

    with pytest.raises(TooEarly, match="later toegelaten"):
        decide(**asked)
    with clock.moved_to(days(1.01)):
        assert decide(**asked).outcome == Outcome.SELECTED


def test_publication_is_held_while_somebody_may_still_hand_in_and_coordinators_hear_of_it(actor):
    round_ = closed_round(publish_at=days(1))
    board = OrganisationFactory()
    extension = grant(actor, round_, board, until=days(0.9))
    round_.publish_at = days(0.5)
    round_.save()

    with clock.moved_to(days(0.6)):
        assert [
            check.obstacles for check in checks_of(round_) if check.label == "Niemand kan nog indienen"
        ] == [
            [f"{board.display_name} mag nog indienen tot en met {in_words(extension.until, seconds=True)}."]
        ]
        assert publish_round(round_=round_) is False
    assert OutboxMessage.objects.filter(template="publication-held").count() == 1
    with clock.moved_to(days(0.91)):
        assert publish_round(round_=round_) is True
