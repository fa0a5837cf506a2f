"""What a round announces: each moment once to each person, to whom it concerns and who wants it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onderwijsregios.enums import ApplicationState, RoundNotice
from onderwijsregios.models import Extension
from onderwijsregios.selectors.announced import current_notices, notices_of, receivers_of
from onderwijsregios.services.announcing import announce_rounds
from onderwijsregios.services.rounds import update_round
from regio.core import clock
from regio.models import MutedAnnouncement, OutboxMessage
from regio.services import outbox
from tests.factories.assessment import coordinator
from tests.factories.onderwijsregios import (
    ApplicationFactory,
    RoundFactory,
    SubmittedApplicationFactory,
    days,
    representative_of,
)
from tests.factories.regio import MandateFactory, OrganisationFactory, ProfessionalBodyFactory, UserFactory
from tests.factories.team import team_member

pytestmark = pytest.mark.django_db

OPENING, WEEK, DAY, HOUR, CLOSED = RoundNotice
SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)


@pytest.fixture
def round_():
    return RoundFactory(opens_at=days(-20), closes_at=days(9))


@pytest.fixture
def draft(round_):
    return ApplicationFactory(round=round_, created_at=days(-15))


@pytest.fixture
def person(draft):
    return representative_of(draft.lead)


def poke(moment):
    with clock.moved_to(moment):
        return announce_rounds()


def sent():
    """Return which mails were written: the kind of notice, the template and to whom."""
    messages = OutboxMessage.objects.order_by("pk")
    return [(message.key.split(":")[2], message.template, message.user_id) for message in messages]


def test_each_notice_comes_once_and_at_its_moment(round_, draft, person):
    opening, closes = round_.opens_at, round_.closes_at
    moments = {
        opening - SECOND: 0,
        opening: 1,
        opening + 3 * MINUTE: 0,
        closes - dt.timedelta(days=7, seconds=1): 0,
        closes - dt.timedelta(days=7): 1,
        closes - dt.timedelta(days=6): 0,
        closes - dt.timedelta(days=1): 1,
        closes - dt.timedelta(hours=2): 0,
        closes - dt.timedelta(hours=1): 1,
        closes: 0,
        closes + MINUTE: 0,
        closes + 5 * MINUTE + SECOND: 1,
        closes + dt.timedelta(days=2): 0,
    }
    assert {moment: poke(moment) for moment in moments} == moments
    assert sent() == [
        (OPENING, "round-opened", person.pk),
        (WEEK, "deadline-near", person.pk),
        (DAY, "deadline-near", person.pk),
        (HOUR, "deadline-near", person.pk),
        (CLOSED, "round-closed-draft", person.pk),
    ]


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        (dt.timedelta(days=-12), [OPENING]),
        (dt.timedelta(days=-3), [WEEK]),
        (dt.timedelta(hours=-5), [DAY]),
        (dt.timedelta(seconds=-5), [HOUR]),
        (dt.timedelta(seconds=2), []),
        (dt.timedelta(hours=7), [CLOSED]),
        (dt.timedelta(days=4), []),
    ],
)
def test_after_a_standstill_only_the_newest_news_goes_out(round_, draft, person, back, expected):
    with clock.moved_to(round_.closes_at + back):
        announce_rounds()
        announce_rounds()
    assert [row[0] for row in sent()] == expected


def test_a_short_round_leaves_out_what_would_come_before_its_opening():
    short = RoundFactory(opens_at=days(1), closes_at=days(3))
    assert [notice.kind for notice in notices_of(short)] == [OPENING, DAY, HOUR, CLOSED]


def test_opening_is_for_who_may_act_for_an_organisation_that_could_apply(round_):
    board = OrganisationFactory()
    person = representative_of(board)
    for user in (
        representative_of(ProfessionalBodyFactory()),
        representative_of(board, valid_until=dt.date(2021, 1, 1)),
        representative_of(board, valid_from=clock.today() - dt.timedelta(days=2)),
        UserFactory(),
    ):
        assert user.is_active
    left = representative_of(board)
    left.is_active = False
    left.save()
    poke(round_.opens_at + dt.timedelta(days=19))
    assert sent() == [(OPENING, "round-opened", person.pk)]


def test_a_round_that_is_not_announced_announces_nothing():
    hidden = RoundFactory(hidden=True)
    representative_of(OrganisationFactory())
    assert (poke(hidden.opens_at + MINUTE), sent()) == (0, [])


def test_a_sample_round_writes_to_sample_accounts_alone():
    round_ = RoundFactory(is_sample=True)
    representative_of(OrganisationFactory())
    sample = UserFactory(is_sample=True)
    MandateFactory(user=sample)
    poke(round_.opens_at + MINUTE)
    assert sent() == [(OPENING, "round-opened", sample.pk)]


def test_the_whole_team_is_reminded_and_somebody_with_two_drafts_once(round_, draft, person):
    member = team_member(draft).user
    other = ApplicationFactory(round=round_, created_at=days(-15))
    MandateFactory(user=person, organisation=other.lead)
    team_member(other, user=member)
    poke(round_.closes_at - dt.timedelta(days=6))
    assert sorted(sent()) == sorted((WEEK, "deadline-near", user.pk) for user in (person, member))


def test_only_drafts_that_were_there_at_the_moment_are_reminded(round_, draft, person):
    fresh = ApplicationFactory(round=round_, created_at=round_.closes_at - dt.timedelta(days=3))
    handed_in = SubmittedApplicationFactory(round=round_, created_at=days(-15))
    withdrawn = ApplicationFactory(
        round=round_, created_at=days(-15), state=ApplicationState.WITHDRAWN, dossier_number="VL-2026-0001"
    )
    for application in (fresh, handed_in, withdrawn):
        representative_of(application.lead)
    poke(round_.closes_at - dt.timedelta(days=2))
    assert sent() == [(WEEK, "deadline-near", person.pk)]


def test_closing_says_to_each_what_was_received(round_, draft, person, mailoutbox):
    handed_in = SubmittedApplicationFactory(round=round_)
    member = team_member(handed_in).user
    with clock.moved_to(round_.closes_at + dt.timedelta(minutes=6)):
        announce_rounds()
        outbox.send_due()
    said = {mail.to[0]: (mail.subject, mail.body) for mail in mailoutbox}
    assert set(said) == {person.email, member.email}
    subject, body = said[member.email]
    assert ("wij hebben uw aanvraag" in subject, handed_in.dossier_number in body) == (True, True)
    subject, body = said[person.email]
    assert ("niet ingediend" in subject, "is veilig" in body) == (True, True)


def test_who_turned_a_kind_off_does_not_get_it_but_gets_the_others(round_, draft, person):
    MutedAnnouncement.objects.create(user=person, kind=WEEK)
    poke(round_.closes_at - dt.timedelta(days=6))
    poke(round_.closes_at - dt.timedelta(hours=20))
    assert sent() == [(DAY, "deadline-near", person.pk)]


def extend(application, until, granted_at):
    return Extension.objects.create(
        round=application.round,
        organisation=application.lead,
        until=until,
        reason="storing",
        granted_by=coordinator(),
        granted_at=granted_at,
    )


def test_who_is_admitted_later_gets_the_later_moments(round_, draft, person, mailoutbox):
    later = round_.closes_at + dt.timedelta(days=3)
    extend(draft, later, granted_at=days(-1))
    other = ApplicationFactory(round=round_, created_at=days(-15))
    colleague = representative_of(other.lead)
    for before in (dt.timedelta(days=7), dt.timedelta(days=1), dt.timedelta(hours=1)):
        poke(round_.closes_at - before)
    assert {user for _, _, user in sent()} == {colleague.pk, person.pk}
    mine = [
        (kind, poke(moment))
        for kind, moment in [
            (WEEK, later - dt.timedelta(days=7)),
            (None, round_.closes_at + dt.timedelta(hours=3)),
            (DAY, later - dt.timedelta(days=1)),
            (HOUR, later - dt.timedelta(hours=1)),
            (CLOSED, later + dt.timedelta(minutes=6)),
        ]
    ]
    assert mine == [(WEEK, 0), (None, 1), (DAY, 1), (HOUR, 1), (CLOSED, 1)]
    told = [kind for kind, _, user in sent() if user == person.pk]
    assert told == [WEEK, DAY, HOUR, CLOSED]


def test_an_extension_that_came_late_does_not_bring_what_was_due_before(round_, draft, person):
    granted_at = round_.closes_at - dt.timedelta(hours=2)
    extend(draft, round_.closes_at + dt.timedelta(hours=10), granted_at=granted_at)
    assert (poke(granted_at + MINUTE), sent()) == (0, [])


def test_a_later_closing_moment_brings_reminders_of_its_own(round_, draft, person):
    with clock.moved_to(round_.closes_at - dt.timedelta(days=6)):
        announce_rounds()
        later = round_.closes_at + dt.timedelta(days=5)
        update_round(
            actor=coordinator(),
            round_=round_,
            version=1,
            closes_at=later,
            selection_date=later.date() + dt.timedelta(days=3),
            publish_at=later + dt.timedelta(days=9),
        )
        announce_rounds()
    assert poke(later - dt.timedelta(days=7)) == 1
    assert [row[0] for row in sent()].count(WEEK) == 2


def test_a_reminder_that_could_not_leave_in_time_is_dropped(round_, draft, person, mailoutbox):
    poke(round_.closes_at - dt.timedelta(hours=1))
    with clock.moved_to(round_.closing):
        outbox.sweep()
        assert (outbox.send_due(), mailoutbox) == (0, [])
    assert OutboxMessage.objects.get().state == OutboxMessage.State.CANCELLED


def test_a_reminder_says_the_moment_with_its_zone_and_nothing_of_the_content(
    round_, draft, person, mailoutbox
):
    draft.title = "Geheime naam"
    draft.save()
    with clock.moved_to(round_.closes_at - dt.timedelta(hours=1)):
        announce_rounds()
        assert outbox.send_due() == 1
    (mail,) = mailoutbox
    moment = round_.closes_at.astimezone(clock.AMSTERDAM)
    assert (mail.to, mail.subject) == ([person.email], "Nog 1 uur: uw aanvraag is nog niet ingediend")
    assert f"{moment:%H:%M:%S} uur Nederlandse " in mail.body
    assert f"/aanvragen/{draft.pk}/" in mail.body
    assert "/mijn/berichten/" in mail.body
    assert [word for word in ("Geheime naam", person.name) if word in mail.body] == []


@pytest.mark.parametrize("number", [1, 3])
def test_an_announcement_needs_the_same_queries_for_however_many_people(round_, number):
    for _ in range(number):
        application = ApplicationFactory(round=round_, created_at=days(-15))
        representative_of(application.lead)
        team_member(application)
    with clock.moved_to(round_.closes_at - dt.timedelta(hours=2)):
        (notice,) = current_notices(round_, clock.now())
        with CaptureQueriesContext(connection) as queries:
            assert len(receivers_of(notice)) == 2 * number
    assert len(queries) == 5
