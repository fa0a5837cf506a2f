"""The search page."""

import pytest

from regio.models import PostcodeArea
from regio.services.search import rebuild_search
from tests.factories.partnerships import PartnershipFactory
from tests.factories.regio import (
    AreaFactory,
    MandateFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProfessionalBodyFactory,
    SchoolFactory,
    UserFactory,
)
from tests.factories.regions import OnderwijsregioFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db


def schools(rows):
    """Return as many schools called "boom", each with a region, a board and a partnership."""
    made = []
    for _ in range(rows):
        school = SchoolFactory(name="Eikenboom")
        region = OnderwijsregioFactory(is_sample=True)
        AreaFactory(collaboration=region, municipality=school.municipality)
        MembershipFactory(collaboration=region, organisation=school.board)
        ParticipationFactory(collaboration=PartnershipFactory(), school=school)
        made.append(school)
    rebuild_search()
    return made


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("question", "queries"), [("eikenboom", 5), ("eikenbooom", 5)])
def test_search_needs_the_same_queries_for_one_and_three_rows(
    client, django_assert_num_queries, rows, question, queries
):
    schools(rows)
    with django_assert_num_queries(queries):
        response = client.get("/zoeken/", {"q": question})
    assert (response.context["page_obj"].paginator.count, len(response.context["hits"])) == (rows, rows)


def test_search_by_somebody_signed_in_stays_within_eight_queries(client, django_assert_num_queries):
    schools(3)
    client.force_login(MandateFactory().user)
    with django_assert_num_queries(7):
        client.get("/zoeken/", {"q": "eikenbooom"})


def test_everybody_finds_the_same(client):
    (school,) = schools(1)
    seen = {}
    for name, user in {"anonymous": None, "outsider": UserFactory(), "role": MandateFactory().user}.items():
        if user:
            client.force_login(user)
        seen[name] = [hit.entry.key for hit in client.get("/zoeken/", {"q": "eikenboom"}).context["hits"]]
    assert seen == {name: [school.brin6] for name in ("anonymous", "outsider", "role")}


def test_school_shows_at_once_in_which_region_it_is(client):
    (school,) = schools(1)
    response = client.get("/zoeken/", {"q": school.brin6})
    page = Page(response)
    region, partnership = school.municipality.area_of.get().collaboration, school.collaborations.get()
    assert page.text.endswith(
        f"Resultaten Basisschool in Plaats · {school.board.name} Eikenboom {school.brin6} "
        f"Onderwijsregio: {region.name} voorbeeld Partnerschap Samen Opleiden: {partnership.name} "
        "RAP-project: niet bekend"
    )
    assert [link for link in page.links if "?" not in link[1]] == [
        ("Eikenboom", f"/scholen/{school.brin6}/"),
        (region.name, region.get_absolute_url()),
        (partnership.name, partnership.get_absolute_url()),
    ]
    assert response.context["has_sample_data"] is True


def test_full_postcode_shows_the_place_and_who_works_there(client):
    utrecht = MunicipalityFactory(code="GM0344", name="Utrecht")
    PostcodeArea.objects.create(postcode4="3511", place="Utrecht", municipality=utrecht)
    region = OnderwijsregioFactory(name="Onderwijsregio Midden")
    AreaFactory(collaboration=region, municipality=utrecht)
    rebuild_search()
    hits = client.get("/zoeken/", {"q": "3511 AB"}).context["hits"]
    assert [
        (
            hit.entry.title,
            hit.entry.url,
            [one.collaboration.name for group in hit.groups for one in group.involvements],
        )
        for hit in hits
    ] == [
        ("3511 Utrecht", "/gemeenten/GM0344/", ["Onderwijsregio Midden"]),
        ("Utrecht", "/gemeenten/GM0344/", ["Onderwijsregio Midden"]),
    ]


def test_results_can_be_narrowed_to_one_kind(client):
    OrganisationFactory(name="Boomstichting", municipality=None)
    ProfessionalBodyFactory(name="Boombond", municipality=None)
    SchoolFactory(name="Boomschool")
    rebuild_search()
    response = client.get("/zoeken/", {"q": "boom", "soort": "school", "pagina": "1"})
    assert [hit.entry.title for hit in response.context["hits"]] == ["Boomschool"]
    assert [
        (tab["label"], tab["count"], tab["href"], tab["is_current"]) for tab in response.context["tabs"]
    ] == [
        ("Alles", 3, "?q=boom", False),
        ("Schoolbesturen", 1, "?q=boom&soort=schoolbestuur", False),
        ("Andere organisaties", 1, "?q=boom&soort=organisatie", False),
        ("Scholen", 1, "?q=boom&soort=school", True),
    ]


def test_typing_error_says_that_the_results_only_look_like_it(client):
    schools(1)
    text = Page(client.get("/zoeken/", {"q": "Eikenbooom"})).text
    assert "Wij vonden niets met precies “Eikenbooom”. Dit lijkt erop." in text


def test_results_are_paged_and_a_page_too_far_shows_the_last(client):
    SchoolFactory.create_batch(21, name="Eik", board=None, municipality=MunicipalityFactory())
    rebuild_search()
    pages = [
        client.get("/zoeken/", {"q": "eik", "pagina": number}).context for number in ("1", "2", "9", "x")
    ]
    assert [(len(page["hits"]), page["notice"]) for page in pages] == [
        (20, ""),
        (1, ""),
        (1, "Pagina 9 bestaat niet. U ziet de laatste pagina."),
        (20, "“x” is geen paginanummer. U ziet de eerste pagina."),
    ]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/zoeken/", "Zo zoekt u"),
        ("/zoeken/?q=", "Zo zoekt u"),
        ("/zoeken/?q=+", "Zo zoekt u"),
        ("/zoeken/?q=a", "Met één letter kunnen wij niet zoeken"),
        ("/zoeken/?q=%3F", "Met één letter kunnen wij niet zoeken"),
        ("/zoeken/?q=xyzxyz", "Wij vonden niets met “xyzxyz”."),
        (f"/zoeken/?q={'x' * 201}", "Gebruik ten hoogste 200 tekens om te zoeken."),
        ("/zoeken/?q=school&soort=fiets", "“fiets” is geen soort. Kies een soort uit de rij."),
    ],
)
def test_a_question_that_cannot_be_answered_gets_a_friendly_sentence(
    client, django_assert_max_num_queries, address, sentence
):
    with django_assert_max_num_queries(2):
        response = client.get(address)
    assert response.status_code == 200
    assert sentence in Page(response).text


def test_odd_signs_in_a_question_do_no_harm(client):
    rebuild_search()
    for question in (
        "'); DROP TABLE",
        "\x00",
        "a" * 200,
        "<script>alert(1)</script>",
        "%",
        "\\",
        "a & | !b :*",
    ):
        response = client.get("/zoeken/", {"q": question})
        assert (response.status_code, b"<script>alert" in response.content) == (200, False)
