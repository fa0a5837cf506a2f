"""A thousand requests at once, with real threads on a real PostgreSQL: one submission."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from onderwijsregios.models import Application, DossierCounter, Revision
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.services.applications import start_application, submit_application
from regio.core import clock
from regio.core.fingerprints import fingerprint_of
from regio.models import ActionLog, OutboxMessage
from tests.factories.onderwijsregios import ApplicationFactory, RoundFactory, representative_of
from tests.factories.regio import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 25
REQUESTS = 1000


def in_parallel(act, number):
    """Call ``act`` so many times from threads that start at once, each with a connection of its own."""
    together = Barrier(THREADS)

    def work(thread):
        connection.ensure_connection()
        together.wait()
        try:
            return [act(index) for index in range(thread, number, THREADS)]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return [answer for answers in pool.map(work, range(THREADS)) for answer in answers]


@pytest.mark.parametrize("keys", ["the same key", "a key each"])
def test_a_thousand_parallel_submits_give_one_submission(keys):
    application = ApplicationFactory(complete=True)
    user = representative_of(application.lead)
    fingerprint = fingerprint_of(content_of(application))
    shared, arrived_at = uuid.uuid4(), clock.now()

    def submit(_):
        return submit_application(
            application=Application.objects.get(pk=application.pk),
            actor=user,
            idempotency_key=shared if keys == "the same key" else uuid.uuid4(),
            fingerprint=fingerprint,
            arrived_at=arrived_at,
        ).pk

    answers = in_parallel(submit, REQUESTS)

    revision = Revision.objects.get()
    assert answers == [revision.pk] * REQUESTS
    assert ActionLog.objects.filter(action="onderwijsregios.application.submit").count() == 1
    assert OutboxMessage.objects.count() == 1
    assert DossierCounter.objects.get().last == 1


def test_parallel_submits_of_different_applications_get_numbers_without_gaps():
    applications = [ApplicationFactory(complete=True) for _ in range(8)]
    users = [representative_of(application.lead) for application in applications]

    def submit(index):
        application = applications[index]
        submit_application(
            application=application,
            actor=users[index],
            idempotency_key=uuid.uuid4(),
            fingerprint=fingerprint_of(content_of(application)),
            arrived_at=clock.now(),
        )
        # not refresh_from_db: django-fsm's takes the protection off for all threads
        number = Application.objects.values_list("dossier_number", flat=True).get(pk=application.pk)
        return int(number.rpartition("-")[2])

    assert sorted(in_parallel(submit, 8)) == list(range(1, 9))


def test_parallel_starts_lead_to_one_application():
    board, round_ = OrganisationFactory(), RoundFactory()
    user = representative_of(board)

    def start(_):
        return start_application(round_=round_, organisation=board, actor=user, arrived_at=clock.now()).pk

    assert len(set(in_parallel(start, 100))) == 1
