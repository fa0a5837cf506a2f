"""Kill workers, empty the queue and stop the scheduler around a publication.

Real services and real processes. ``FAULT_KILLS`` sets how often a worker is killed: 10
times in the suite, 50 times by ``make faults``.
"""

import datetime as dt
import os
import random
import time
from collections import Counter

import pytest

from onderwijsregios.enums import RoundNotice
from onderwijsregios.models import Decision, Onderwijsregio, Round
from regio.core import clock
from regio.models import Mandate, MutedAnnouncement, OutboxMessage, User
from regio.services.outbox import UNCONFIRMED
from tests.factories.assessment import DecisionFactory, closed_round, coordinator
from tests.factories.onderwijsregios import days
from tests.faults.site import (
    PHASES,
    MailServer,
    empty_valkey,
    environment,
    poking,
    scheduler,
    wait_until,
    worker,
)

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

KILLS = int(os.environ.get("FAULT_KILLS", "10"))
SEED = int(os.environ.get("FAULT_SEED", "0")) or random.SystemRandom().randrange(10**6)
WHOLE = 1
"""So many of each ten kills hit the whole worker; the others the process that is sending."""
State = OutboxMessage.State


def decided_round(*, applications, people_each, **fields):
    """Return a round of which everything is decided, and the addresses of who must hear of it.

    Nobody wants the announcements of the round, so that each gets exactly one mail.
    """
    round_ = closed_round(applications=applications, **fields)
    decided_by = coordinator()
    addresses = []
    for number, application in enumerate(round_.applications.order_by("dossier_number")):
        chosen = {} if number % 2 else {"provisional": True}
        DecisionFactory(application=application, decided_by=decided_by, **chosen)
        people = User.objects.bulk_create(
            User(email=f"persoon-{round_.pk}-{number}-{n}@example.org") for n in range(people_each)
        )
        Mandate.objects.bulk_create(
            Mandate(user=person, organisation=application.lead, valid_from="2020-01-01") for person in people
        )
        MutedAnnouncement.objects.bulk_create(
            MutedAnnouncement(user=person, kind=kind) for person in people for kind in RoundNotice
        )
        addresses += [person.email for person in people]
    return round_, addresses


@pytest.fixture
def server():
    server = MailServer(answer_after=0.005)
    yield server
    server.stop()


@pytest.fixture
def start(server, tmp_path):
    """Start processes that are all gone afterwards."""
    empty_valkey()
    started = []

    def begin(make):
        process = make(env=environment(server, tmp_path / "media"), log=tmp_path / "processes.log")
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
    empty_valkey()


def is_half_published(round_):
    """Tell whether one part of a publication is there without the others."""
    facts = {
        Round.objects.filter(pk=round_.pk, published_at__isnull=False).exists(),
        Decision.objects.filter(application__round=round_, published_at__isnull=False).exists(),
        Onderwijsregio.objects.filter(decision__application__round=round_).exists(),
        OutboxMessage.objects.filter(template="decision-ready").exists(),
    }
    return len(facts) > 1


def test_every_applicant_gets_each_mail_however_often_workers_are_killed(
    server, start, record_property, capsys
):
    chance = random.Random(SEED)
    round_, addresses = decided_round(applications=4, people_each=2 * KILLS, publish_at=days(-0.0001))
    process, emptied, halves = start(worker), 0, 0
    phases = Counter()
    started = time.monotonic()
    with poking():
        for kill in range(KILLS):
            process.restart_when_gone()
            if kill % 10 < WHOLE:  # everything at once, at any moment of the publication or the mails
                time.sleep(chance.uniform(0, 2))  # the moment of the kill is what varies here
                process.kill()
                process.start()
                phases["whole worker"] += 1
            else:
                phase = chance.choice(PHASES)
                server.strike(phase, after=chance.uniform(0, server.answer_after))
                wait_until(
                    lambda done=server.struck: server.struck > done,
                    seconds=150,
                    what=f"kill {kill}, {phase} (seed {SEED})",
                )
                phases[phase] += 1
            if kill % 7 == 3:
                empty_valkey()
                emptied += 1
            halves += is_half_published(round_)
        process.restart_when_gone()
        wait_until(
            lambda: OutboxMessage.objects.filter(state=State.SENT).count() >= len(addresses),
            seconds=120,
            what="all mails sent",
        )
    time.sleep(0.1)  # a mail too many would come now
    figures = {
        "seed": SEED,
        "kills": dict(phases),
        "times Valkey emptied": emptied,
        "mails due": len(addresses),
        "receivers without a mail": len(set(addresses) - {mail.to for mail in server.mails}),
        "receivers with two different mails": sum(n > 1 for n in server.per_receiver().values()),
        "mails that came in twice with the same Message-ID": server.came_twice(),
        "mails whose answer was not seen": OutboxMessage.objects.filter(error=UNCONFIRMED).count(),
        "half publications seen": halves,
        "seconds": round(time.monotonic() - started),
    }
    record_property("figures", figures)
    with capsys.disabled():
        print(f"\nkilled workers: {figures}")  # noqa: T201  the figures are what this test is for
    assert server.per_receiver() == dict.fromkeys(addresses, 1)
    assert (halves, is_half_published(round_)) == (0, False)
    assert server.came_twice() <= max(1, KILLS // 10), "the gap between last byte and commit has grown"
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {State.SENT}


def test_scheduler_that_stood_still_for_an_hour_catches_up_and_nothing_comes_early(server, start):
    missed, late = decided_round(applications=1, people_each=3, publish_at=days(-1 / 24))
    start(worker)
    time.sleep(2)  # that nothing happens can only be seen in time
    assert server.mails == [], "without a scheduler nothing happens"
    beat = start(scheduler)
    wait_until(lambda: len(server.mails) == len(late), seconds=150, what="the mails of an hour ago")
    beat.kill()
    empty_valkey()  # with the lock of the scheduler that died
    in_a_moment = clock.now() + dt.timedelta(seconds=8)
    ahead, in_time = decided_round(applications=1, people_each=3, publish_at=in_a_moment)
    beat.start()
    early = []
    while clock.now() < in_a_moment:
        early += Decision.objects.filter(application__round=ahead, published_at__isnull=False)
        early += [mail for mail in server.mails if mail.to in in_time]
        time.sleep(0.05)  # looked at all the while, and the workers keep their core
    assert early == []
    everybody = [*late, *in_time]
    wait_until(lambda: len(server.mails) == len(everybody), seconds=150, what="the mails of this moment")
    time.sleep(3)  # some pokes more, each of which could send a mail too many
    assert server.per_receiver() == dict.fromkeys(everybody, 1)
    assert server.came_twice() == 0
    missed.refresh_from_db()
    ahead.refresh_from_db()
    assert missed.published_at >= missed.publish_at
    assert ahead.published_at >= in_a_moment
