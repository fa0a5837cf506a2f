"""Staff see all overlap of a round; of a draft only what overlaps and who applies."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onderwijsregios.enums import OverlapKind
from regio.enums import StaffRole
from tests.factories.assessment import coordinator, staff_member
from tests.factories.onderwijsregios import (
    ApplicationFactory,
    RoundFactory,
    SubmittedApplicationFactory,
    representative_of,
)
from tests.factories.regio import MunicipalityFactory, OrganisationFactory, SchoolFactory, UserFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return RoundFactory(slug="ronde")


@pytest.fixture
def staff(client):
    client.force_login(coordinator())
    return client


ADDRESS = "/realisatie-eenheid/rondes/ronde/overlap/"


def table(response):
    """Return the rows of the table: what, kind, municipality, number, applications."""
    (rows,) = Page(response).tables.values()
    return [tuple(row) for row in rows[1:]]


@pytest.fixture
def overlap(round_):
    """Return a draft and an application with a school, a board and a municipality in common."""
    draft = ApplicationFactory(
        round=round_, lead__name="Stichting Anders", title="Geheime titel", complete=True
    )
    handed_in = SubmittedApplicationFactory(
        round=round_, lead__name="Stichting Baken", dossier_number="VL-2023-0001"
    )
    town = MunicipalityFactory(code="GM0344", name="Utrecht")
    school = SchoolFactory(name="De Brug", brin6="00AA00", municipality=town)
    board = OrganisationFactory(name="Stichting Samen", register_code="41234", municipality=town)
    for one in (draft, handed_in):
        one.school_rows.create(school=school)
        one.members.create(organisation=board, role="deelnemer")
        one.municipalities.add(town)
    return draft, handed_in


BOTH = "Stichting Anders (concept) Stichting Baken (VL-2023-0001, ingediend)"


def test_table_tells_what_overlaps_and_in_which_applications(staff, overlap):
    response = staff.get(ADDRESS)
    assert [(*row[:4], row[4].replace(")S", ") S")) for row in table(response)] == [
        ("De Brug00AA00", "school", "Utrecht", "2", BOTH),
        ("Stichting Samen41234", "schoolbestuur", "Utrecht", "2", BOTH),
        ("UtrechtGM0344", "gemeente", "Utrecht", "2", BOTH),
    ]
    draft, handed_in = overlap
    assert f"/realisatie-eenheid/aanvragen/{handed_in.pk}/" in response.text
    assert (str(draft.pk) in response.text, "Geheime titel" in response.text) == (False, False)


def test_map_shows_the_same_and_leads_to_the_rows(staff, overlap):
    text = staff.get(ADDRESS, {"stand": "concept"}).text
    assert 'href="?stand=concept&amp;gemeente=GM0344#tabel"' in text
    assert "Utrecht: 2 aanvragen (de gemeente zelf, 1 school, 1 schoolbestuur)" in text
    assert len(re.findall('class="map-link"', text)) == 1


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("soort=school&soort=gemeente", ["school", "gemeente"]),
        ("q=brug", ["school"]),
        ("q=41234", ["schoolbestuur"]),
        ("q=VL-2023-0001", ["school", "schoolbestuur", "gemeente"]),
        ("stand=concept", ["school", "schoolbestuur", "gemeente"]),
        ("gemeente=GM0344&soort=bestuur", ["schoolbestuur"]),
    ],
)
def test_filters_narrow_the_table(query, kinds, staff, overlap):
    assert [row[1] for row in table(staff.get(f"{ADDRESS}?{query}"))] == kinds


@pytest.mark.parametrize("query", ["stand=ingediend", "q=bestaat-niet"])
def test_filters_that_leave_nothing_say_so(query, staff, overlap):
    page = Page(staff.get(f"{ADDRESS}?{query}"))
    assert ("Niets gevonden" in page.text, page.tables) == (True, {})


def test_unknown_choice_gets_a_sentence_and_the_whole_list(staff, overlap):
    response = staff.get(f"{ADDRESS}?gemeente=GM9999")
    assert "In deze gemeente is geen overlap. Kies er een uit de lijst." in response.text
    assert len(table(response)) == 3


def test_round_without_overlap_says_so(staff, round_):
    ApplicationFactory(round=round_, complete=True)
    assert "Geen overlap" in Page(staff.get(ADDRESS)).text


def test_dashboard_leads_to_it(staff, round_):
    assert f'href="{ADDRESS}"' in staff.get("/realisatie-eenheid/rondes/ronde/").text


def test_only_coordinators_and_administrators_see_it(client, overlap):
    assert client.get(ADDRESS).status_code == 302
    draft, handed_in = overlap
    statuses = {}
    for who, user in {
        "outsider": UserFactory(),
        "draft": representative_of(draft.lead),
        "handed in": representative_of(handed_in.lead),
        **{role: staff_member(role) for role in StaffRole},
    }.items():
        client.force_login(user)
        statuses[who] = client.get(ADDRESS).status_code
    assert statuses == {
        "outsider": 404,
        "draft": 404,
        "handed in": 404,
        StaffRole.REVIEWER: 404,
        StaffRole.COORDINATOR: 200,
        StaffRole.ADMINISTRATOR: 200,
    }


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_overlap_needs_the_same_queries_for_any_length(rows, staff, round_):
    applications = ApplicationFactory.create_batch(2, round=round_)
    towns = MunicipalityFactory.create_batch(rows)
    schools = [SchoolFactory(municipality=town, board=None) for town in towns]
    boards = [OrganisationFactory(municipality=town) for town in towns]
    for one in applications:
        one.municipalities.set(towns)
        for school in schools:
            one.school_rows.create(school=school)
        for board in boards:
            one.members.create(organisation=board, role="deelnemer")
    staff.get(ADDRESS)  # the shapes of the country are read once
    with CaptureQueriesContext(connection) as queries:
        response = staff.get(ADDRESS)
    assert (len(queries), len(response.context["map"].places)) == (14, rows)
    assert response.context["page_obj"].paginator.count == rows * len(OverlapKind)
