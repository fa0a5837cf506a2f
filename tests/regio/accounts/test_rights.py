"""Administrators give and end mandates and roles; everything is logged."""

import datetime as dt

import pytest

from regio.core.errors import NotAllowed, Refused
from regio.enums import StaffRole
from regio.models import ActionLog, Mandate, StaffAssignment
from regio.selectors.accounts import (
    mandated_organisation_ids,
    organisations_related_to,
    roles_of,
)
from regio.services.accounts import assign_role, end_mandate, end_role, grant_mandate
from tests.factories.regio import (
    MandateFactory,
    OrganisationFactory,
    StaffAssignmentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return StaffAssignmentFactory(role=StaffRole.ADMINISTRATOR).user


def test_mandate_gives_the_right_to_act_and_writes_one_line(administrator):
    user, organisation = UserFactory(), OrganisationFactory()
    grant_mandate(user=user, organisation=organisation, actor=administrator)
    assert mandated_organisation_ids(user) == frozenset({organisation.pk})
    assert list(ActionLog.objects.values_list("action", "actor_id", "actor_label", "dossier")) == [
        ("regio.mandate.grant", administrator.pk, "beheerder", f"user:{user.pk}")
    ]


def test_second_mandate_in_the_same_period_is_refused_in_a_sentence(administrator):
    mandate = MandateFactory()
    with pytest.raises(Refused, match="Deze persoon heeft in deze periode al een mandaat"):
        grant_mandate(user=mandate.user, organisation=mandate.organisation, actor=administrator)
    assert (Mandate.objects.count(), ActionLog.objects.count()) == (1, 0)


def test_mandate_that_ends_before_it_begins_is_refused_in_one_sentence(administrator):
    with pytest.raises(Refused) as refused:
        grant_mandate(
            user=UserFactory(),
            organisation=OrganisationFactory(),
            actor=administrator,
            valid_from=dt.date(2026, 2, 1),
            valid_until=dt.date(2026, 1, 1),
        )
    assert str(refused.value) == "De einddatum ligt voor de begindatum. Kies een latere einddatum."
    assert Mandate.objects.count() == 0


def test_ended_mandate_gives_no_rights_and_keeps_its_past(administrator):
    mandate = MandateFactory()
    end_mandate(mandate=mandate, actor=administrator)
    assert mandated_organisation_ids(mandate.user) == frozenset()
    assert Mandate.objects.filter(user=mandate.user).exists()


def test_mandate_of_today_can_be_ended_today(administrator):
    mandate = grant_mandate(user=UserFactory(), organisation=OrganisationFactory(), actor=administrator)
    end_mandate(mandate=mandate, actor=administrator)
    assert mandated_organisation_ids(mandate.user) == frozenset()


def test_right_that_is_given_and_ended_twice_on_a_day_is_gone_and_logged(administrator):
    user, organisation = UserFactory(), OrganisationFactory()
    for _ in range(2):
        mandate = grant_mandate(user=user, organisation=organisation, actor=administrator)
        end_mandate(mandate=mandate, actor=administrator)
        end_role(
            assignment=assign_role(user=user, role=StaffRole.REVIEWER, actor=administrator),
            actor=administrator,
        )
    assert (mandated_organisation_ids(user), roles_of(user)) == (frozenset(), frozenset())
    assert organisations_related_to(user) == frozenset({organisation.pk})
    assert list(ActionLog.objects.order_by("pk").values_list("action", flat=True)) == 2 * [
        "regio.mandate.grant",
        "regio.mandate.end",
        "regio.role.assign",
        "regio.role.end",
    ]


def test_right_that_ended_keeps_its_last_day(administrator):
    last_day = dt.date(2020, 12, 31)
    mandate = MandateFactory(valid_from=dt.date(2020, 1, 1), valid_until=last_day)
    with pytest.raises(Refused, match="al beëindigd"):
        end_mandate(mandate=mandate, actor=administrator)
    mandate.refresh_from_db()
    assert (mandate.valid_until, ActionLog.objects.count()) == (last_day, 0)


def test_role_is_given_and_ended(administrator):
    user = UserFactory()
    assignment = assign_role(user=user, role=StaffRole.REVIEWER, actor=administrator)
    assert roles_of(user) == frozenset({StaffRole.REVIEWER})
    end_role(assignment=assignment, actor=administrator)
    assert roles_of(type(user).objects.get(pk=user.pk)) == frozenset()


def test_administrator_cannot_end_the_own_role(administrator):
    with pytest.raises(Refused, match="uw eigen rol"):
        end_role(assignment=StaffAssignment.objects.get(), actor=administrator)


def test_nobody_else_gives_rights():
    coordinator = StaffAssignmentFactory(role=StaffRole.COORDINATOR).user
    with pytest.raises(NotAllowed):
        grant_mandate(user=UserFactory(), organisation=OrganisationFactory(), actor=coordinator)
    assert ActionLog.objects.count() == 0


def test_interest_reaches_through_a_chain_of_mergers():
    first, second, third, other = OrganisationFactory.create_batch(4)
    first.successions_out.create(successor=second, kind="fusie", date=dt.date(2021, 1, 1))
    third.successions_in.create(predecessor=second, kind="fusie", date=dt.date(2023, 1, 1))
    user = MandateFactory(organisation=first, valid_until=dt.date(2020, 12, 31)).user
    assert organisations_related_to(user) == frozenset({first.pk, second.pk, third.pk})
    assert other.pk not in organisations_related_to(user)
