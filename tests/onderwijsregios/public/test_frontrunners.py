"""The public pages of the rounds."""

import datetime as dt

import pytest
from django.urls import reverse

from onderwijsregios.enums import Outcome
from onderwijsregios.models import Onderwijsregio
from onderwijsregios.services.publication import publish_round
from regio.core import clock
from tests.factories.assessment import DecisionFactory, closed_round
from tests.factories.onderwijsregios import CriterionFactory, RoundFactory, days
from tests.factories.regio import BroadRegionFactory
from tests.onderwijsregios.staff.test_pages import words

pytestmark = pytest.mark.django_db

LIST = reverse("onderwijsregios:frontrunners")


def page(round_):
    return reverse("onderwijsregios:round", args=[round_.slug])


def published(number=3):
    round_ = closed_round(applications=number, publish_at=days(-0.1), title="Voorlopers 2023")
    for index, application in enumerate(round_.applications.order_by("dossier_number")):
        DecisionFactory(application=application, **({"provisional": True} if index % 2 else {}))
    publish_round(round_=round_)
    round_.refresh_from_db()
    return round_


@pytest.mark.parametrize("moment", ["aangekondigd", "open", "gesloten", "uitslag bekend"])
def test_each_phase_has_its_own_words_and_what_happens_next(client, moment):
    round_ = {
        "aangekondigd": lambda: RoundFactory(announced=True),
        "open": RoundFactory,
        "gesloten": closed_round,
        "uitslag bekend": published,
    }[moment]()
    expected = {
        "aangekondigd": ("Deze ronde gaat nog open", "Aanvragen kan vanaf"),
        "open": ("Deze ronde is open", "Begin een aanvraag"),
        "gesloten": ("Deze ronde is gesloten", "Aanvragen kan niet meer."),
        "uitslag bekend": ("De uitslag is bekend", "3 regio's zijn voorloper geworden."),
    }
    shown = {
        phase: [sentence in words(client.get(page(round_))) for sentence in sentences]
        for phase, sentences in expected.items()
    }
    assert shown == {phase: [phase == moment] * 2 for phase in expected}
    assert round_.title in words(client.get(LIST))


def test_round_page_says_for_whom_when_with_zone_and_by_which_criteria(client):
    round_ = RoundFactory(
        opens_at=clock.amsterdam(dt.date(2023, 4, 1), dt.time(0)),
        closes_at=clock.amsterdam(dt.date(2023, 4, 29), dt.time(23, 59, 59)),
        selection_date=dt.date(2023, 5, 11),
        announced_at=days(-9),
    )
    criterion = CriterionFactory(round=round_, weight=3)
    shown = words(client.get(page(round_)))
    for sentence in (
        "1 april 2023 om 00:00:00 uur Nederlandse zomertijd",
        "29 april 2023 om 23:59:59 uur Nederlandse zomertijd",
        "11 mei 2023",
        "primair onderwijs, voortgezet onderwijs",
        criterion.title,
        "Gewicht: 3",
        "Wat een 5 betekent.",
    ):
        assert sentence in shown


def test_round_that_was_not_announced_does_not_exist_for_the_public(client):
    hidden = RoundFactory(hidden=True)
    later = RoundFactory(announced_at=days(1))
    assert [client.get(page(round_)).status_code for round_ in (hidden, later)] == [404, 404]
    assert "Nu geen ronde" in words(client.get(LIST))


def test_voorlopers_stand_in_the_broad_region_of_most_of_their_municipalities(client):
    round_ = closed_round(applications=3, publish_at=days(-0.1))
    north, south = (
        BroadRegionFactory(code="noord", name="Noord"),
        BroadRegionFactory(code="zuid", name="Zuid"),
    )
    first, second, third = round_.applications.order_by("dossier_number")
    for application, areas in ((first, (south, south)), (second, (north, south))):
        for municipality, area in zip(application.municipalities.order_by("code"), areas, strict=True):
            municipality.broad_region = area
            municipality.save()
    DecisionFactory(application=first)
    DecisionFactory(application=second, provisional=True)
    DecisionFactory(application=third, outcome=Outcome.NOT_SELECTED)
    publish_round(round_=round_)
    shown = words(client.get(LIST))
    first_name, second_name = (a.revisions.get().content["title"] for a in (first, second))
    assert shown.index("Noord") < shown.index(second_name) < shown.index("Zuid") < shown.index(first_name)
    assert (
        "voorlopig, met voorwaarden Uiterlijk 1 januari 2030: Betrek de beroepsgroep bij het bestuur."
        in shown
    )
    assert third.revisions.get().content["title"] not in shown


def test_national_voorloper_stands_apart(client):
    round_ = closed_round(applications=1, publish_at=days(-0.1))
    DecisionFactory(application=round_.applications.get())
    publish_round(round_=round_)
    Onderwijsregio.objects.update(is_national=True)
    assert "Landelijk" in words(client.get(LIST))


def test_published_region_shows_on_the_other_public_pages_too(client):
    published(1)
    region = Onderwijsregio.objects.get()
    for address in (
        reverse("onderwijsregios:list"),
        reverse("map") + "?laag=onderwijsregios-po-so",
        reverse("search") + f"?q={region.name}",
        region.get_absolute_url(),
    ):
        assert region.name in client.get(address).content.decode(), address


@pytest.mark.parametrize(("address", "queries"), [("list", 3), ("round", 7)])
@pytest.mark.parametrize("number", [1, 3])
def test_public_page_needs_the_same_queries_for_any_length(
    client, address, queries, number, django_assert_num_queries
):
    round_ = published(number)
    for _ in range(number - 1):
        RoundFactory()
    with django_assert_num_queries(queries):
        response = client.get(LIST if address == "list" else page(round_))
    assert response.status_code == 200
