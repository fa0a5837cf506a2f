"""What follows on asking and signing: small corrections, reminders, and mails that do not arrive."""

import datetime as dt

import pytest

from onderwijsregios.enums import Section, Standing
from onderwijsregios.models import Correction, SigningRequest
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.sections import section_fingerprint
from onderwijsregios.selectors.signing import SigningLedger, mails_of, signatures_of_revision
from onderwijsregios.services.signing import (
    leave,
    mark_correction,
    object_to,
    remind_due,
    remind_parties,
    step_reached,
)
from regio.core import clock
from regio.core.errors import NotAllowed, Refused
from regio.models import OutboxMessage
from tests.factories.onderwijsregios import ApplicationFactory, RoundFactory, representative_of
from tests.factories.signing import (
    asked,
    by_link,
    change_text,
    parties_of,
    signed,
    standing_of,
)

pytestmark = pytest.mark.django_db


# --- small corrections -------------------------------------------------------------------------------


def mark(application, lead, *, section=Section.OPGAVEN, seen=None):
    return mark_correction(
        application=application,
        actor=lead,
        section=section,
        seen=seen or section_fingerprint(content_of(application), section),
        explanation="Een spelfout.",
        arrived_at=clock.now(),
    )


def test_a_small_correction_carries_all_signatures_that_fell(application, lead):
    first, second, third = parties_of(application)
    signed(application, first)
    change_text(application, "tekst met een speelfout")
    signed(application, second)
    change_text(application, "tekst met een spelfout")

    corrections = mark(application, lead)
    signed(application, third)

    assert len(corrections) == 2  # two texts were signed
    assert [standing_of(application, one)[1] for one in (first, second, third)] == [Standing.SIGNED] * 3
    assert OutboxMessage.objects.filter(template="signing-correction").count() == 2
    frozen = signatures_of_revision(SigningLedger(application, content_of(application)))
    assert {one["name"]: [c["explanation"] for c in one["corrections"]] for one in frozen} == {
        application.lead.display_name: [],
        first.display_name: ["Een spelfout."],
        second.display_name: ["Een spelfout."],
        third.display_name: [],
    }


def test_after_a_correction_the_next_change_makes_them_fall_again(application, lead, party):
    signed(application, party)
    change_text(application, "verbeterd")
    mark(application, lead)

    change_text(application, "heel iets anders")

    assert standing_of(application, party)[1] == Standing.FALLEN


def test_only_what_fell_only_texts_and_only_what_was_seen_can_be_a_correction(application, lead, party):
    with pytest.raises(Refused, match="geen handtekening vervallen"):
        mark(application, lead)
    signed(application, party)
    with pytest.raises(Refused, match="Alleen een wijziging in een tekst"):
        mark(application, lead, section=Section.PLAN)
    change_text(application, "anders")
    with pytest.raises(Refused, match="opnieuw gewijzigd"):
        mark(application, lead, seen="0" * 64)
    with pytest.raises(NotAllowed):
        mark(application, representative_of(party))
    assert Correction.objects.count() == 0


def test_other_municipalities_are_no_small_correction(application, lead, party):
    signed(application, party)
    application.municipalities.remove(application.municipalities.first())

    with pytest.raises(Refused, match="meer gewijzigd dan alleen tekst"):
        mark(application, lead, section=Section.REGIO)


# --- reminders ---------------------------------------------------------------------------------------


def reminders(application):
    return OutboxMessage.objects.filter(template="signing-reminder").count()


def test_the_ladder_reminds_after_three_seven_and_ten_days_and_before_closing():
    application = ApplicationFactory(
        complete=True,
        round=RoundFactory(closes_at=clock.now().replace(microsecond=0) + dt.timedelta(days=20)),
    )
    party = parties_of(application)[0]
    representative_of(application.lead)
    asked(application, party)
    start, told = clock.now(), {}

    for day in range(21):
        with clock.moved_to(start + dt.timedelta(days=day, minutes=5)):
            remind_due()
            remind_due()
        told[day] = reminders(application)

    assert [day for day in told if told[day] > told.get(day - 1, 0)] == [3, 7, 10, 18]
    assert SigningRequest.objects.get().reminders == 4


def test_whoever_answered_left_or_objected_is_not_reminded(application):
    first, second, third = parties_of(application)
    signed(application, first)
    object_to(
        application=application,
        actor=by_link(asked(application, second)),
        reason="Nee.",
        arrived_at=clock.now(),
    )
    leave(
        application=application, actor=by_link(asked(application, third)), reason="", arrived_at=clock.now()
    )

    with clock.moved_to(clock.now() + dt.timedelta(days=7)):
        assert remind_due() == 0


def test_after_a_standstill_only_the_last_reminder_is_sent_and_none_after_closing(application, party):
    asked(application, party)
    start = clock.now()

    with clock.moved_to(start + dt.timedelta(days=8)):
        assert (remind_due(), remind_due()) == (1, 0)
    with clock.moved_to(start + dt.timedelta(days=11)):
        assert remind_due() == 0


def test_asking_again_starts_the_ladder_anew(application, lead, party):
    asked(application, party)
    start = clock.now()
    with clock.moved_to(start + dt.timedelta(days=3, minutes=1)):
        remind_due()
        again = asked(application, party)
        assert (again.reminders, again.reminded_at) == (0, None)
    with clock.moved_to(start + dt.timedelta(days=6, minutes=5)):
        assert remind_due() == 1


def test_the_applicant_reminds_by_hand_once_a_day(application, lead, party):
    asked(application, party)
    common = {
        "application": application,
        "actor": lead,
        "organisations": [one.pk for one in parties_of(application)],
        "arrived_at": clock.now(),
    }

    assert remind_parties(**common) == [party.display_name]
    assert remind_parties(**common) == []


def test_the_steps_of_the_ladder_lie_between_asking_and_closing():
    at = clock.amsterdam(dt.date(2026, 3, 1), dt.time(12))
    closes = at + dt.timedelta(days=5)

    def reached(days):
        step = step_reached(at, closes_at=closes, now=at + dt.timedelta(days=days))
        return step and (step - at).days

    assert [reached(days) for days in (2, 3, 4, 6)] == [None, 3, 3, 3]
    late = closes - dt.timedelta(days=1)
    assert step_reached(late, closes_at=closes, now=closes) is None


def test_a_mail_that_did_not_arrive_is_told(application, party):
    request = asked(application, party)
    sent = mails_of(application)[request.pk]
    OutboxMessage.objects.filter(address="tekent@example.org").update(
        state=OutboxMessage.State.FAILED, attempts=9
    )

    failed = mails_of(application)[request.pk]

    assert (sent.is_undelivered, failed.is_undelivered) == (False, True)
