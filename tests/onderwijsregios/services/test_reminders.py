import datetime as dt

import pytest

from onderwijsregios.services.due import announce_deadlines
from onderwijsregios.services.rounds import update_round
from regio.core import clock
from regio.models import OutboxMessage
from regio.services import outbox
from tests.factories.assessment import coordinator
from tests.factories.onderwijsregios import (
    ApplicationFactory,
    RoundFactory,
    SubmittedApplicationFactory,
    days,
    representative_of,
)
from tests.factories.regio import MandateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return ApplicationFactory(round=RoundFactory(opens_at=days(-20), closes_at=days(9)), created_at=days(-15))


@pytest.fixture
def person(draft):
    return representative_of(draft.lead)


def at(draft, *, before):
    return clock.moved_to(draft.round.closes_at - before)


def sent():
    return list(OutboxMessage.objects.values_list("user", "template", "key").order_by("pk"))


def key(draft, day, person):
    round_ = draft.round
    return f"deadline-near:{round_.pk}:{round_.closes_at:%Y%m%dT%H%M%SZ}:{day}:{person.pk}"


def test_each_reminder_comes_once_per_person(draft, person):
    moments = [
        dt.timedelta(days=7, seconds=9),
        *[dt.timedelta(days=d) for d in (7, 6.9, 3, 1.1, 1, 0.5, 0.01)],
    ]
    counts = []
    for before in moments:
        with at(draft, before=before):
            counts.append(announce_deadlines())
    assert counts == [0, 1, 0, 0, 0, 1, 0, 0]
    assert sent() == [
        (person.pk, "deadline-near", key(draft, 7, person)),
        (person.pk, "deadline-near", key(draft, 1, person)),
    ]


def test_person_with_two_drafts_is_reminded_once(draft, person):
    other = ApplicationFactory(round=draft.round, created_at=days(-15))
    MandateFactory(user=person, organisation=other.lead)
    with at(draft, before=dt.timedelta(days=6)):
        assert announce_deadlines() == 1


@pytest.mark.parametrize(
    ("back_before", "expected"),
    [(dt.timedelta(days=3), [7]), (dt.timedelta(hours=5), [1]), (dt.timedelta(seconds=-2), [])],
)
def test_scheduler_that_stood_still_sends_what_still_makes_sense(draft, person, back_before, expected):
    with at(draft, before=back_before):
        announce_deadlines()
        announce_deadlines()
    assert [row[2] for row in sent()] == [key(draft, day, person) for day in expected]


def test_only_drafts_that_were_there_at_the_moment_are_reminded(draft, person):
    fresh = ApplicationFactory(round=draft.round, created_at=draft.round.closes_at - dt.timedelta(days=3))
    handed_in = SubmittedApplicationFactory(round=draft.round, created_at=days(-15))
    for application in (fresh, handed_in):
        representative_of(application.lead)
    with at(draft, before=dt.timedelta(days=2)):
        assert announce_deadlines() == 1
    assert [row[0] for row in sent()] == [person.pk]


def test_later_closing_moment_brings_reminders_of_its_own(draft, person):
    with at(draft, before=dt.timedelta(days=6)):
        announce_deadlines()
        later = draft.round.closes_at + dt.timedelta(days=5)
        update_round(
            actor=coordinator(),
            round_=draft.round,
            version=1,
            closes_at=later,
            selection_date=later.date() + dt.timedelta(days=3),
            publish_at=later + dt.timedelta(days=9),
        )
        assert announce_deadlines() == 0
    with clock.moved_to(later - dt.timedelta(days=7)):
        assert announce_deadlines() == 1


def test_reminder_that_could_not_leave_in_time_is_dropped(draft, person, mailoutbox):
    with at(draft, before=dt.timedelta(hours=1)):
        announce_deadlines()
    with clock.moved_to(draft.round.closes_at + dt.timedelta(seconds=1)):
        outbox.sweep()
        assert (outbox.send_due(), mailoutbox) == (0, [])
    assert OutboxMessage.objects.get().state == OutboxMessage.State.CANCELLED


def test_reminder_says_the_moment_with_its_zone_and_nothing_of_the_content(draft, person, mailoutbox):
    draft.title = "Geheime naam"
    draft.save()
    with at(draft, before=dt.timedelta(hours=1)):
        announce_deadlines()
        assert outbox.send_due() == 1
    (mail,) = mailoutbox
    moment = draft.round.closes_at.astimezone(clock.AMSTERDAM)
    assert (mail.to, mail.subject) == ([person.email], "Uw aanvraag is nog niet ingediend")
    assert f"{moment:%H:%M:%S} uur (Nederlandse tijd)" in mail.body
    assert f"/aanvragen/{draft.pk}/" in mail.body
    assert "Geheime naam" not in mail.body
