import datetime as dt
import threading

import pytest
from django.db import connection

from onderwijsregios.enums import ApplicationState, Outcome
from onderwijsregios.models import Application, Decision, Onderwijsregio
from onderwijsregios.services.decisions import decide
from onderwijsregios.services.due import publish_due_rounds
from onderwijsregios.services.letters import failure_of
from onderwijsregios.services.publication import checks_of, obstacles_of, publish_round
from regio.core import clock
from regio.core.errors import TooLate
from regio.enums import Audience, CollaborationStatus, Confirmation, MembershipRole
from regio.models import ActionLog, OutboxMessage
from tests.factories.assessment import DecisionFactory, closed_round, coordinator
from tests.factories.onderwijsregios import days, representative_of

OUTCOMES = (Outcome.SELECTED, Outcome.PROVISIONAL, Outcome.NOT_SELECTED)


def decided_round(**fields):
    """Return a round with one decision of each outcome, of which the moment has come."""
    round_ = closed_round(applications=3, **{"publish_at": days(-0.01)} | fields)
    for application, outcome in zip(round_.applications.order_by("dossier_number"), OUTCOMES, strict=True):
        DecisionFactory(
            application=application,
            **({"provisional": True} if outcome == Outcome.PROVISIONAL else {"outcome": outcome}),
        )
    return round_


def untouched():
    """Return what there is to see of a publication anywhere in the database."""
    return (
        Decision.objects.filter(published_at__isnull=False).count(),
        Onderwijsregio.objects.count(),
        OutboxMessage.objects.filter(template="decision-ready").count(),
        Application.objects.filter(state__in=ApplicationState.decided()).count(),
    )


@pytest.mark.django_db
def test_publication_does_everything_together():
    round_ = decided_round()
    people = [
        representative_of(application.lead) for application in round_.applications.order_by("dossier_number")
    ]
    second = representative_of(round_.applications.order_by("dossier_number")[0].lead)
    assert publish_round(round_=round_)
    round_.refresh_from_db()
    applications = list(round_.applications.order_by("dossier_number").select_related("decision__region"))
    assert [application.state for application in applications] == [
        ApplicationState.SELECTED,
        ApplicationState.PROVISIONAL,
        ApplicationState.NOT_SELECTED,
    ]
    assert {application.decision.published_at for application in applications} == {round_.published_at}
    assert all(application.decision.letter for application in applications)
    assert [getattr(application.decision.region, "status", None) for application in applications] == [
        CollaborationStatus.FRONTRUNNER,
        CollaborationStatus.PROVISIONAL,
        None,
    ]
    assert set(OutboxMessage.objects.values_list("user", "template")) == {
        (person.pk, "decision-ready") for person in [*people, second]
    }
    assert list(
        ActionLog.objects.filter(actor__isnull=True, action__contains="onderwijsregios").values_list(
            "sentence", "audiences"
        )
    ) == [
        ("Gekozen als voorloper", [Audience.APPLICANT, Audience.REVIEWER, Audience.STAFF]),
        ("Voorlopig gekozen als voorloper", [Audience.APPLICANT, Audience.REVIEWER, Audience.STAFF]),
        ("Niet gekozen als voorloper", [Audience.APPLICANT, Audience.REVIEWER, Audience.STAFF]),
        ("Uitslag van de ronde gepubliceerd", [*Audience]),
    ]


@pytest.mark.django_db
def test_region_comes_into_being_as_the_judged_revision_describes_it():
    round_ = decided_round()
    application = round_.applications.order_by("dossier_number")[0]
    application.title = "Later verzonnen naam"
    application.save()
    publish_round(round_=round_)
    decision = Decision.objects.get(application=application)
    region, content = decision.region, decision.revision.content
    today = clock.today()
    assert (region.name, region.slug, region.sectors, region.is_national, region.valid_from) == (
        content["title"],
        region.slug,
        content["sectors"],
        False,
        today,
    )
    assert (region.frontrunner_since, region.conditions, region.programme) == (today, "", "onderwijsregios")
    assert list(region.area.order_by("municipality").values_list("municipality", "valid_from")) == [
        (one["code"], today) for one in content["municipalities"]
    ]
    assert {(str(m.organisation_id), m.role, m.confirmation) for m in region.memberships.all()} == {
        (
            one["id"],
            one["role"],
            Confirmation.CONFIRMED if one["role"] == MembershipRole.LEAD else Confirmation.NOT_ASKED,
        )
        for one in content["members"]
    }


@pytest.mark.django_db
def test_name_that_exists_already_gets_the_dossier_number_behind_it():
    first, second = decided_round(), decided_round()
    for round_ in (first, second):
        application = round_.applications.order_by("dossier_number")[0]
        decision = application.decision
        decision.revision.pk, decision.revision.number = None, 2
        decision.revision.content = decision.revision.content | {"title": "Regio Utrecht"}
        decision.revision.idempotency_key = application.pk
        decision.revision.save()
        decision.revision = decision.revision  # takes over its new key
        decision.save()
        publish_round(round_=round_)
    number = second.applications.order_by("dossier_number")[0].dossier_number
    assert set(
        Onderwijsregio.objects.filter(name__startswith="Regio Utrecht").values_list("name", "slug")
    ) == {
        ("Regio Utrecht", "regio-utrecht"),
        (f"Regio Utrecht ({number})", f"regio-utrecht-{number.lower()}"),
    }


