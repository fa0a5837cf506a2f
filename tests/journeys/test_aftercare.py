"""After handing in: a question and its answer, the result, and a bezwaar, at three browsers."""

import datetime as dt
import re

import pytest

from onderwijsregios.models import Bezwaar, Supplement
from regio.enums import StaffRole
from regio.tasks import process_due
from tests.factories.assessment import CriterionFactory, DecisionFactory
from tests.factories.onderwijsregios import RoundFactory, SubmittedApplicationFactory
from tests.factories.regio import MandateFactory, StaffAssignmentFactory
from tests.journeys.conftest import nl, with_second_factor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def application(transactional_db):
    """An application that was handed in for the round of 2023, which is open to bezwaar."""
    round_ = RoundFactory(
        announced_at=nl(2023, 3, 28),
        opens_at=nl(2023, 4, 1),
        closes_at=nl(2023, 4, 29, 23, 59, 59),
        selection_date=dt.date(2023, 5, 11),
        publish_at=nl(2023, 5, 11, 10),
        is_open_to_bezwaar=True,
    )
    CriterionFactory(round=round_)
    return SubmittedApplicationFactory(round=round_)


@pytest.fixture
def cast(application):
    people = {
        "lead": MandateFactory(organisation=application.lead).user,
        "coordinator": with_second_factor(StaffAssignmentFactory(role=StaffRole.COORDINATOR).user),
    }
    for person in people.values():
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return people


def test_question_answer_result_and_bezwaar(person, cast, at, application):
    base = f"/aanvragen/{application.pk}/"
    dossier = f"/realisatie-eenheid/aanvragen/{application.pk}/"

    # 2 May: the coordinator asks for one thing, and sees the mail before it leaves
    at(nl(2023, 5, 2, 9))
    coordinator = person(cast["coordinator"]).signs_in()
    coordinator.opens(dossier).follows("Vraag een aanvulling")
    page = coordinator.page
    page.get_by_label("Onderdeel").select_option("opgaven")
    coordinator.fills("Wat moet de aanvrager aanvullen?", "Welke vakken hebben het grootste tekort?")
    assert page.locator("[name=due_at_0]").input_value() == "2023-05-16"
    coordinator.presses("Bekijk de mail").looks()
    coordinator.presses("Verstuur de vraag")
    coordinator.page.wait_for_url("**/aanvullingen/*/")
    supplement = Supplement.objects.get()
    assert supplement.due_at == nl(2023, 5, 16, 23, 59, 59)

    # the applicant reads it, changes the one section that opened, and sends it
    lead = person(cast["lead"]).signs_in()
    lead.opens(base).looks().follows("Lees de vraag").follows("Pas het onderdeel aan").looks()
    assert lead.reads("Welke vakken hebben het grootste tekort?")
    lead.page.get_by_label("Opgaven", exact=True).fill("Natuurkunde en Duits.")
    lead.presses("Bewaar")
    lead.page.get_by_text("Bekijk het verschil en stuur in").wait_for()
    lead.opens(f"{base}aanvullingen/{supplement.pk}/").looks()
    assert lead.page.locator("ins").inner_text().count("Natuurkunde en Duits.") == 1
    lead.fills("Toelichting", "Zoals gevraagd.").presses("Stuur de aanvulling in")
    lead.page.wait_for_url("**/ontvangst/2/")

    # the coordinator sees what changed and decides on the new version
    coordinator.opens(f"{dossier}aanvullingen/{supplement.pk}/").looks()
    assert coordinator.page.locator("ins").inner_text().count("Natuurkunde en Duits.") == 1
    coordinator.opens(dossier).looks()
    DecisionFactory(application=application, provisional=True)

    # 11 May, 10:00: the result, accepted, asked about and contested
    at(nl(2023, 5, 11, 9, 59, 59))
    process_due()
    assert lead.page.goto(f"{base}uitslag/").status == 404
    at(nl(2023, 5, 11, 10))
    process_due()
    lead.opens(base).follows("Bekijk de uitslag")
    lead.presses("Neem de uitslag aan")
    assert lead.reads("U hebt de uitslag aangenomen.")
    lead.fills("Uw vraag over de uitslag", "Wanneer beginnen wij?").presses("Stel de vraag").looks()
    assert lead.reads("donderdag 22 juni 2023")
    lead.follows("Maak bezwaar").looks()
    lead.fills("Waarom bent u het niet eens", "De voorwaarde is onduidelijk.")
    lead.presses("Verstuur het bezwaar").looks()
    bezwaar = Bezwaar.objects.get()
    assert (bezwaar.number, lead.reads("BZ-2023-0001")) == ("BZ-2023-0001", True)

    # staff find both on their own page; who did not decide takes the bezwaar up and decides
    coordinator.opens("/mijn/")
    assert coordinator.reads("Vraag over de uitslag van")
    coordinator.opens("/realisatie-eenheid/bezwaren/").looks().follows("BZ-2023-0001")
    coordinator.presses("Neem in behandeling").looks()
    coordinator.page.get_by_label("deels gegrond", exact=True).check()
    coordinator.fills("Motivering", "Wij verduidelijken de voorwaarde.").presses("Leg de beslissing vast")
    coordinator.page.get_by_text("De beslissing is vastgelegd.").wait_for()
    lead.opens(f"{base}bezwaar/{bezwaar.number}/").looks()
    assert re.search("Wij verduidelijken de voorwaarde", lead.page.content())
