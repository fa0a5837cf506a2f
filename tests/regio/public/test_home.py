"""The home page."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from onderwijsregios.selectors.announcements import round_announcements
from regio.core import clock
from regio.enums import CollaborationStatus
from regio.models import Scheme, YearFigure
from regio.selectors.figures import ProgrammeFigures, country_figures, schemes
from tests.factories.onderwijsregios import RoundFactory
from tests.factories.partnerships import PartnershipFactory
from tests.factories.rap import RapProjectFactory
from tests.factories.regio import AreaFactory, BroadRegionFactory, MunicipalityFactory, ParticipationFactory
from tests.factories.regions import OnderwijsregioFactory
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spring_2026")]

AMSTERDAM_NOON = dt.datetime(2026, 4, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def spring_2026():
    with time_machine.travel(AMSTERDAM_NOON, tick=False):
        yield


def fill(rows):
    for number in range(rows):
        for factory in (OnderwijsregioFactory, PartnershipFactory, RapProjectFactory):
            collaboration = factory()
            AreaFactory(collaboration=collaboration)
            ParticipationFactory(collaboration=collaboration)
        RoundFactory()
        BroadRegionFactory(code=f"streek-{number}", name=f"Streek {number}")
        Scheme.objects.create(
            code=f"r{number}", name=f"Regeling {number}", source_name="x", source_url="https://x.nl"
        )
        YearFigure.objects.create(
            series="samen-opleiden-studenten",
            year=f"{2020 + number}",
            value=Decimal(10 + number),
            unit="%",
            source_name="x",
            source_url="https://x.nl",
        )


@pytest.mark.parametrize("rows", [1, 3])
def test_home_needs_the_same_queries_for_one_and_three_rows(client, django_assert_num_queries, rows):
    fill(rows)
    with django_assert_num_queries(7):
        response = client.get("/")
    shown = response.context
    assert [
        len(shown["announcements"]),
        len(shown["schemes"]),
        len(shown["students"].figures),
        shown["country"].programmes["onderwijsregios"].current,
    ] == [rows] * 4


def test_figures_count_what_exists_now_per_programme():
    shared = MunicipalityFactory()
    MunicipalityFactory()
    for name in ("A", "B"):
        region = OnderwijsregioFactory(name=name, is_sample=True)
        AreaFactory(collaboration=region, municipality=shared)
        ParticipationFactory(collaboration=region)
    ParticipationFactory(collaboration=region, valid_until=dt.date(2025, 7, 31))
    ended = OnderwijsregioFactory(status=CollaborationStatus.ENDED, valid_until=dt.date(2025, 7, 31))
    AreaFactory(collaboration=ended)
    OnderwijsregioFactory(valid_from=dt.date(2027, 1, 1))
    RapProjectFactory()
    figures = country_figures(day=clock.today())
    assert figures.programmes == {
        "onderwijsregios": ProgrammeFigures("onderwijsregios", 2, 1, 2, municipalities=1, schools=2),
        "samen-opleiden": ProgrammeFigures("samen-opleiden", 0, 0, 0, municipalities=0, schools=0),
        "rap": ProgrammeFigures("rap", 0, 1, 0, municipalities=0, schools=0),
    }
    assert figures.has_samples is True


def test_home_leads_to_the_overviews_the_search_and_the_map(client):
    BroadRegionFactory(code="zuidoost", name="Zuidoost-Nederland")
    links = dict(Page(client.get("/")).links)
    wanted = {
        "Onderwijsregio's": "/onderwijsregios/",
        "Samen Opleiden": "/samen-opleiden/",
        "RAP-projecten": "/rap/",
        "po/(v)so": "/samen-opleiden/po-vso/",
        "vo/mbo": "/samen-opleiden/vo-mbo/",
        "Bekijk de regiokaart": "/regiokaart/",
        "Zoek uw school, bestuur of gemeente": "/zoeken/",
        "Zuidoost-Nederland": "/onderwijsregios/?bredeRegio=zuidoost",
    }
    assert {words: links.get(words) for words in wanted} == wanted


def test_home_tells_figures_with_their_day_and_that_samples_count(client):
    AreaFactory(collaboration=OnderwijsregioFactory(is_sample=True))
    RapProjectFactory()
    text = Page(client.get("/")).text
    assert "1 nu in 1 gemeente" in text
    assert "1 beëindigd, nu geen" in text
    assert "Nog niet in dit portaal" in text
    assert "Geteld in dit portaal op 1 april 2026, van 1 gemeenten. Voorbeeldgegevens tellen mee." in text


def test_home_shows_year_figures_and_schemes_with_their_source(client):
    YearFigure.objects.create(
        series="samen-opleiden-studenten",
        year="2021-2022",
        value=Decimal("44.50"),
        unit="%",
        note="Niet exact.",
        source_name="OCW in cijfers",
        source_url="https://example.org/cijfers",
    )
    Scheme.objects.create(
        code="rap-2022",
        programme="rap",
        name="RAP ronde 2022",
        budget=15439000,
        period="2022-2023",
        source_name="Nieuwsbrief",
        source_url="https://example.org/rap",
    )
    page = Page(client.get("/"))
    assert page.tables["Studenten die via Samen Opleiden worden opgeleid"][1:] == [["2021-2022", "44,5 %"]]
    assert ("OCW in cijfers", "https://example.org/cijfers") in page.links
    assert "Niet exact." in page.text
    assert page.tables["Regelingen"][1:] == [
        [
            "RAP ronde 2022 RAP-projecten",
            "niet bekend",
            "2022-2023",
            "niet bekend",
            "€ 15.439.000",
            "Nieuwsbrief",
        ]
    ]
    assert ("Nieuwsbrief", "https://example.org/rap") in page.links


def test_schemes_stand_by_programme_from_the_first_year_on():
    for code, programme, period in (
        ("later", "rap", "1 augustus tot en met 31 december 2023"),
        ("eerst", "rap", "2019"),
        ("regio", "onderwijsregios", "2024"),
        ("anders", "", ""),
    ):
        Scheme.objects.create(
            code=code,
            programme=programme,
            name=code,
            period=period,
            source_name="x",
            source_url="https://x.nl",
        )
    assert [scheme.code for scheme in schemes()] == ["regio", "eerst", "later", "anders"]


def test_announcements_are_of_open_and_coming_rounds_that_the_public_may_know_of():
    closes = dt.datetime(2026, 4, 28, 21, 59, 59, tzinfo=dt.UTC)
    RoundFactory(title="Open", slug="open", closes_at=closes)
    RoundFactory(
        title="Komt",
        slug="komt",
        opens_at=dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC),
        closes_at=dt.datetime(2026, 5, 29, 21, 59, 59, tzinfo=dt.UTC),
    )
    RoundFactory(title="Voorbij", closed=True)
    RoundFactory(title="Nog geheim", hidden=True)
    assert [(one.title, one.text, one.until) for one in round_announcements(clock.now())] == [
        (
            "Open",
            "Aanvragen kan tot en met dinsdag 28 april 2026 om 23.59 uur Nederlandse tijd.",
            closes,
        ),
        ("Komt", "Aanvragen kan vanaf vrijdag 1 mei 2026 om 09.00 uur Nederlandse tijd.", None),
    ]
    last_moment = closes.replace(microsecond=999_999)
    assert [one.title for one in round_announcements(last_moment)] == ["Open", "Komt"]
    assert [one.title for one in round_announcements(closes + dt.timedelta(seconds=1))] == ["Komt"]


def test_home_announces_an_open_round_with_the_time_that_is_left(client):
    RoundFactory(
        title="Voorlopers 2026", slug="voorlopers-2026", closes_at=AMSTERDAM_NOON + dt.timedelta(days=7)
    )
    page = Page(client.get("/"))
    assert "Voorlopers 2026 Aanvragen kan tot en met woensdag 8 april 2026 om 12.00 uur" in page.text
    assert "nog 7 dagen" in page.text
    assert ("Lees hoe u meedoet: Voorlopers 2026", "/voorlopers/voorlopers-2026/") in page.links