@pytest.mark.django_db
def test_nothing_happens_a_second_before_the_moment_and_everything_at_it():
    round_ = decided_round(publish_at=days(1))
    with clock.moved_to(round_.publish_at - dt.timedelta(seconds=2)):
        assert (publish_due_rounds(), untouched()) == (0, (0, 0, 0, 0))
    with clock.moved_to(round_.publish_at):
        assert publish_due_rounds() == 1
    assert untouched() == (3, 2, 0, 3)


@pytest.mark.django_db
def test_publication_after_a_standstill_of_the_scheduler_still_happens_once():
    round_ = decided_round(publish_at=days(1))
    with clock.moved_to(round_.publish_at + dt.timedelta(hours=1)):
        assert [publish_due_rounds() for _ in range(10)] == [1] + 9 * [0]
    round_.refresh_from_db()
    assert round_.published_at >= round_.publish_at + dt.timedelta(hours=1)


@pytest.mark.django_db
def test_missing_decision_holds_all_up_and_coordinators_hear_of_it_once():
    round_ = decided_round()
    missing = round_.applications.order_by("dossier_number")[1]
    missing.decision.delete()
    actor = coordinator()
    assert [publish_due_rounds() for _ in range(3)] == [0, 0, 0]
    assert untouched() == (0, 0, 0, 0)
    assert list(OutboxMessage.objects.filter(user=actor).values_list("template", "context__count")) == [
        ("publication-held", 1)
    ]
    assert [(check.label, check.obstacles) for check in checks_of(round_)] == [
        ("Niemand kan nog indienen", []),
        (
            "Over elke ingediende aanvraag is besloten",
            [f"Over {missing.dossier_number} ({missing.title}) is nog niet besloten."],
        ),
        ("Elk besluit gaat over de laatst ingediende versie", []),
        ("Er staat geen vraag om aanvulling open", []),
        ("Elke brief kan worden gemaakt", []),
    ]
    decide(actor=actor, application=missing, version=0, outcome=Outcome.NOT_SELECTED, reason="Te dun.")
    assert (publish_due_rounds(), untouched()[0]) == (1, 3)


@pytest.mark.django_db
def test_letter_that_cannot_be_made_holds_all_up_with_its_dossier_and_coordinators_hear_of_it(settings):
    round_ = decided_round()
    settings.UPLOAD_MAX_PAGES = 1
    decision = Decision.objects.order_by("application__dossier_number")[1]
    Decision.objects.filter(pk=decision.pk).update(reason="woord " * 2000)
    actor = coordinator()
    assert [publish_due_rounds() for _ in range(2)] == [0, 0]
    assert untouched() == (0, 0, 0, 0)
    assert Decision.objects.filter(letter__isnull=False).count() == 2
    assert obstacles_of(round_) == [failure_of(decision)]
    assert list(OutboxMessage.objects.filter(user=actor).values_list("template", "context__count")) == [
        ("publication-held", 1)
    ]
    Decision.objects.filter(pk=decision.pk).update(reason="Kort.")
    assert (publish_due_rounds(), untouched()[0]) == (1, 3)


@pytest.mark.django_db
def test_emoji_does_not_hold_up_a_round():
    decided_round()
    Decision.objects.update(reason="Prachtig 😀")
    assert (publish_due_rounds(), untouched()[0]) == (1, 3)


@pytest.mark.django_db
def test_error_in_the_middle_leaves_nothing_half_done(monkeypatch):
    round_ = decided_round()
    representative_of(round_.applications.order_by("dossier_number")[0].lead)
    monkeypatch.setattr(
        "onderwijsregios.services.publication.index_collaboration",
        lambda *, collaboration: 1 / (collaboration.status != CollaborationStatus.PROVISIONAL),
    )
    assert (publish_due_rounds(), untouched()) == (0, (0, 0, 0, 0))


@pytest.mark.django_db
def test_one_round_that_fails_does_not_hold_up_another(monkeypatch):
    broken, whole = decided_round(), decided_round()
    real = publish_round
    monkeypatch.setattr(
        "onderwijsregios.services.due.publish_round",
        lambda *, round_: 1 / 0 if round_ == broken else real(round_=round_),
    )
    assert publish_due_rounds() == 1
    whole.refresh_from_db()
    assert whole.published_at


@pytest.mark.django_db
def test_letters_are_ready_before_the_moment():
    round_ = decided_round(publish_at=clock.now() + dt.timedelta(minutes=10))
    assert publish_due_rounds() == 0
    assert Decision.objects.filter(letter__isnull=False, published_at__isnull=True).count() == 3
    assert round_.published_at is None


@pytest.mark.django_db
def test_published_decision_does_not_change():
    round_ = decided_round()
    publish_round(round_=round_)
    with pytest.raises(TooLate):
        decide(
            actor=coordinator(),
            application=round_.applications.first(),
            version=1,
            outcome=Outcome.NOT_SELECTED,
            reason="x",
        )


@pytest.mark.django_db
def test_round_without_applications_is_published_too():
    assert publish_round(round_=closed_round(publish_at=days(-0.01)))


@pytest.mark.django_db(transaction=True)
def test_five_workers_at_once_publish_once():
    round_ = decided_round()
    people = [representative_of(application.lead) for application in round_.applications.all()]
    barrier, results = threading.Barrier(5), []

    def work():
        try:
            barrier.wait()
            results.append(publish_due_rounds())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [0, 0, 0, 0, 1]
    assert untouched() == (3, 2, len(people), 3)
