"""In which region is a school; of each programme the strongest tie."""

import datetime as dt

import pytest

from regio.enums import CollaborationStatus, Confirmation, Sector
from regio.selectors.involvement import Spot, Tie, involvement
from tests.factories.partnerships import PartnershipFactory
from tests.factories.rap import RapProjectFactory
from tests.factories.regio import AreaFactory, MembershipFactory, ParticipationFactory, SchoolFactory
from tests.factories.regions import OnderwijsregioFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 4, 1)


@pytest.fixture
def school():
    return SchoolFactory(sector=Sector.PO)


def of_school(school, day=DAY):
    spot = Spot(school.municipality_id, frozenset({school.sector}), school.brin6)
    return of_spot(spot, day)


def of_spot(spot, day=DAY):
    groups = involvement([spot], day=day)[spot]
    return {
        group.programme.key: [(one.collaboration.name, one.tie) for one in group.involvements]
        for group in groups
    }


def here(factory, school, **kwargs):
    collaboration = factory(**kwargs)
    AreaFactory(collaboration=collaboration, municipality=school.municipality)
    return collaboration


NOTHING = {"onderwijsregios": [], "samen-opleiden": [], "rap": []}


def test_nothing_is_known_of_a_school_without_collaborations(school):
    assert of_school(school) == NOTHING
    assert involvement([], day=DAY) == {}


def test_school_that_takes_part_wins_from_its_board_and_its_municipality(school):
    OnderwijsregioFactory(name="Elders")
    here(OnderwijsregioFactory, school, name="In de gemeente")
    board = here(OnderwijsregioFactory, school, name="Van het bestuur")
    MembershipFactory(collaboration=board, organisation=school.board)
    own = OnderwijsregioFactory(name="Van de school")
    ParticipationFactory(collaboration=own, school=school)
    assert of_school(school) == {**NOTHING, "onderwijsregios": [("Van de school", Tie.SCHOOL)]}


def test_each_programme_tells_its_own_strongest_tie(school):
    ParticipationFactory(collaboration=OnderwijsregioFactory(name="Regio"), school=school)
    partnership = here(PartnershipFactory, school, name="Partnerschap")
    MembershipFactory(collaboration=partnership, organisation=school.board)
    here(RapProjectFactory, school, name="RAP", status=CollaborationStatus.ACTIVE, valid_until=None)
    assert of_school(school) == {
        "onderwijsregios": [("Regio", Tie.SCHOOL)],
        "samen-opleiden": [("Partnerschap", Tie.BOARD)],
        "rap": [("RAP", Tie.AREA)],
    }


def test_membership_of_the_board_counts_where_the_collaboration_works(school):
    elsewhere = OnderwijsregioFactory(name="Elders")
    MembershipFactory(collaboration=elsewhere, organisation=school.board)
    other_sector = here(OnderwijsregioFactory, school, name="Vo", sectors=[Sector.VO])
    MembershipFactory(collaboration=other_sector, organisation=school.board)
    refused = here(PartnershipFactory, school, name="Geweigerd", sectors=[Sector.SO])
    MembershipFactory(collaboration=refused, organisation=school.board, confirmation=Confirmation.REFUSED)
    national = OnderwijsregioFactory(name="Landelijk", is_national=True)
    MembershipFactory(collaboration=national, organisation=school.board)
    assert of_school(school) == {**NOTHING, "onderwijsregios": [("Landelijk", Tie.BOARD)]}


def test_what_has_ended_or_not_begun_is_not_told(school):
    here(OnderwijsregioFactory, school, status=CollaborationStatus.ENDED)
    here(OnderwijsregioFactory, school, valid_until=DAY - dt.timedelta(days=1))
    here(OnderwijsregioFactory, school, valid_from=DAY + dt.timedelta(days=1))
    left = OnderwijsregioFactory()
    AreaFactory(collaboration=left, municipality=school.municipality, valid_until=DAY - dt.timedelta(days=1))
    assert of_school(school) == NOTHING


def test_a_place_tells_all_sectors(school):
    here(OnderwijsregioFactory, school, name="Po", sectors=[Sector.PO])
    here(OnderwijsregioFactory, school, name="Mbo", sectors=[Sector.MBO])
    assert of_spot(Spot(school.municipality_id)) == {
        **NOTHING,
        "onderwijsregios": [("Mbo", Tie.AREA), ("Po", Tie.AREA)],
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_many_spots_need_three_queries(django_assert_num_queries, rows):
    spots = []
    for _ in range(rows):
        school = SchoolFactory()
        region = here(OnderwijsregioFactory, school)
        ParticipationFactory(collaboration=region, school=school)
        MembershipFactory(collaboration=region, organisation=school.board)
        spots.append(Spot(school.municipality_id, frozenset({school.sector}), school.brin6))
    with django_assert_num_queries(3):
        answer = involvement(spots, day=DAY)
    assert [len(answer[spot][0].involvements) for spot in spots] == [1] * rows
