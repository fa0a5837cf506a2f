"""A whole round, with four roles at four browsers and a clock that the test sets."""

import re

import pytest
import typst

from onderwijsregios.enums import ApplicationState
from onderwijsregios.models import Application, Onderwijsregio, Revision, Round
from regio.enums import StaffRole
from regio.models import ActionLog
from regio.tasks import process_due, send_outbox
from tests.factories.regio import (
    MandateFactory,
    MunicipalityFactory,
    OrganisationFactory,
    ProfessionalBodyFactory,
    StaffAssignmentFactory,
    TrainingInstituteFactory,
    UserFactory,
)
from tests.journeys.conftest import nl, with_second_factor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TEXTS = {
    "opgaven": {"Opgaven": "Elke klas een bevoegde leraar."},
    "aanpak": {
        "Werven": "Een loket voor zij-instromers.",
        "Matchen": "Vacatures op een plek.",
        "Opleiden": "Alle studenten leren op school.",
        "Begeleiden": "Drie jaar begeleiding.",
        "Professionaliseren": "Een leernetwerk per vak.",
    },
    "governance": {
        "Governance": "Een stuurgroep met gelijke stemmen.",
        "Rol van de schoolbesturen": "Zij brengen plaatsen in.",
        "Rol van de lerarenopleidingen": "Zij leiden samen op.",
        "Rol van de beroepsgroep": "Zij stemt mee.",
    },
}
NAME = "Onderwijsregio Waterland"


@pytest.fixture
def cast(transactional_db):
    """Four people with an account, a school board with a town, an institute and a union."""
    board = OrganisationFactory(name="Stichting Waterscholen", municipality__name="Waterland")
    return {
        "board": board,
        "institute": TrainingInstituteFactory(name="Hogeschool aan het Water"),
        "union": ProfessionalBodyFactory(name="Bond van Leraren"),
        "neighbour": MunicipalityFactory(name="Dijkstad"),
        "representative": MandateFactory(organisation=board).user,
        "colleague": MandateFactory(organisation=board).user,
        "coordinator": with_second_factor(StaffAssignmentFactory(role=StaffRole.COORDINATOR).user),
        "reviewer": with_second_factor(StaffAssignmentFactory(role=StaffRole.REVIEWER).user),
        "involved": with_second_factor(
            StaffAssignmentFactory(user=MandateFactory(organisation=board).user, role=StaffRole.REVIEWER).user
        ),
        "outsider": UserFactory(),
    }


@pytest.fixture(autouse=True)
def verified_addresses(cast):
    for person in cast.values():
        if hasattr(person, "emailaddress_set"):
            person.emailaddress_set.create(email=person.email, verified=True, primary=True)


