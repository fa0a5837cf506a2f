"""A page that is made once between two commits never outlives a commit."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from regio.core.answers import MOST_BYTES, Answer, AnswerMemory
from regio.models import Municipality
from regio.selectors.snapshots import database_snapshot
from tests.factories.regio import AreaFactory, MunicipalityFactory, UserFactory, square
from tests.factories.regions import OnderwijsregioFactory


def elsewhere(work):
    """Do ``work`` in another thread, with a connection of its own; what it raises is raised here."""

    def run():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(run).result()


@pytest.mark.django_db(transaction=True)
def test_page_follows_every_commit_and_is_kept_in_between(while_nobody_commits):
    region = OnderwijsregioFactory(name="Eerste naam")
    AreaFactory(collaboration=region, municipality=MunicipalityFactory(geometry=square(0)))

    def ask_twice():
        first = Client().get("/regiokaart/").content
        with CaptureQueriesContext(connection) as queries:
            second = Client().get("/regiokaart/").content
        return first, second, len(queries)

    first, again, queries = while_nobody_commits(ask_twice)
    assert (again == first, queries) == (True, 1)
    type(region).objects.filter(pk=region.pk).update(name="Tweede naam")
    second = Client().get("/regiokaart/").content
    assert b"Tweede naam" in second
    assert b"Eerste naam" not in second
    elsewhere(lambda: Municipality.objects.update(geometry=square(4)))
    assert Client().get("/regiokaart/").content not in {first, second}


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_shows_nowhere_and_shows_at_once_when_it_is():
    OnderwijsregioFactory(name="Openbaar")

    def names():
        return [row["naam"] for row in Client().get("/api/v1/onderwijsregios").json()["resultaten"]]

    assert names() == ["Openbaar"]
    with transaction.atomic():
        OnderwijsregioFactory(name="Zojuist gepubliceerd")
        seen_during = [elsewhere(names), elsewhere(names)]
    assert seen_during == [["Openbaar"], ["Openbaar"]]
    assert names() == ["Openbaar", "Zojuist gepubliceerd"]


@pytest.mark.django_db(transaction=True)
def test_question_format_host_and_day_make_another_answer(settings):
    settings.ALLOWED_HOSTS = ["een.example", "twee.example"]
    OnderwijsregioFactory(valid_until=dt.date(2026, 4, 1))

    def ask(host, **headers):
        return Client(headers={"host": host, **headers}).get("/api/v1/onderwijsregios").json()

    with time_machine.travel(dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)):
        one, two = ask("een.example"), ask("twee.example")
        geo = ask("een.example", accept="application/geo+json")
    with time_machine.travel(dt.datetime(2026, 4, 2, 12, tzinfo=dt.UTC)):
        tomorrow = ask("een.example")
    assert one["resultaten"][0]["_links"]["self"]["href"].startswith("http://een.example/")
    assert two["resultaten"][0]["_links"]["self"]["href"].startswith("http://twee.example/")
    assert geo["type"] == "FeatureCollection"
    assert (one["aantal"], tomorrow["aantal"]) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_whoever_is_signed_in_gets_a_page_of_their_own():
    OnderwijsregioFactory()
    user = UserFactory(email="iemand@example.org")
    member = Client()
    member.force_login(user)
    own = member.get("/regiokaart/").content
    public = Client().get("/regiokaart/").content
    assert b"iemand@example.org" in own
    assert b"iemand@example.org" not in public
    assert b"iemand@example.org" in member.get("/regiokaart/").content


@pytest.mark.django_db(transaction=True)
def test_snapshot_has_a_new_name_after_each_commit_and_none_inside_a_transaction(
    while_nobody_commits,
):
    before = while_nobody_commits(database_snapshot)
    UserFactory()
    after = database_snapshot()
    assert after != before
    with transaction.atomic():
        assert database_snapshot() is None


def test_memory_lets_go_of_what_was_kept_at_another_moment():
    memory = AnswerMemory()
    answer = Answer(b"x", {})
    memory.keep(("1",), ("a",), answer)
    assert memory.get(("1",), ("a",)) == answer
    assert memory.get(("2",), ("a",)) is None
    assert memory.get(None, ("a",)) is None
    memory.keep(("2",), ("b",), answer)
    assert memory.get(("1",), ("a",)) is None


def test_memory_does_not_grow_without_end():
    memory = AnswerMemory()
    large = Answer(b"x" * (MOST_BYTES // 10), {})
    for number in range(30):
        memory.keep(("1",), (str(number),), large)
    kept = [number for number in range(30) if memory.get(("1",), (str(number),))]
    assert 1 <= len(kept) <= 11
    assert kept[-1] == 29
