"""Which applications share a school, a board or a municipality, and who hears of it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onderwijsregios.enums import OverlapKind
from onderwijsregios.models import Application, Extension
from onderwijsregios.selectors.overlap import (
    applications_that_overlap,
    contacts_of,
    has_overlap,
    overlaps_of,
)
from regio.core import clock
from regio.enums import MembershipRole
from tests.factories.assessment import coordinator
from tests.factories.onderwijsregios import (
    ApplicationFactory,
    RevisionFactory,
    RoundFactory,
    SubmittedApplicationFactory,
    days,
)
from tests.factories.regio import (
    MunicipalityFactory,
    OrganisationFactory,
    SchoolFactory,
    TrainingInstituteFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return RoundFactory()


def share(kind, *applications):
    """Put one thing of this kind in all of the applications; return its code."""
    if kind == OverlapKind.SCHOOL:
        school = SchoolFactory()
        for application in applications:
            application.school_rows.create(school=school)
        return school.brin6
    if kind == OverlapKind.BOARD:
        board = OrganisationFactory()
        for application in applications:
            application.members.create(organisation=board, role=MembershipRole.PARTICIPANT)
        return board.register_code
    municipality = MunicipalityFactory()
    for application in applications:
        application.municipalities.add(municipality)
    return municipality.code


def told(round_, moment=None):
    """Return all overlap of the round in short: kind, code and who."""
    return [
        (one.kind, one.code, {application.pk for application in one.applications})
        for one in overlaps_of(round_, moment or clock.now())
    ]


@pytest.mark.parametrize("kind", OverlapKind)
def test_two_drafts_with_the_same_thing_overlap(kind, round_):
    one, other, third = ApplicationFactory.create_batch(3, round=round_, complete=True)
    code = share(kind, one, other)
    assert told(round_) == [(kind, code, {one.pk, other.pk})]
    assert [has_overlap(application, clock.now()) for application in (one, other, third)] == [
        True,
        True,
        False,
    ]
    assert list(applications_that_overlap(one, clock.now())) == [other]


@pytest.mark.parametrize("kind", OverlapKind)
def test_applications_of_different_rounds_do_not_overlap(kind, round_):
    one, other = ApplicationFactory(round=round_), ApplicationFactory()
    share(kind, one, other)
    assert (told(round_), has_overlap(one, clock.now())) == ([], False)


def test_a_draft_and_an_application_overlap(round_):
    draft, handed_in = ApplicationFactory(round=round_), SubmittedApplicationFactory(round=round_)
    code = share(OverlapKind.SCHOOL, draft, handed_in)
    assert told(round_) == [(OverlapKind.SCHOOL, code, {draft.pk, handed_in.pk})]
    assert has_overlap(handed_in, clock.now())


def test_an_applicant_that_takes_part_elsewhere_overlaps(round_):
    one, other = ApplicationFactory(round=round_), ApplicationFactory(round=round_)
    other.members.create(organisation=one.lead, role=MembershipRole.PARTICIPANT)
    assert told(round_) == [(OverlapKind.BOARD, one.lead.register_code, {one.pk, other.pk})]


@pytest.mark.parametrize(
    ("make", "role"),
    [
        (OrganisationFactory, MembershipRole.PARTNER),
        (TrainingInstituteFactory, MembershipRole.TRAINER),
        (TrainingInstituteFactory, MembershipRole.PARTICIPANT),
    ],
)
def test_who_may_take_part_in_more_than_one_application_does_not_overlap(make, role, round_):
    party = make()
    applications = ApplicationFactory.create_batch(2, round=round_)
    for application in applications:
        application.members.create(organisation=party, role=role)
    assert (told(round_), has_overlap(applications[0], clock.now())) == ([], False)


def test_a_national_region_shares_schools_but_no_municipalities(round_):
    one, other = ApplicationFactory(round=round_), ApplicationFactory(round=round_, is_national=True)
    share(OverlapKind.MUNICIPALITY, one, other)
    assert (told(round_), has_overlap(one, clock.now()), has_overlap(other, clock.now())) == (
        [],
        False,
        False,
    )
    code = share(OverlapKind.SCHOOL, one, other)
    assert told(round_) == [(OverlapKind.SCHOOL, code, {one.pk, other.pk})]
    assert (has_overlap(one, clock.now()), has_overlap(other, clock.now())) == (True, True)


@pytest.mark.parametrize("state", ["ingetrokken", "voorloper", "niet-gekozen"])
def test_withdrawn_and_decided_applications_do_not_count(state, round_):
    one = ApplicationFactory(round=round_)
    other = SubmittedApplicationFactory(round=round_, state=state)
    share(OverlapKind.SCHOOL, one, other)
    assert (told(round_), has_overlap(one, clock.now()), has_overlap(other, clock.now())) == (
        [],
        False,
        False,
    )


def test_after_publication_there_is_no_overlap_any_more(round_):
    share(OverlapKind.SCHOOL, *SubmittedApplicationFactory.create_batch(2, round=round_))
    round_.published_at = round_.publish_at
    assert told(round_, round_.publish_at) == []


def test_after_closing_the_last_revision_counts_and_a_draft_does_not(round_):
    one, other = SubmittedApplicationFactory.create_batch(2, round=round_)
    draft = ApplicationFactory(round=round_)
    handed_in = {kind: share(kind, one, other) for kind in OverlapKind}
    for application in (one, other):
        RevisionFactory(application=application, number=2)
    share(OverlapKind.SCHOOL, one, other, draft)  # written after handing in
    one.municipalities.clear()
    later = round_.closing
    assert {(kind, code) for kind, code, _ in told(round_, later)} == set(handed_in.items())
    assert {pks for *_, who in told(round_, later) for pks in who} == {one.pk, other.pk}
    assert len(told(round_, later - dt.timedelta(milliseconds=1))) == 3, "with the new school, less one"


def test_a_national_revision_has_no_municipalities(round_):
    one, other = SubmittedApplicationFactory.create_batch(2, round=round_)
    share(OverlapKind.MUNICIPALITY, one, other)
    one.is_national = True
    for application in (one, other):
        RevisionFactory(application=application, number=2)
    assert told(round_, round_.closing) == []


def test_who_was_admitted_later_counts_with_what_is_there_now(round_):
    one, late = SubmittedApplicationFactory(round=round_), ApplicationFactory(round=round_)
    code = share(OverlapKind.SCHOOL, one, late)
    RevisionFactory(application=one, number=2)
    assert told(round_, round_.closing) == []
    Extension.objects.create(
        round=round_,
        organisation=late.lead,
        until=round_.closes_at + dt.timedelta(days=1),
        reason="Storing",
        granted_by=coordinator(),
    )
    assert told(round_, round_.closing) == [(OverlapKind.SCHOOL, code, {one.pk, late.pk})]
    assert not has_overlap(one, round_.closing), "applicants hear nothing after closing"
    assert not has_overlap(late, round_.closing)


def test_a_school_that_left_the_registry_is_named_by_its_code(round_):
    one, other = SubmittedApplicationFactory.create_batch(2, round=round_)
    school = SchoolFactory()
    for application in (one, other):
        application.school_rows.create(school=school)
        RevisionFactory(application=application, number=2)
        application.school_rows.all().delete()
    code = school.brin6
    school.delete()
    (overlap,) = overlaps_of(round_, round_.closing)
    assert (overlap.code, overlap.name, overlap.municipality) == (code, code, "")


def test_what_is_most_shared_comes_first(round_):
    one, other, third = ApplicationFactory.create_batch(3, round=round_)
    board = share(OverlapKind.BOARD, one, other)
    area = share(OverlapKind.MUNICIPALITY, one, other, third)
    school = share(OverlapKind.SCHOOL, one, third)
    assert [code for _, code, _ in told(round_)] == [area, school, board]


# --- with whom, if both agreed -------------------------------------------------------------------


@pytest.fixture
def pair(round_):
    """Return two drafts that share a school and a municipality, and a third that shares a board."""
    one, other, third = ApplicationFactory.create_batch(3, round=round_)
    share(OverlapKind.SCHOOL, one, other)
    share(OverlapKind.MUNICIPALITY, one, other, third)
    share(OverlapKind.BOARD, other, third)
    return one, other


@pytest.mark.parametrize(("mine", "theirs"), [(False, False), (True, False), (False, True)])
def test_nobody_is_named_unless_both_agreed(mine, theirs, pair):
    one, other = pair
    one.shares_overlap = mine
    Application.objects.filter(pk=other.pk).update(shares_overlap=theirs)
    assert contacts_of(one, clock.now()) == []


def test_who_agreed_to_it_both_see_each_other_and_what_overlaps(pair):
    one, other = pair
    Application.objects.filter(pk__in=[one.pk, other.pk]).update(shares_overlap=True)
    for application in pair:
        application.refresh_from_db()
    (contact,) = contacts_of(one, clock.now())
    assert (contact.lead, [overlap.kind for overlap in contact.overlaps]) == (
        other.lead,
        [OverlapKind.SCHOOL, OverlapKind.MUNICIPALITY],
    )
    assert {application for overlap in contact.overlaps for application in overlap.applications} == {
        one,
        other,
    }, "the third did not agree"
    assert [contact.lead for contact in contacts_of(other, clock.now())] == [one.lead]
    assert contacts_of(one, one.round.closing) == []


@pytest.mark.parametrize("number", [2, 3, 30])
def test_overlap_of_a_round_needs_the_same_queries_however_many_applications(number):
    round_ = RoundFactory(opens_at=days(-30), closes_at=days(-1))
    applications = SubmittedApplicationFactory.create_batch(number, round=round_)
    late = ApplicationFactory.create_batch(2, round=round_)
    for application in late:
        Extension.objects.create(
            round=round_, organisation=application.lead, until=days(1), reason="x", granted_by=coordinator()
        )
    for kind in OverlapKind:
        share(kind, *applications, *late)
    for application in applications:
        RevisionFactory(application=application, number=2)
    with CaptureQueriesContext(connection) as queries:
        found = overlaps_of(round_, clock.now())
    assert (len(queries), [len(one.applications) for one in found]) == (9, [number + 2] * 3)