def test_round_from_announcement_to_publication(  # noqa: C901  a journey is one long story
    person, cast, at, mailoutbox, tmp_path
):
    # 28 March: the coordinator makes the round with its criteria
    at(nl(2023, 3, 28, 12))
    coordinator = person(cast["coordinator"]).signs_in(looking=True).looks()
    coordinator.opens("/realisatie-eenheid/rondes/nieuw/").looks()
    page = coordinator.page
    page.get_by_label("Titel").fill("Voorlopers 2023")
    page.get_by_label("Inleiding").fill("Vraag aan als voorloper.")
    for sector in ("primair onderwijs", "voortgezet onderwijs"):
        page.get_by_label(sector, exact=True).check()
    for name, day, time in (
        ("announced_at", "2023-03-28", "12:00:00"),
        ("opens_at", "2023-04-01", "00:00:00"),
        ("closes_at", "2023-04-29", "23:59:59"),
        ("publish_at", "2023-05-11", "10:00:00"),
    ):
        page.locator(f"[name={name}_0]").fill(day)
        page.locator(f"[name={name}_1]").fill(time)
    page.locator("[name=selection_date]").fill("2023-05-11")
    page.locator("main form button[type=submit]").first.click()
    round_ = Round.objects.get()
    assert (round_.opens_at, round_.closes_at) == (nl(2023, 4, 1), nl(2023, 4, 29, 23, 59, 59))
    coordinator.opens(f"/realisatie-eenheid/rondes/{round_.slug}/criteria/nieuw/").looks()
    page.get_by_label("Titel").fill("Governance")
    page.get_by_label("Uitleg").fill("Zijn de partijen gelijkwaardig?")
    page.get_by_label("Gewicht").fill("3")
    for score in range(1, 6):
        page.get_by_label(f"Wat betekent een {score}?").fill(f"Betekenis van {score}")
    page.locator("main form button[type=submit]").first.click()
    assert [(c.title, c.weight, c.anchors.count()) for c in round_.criteria.all()] == [("Governance", 3, 5)]

    # before it opens nobody can start
    visitor = person().opens("/voorlopers/").looks()
    assert visitor.reads("Voorlopers 2023")
    visitor.opens(f"/voorlopers/{round_.slug}/").looks()

    # 3 April: a representative starts, saves incompletely, and a colleague goes on
    at(nl(2023, 4, 3, 9))
    board = person(cast["representative"]).signs_in().looks()
    board.opens(f"/aanvragen/nieuw/{round_.slug}/").looks().presses("Begin de aanvraag")
    application = Application.objects.get()
    base = f"/aanvragen/{application.pk}/"
    board.opens(base).looks()
    for step in ("opgaven", "aanpak"):
        board.opens(f"{base}{step}/").looks()
        for label, text in TEXTS[step].items():
            board.page.get_by_label(label, exact=True).fill(text)
        board.sends("Bewaar")
    colleague = person(cast["colleague"]).signs_in()
    colleague.opens(f"{base}governance/").looks()
    for label, text in TEXTS["governance"].items():
        colleague.page.get_by_label(label, exact=True).fill(text)
    colleague.sends("Bewaar")
    assert sorted(application.parts.exclude(text="").values_list("key", flat=True)) == sorted(
        [
            *["opgaven", "werven", "matchen", "opleiden", "begeleiden", "professionaliseren"],
            *["governance", "rol-besturen", "rol-opleiders", "rol-beroepsgroep"],
        ]
    )

    # two tabs on the same text: nobody overwrites in silence
    board.opens(f"{base}opgaven/")
    colleague.opens(f"{base}opgaven/")
    colleague.page.get_by_label("Opgaven", exact=True).fill("Van de collega.")
    colleague.sends("Bewaar")
    board.page.get_by_label("Opgaven", exact=True).fill("Van de vertegenwoordiger.")
    board.presses("Bewaar")
    board.page.wait_for_selector("text=Intussen gewijzigd")
    board.looks()
    theirs = board.page.get_by_label("zoals het nu bewaard is").input_value()
    mine = board.page.get_by_label("Opgaven", exact=True).input_value()
    assert (theirs, mine) == ("Van de collega.", "Van de vertegenwoordiger.")
    assert application.parts.get(key="opgaven").text == "Van de collega."
    board.page.get_by_label("Opgaven", exact=True).fill("Van ons allebei.")
    board.presses("Bewaar wat nu in het veld staat")
    board.page.wait_for_selector("text=De tekst die er stond, vindt u bij de eerdere versies.")
    assert application.parts.get(key="opgaven").text == "Van ons allebei."

    # region, parties and plan
    board.opens(f"{base}regio/").looks()
    board.page.get_by_label("Naam van de regio").fill(NAME)
    board.page.wait_for_selector("#bewaard-title >> text=Bewaard om")
    board.page.get_by_label("primair onderwijs", exact=True).check()
    board.page.get_by_label("Waarom is dit een regio?", exact=True).fill("Leraren wonen en werken hier.")
    board.sends("Bewaar en kies gemeenten")
    board.looks()
    for province in board.page.locator("main details:not([open]) > summary").all():
        province.click()
    for name in ("Waterland", "Dijkstad"):
        board.page.get_by_label(re.compile(name)).first.check()
    board.presses("Bewaar en terug naar de regio").looks()
    assert sorted(application.municipalities.values_list("name", flat=True)) == ["Dijkstad", "Waterland"]
    for words in ("Hogeschool aan het Water", "Bond van Leraren"):
        board.opens(f"{base}partijen/")
        board.page.get_by_label("Zoek een organisatie").fill(words)
        board.presses("Zoek")
        board.looks()
        board.page.locator("button[name=voegtoe]").first.click()
    assert sorted(application.members.values_list("organisation__name", "role")) == [
        ("Bond van Leraren", "beroepsgroep"),
        ("Hogeschool aan het Water", "opleider"),
        ("Stichting Waterscholen", "penvoerder"),
    ]
    board.opens(f"{base}plan/").looks()
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(typst.compile(b"= Plan op hoofdlijnen", format="pdf"))
    board.page.locator("[name=bestand]").set_input_files(plan)
    board.sends("Verstuur het bestand")

    # the last second counts: handed in, withdrawn, handed in again; one second later it is too late
    at(nl(2023, 4, 29, 23, 59, 30))
    board.opens(f"{base}controleren/").looks()
    board.sends("Dien de aanvraag in")
    board.page.wait_for_url("**/ontvangst/1/")
    board.looks()
    application.refresh_from_db()
    assert board.reads(application.dossier_number)
    assert (application.state, application.dossier_number) == (ApplicationState.SUBMITTED, "VL-2023-0001")
    board.opens(f"{base}opgaven/")
    at(nl(2023, 4, 30, 0, 0, 0))
    board.page.get_by_label("Opgaven", exact=True).fill("Te laat geschreven.")
    board.sends("Bewaar")
    board.looks()
    assert "Te laat geschreven." in board.page.content()
    assert application.parts.get(key="opgaven").text == "Van ons allebei."

    # reviewing: who has an interest is not assigned; the other one scores
    at(nl(2023, 5, 2, 9))
    coordinator.opens(f"/realisatie-eenheid/rondes/{round_.slug}/").looks()
    coordinator.opens(f"/realisatie-eenheid/aanvragen/{application.pk}/").looks()
    coordinator.opens(f"/realisatie-eenheid/aanvragen/{application.pk}/beoordelaars/").looks()
    checkbox = coordinator.page.locator(f"input[type=checkbox][value='{cast['reviewer'].pk}']")
    barred = coordinator.page.locator(f"input[type=checkbox][value='{cast['involved'].pk}']")
    assert barred.count() == 0 or barred.is_disabled()
    checkbox.check()
    coordinator.page.locator("main form button[type=submit]").first.click()
    involved = person(cast["involved"]).signs_in().opens("/beoordelen/").looks()
    assert not involved.reads(NAME)
    reviewer = person(cast["reviewer"]).signs_in().looks()
    reviewer.opens("/beoordelen/").looks()
    assert reviewer.reads(NAME)
    reviewer.opens(f"/beoordelen/{application.pk}/").looks()
    reviewer.page.locator("input[name^=score-][value='4']").first.check()
    reviewer.page.get_by_label("Motivering bij Governance").fill("De partijen hebben gelijke stemmen.")
    reviewer.presses("Bewaar en lever in")
    assert list(application.reviews.values_list("state", flat=True)) == ["ingeleverd"]

    # deciding, which nobody outside sees
    coordinator.opens(f"/realisatie-eenheid/rondes/{round_.slug}/rangorde/").looks()
    before = {
        address: person().opens(address).page.content()
        for address in ("/voorlopers/", f"/voorlopers/{round_.slug}/", "/onderwijsregios/", "/regiokaart/")
    }
    coordinator.opens(f"/realisatie-eenheid/aanvragen/{application.pk}/besluit/").looks()
    coordinator.page.get_by_label("voorloper", exact=True).check()
    coordinator.page.get_by_label("Motivering").fill("Een samenhangend plan.")
    coordinator.page.locator("main form button[type=submit]").first.click()
    coordinator.opens(f"/realisatie-eenheid/rondes/{round_.slug}/publicatie/").looks()
    process_due()
    assert {address: person().opens(address).page.content() for address in before} == before
    board.opens(base)
    assert (board.reads("in beoordeling"), board.reads("Een samenhangend plan.")) == (True, False)

    # 11 May, 10:00: everything at once
    mailoutbox.clear()
    at(nl(2023, 5, 11, 9, 59, 59))
    process_due()
    assert Onderwijsregio.objects.count() == 0
    at(nl(2023, 5, 11, 10))
    process_due()
    process_due()
    send_outbox()
    application.refresh_from_db()
    assert application.state == ApplicationState.SELECTED
    for address in ("/voorlopers/", f"/voorlopers/{round_.slug}/", "/onderwijsregios/", "/regiokaart/"):
        visitor.opens(address).looks()
        assert visitor.reads(NAME), address
    visitor.opens("/zoeken/?q=waterland").looks()
    assert visitor.reads(NAME)
    board.opens(base).looks()
    board.opens(f"{base}uitslag/").looks()
    assert board.reads("Een samenhangend plan.")
    with board.page.expect_download() as download:
        board.page.locator(
            "a[href^='/documenten/']", has_text=re.compile("brief", re.IGNORECASE)
        ).first.click()
    assert open(download.value.path(), "rb").read(5) == b"%PDF-"  # noqa: PTH123, SIM115  a file of the browser
    told = {mail.to[0] for mail in mailoutbox}
    assert told >= {cast["representative"].email, cast["colleague"].email}
    assert all("Een samenhangend plan." not in mail.body for mail in mailoutbox)

    # outsiders learn nothing, the log says everything in order
    outsider = person(cast["outsider"]).signs_in()
    for address in (base, f"/realisatie-eenheid/rondes/{round_.slug}/", f"/beoordelen/{application.pk}/"):
        assert outsider.page.goto(address).status == 404
    actions = list(ActionLog.objects.filter(dossier=application.dossier).values_list("action", flat=True))
    assert [a for a in actions if a.startswith("onderwijsregios.application.s")][-1].endswith(".select")
    assert Revision.objects.filter(application=application).count() == 1
