"""Handing the lead over: offered by one side, accepted by the other, and nothing gets lost."""

import datetime as dt

import pytest

from onderwijsregios.enums import Section
from onderwijsregios.models import Application, Extension
from onderwijsregios.selectors.team import access_of
from onderwijsregios.services.applications.handover import (
    accept_lead,
    decline_lead,
    offer_lead,
    withdraw_lead_offer,
)
from regio.core import clock
from regio.core.errors import NotAllowed, Refused, TooLate
from regio.enums import Audience, MembershipRole
from regio.models import ActionLog, OutboxMessage, User
from regio.services import outbox
from tests.factories.assessment import coordinator
from tests.factories.onderwijsregios import ApplicationFactory, days, representative_of
from tests.factories.regio import MandateFactory, OrganisationFactory, TrainingInstituteFactory, UserFactory
from tests.factories.team import team_member, writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(application):
    return application.members.get(role=MembershipRole.PARTICIPANT).organisation


@pytest.fixture
def other(party):
    return representative_of(party)


@pytest.fixture
def offered(application, lead, party, other):
    return offer(application, party, lead)


def offer(application, organisation, actor):
    return offer_lead(
        application=application, organisation_id=organisation.pk, actor=actor, arrived_at=clock.now()
    )


def accept(application, actor, arrived_at=None):
    return accept_lead(application=application, actor=actor, arrived_at=arrived_at or clock.now())


def again(person):
    return User.objects.get(pk=person.pk)


def mails():
    return list(OutboxMessage.objects.values_list("template", "user").order_by("pk"))


def test_an_offer_waits_for_an_answer_and_changes_nothing_yet(offered, lead, party, other):
    fresh = Application.objects.get()
    assert (fresh.lead_offered_to, fresh.lead) == (party, offered.lead)
    assert mails() == [("lead-offered", other.pk)]
    assert not access_of(again(other), fresh).may_read
    assert offer(fresh, party, lead).lead_offered_to == party
    assert len(mails()) == 1


def test_the_other_side_becomes_lead_and_everything_stays(offered, lead, party, other):
    former = offered.lead
    before = ActionLog.objects.count()
    fresh = accept(offered, other)
    roles = dict(fresh.members.values_list("organisation", "role"))
    assert (fresh.lead, fresh.lead_offered_to, fresh.parts.count()) == (party, None, 11)
    assert (roles[party.pk], roles[former.pk]) == (MembershipRole.LEAD, MembershipRole.PARTICIPANT)
    assert len(roles) == 4
    assert access_of(again(other), fresh).is_lead
    access = access_of(again(lead), fresh)
    assert (access.is_lead, [s for s in Section if access.may_write(s)]) == (False, list(Section))
    assert mails()[1:] == [("lead-accepted", lead.pk), ("lead-accepted", other.pk)]
    assert ActionLog.objects.count() > before
    assert set(map(tuple, ActionLog.objects.values_list("audiences", flat=True))) == {(Audience.APPLICANT,)}


def test_a_training_institute_stays_as_opleider():
    institute = TrainingInstituteFactory()
    application = ApplicationFactory(lead=institute, complete=True)
    party = application.members.get(role=MembershipRole.PARTICIPANT).organisation
    other = representative_of(party)
    accept(offer(application, party, representative_of(institute)), other)
    assert application.members.get(organisation=institute).role == MembershipRole.TRAINER


def test_who_was_in_the_team_already_keeps_the_place(offered, lead, other):
    member = team_member(offered, user=lead)
    accept(offered, other)
    assert list(offered.team.filter(user=lead)) == [member]


def test_declining_leaves_all_as_it_was_and_tells_the_lead(offered, lead, other):
    decline_lead(application=offered, actor=other)
    fresh = Application.objects.get()
    assert (fresh.lead_offered_to, fresh.lead) == (None, offered.lead)
    assert mails()[1:] == [("lead-declined", lead.pk)]
    with pytest.raises(NotAllowed):
        accept(fresh, other)


def test_an_offer_can_be_taken_back(offered, lead, other):
    withdraw_lead_offer(application=offered, actor=lead)
    with pytest.raises(NotAllowed):
        accept(offered, other)


def test_only_the_lead_offers_and_only_the_asked_one_answers(application, lead, party, other):
    for actor in (writer(application), UserFactory(), other):
        with pytest.raises(NotAllowed):
            offer(application, party, actor)
    offer(application, party, lead)
    for actor in (lead, UserFactory()):
        for answer in (accept, lambda a, who: decline_lead(application=a, actor=who)):
            with pytest.raises(NotAllowed):
                answer(application, actor)


def test_only_a_party_for_which_somebody_may_answer_gets_an_offer(application, lead, party):
    with pytest.raises(Refused, match="doet niet mee"):
        offer(application, OrganisationFactory(), lead)
    with pytest.raises(Refused, match="doet niet mee"):
        offer(application, application.lead, lead)
    with pytest.raises(Refused, match="Niemand heeft nu een mandaat"):
        offer(application, party, lead)


def test_who_applies_itself_cannot_take_a_second_and_the_offering_side_does_not_hear_that(
    application, lead, party, other
):
    ApplicationFactory(round=application.round, lead=party)
    offered = offer(application, party, lead)
    with pytest.raises(Refused, match="al een eigen aanvraag"):
        accept(offered, other)


def test_after_closing_nothing_is_handed_over(application, lead, party, other):
    closing = application.round.closing
    with pytest.raises(TooLate):
        offer_lead(application=application, organisation_id=party.pk, actor=lead, arrived_at=closing)
    offered = offer(application, party, lead)
    with pytest.raises(TooLate):
        accept(offered, other, arrived_at=closing)


def test_an_extension_of_one_side_does_not_let_the_other_in_late(application, lead, party, other):
    Extension.objects.create(
        round=application.round,
        organisation=application.lead,
        until=days(20),
        reason="storing",
        granted_by=coordinator(),
    )
    late = application.round.closing + dt.timedelta(days=1)
    offered = offer_lead(application=application, organisation_id=party.pk, actor=lead, arrived_at=late)
    with pytest.raises(TooLate):
        accept(offered, other, arrived_at=late)


def test_both_sides_get_a_mail_without_names_of_persons(offered, lead, other, mailoutbox):
    MandateFactory(user=UserFactory(), organisation=offered.lead)
    accept(offered, other)
    outbox.send_due()
    assert sorted(mail.subject for mail in mailoutbox) == [
        "De aanvraag heeft een nieuwe penvoerder",
        "De aanvraag heeft een nieuwe penvoerder",
        "De aanvraag heeft een nieuwe penvoerder",
        "Wordt uw organisatie penvoerder van een aanvraag?",
    ]
    text = "".join(mail.body for mail in mailoutbox)
    assert [name for name in (lead.name, other.name) if name in text] == []
