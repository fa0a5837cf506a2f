"""The list that tells whether somebody is ready to apply."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onderwijsregios.models import ApplicationSchool
from onderwijsregios.selectors.readiness import ADVICE, OK, TODO, readiness_of
from regio.core import clock
from regio.models import OutboxMessage
from regio.services import outbox
from tests.factories.assessment import staff_member
from tests.factories.onderwijsregios import ApplicationFactory, RoundFactory, representative_of
from tests.factories.regio import (
    MandateFactory,
    OrganisationFactory,
    SchoolFactory,
    TrainingInstituteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PAGE = "/mijn/klaar-voor-de-start/"


def states(user):
    return {item.key: item.state for item in readiness_of(user, clock.now())}


@pytest.fixture
def board():
    return SchoolFactory().board


@pytest.fixture
def user(board):
    return representative_of(board)


def test_somebody_who_is_ready_has_everything_in_order(user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    OutboxMessage.objects.create(
        key="x", template="x", user=user, state=OutboxMessage.State.SENT, sent_at=clock.now()
    )
    assert set(states(user).values()) == {OK}


def test_a_fresh_account_hears_what_to_do_first():
    user = UserFactory(name="")
    assert states(user) == {
        "mandaat": TODO,
        "naam": TODO,
        "tweede-stap": ADVICE,
        "mail": ADVICE,
        "ronde": OK,
    }


def test_staff_must_have_a_second_factor_and_others_had_better():
    user = staff_member("coordinator")
    assert states(user)["tweede-stap"] == OK
    user.authenticator_set.all().delete()
    assert (states(user)["tweede-stap"], states(UserFactory())["tweede-stap"]) == (TODO, ADVICE)


@pytest.mark.parametrize(("days", "state"), [(59, TODO), (60, OK), (None, OK)])
def test_a_mandate_that_ends_soon_is_something_to_do(days, state):
    until = clock.today() + dt.timedelta(days=days) if days else None
    user = MandateFactory(valid_until=until).user
    assert states(user)["mandaat"] == state


@pytest.mark.parametrize(
    ("before", "last", "state"), [("mislukt", "verzonden", OK), ("verzonden", "mislukt", TODO)]
)
def test_the_last_mail_tells_whether_mail_arrives(user, before, last, state):
    for number, outcome in enumerate((before, last)):
        OutboxMessage.objects.create(
            key=f"x{number}", template="x", user=user, state=outcome, sent_at=clock.now()
        )
    assert states(user)["mail"] == state


def test_a_board_without_known_schools_is_told_and_an_institute_needs_none(board):
    assert states(representative_of(board))["scholen"] == OK
    assert states(representative_of(OrganisationFactory()))["scholen"] == TODO
    assert "scholen" not in states(representative_of(TrainingInstituteFactory()))


def test_a_draft_without_schools_is_advised_to_add_them(user, board):
    draft = ApplicationFactory(lead=board)
    assert states(user)["scholen-in-aanvraag"] == ADVICE
    ApplicationSchool.objects.create(application=draft, school=board.schools.get())
    assert "scholen-in-aanvraag" not in states(user)


def test_open_and_coming_rounds_are_named(user, board):
    coming = RoundFactory(announced=True)
    assert coming.title in readiness_of(user, clock.now())[-1].sentence
    open_round = RoundFactory()
    item = readiness_of(user, clock.now())[-1]
    assert (item.state, item.href) == (ADVICE, f"/aanvragen/nieuw/{open_round.slug}/")
    ApplicationFactory(round=open_round, lead=board)
    assert readiness_of(user, clock.now())[-1].state == OK


def test_the_page_is_for_whoever_is_signed_in(client, user):
    assert client.get(PAGE).status_code == 302
    for person in (UserFactory(), user, staff_member("coordinator")):
        client.force_login(person)
        assert client.get(PAGE).status_code == 200


def test_the_page_is_linked_from_the_own_page_and_from_where_one_starts(client, user):
    client.force_login(user)
    for address in ("/mijn/", f"/aanvragen/nieuw/{RoundFactory().slug}/"):
        assert f'href="{PAGE}"' in client.get(address).text


def test_a_test_mail_is_sent_to_the_reader_but_not_endlessly(client, user, mailoutbox):
    client.force_login(user)
    for _ in range(3):
        answer = client.post(PAGE, follow=True)
        assert "Er gaat een proefmail naar" in answer.text
    assert "over een uur opnieuw" in client.post(PAGE, follow=True).text
    outbox.send_due()
    assert [mail.to for mail in mailoutbox] == [[user.email]] * 3


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_needs_the_same_queries_for_any_number_of_organisations_and_rounds(user, number):
    for _ in range(number):
        MandateFactory(user=user, organisation=SchoolFactory().board)
        RoundFactory()
    with CaptureQueriesContext(connection) as queries:
        readiness_of(user, clock.now())
    assert len(queries) == 9
