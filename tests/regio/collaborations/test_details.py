"""The public page of one collaboration, the same in each programme."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onderwijsregios.models import Onderwijsregio
from partnerships.enums import SectorGroup
from regio.enums import Audience, CollaborationStatus, Confirmation, MembershipRole, Sector, SuccessionKind
from regio.models import CollaborationSuccession
from regio.services.audit import record_action
from tests.factories.partnerships import PartnershipFactory
from tests.factories.rap import RapProjectFactory
from tests.factories.regio import (
    AreaFactory,
    DataSourceFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProfessionalBodyFactory,
    SchoolFactory,
    TrainingInstituteFactory,
)
from tests.factories.regions import OnderwijsregioFactory
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spring_2026")]

FACTORIES = [OnderwijsregioFactory, PartnershipFactory, RapProjectFactory]


@pytest.fixture
def spring_2026():
    with time_machine.travel(dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)):
        yield


def fill(collaboration, rows):
    """Give the collaboration so many of everything that its page lists."""
    period = {"valid_from": collaboration.valid_from, "valid_until": collaboration.valid_until}
    for number in range(rows):
        MembershipFactory(collaboration=collaboration, **period)
        MembershipFactory(
            collaboration=collaboration,
            organisation=TrainingInstituteFactory(),
            role=MembershipRole.TRAINER,
            **period,
        )
        area = AreaFactory(collaboration=collaboration, **period)
        participation = ParticipationFactory(
            collaboration=collaboration, school=SchoolFactory(sector=list(Sector)[number]), **period
        )
        other = PartnershipFactory(valid_from=dt.date(2015, 1, 1))
        AreaFactory(collaboration=other, municipality=area.municipality)
        ParticipationFactory(collaboration=other, school=participation.school)
        CollaborationSuccession.objects.create(
            predecessor=other,
            successor=collaboration,
            kind=SuccessionKind.CONTINUATION,
            date=dt.date(2023, 1, 1),
        )
        record_action(
            actor=None,
            action="regio.collaboration.change",
            sentence="De omschrijving is bijgewerkt.",
            obj=collaboration,
            audiences=[Audience.PUBLIC],
        )


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("factory", FACTORIES)
def test_page_needs_the_same_queries_for_one_and_three_rows(client, django_assert_num_queries, factory, rows):
    collaboration = factory()
    fill(collaboration, rows)
    client.get(collaboration.get_absolute_url())  # the first page after a change of borders redraws them
    with django_assert_num_queries(7):
        response = client.get(collaboration.get_absolute_url())
    shown = response.context
    assert [
        shown["number_of_parties"],
        len(shown["municipalities"]),
        len(shown["figures"]),
        len(shown["overlap"]),
        len(shown["lineage"].before),
        len(shown["changes"]),
    ] == [2 * rows, rows, rows, rows, rows, rows]


@pytest.mark.django_db(transaction=True)
def test_page_is_made_once_between_two_commits_within_eight_queries(client, while_nobody_commits):
    region = OnderwijsregioFactory()
    fill(region, 1)
    address = region.get_absolute_url()
    client.get(f"{address}?peilDatum=2026-01-01")  # the first page after a change of borders redraws them

    def ask_twice():
        with CaptureQueriesContext(connection) as for_the_first:
            first = client.get(address)
        with CaptureQueriesContext(connection) as for_the_second:
            second = client.get(address)
        return len(for_the_first), len(for_the_second), second.content == first.content

    assert while_nobody_commits(ask_twice) == (8, 1, True)
    MembershipFactory(collaboration=region, organisation=OrganisationFactory(name="Net erbij"))
    assert "Net erbij" in Page(client.get(address)).text


def test_parties_are_shown_by_role_with_their_confirmation_in_words(client):
    region = OnderwijsregioFactory()
    moment = dt.datetime(2025, 9, 3, 8, tzinfo=dt.UTC)
    for organisation, role, confirmation in (
        (OrganisationFactory(name="Stichting B"), MembershipRole.PARTICIPANT, Confirmation.REQUESTED),
        (
            OrganisationFactory(name="", register_code="41234"),
            MembershipRole.PARTICIPANT,
            Confirmation.REFUSED,
        ),
        (OrganisationFactory(name="Stichting A"), MembershipRole.LEAD, Confirmation.CONFIRMED),
        (TrainingInstituteFactory(name="Pabo"), MembershipRole.TRAINER, Confirmation.NOT_ASKED),
        (ProfessionalBodyFactory(name="Bond"), MembershipRole.PROFESSION, Confirmation.CONFIRMED),
    ):
        MembershipFactory(
            collaboration=region,
            organisation=organisation,
            role=role,
            confirmation=confirmation,
            confirmed_at=moment if confirmation == Confirmation.CONFIRMED else None,
        )
    MembershipFactory(collaboration=region, valid_until=dt.date(2024, 1, 1))
    page = Page(client.get(region.get_absolute_url()))
    since = "1 januari 2023"
    parties = {
        heading: rows[1:]
        for heading, rows in page.tables.items()
        if heading in {"Penvoerder", "Deelnemende besturen", "Lerarenopleidingen", "Beroepsgroep"}
    }
    assert parties == {
        "Penvoerder": [["Stichting A", since, "bevestigd op 3 september 2025"]],
        "Deelnemende besturen": [
            ["Bevoegd gezag 41234", since, "de organisatie zegt dat dit niet klopt"],
            ["Stichting B", since, "gevraagd, nog niet bevestigd"],
        ],
        "Lerarenopleidingen": [["Pabo", since, "niet gevraagd"]],
        "Beroepsgroep": [["Bond", since, "bevestigd op 3 september 2025"]],
    }
    assert "2 van de 5 partijen hebben de deelname zelf bevestigd." in page.text
    assert ("Bevoegd gezag 41234", "/besturen/41234/") in page.links
    assert [words for words, _href in page.links if words == "Bond"] == []


def test_schools_and_pupils_are_counted_by_sector(client):
    region = OnderwijsregioFactory()
    board = OrganisationFactory()
    for sector, pupils in ((Sector.VO, 1200), (Sector.PO, 200), (Sector.PO, None), (Sector.MBO, None)):
        ParticipationFactory(
            collaboration=region, school=SchoolFactory(sector=sector, pupils=pupils, board=board)
        )
    ParticipationFactory(collaboration=region, valid_until=dt.date(2024, 7, 31))
    page = Page(client.get(region.get_absolute_url()))
    assert page.tables["Deelnemende scholen per sector"][1:] == [
        ["primair onderwijs", "2", "1", "200"],
        ["voortgezet onderwijs", "1", "1", "1.200"],
        ["middelbaar beroepsonderwijs", "1", "1", "niet bekend"],
    ]
    assert "Van 2 scholen is het aantal leerlingen niet bekend" in page.text


def test_overlap_lists_what_shares_municipalities_or_schools_on_the_day(client):
    towns = [MunicipalityFactory() for _ in range(3)]
    school = SchoolFactory()
    region = OnderwijsregioFactory()
    for town in towns[:2]:
        AreaFactory(collaboration=region, municipality=town)
    ParticipationFactory(collaboration=region, school=school)
    both = PartnershipFactory(name="Deelt alles")
    for town in towns:
        AreaFactory(collaboration=both, municipality=town)
    ParticipationFactory(collaboration=both, school=school)
    ParticipationFactory(collaboration=PartnershipFactory(name="Deelt een school"), school=school)
    AreaFactory(collaboration=PartnershipFactory(name="Deelt niets"), municipality=towns[2])
    AreaFactory(
        collaboration=PartnershipFactory(name="Is daar weg"),
        municipality=towns[0],
        valid_until=dt.date(2024, 1, 1),
    )
    past = RapProjectFactory(name="Is voorbij")
    AreaFactory(collaboration=past, municipality=towns[0], valid_until=past.valid_until)
    table = Page(client.get(region.get_absolute_url())).tables[
        "Samenwerkingen met dezelfde gemeenten of scholen"
    ]
    assert table[1:] == [
        ["Deelt alles", "partnerschap Samen Opleiden", "2", "1"],
        ["Deelt een school", "partnerschap Samen Opleiden", "0", "1"],
    ]


def test_an_ended_project_is_shown_as_it_was_on_its_last_day(client):
    project = RapProjectFactory()
    period = {"valid_from": project.valid_from, "valid_until": project.valid_until}
    MembershipFactory(collaboration=project, organisation=OrganisationFactory(name="Bleef"), **period)
    MembershipFactory(collaboration=project, valid_from=project.valid_from, valid_until=dt.date(2023, 6, 1))
    response = client.get(project.get_absolute_url())
    page = Page(response)
    assert "U ziet de stand op 31 december 2023, de laatste dag van deze samenwerking." in page.text
    assert [row[0] for row in page.tables["Deelnemende besturen"][1:]] == ["Bleef"]
    assert "Aan de partijen is niet gevraagd om hun deelname te bevestigen." in page.text


def test_another_day_can_be_asked_and_nonsense_is_explained(client):
    region = OnderwijsregioFactory()
    MembershipFactory(collaboration=region, valid_until=dt.date(2024, 12, 31))
    address = region.get_absolute_url()
    assert client.get(f"{address}?peilDatum=2024-12-31").context["number_of_parties"] == 1
    assert client.get(address).context["number_of_parties"] == 0
    response = client.get(f"{address}?peilDatum=onzin")
    assert "Dit is geen datum. Schrijf jaar, maand en dag, bijvoorbeeld 2024-01-31." in Page(response).text
    assert (response.status_code, response.context["day"]) == (200, dt.date(2026, 4, 1))


def test_before_and_after_are_links_to_predecessors_and_successors(client):
    before, middle, after = (
        RapProjectFactory(name="Eerst"),
        RapProjectFactory(name="Toen"),
        OnderwijsregioFactory(),
    )
    for predecessor, successor, year in ((before, middle, 2022), (middle, after, 2024)):
        CollaborationSuccession.objects.create(
            predecessor=predecessor,
            successor=successor,
            kind=SuccessionKind.CONTINUATION,
            date=dt.date(year, 1, 1),
        )
    page = Page(client.get(middle.get_absolute_url()))
    assert "Deze samenwerking komt voort uit: Eerst (voortzetting, 1 januari 2022)" in page.text
    assert f"Deze samenwerking ging verder in: {after.name} (voortzetting, 1 januari 2024)" in page.text
    assert ("Eerst", before.get_absolute_url()) in page.links
    assert (after.name, after.get_absolute_url()) in page.links


def test_origin_reference_date_and_sample_are_told(client):
    source = DataSourceFactory(
        title="Opgave Veluwe", publisher="Penvoerder", url="https://example.org/opgave"
    )
    known = OnderwijsregioFactory(source=source, reference_date=dt.date(2026, 1, 15))
    page = Page(client.get(known.get_absolute_url()))
    assert "Peildatum 15 januari 2026" in page.text
    assert "Herkomst Opgave Veluwe , Penvoerder, 1 januari 2026" in page.text.replace("Veluwe,", "Veluwe ,")
    assert "voorbeeld" not in page.text.replace("bijvoorbeeld", "")
    sample = Page(client.get(OnderwijsregioFactory(is_sample=True).get_absolute_url()))
    assert "Verzonnen voorbeeld op echte gemeenten, besturen en scholen" in sample.text


def test_only_public_changes_are_told(client):
    region = OnderwijsregioFactory()
    for sentence, audience in (
        ("De regio is voorloper geworden.", Audience.PUBLIC),
        ("De coördinator twijfelt nog.", Audience.STAFF),
    ):
        record_action(actor=None, action="x.y", sentence=sentence, obj=region, audiences=[audience])
    text = Page(client.get(region.get_absolute_url())).text
    assert ("De regio is voorloper geworden." in text, "twijfelt" in text) == (True, False)


def test_conditions_show_only_while_the_status_is_provisional(client):
    provisional = OnderwijsregioFactory(
        status=CollaborationStatus.PROVISIONAL, conditions="Betrek de beroepsgroep."
    )
    definitive = OnderwijsregioFactory(conditions="Betrek de beroepsgroep.")
    assert "Betrek de beroepsgroep." in Page(client.get(provisional.get_absolute_url())).text
    assert "Betrek de beroepsgroep." not in Page(client.get(definitive.get_absolute_url())).text


def test_programmes_add_their_own_facts(client):
    partnership = PartnershipFactory(
        sector_group=SectorGroup.VO_MBO, students=1250, students_year="2022-2023"
    )
    project = RapProjectFactory(themes="Zij-instroom")
    page = Page(client.get(partnership.get_absolute_url()))
    assert ("Samen Opleiden in vo/mbo", "/samen-opleiden/vo-mbo/") in page.links
    assert "Studenten 1.250 in 2022-2023" in page.text
    page = Page(client.get(project.get_absolute_url()))
    assert ("RAP verlenging 2023", "/rap/?regeling=rap-2023") in page.links
    assert "Thema's Zij-instroom" in page.text


def test_the_page_leads_to_a_message_about_itself(client):
    region = OnderwijsregioFactory(slug="veluwe")
    page = Page(client.get(region.get_absolute_url()))
    assert ("Klopt dit niet? Laat het weten", "/contact/?pagina=/onderwijsregios/veluwe/") in page.links


def test_public_id_former_slug_and_wrong_programme_lead_to_the_page_for_good(client):
    region = OnderwijsregioFactory(slug="oude-naam")
    Onderwijsregio.objects.filter(pk=region.pk).update(slug="nieuwe-naam")
    region.refresh_from_db()
    answers = {
        address: (response.status_code, response.headers.get("Location"))
        for address in (
            f"/onderwijsregios/{region.public_id}/",
            f"/onderwijsregios/{region.public_id.lower()}/",
            "/onderwijsregios/oude-naam/",
            "/rap/nieuwe-naam/",
        )
        for response in [client.get(address)]
    }
    assert answers == dict.fromkeys(answers, (301, "/onderwijsregios/nieuwe-naam/"))


@pytest.mark.parametrize("base", ["/onderwijsregios/", "/samen-opleiden/", "/rap/"])
def test_what_nobody_ever_had_is_not_found(client, base):
    assert client.get(f"{base}bestaat-niet/").status_code == 404
