"""Messages of visitors are kept, announced and handled."""

import datetime as dt

import pytest
import time_machine
from django.core import mail

from regio.core import clock
from regio.core.errors import NotAllowed
from regio.core.identifiers import is_public_id
from regio.enums import StaffRole
from regio.models import ActionLog, ContactMessage, OutboxMessage
from regio.services import contact
from regio.services.outbox import send_due
from tests.factories.regio import MandateFactory, StaffAssignmentFactory

pytestmark = pytest.mark.django_db


def sent(**changes):
    given = {"subject": "Vraag", "text": "Waar ligt mijn school?", "email": "ik@example.org", "page": "/rap/"}
    return contact.send_message(**{**given, **changes})


@pytest.fixture
def coordinator():
    return StaffAssignmentFactory(role=StaffRole.COORDINATOR).user


def test_message_gets_a_reference_a_log_row_and_a_mail_that_tells_nothing(settings):
    settings.STAFF_EMAIL = "staf@example.org"
    message = sent()
    assert is_public_id(message.reference)
    assert ContactMessage.objects.values_list("subject", "text", "email", "page", "handled_at").get() == (
        "Vraag",
        "Waar ligt mijn school?",
        "ik@example.org",
        "/rap/",
        None,
    )
    waiting = OutboxMessage.objects.get()
    assert (waiting.key, waiting.template, waiting.context, waiting.address) == (
        f"contact-received:{message.reference}",
        "contact-received",
        {"reference": message.reference},
        "staf@example.org",
    )
    row = ActionLog.objects.get()
    assert (row.action, row.actor_label, row.dossier, row.audiences, row.after) == (
        "regio.contact.send",
        "bezoeker",
        f"bericht:{message.reference}",
        ["realisatie-eenheid"],
        {},
    )


def test_mail_to_staff_names_the_reference_and_not_the_message(settings):
    settings.SITE_URL = "https://portaal.example"
    message = sent()
    send_due()
    letter = mail.outbox[0]
    assert letter.subject == f"Nieuw bericht via het contactformulier: {message.reference}"
    assert f"https://portaal.example/realisatie-eenheid/berichten/{message.reference}/" in letter.body
    assert [word for word in ("Vraag", "Waar ligt", "ik@example.org") if word in letter.body] == []


def test_sixth_message_in_a_quarter_is_refused_and_later_ones_are_not():
    start = clock.now()
    for _ in range(contact.MOST_MESSAGES):
        sent(visitor="een")
    with pytest.raises(contact.TooManyMessages) as refused:
        sent(visitor="een")
    assert (refused.value.status, ContactMessage.objects.count()) == (429, 5)
    sent(visitor="twee")
    with time_machine.travel(start + contact.WITHIN + dt.timedelta(seconds=2)):
        sent(visitor="een")
    assert ContactMessage.objects.count() == 7


def test_handling_is_logged_once_and_can_be_undone(coordinator):
    message = sent()
    for _ in range(2):
        message = contact.handle_message(message=message, actor=coordinator)
    assert message.handled_at is not None
    for _ in range(2):
        message = contact.reopen_message(message=message, actor=coordinator)
    assert message.handled_at is None
    assert list(ActionLog.objects.values_list("action", "actor", "before", "after"))[1:] == [
        ("regio.contact.handle", coordinator.pk, {"afgehandeld": False}, {"afgehandeld": True}),
        ("regio.contact.reopen", coordinator.pk, {"afgehandeld": True}, {"afgehandeld": False}),
    ]


def test_only_coordinators_and_administrators_may_handle():
    message = sent()
    people = {
        "representative": MandateFactory().user,
        "reviewer": StaffAssignmentFactory(role=StaffRole.REVIEWER).user,
        "coordinator": StaffAssignmentFactory(role=StaffRole.COORDINATOR).user,
        "administrator": StaffAssignmentFactory(role=StaffRole.ADMINISTRATOR).user,
    }
    allowed = []
    for name, person in people.items():
        try:
            contact.handle_message(message=message, actor=person)
        except NotAllowed:
            continue
        allowed.append(name)
    assert allowed == ["coordinator", "administrator"]


def test_messages_handled_a_year_ago_are_forgotten(coordinator):
    now = clock.now()
    old, recent = (contact.handle_message(message=sent(), actor=coordinator) for _ in range(2))
    ContactMessage.objects.filter(pk=old.pk).update(handled_at=now - dt.timedelta(days=366))
    ContactMessage.objects.filter(pk=recent.pk).update(handled_at=now - dt.timedelta(days=364))
    never_handled = sent()
    assert contact.forget_old_messages() == 1
    assert set(ContactMessage.objects.values_list("pk", flat=True)) == {recent.pk, never_handled.pk}
    assert ActionLog.objects.filter(dossier=f"bericht:{old.reference}").count() == 2
