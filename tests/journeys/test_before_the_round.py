"""Before a round: somebody without an account finds out whether a region would do."""

import pytest
from playwright.sync_api import expect

from onderwijsregios.models import RoundQuestion
from regio.enums import StaffRole
from regio.models import MunicipalityNeighbour
from tests.factories.onderwijsregios import CriterionFactory, RoundFactory, days
from tests.factories.regio import (
    MunicipalityFactory,
    OrganisationFactory,
    SchoolFactory,
    StaffAssignmentFactory,
)
from tests.journeys.conftest import with_second_factor

pytestmark = pytest.mark.django_db(transaction=True)


def test_somebody_tests_a_region_chooses_its_board_and_closes_the_gap(person):
    round_ = RoundFactory(title="Onderwijsregio's 2025", rule_set="ldnor-2025", announced=True)
    CriterionFactory(round=round_)
    RoundQuestion.objects.create(
        round=round_, question="Mag het mbo mee?", answer="Ja.", published_at=days(-1)
    )
    one, two, three = (MunicipalityFactory(name=name) for name in ("Aadorp", "Beeburg", "Ceestad"))
    for first, second in ((one, two), (two, three)):
        MunicipalityNeighbour.objects.create(one=first, other=second, kind="grens")
    board = OrganisationFactory(name="Stichting De Boog")
    SchoolFactory(board=board, municipality=one, pupils=15_000)

    visitor = person().opens(round_.get_absolute_url()).looks()
    assert visitor.reads("Deze ronde gaat nog open")
    visitor.follows("Toets uw regio")
    visitor.fills("Gemeenten toevoegen", "Aadorp, Ceestad").presses("Toets mijn regio").looks()
    assert visitor.reads("Daartussen: Beeburg.")
    visitor.page.get_by_text("Besturen met scholen in de gekozen gemeenten").click()
    visitor.ticks("Stichting De Boog (1 school)")
    visitor.page.locator("svg").get_by_role("link", name="Voeg Beeburg toe (ligt ertussen)").focus()
    visitor.page.keyboard.press("Enter")
    pressed = visitor.page.locator("svg").get_by_role("link", name="Haal Beeburg weg")
    expect(pressed).to_be_focused()
    assert visitor.looks().reads("3 gemeenten, één gebied")
    assert visitor.reads("Het po is groot genoeg")
    assert f"bestuur={board.register_code}" in visitor.page.url
    visitor.fills("Scholen", "De Boog").presses("Toets mijn regio").looks()
    assert visitor.reads("Dit is geen vestigingsnummer: De Boog.")


def test_a_coordinator_answers_a_question_for_everybody(person):
    round_ = RoundFactory(title="Samenwerkingsverbandenbovenbestuurlijk 2025")
    user = with_second_factor(StaffAssignmentFactory(role=StaffRole.COORDINATOR).user)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    staff = person(user).signs_in()
    staff.opens(f"/realisatie-eenheid/rondes/{round_.slug}/documenten/").looks()
    staff.opens(
        f"/realisatie-eenheid/rondes/{round_.slug}/aankondigingen/"
    ).looks()  # a long word in a subject
    staff.opens(f"/realisatie-eenheid/rondes/{round_.slug}/vragen/")
    staff.follows("Voeg een vraag toe").looks()
    staff.page.locator("textarea[name=vraag]").fill("Mag het mbo mee?")
    staff.page.locator("textarea[name=antwoord]").fill("Ja.")
    staff.ticks("Zet vraag en antwoord op de openbare pagina").presses("Bewaar de vraag").looks()
    visitor = person().opens(round_.get_absolute_url())
    assert visitor.reads("Mag het mbo mee?")
