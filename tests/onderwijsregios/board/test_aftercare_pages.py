"""After handing in, as the applicant sees it: a question, the result, a bezwaar, and who sees which."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onderwijsregios.enums import Outcome, PartKey, Section
from onderwijsregios.models import Bezwaar, Supplement
from onderwijsregios.services.supplements import withdraw_supplement
from regio.core import clock
from regio.models import Document
from tests.factories.aftercare import BezwaarFactory, SupplementFactory, handed_in, published
from tests.factories.assessment import DecisionFactory, ReviewFactory, administrator, coordinator
from tests.factories.documents import pdf_bytes
from tests.factories.onderwijsregios import SubmittedApplicationFactory, days, representative_of
from tests.factories.regio import OrganisationFactory, UserFactory
from tests.factories.team import reader, writer
from tests.pages import Page

pytestmark = pytest.mark.django_db

SHOWN, LOGIN, HIDDEN = 200, 302, 404


def browser_of(user):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def seen_by_everybody(application, page):
    """Return what each kind of person gets at a page of the application."""
    people = {
        "anonymous": None,
        "outsider": UserFactory(),
        "other applicant": representative_of(OrganisationFactory()),
        "reviewer": ReviewFactory(application=application).reviewer,
        "coordinator": coordinator(),
        "administrator": administrator(),
        "reader in the team": reader(application),
        "writer in the team": writer(application),
        "lead": representative_of(application.lead),
    }
    address = f"/aanvragen/{application.pk}/{page}"
    return {who: browser_of(user).get(address).status_code for who, user in people.items()}


def only(*shown):
    everybody = (
        "anonymous",
        "outsider",
        "other applicant",
        "reviewer",
        "coordinator",
        "administrator",
        "reader in the team",
        "writer in the team",
        "lead",
    )
    return {who: LOGIN if who == "anonymous" else SHOWN if who in shown else HIDDEN for who in everybody}


TEAM = ("reader in the team", "writer in the team", "lead")


def fields_of(response, *names):
    return {name: re.search(rf'name="{name}" value="([^"]*)"', response.text).group(1) for name in names}


# --- a supplement --------------------------------------------------------------------------------


@pytest.fixture
def supplement():
    return SupplementFactory()


@pytest.fixture
def applicant(supplement):
    return browser_of(representative_of(supplement.application.lead))


@pytest.fixture
def at(supplement):
    return lambda page="": f"/aanvragen/{supplement.application_id}/{page}"


def test_question_is_for_the_team(supplement):
    page = f"aanvullingen/{supplement.pk}/"
    assert seen_by_everybody(supplement.application, page) == only(*TEAM)


def test_question_of_another_application_does_not_exist_here(applicant, at):
    assert applicant.get(at(f"aanvullingen/{SupplementFactory().pk}/")).status_code == HIDDEN


def test_overview_shows_the_question_and_the_clock_that_stands_still(supplement, applicant, at):
    page = Page(applicant.get(at()))
    assert "Vul iets aan" in page.text
    assert "Aanvulling gevraagd. De Realisatie-Eenheid vraagt u iets aan te vullen, uiterlijk" in page.text
    assert "De beslistermijn staat stil zolang onze vraag openstaat." in page.text
    assert ("Lees de vraag", at(f"aanvullingen/{supplement.pk}/")) in page.links
    assert "aanvulling gevraagd" in applicant.get("/mijn/").text


def test_section_opens_with_the_question_on_top_and_the_others_stay_shut(supplement, applicant, at):
    asked, other = applicant.get(at("opgaven/")).text, applicant.get(at("aanpak/")).text
    assert ("Welke vakken hebben" in asked, "De ronde is gesloten" in asked) == (True, False)
    assert ("Welke vakken hebben" in other, "De ronde is gesloten" in other) == (False, True)
    assert ('name="opgaven"' in asked, 'name="werven"' in other) == (True, False)


def test_what_was_typed_before_the_question_does_not_slip_in_unseen(supplement, applicant, at):
    part = supplement.application.parts.get(key=PartKey.OPGAVEN)
    part.text = "Getypt na het indienen."
    part.save()

    assert "Uw concept is anders dan wat u indiende." in applicant.get(at("opgaven/")).text
    page = applicant.get(at(f"aanvullingen/{supplement.pk}/")).text
    assert re.search(r"<ins>.*?Getypt na het indienen\..*?</ins>", page, re.DOTALL)
    assert re.search(r"<del>.*?Wat wij doen: opgaven\..*?</del>", page, re.DOTALL)


def test_answer_is_written_sent_and_received(supplement, applicant, at):
    version = fields_of(applicant.get(at("opgaven/")), "versie-opgaven")
    applicant.post(at("opgaven/"), {"opgaven": "Natuurkunde.", **version})
    address = at(f"aanvullingen/{supplement.pk}/")
    hidden = fields_of(applicant.get(address), "sleutel", "vingerafdruk")

    sent = applicant.post(address, {"toelichting": "Zoals gevraagd.", **hidden})
    again = applicant.post(address, {"toelichting": "Zoals gevraagd.", **hidden})

    assert sent.url == again.url == at("ontvangst/2/")
    assert applicant.get(sent.url).status_code == SHOWN
    page = Page(applicant.get(address)).text
    assert ("Zoals gevraagd." in page, "Stuur de aanvulling in" in page) == (True, False)
    assert "Aanvulling ontvangen: Opgaven" in Page(applicant.get(at())).text
    assert "De ronde is gesloten" in applicant.get(at("opgaven/")).text


def test_refused_answer_keeps_the_note_and_shows_what_is_there_now(supplement, applicant, at):
    address = at(f"aanvullingen/{supplement.pk}/")
    hidden = fields_of(applicant.get(address), "sleutel", "vingerafdruk")
    supplement.application.parts.filter(key=PartKey.OPGAVEN).update(text="Van een collega.")

    refused = applicant.post(address, {"toelichting": "Mijn toelichting.", **hidden})

    assert refused.status_code == 409
    for words in ("gewijzigd sinds u het bekeek", "Mijn toelichting.", "Van een collega."):
        assert words in refused.text
    kept = applicant.get(address)
    assert "Mijn toelichting." in kept.text
    hidden = fields_of(kept, "sleutel", "vingerafdruk")
    assert applicant.post(address, {"toelichting": "Mijn toelichting.", **hidden}).status_code == 302


@pytest.mark.parametrize("end", ["withdrawn", "late"])
def test_question_that_is_over_says_so_and_takes_nothing(end, supplement, applicant, at):
    address = at(f"aanvullingen/{supplement.pk}/")
    hidden = fields_of(applicant.get(address), "sleutel", "vingerafdruk")
    if end == "withdrawn":
        withdraw_supplement(supplement=supplement, actor=coordinator(), arrived_at=clock.now())
        words = "De vraag is ingetrokken"
    else:
        Supplement.objects.update(asked_at=days(-20), due_at=days(-1))
        words = "De termijn is voorbij"

    assert words in applicant.get(address).text
    refused = applicant.post(address, {"toelichting": "Toch.", **hidden})
    assert (refused.status_code, words in refused.text) == (409, True)


def test_writer_in_the_team_writes_but_does_not_send(supplement, at):
    client = browser_of(writer(supplement.application, Section.OPGAVEN))
    version = fields_of(client.get(at("opgaven/")), "versie-opgaven")
    client.post(at("opgaven/"), {"opgaven": "Van het team.", **version})

    page = client.get(at(f"aanvullingen/{supplement.pk}/")).text
    assert ("Van het team." in page, "Stuur de aanvulling in</button>" in page) == (True, False)
    sent = client.post(
        at(f"aanvullingen/{supplement.pk}/"),
        {"toelichting": "x", "sleutel": uuid.uuid4(), "vingerafdruk": "0" * 64},
    )
    assert (sent.status_code, supplement.application.revisions.count()) == (403, 1)


# --- the procedure in words ----------------------------------------------------------------------


def steps_on(page):
    """Return the steps of the procedure with their state."""
    listed = page.text.split('aria-label="Voortgang van de procedure"')[1].split("</ol>")[0]
    return re.findall(r'class="step step--(\w+)".*?step__label"[^>]*>([^<]+)<', listed, re.DOTALL)


def test_draft_application_in_an_open_round_shows_the_whole_way_ahead(client):
    application = SubmittedApplicationFactory(round__is_open_to_bezwaar=True)
    client.force_login(representative_of(application.lead))
    assert steps_on(client.get(f"/aanvragen/{application.pk}/")) == [
        ("done", "Ronde geopend"),
        ("done", "Ingediend"),
        ("current", "Ronde sluit"),
        ("todo", "In beoordeling"),
        ("todo", "Selectie"),
        ("todo", "Uitslag"),
        ("todo", "Bezwaartermijn"),
    ]


def test_supplement_stands_in_the_procedure(applicant, at):
    assert steps_on(applicant.get(at())) == [
        ("done", "Ronde geopend"),
        ("done", "Ingediend"),
        ("done", "Ronde gesloten"),
        ("current", "Aanvulling gevraagd: Opgaven"),
        ("todo", "In beoordeling"),
        ("todo", "Selectie"),
        ("todo", "Uitslag"),
    ]


def test_what_was_not_handed_in_ends_at_closing(client):
    application = handed_in()
    type(application).objects.update(state="ingetrokken")
    client.force_login(representative_of(application.lead))
    assert steps_on(client.get(f"/aanvragen/{application.pk}/")) == [
        ("done", "Ronde geopend"),
        ("error", "Ingetrokken"),
        ("done", "Ronde gesloten"),
    ]


# --- the result ----------------------------------------------------------------------------------


@pytest.fixture
def decision():
    return published(provisional=True)


@pytest.fixture
def winner(decision):
    return browser_of(representative_of(decision.application.lead))


def result_of(decision, page="uitslag/"):
    return f"/aanvragen/{decision.application_id}/{page}"


def test_result_is_for_the_team_and_bezwaar_for_people_with_a_mandate(decision):
    bezwaar = BezwaarFactory(decision=decision)
    application = decision.application
    assert seen_by_everybody(application, "uitslag/") == only(*TEAM)
    for page in ("bezwaar/", f"bezwaar/{bezwaar.number}/", f"bezwaar/{bezwaar.number}/intrekken/"):
        assert seen_by_everybody(application, page) == only("lead"), page


def test_before_the_publication_there_is_no_result_whatever_was_decided():
    application = handed_in()
    application.round.is_open_to_bezwaar = True
    application.round.save()
    client = browser_of(representative_of(application.lead))

    def answers():
        pages = ("uitslag/", "bezwaar/", "bezwaar/BZ-2023-0001/")
        found = [client.get(f"/aanvragen/{application.pk}/{page}") for page in pages]
        found += [client.post(f"/aanvragen/{application.pk}/{page}", {"actie": "neem-aan"}) for page in pages]
        return [
            (one.status_code, re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", one.text))
            for one in found
        ]

    undecided = answers()
    decision = DecisionFactory(application=application)
    selected = answers()
    decision.outcome = Outcome.NOT_SELECTED
    decision.save()

    assert undecided == selected == answers()
    assert {status for status, _text in undecided} == {HIDDEN}


def test_result_says_what_was_decided_and_is_accepted_once(decision, winner):
    page = Page(winner.get(result_of(decision))).text
    for words in ("Een sterk plan.", "Betrek de beroepsgroep bij het bestuur.", "1 januari 2030"):
        assert words in page
    assert "Brief met het besluit" in page

    winner.post(result_of(decision), {"actie": "neem-aan"})

    page = winner.get(result_of(decision)).text
    assert ("U hebt de uitslag aangenomen." in page, 'value="neem-aan"' in page) == (True, False)
    assert "U hebt de uitslag aangenomen op" in winner.get(result_of(decision, "")).text


def test_who_was_not_chosen_reads_what_can_be_done_now():
    decision = published(outcome=Outcome.NOT_SELECTED)
    client = browser_of(representative_of(decision.application.lead))
    page = Page(client.get(result_of(decision))).text
    assert ("Wat nu?" in page, "Neem de uitslag aan" in page) == (True, False)


def test_question_about_the_result_is_asked_and_the_answer_is_read(decision, winner):
    empty = winner.post(result_of(decision), {"vraag": ""})
    assert (empty.status_code, "Schrijf uw vraag." in empty.text) == (400, True)
    winner.post(result_of(decision), {"vraag": "Wanneer beginnen wij?"})
    question = decision.questions.get()
    assert "Nog niet. U krijgt een mail" in winner.get(result_of(decision)).text
    question.answer, question.answered_at = "In september.", clock.now()
    question.save()
    assert "In september." in winner.get(result_of(decision)).text


def test_team_reads_the_result_but_cannot_act_on_it(decision):
    client = browser_of(writer(decision.application))
    page = client.get(result_of(decision)).text
    assert ("Een sterk plan." in page, "Stel de vraag" in page, "Maak bezwaar" in page) == (
        True,
        False,
        False,
    )
    assert client.post(result_of(decision), {"actie": "neem-aan"}).status_code == 403
    decision.refresh_from_db()
    assert decision.accepted_at is None


# --- bezwaar -------------------------------------------------------------------------------------


def test_round_that_is_not_open_to_bezwaar_has_no_such_page():
    decision = published(round_fields={"is_open_to_bezwaar": False})
    client = browser_of(representative_of(decision.application.lead))
    assert client.get(result_of(decision, "bezwaar/")).status_code == HIDDEN
    assert "Maak bezwaar" not in client.get(result_of(decision)).text


def upload(content=None):
    return SimpleUploadedFile("gronden.pdf", content or pdf_bytes(), content_type="application/pdf")


def test_bezwaar_is_filed_followed_extended_and_withdrawn(decision, winner):
    address = result_of(decision, "bezwaar/")
    key = fields_of(winner.get(address), "sleutel")

    sent = winner.post(address, {"tekst": "De gronden volgen.", "bestand": upload(), **key})

    bezwaar = Bezwaar.objects.get()
    here = result_of(decision, f"bezwaar/{bezwaar.number}/")
    assert (sent.url, bezwaar.document.original_name) == (here, "gronden.pdf")
    page = winner.get(here)
    for words in (bezwaar.number, "De gronden volgen.", "Uw bezwaar is ontvangen.", "gronden.pdf"):
        assert words in page.text
    assert winner.get(f"/documenten/{bezwaar.document_id}/").status_code == SHOWN

    winner.post(here, {"tekst": "Dit zijn de gronden.", **fields_of(page, "sleutel")})
    assert "Dit zijn de gronden." in winner.get(here).text
    assert bezwaar.number in winner.get(result_of(decision)).text

    assert "Wilt u het bezwaar intrekken?" in winner.get(f"{here}intrekken/").text
    winner.post(f"{here}intrekken/")
    page = winner.get(here).text
    assert ("U hebt dit bezwaar ingetrokken" in page, "Vul uw bezwaar aan" in page) == (True, False)


def test_file_and_text_of_a_bezwaar_are_not_lost_when_the_other_is_wrong(decision, winner):
    address = result_of(decision, "bezwaar/")
    key = fields_of(winner.get(address), "sleutel")

    no_text = winner.post(address, {"tekst": "", "bestand": upload(), **key})
    assert (no_text.status_code, "“gronden.pdf” gaat mee" in no_text.text) == (400, True)
    document = Document.objects.get(original_name="gronden.pdf")
    assert fields_of(no_text, "document") == {"document": str(document.pk)}

    bad_file = winner.post(address, {"tekst": "Mijn gronden.", "bestand": upload(b"geen pdf"), **key})
    assert (bad_file.status_code, "Mijn gronden." in bad_file.text) == (400, True)
    assert Bezwaar.objects.count() == 0

    winner.post(address, {"tekst": "Mijn gronden.", "document": str(document.pk), **key})
    assert Bezwaar.objects.get().document == document


def test_file_of_somebody_else_cannot_be_sent_along(decision, winner):
    address = result_of(decision, "bezwaar/")
    key = fields_of(winner.get(address), "sleutel")
    foreign = decision.application.plan
    assert winner.post(address, {"tekst": "x", "document": foreign.pk, **key}).status_code == HIDDEN


def test_decided_bezwaar_shows_its_outcome(decision, winner):
    bezwaar = BezwaarFactory(
        decision=decision, state="beslist", outcome="gegrond", outcome_reason="U heeft gelijk."
    )
    page = Page(winner.get(result_of(decision, f"bezwaar/{bezwaar.number}/"))).text
    for words in ("Beslissing op uw bezwaar", "Gegrond", "U heeft gelijk."):
        assert words in page


def test_after_the_term_the_page_says_that_a_bezwaar_is_still_taken_in(decision, winner):
    type(decision).objects.update(published_at=days(-60))
    page = Page(winner.get(result_of(decision, "bezwaar/"))).text
    assert "De termijn is voorbij" in page
    key = fields_of(winner.get(result_of(decision, "bezwaar/")), "sleutel")
    sent = winner.post(result_of(decision, "bezwaar/"), {"tekst": "Ik was ziek.", **key})
    assert "na de termijn" in winner.get(sent.url).text


# --- cost ----------------------------------------------------------------------------------------


def test_pages_need_the_same_queries_however_much_was_asked():
    decision = published()
    client = browser_of(representative_of(decision.application.lead))

    def add(section):
        SupplementFactory(
            application=decision.application, section=section, state="verlopen", closed_at=days(15)
        )
        decision.questions.create(text="Wanneer?")
        BezwaarFactory(decision=decision).additions.create(text="Meer.", arrived_at=clock.now())

    def counts():
        bezwaar, supplement = decision.bezwaren.first(), Supplement.objects.first()
        found = []
        for page in (
            "",
            "uitslag/",
            "bezwaar/",
            f"bezwaar/{bezwaar.number}/",
            f"aanvullingen/{supplement.pk}/",
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(result_of(decision, page)).status_code == SHOWN
            found.append(len(queries))
        return found

    add(Section.OPGAVEN)
    with_one = counts()
    add(Section.AANPAK)
    add(Section.PLAN)
    assert (counts(), max(with_one) <= 20) == (with_one, True), with_one


def test_open_questions_cost_the_same_queries_on_the_pages_that_are_written(supplement, applicant, at):
    def counts():
        found = []
        for page in ("", "opgaven/", f"aanvullingen/{supplement.pk}/"):
            with CaptureQueriesContext(connection) as queries:
                assert applicant.get(at(page)).status_code == SHOWN
            found.append(len(queries))
        return found

    with_one = counts()
    SupplementFactory(application=supplement.application, section=Section.AANPAK)
    SupplementFactory(application=supplement.application, section=Section.PLAN)
    assert (counts(), max(with_one) <= 20) == (with_one, True), with_one
