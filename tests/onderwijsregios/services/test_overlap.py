"""Consent to be known, and the mails about overlap."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onderwijsregios.models import Application
from onderwijsregios.services.applications import withdraw_application
from onderwijsregios.services.overlap import announce_overlap, share_overlap
from regio.core import clock
from regio.core.errors import NotAllowed, TooLate
from regio.core.registry import due_processes
from regio.models import ActionLog, OutboxMessage
from regio.services import outbox
from tests.factories.onderwijsregios import (
    ApplicationFactory,
    RoundFactory,
    SubmittedApplicationFactory,
    representative_of,
)
from tests.factories.regio import SchoolFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """Return two drafts with one school in common, each with a representative."""
    round_, school = RoundFactory(), SchoolFactory()
    applications = ApplicationFactory.create_batch(2, round=round_)
    for application in applications:
        application.school_rows.create(school=school)
        representative_of(application.lead)
    return applications


def person_of(application):
    return application.lead.mandates.get().user


def agree(application, *, shares=True):
    return share_overlap(
        application=application, actor=person_of(application), shares=shares, arrived_at=clock.now()
    )


def mails():
    """Return who was written what."""
    return sorted(OutboxMessage.objects.values_list("template", "user__email"))


def test_consent_is_given_and_taken_back_with_one_line_each(pair):
    one, _ = pair
    for shares in (True, True, False):
        agree(one, shares=shares)
        assert Application.objects.get(pk=one.pk).shares_overlap == shares
    lines = ActionLog.objects.filter(action="onderwijsregios.application.share_overlap")
    assert list(lines.values_list("before", "after", "audiences", "dossier")) == [
        ({"shares_overlap": False}, {"shares_overlap": True}, ["aanvrager"], one.dossier),
        ({"shares_overlap": True}, {"shares_overlap": False}, ["aanvrager"], one.dossier),
    ]


def test_only_somebody_with_a_mandate_agrees_and_only_while_the_round_is_open(pair):
    one, other = pair
    for actor in (UserFactory(), person_of(other)):
        with pytest.raises(NotAllowed):
            share_overlap(application=one, actor=actor, shares=True, arrived_at=clock.now())
    with pytest.raises(TooLate):
        share_overlap(application=one, actor=person_of(one), shares=True, arrived_at=one.round.closing)
    assert not Application.objects.get(pk=one.pk).shares_overlap


def test_each_applicant_hears_once_that_there_is_overlap(pair):
    found = sorted(("overlap-found", person_of(application).email) for application in pair)
    assert (announce_overlap(), announce_overlap()) == (2, 0)
    assert mails() == found


def test_mail_says_neither_with_whom_nor_what(pair, mailoutbox):
    one, other = pair
    due_processes()["onderwijsregios.overlap"]()
    assert outbox.send_due() == 2
    texts = " ".join(mail.body + mail.subject for mail in mailoutbox)
    school = one.school_rows.get().school
    assert len(mailoutbox) == 2
    assert f"/aanvragen/{one.pk}/overlap/" in texts
    for secret in (one.lead.display_name, other.lead.display_name, school.name, school.brin6):
        assert secret not in texts


def test_contact_is_announced_to_both_once_both_agreed(pair):
    one, other = pair
    announce_overlap()
    OutboxMessage.objects.all().delete()
    agree(one)
    OutboxMessage.objects.all().delete()
    announce_overlap()
    assert {template for template, _ in mails()} == {"overlap-found"}, "only one agreed"
    agree(other)
    assert (announce_overlap(), announce_overlap()) == (2, 0)
    assert [row for row in mails() if row[0] == "overlap-contact"] == sorted(
        ("overlap-contact", person_of(application).email) for application in pair
    )


def test_nothing_is_announced_outside_an_open_round_or_without_overlap(pair):
    one, _ = pair
    with clock.moved_to(one.round.closing):
        assert announce_overlap() == 0
    one.school_rows.all().delete()
    assert announce_overlap() == 0


def test_overlap_with_what_was_withdrawn_is_not_announced(pair):
    one, _ = pair
    withdrawn = SubmittedApplicationFactory(round=one.round)
    withdrawn.school_rows.create(school=one.school_rows.get().school)
    representative_of(withdrawn.lead)
    withdraw_application(
        application=withdrawn, actor=person_of(withdrawn), reason="Wij stoppen.", arrived_at=clock.now()
    )
    OutboxMessage.objects.all().delete()
    announce_overlap()
    assert person_of(withdrawn).email not in {email for _, email in mails()}


@pytest.mark.parametrize("number", [2, 3, 30])
def test_a_minute_without_news_needs_the_same_queries_however_many_applications(number):
    round_, school = RoundFactory(), SchoolFactory()
    for application in ApplicationFactory.create_batch(number, round=round_):
        application.school_rows.create(school=school)
        representative_of(application.lead)
    assert announce_overlap() == number
    with CaptureQueriesContext(connection) as queries:
        assert announce_overlap() == 0
    assert len(queries) == 11
