"""After handing in, as staff and reviewers see it: asking, what came back, questions and bezwaren."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from onderwijsregios.models import Bezwaar, Supplement
from onderwijsregios.services.bezwaar import take_up_bezwaar
from onderwijsregios.services.supplements import withdraw_supplement
from regio.core import clock
from regio.models import OutboxMessage
from regio.services import outbox
from tests.factories.aftercare import BezwaarFactory, SupplementFactory, handed_in, published
from tests.factories.assessment import (
    ReviewFactory,
    administrator,
    closed_round,
    coordinator,
)
from tests.factories.documents import pdf_bytes
from tests.factories.onderwijsregios import (
    RevisionFactory,
    SubmittedApplicationFactory,
    days,
    representative_of,
)
from tests.factories.regio import UserFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

SHOWN, LOGIN, HIDDEN = 200, 302, 404


def url(name, *args):
    return reverse(f"onderwijsregios:{name}", args=args)


@pytest.fixture
def staff(client):
    person = coordinator(name="Coördinator Eén")
    client.force_login(person)
    client.person = person
    return client


def seen_by_everybody(client, address, application):
    people = {
        "anonymous": None,
        "outsider": UserFactory(),
        "applicant": representative_of(application.lead),
        "reviewer": ReviewFactory(application=application).reviewer,
        "coordinator": coordinator(),
        "administrator": administrator(),
    }
    seen = {}
    for who, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        seen[who] = client.get(address).status_code
    return seen


def only(*shown):
    everybody = ("anonymous", "outsider", "applicant", "reviewer", "coordinator", "administrator")
    return {who: LOGIN if who == "anonymous" else SHOWN if who in shown else HIDDEN for who in everybody}


BOTH = ("coordinator", "administrator")


def test_asking_is_for_coordinators_and_reading_what_was_asked_for_both(client):
    supplement = SupplementFactory()
    application = supplement.application
    seen = seen_by_everybody(client, url("staff-supplement-new", application.pk), application)
    assert seen == only("coordinator")
    address = url("staff-supplement", application.pk, supplement.pk)
    assert seen_by_everybody(client, address, application) == only(*BOTH)


def test_questions_and_bezwaren_are_for_coordinators_and_administrators(client):
    bezwaar = BezwaarFactory()
    application = bezwaar.decision.application
    question = bezwaar.decision.questions.create(text="Wanneer?")
    for address, shown in (
        (url("staff-bezwaren"), BOTH),
        (url("staff-bezwaar", bezwaar.number), BOTH),
        (url("staff-questions", application.pk), BOTH),
        (url("staff-question", application.pk, question.pk), ("coordinator",)),
    ):
        assert seen_by_everybody(client, address, application) == only(*shown), address


# --- asking --------------------------------------------------------------------------------------

FORM = {
    "section": "opgaven",
    "question": "Welke vakken hebben het grootste tekort?",
    "due_at_0": "2030-05-16",
    "due_at_1": "23:59:59",
}


def test_the_mail_is_shown_before_the_question_leaves(staff, mailoutbox):
    application = handed_in()
    representative_of(application.lead)
    address = url("staff-supplement-new", application.pk)

    preview = staff.post(address, {**FORM, "actie": "voorbeeld"})

    page = Page(preview).text
    assert f"Er staat een vraag over uw aanvraag {application.dossier_number}" in page
    assert "16 mei 2030 om 23:59:59 uur" in page
    assert (Supplement.objects.count(), OutboxMessage.objects.count()) == (0, 0)

    sent = staff.post(address, {**FORM, "actie": "verstuur"})
    supplement = Supplement.objects.get()
    assert sent.url == url("staff-supplement", application.pk, supplement.pk)
    assert (supplement.question, supplement.due_at, supplement.asked_by) == (
        FORM["question"],
        clock.amsterdam(dt.date(2030, 5, 16), dt.time(23, 59, 59)),
        staff.person,
    )
    outbox.send_due()
    (mail,) = mailoutbox
    address = f"{settings.SITE_URL}/aanvragen/{application.pk}/aanvullingen/"
    previewed = mail.body.replace(f"{address}{supplement.pk}/", f"{address}[nummer]/")
    assert (address in mail.body, escape(previewed.strip()) in preview.text) == (True, True)


def test_two_weeks_are_offered(staff):
    page = staff.get(url("staff-supplement-new", handed_in().pk)).text
    assert (str(clock.today() + dt.timedelta(days=14)) in page, "23:59:59" in page) == (True, True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"section": ""}, "Kies welk onderdeel"),
        ({"question": ""}, "Schrijf wat de aanvrager moet aanvullen."),
        ({"due_at_1": ""}, "Vul ook een tijd in"),
    ],
)
def test_wrong_question_comes_back_with_all_that_was_typed(staff, wrong, sentence):
    answer = staff.post(url("staff-supplement-new", handed_in().pk), {**FORM, **wrong})
    assert (answer.status_code, sentence in answer.text) == (400, True)
    assert wrong.get("question") == "" or FORM["question"] in answer.text


@pytest.mark.parametrize("action", ["voorbeeld", "verstuur"])
def test_term_in_the_past_is_refused_and_the_question_stays(staff, action):
    answer = staff.post(
        url("staff-supplement-new", handed_in().pk), {**FORM, "due_at_0": "2020-01-01", "actie": action}
    )
    assert answer.status_code == 409
    assert ("De termijn ligt in het verleden" in answer.text, FORM["question"] in answer.text) == (True, True)


def test_open_round_says_why_nothing_can_be_asked(staff):
    application = SubmittedApplicationFactory()
    assert "zelf nog wijzigen" in staff.get(url("staff-supplement-new", application.pk)).text
    assert "Vraag een aanvulling" not in staff.get(url("staff-dossier", application.pk)).text


# --- what came back ------------------------------------------------------------------------------


def answered(supplement):
    """Answer by hand: a second revision with another text on the opgaven."""
    content = supplement.before.content
    changed = {**content, "parts": {**content["parts"], "opgaven": "Natuurkunde en Duits."}}
    after = RevisionFactory(
        application=supplement.application, number=2, content=changed, plan=supplement.before.plan
    )
    Supplement.objects.filter(pk=supplement.pk).update(
        state="ontvangen", after=after, closed_at=clock.now(), note="Zie de vakken."
    )
    return after


def test_what_came_back_is_a_difference(staff):
    supplement = SupplementFactory()
    answered(supplement)
    page = staff.get(url("staff-supplement", supplement.application_id, supplement.pk)).text
    assert re.search(r"<ins>.*?Natuurkunde en Duits\..*?</ins>", page, re.DOTALL)
    assert "Zie de vakken." in page
    dossier = Page(staff.get(url("staff-dossier", supplement.application_id))).text
    assert ("Opgaven, gevraagd op" in dossier, "versie 2" in dossier) == (True, True)


def test_question_is_taken_back_by_a_coordinator_only(client):
    supplement = SupplementFactory()
    address = url("staff-supplement", supplement.application_id, supplement.pk)
    client.force_login(administrator())
    assert ("Trek de vraag in" in client.get(address).text, client.post(address).status_code) == (False, 404)
    client.force_login(coordinator())
    client.post(address)
    supplement.refresh_from_db()
    assert supplement.state == "ingetrokken"


def test_reviewer_sees_what_changed_since_the_judgement_and_saves_it_anew(client):
    supplement = SupplementFactory()
    review = ReviewFactory(application=supplement.application, scores=[3, 4])
    client.force_login(review.reviewer)
    address = url("review", supplement.application_id)
    assert "De aanvrager is gevraagd om een aanvulling" in client.get(address).text

    answered(supplement)
    page = client.get(address).text
    for words in ("De aanvraag is aangevuld sinds u haar las", "Natuurkunde en Duits.", "over versie 1"):
        assert words in page
    client.force_login(coordinator())
    dossier = client.get(url("staff-dossier", supplement.application_id)).text
    assert re.search(r"1\s*<span[^>]*badge[^>]*>.*?ouder", dossier, re.DOTALL)

    client.force_login(review.reviewer)
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    scores = {f"score-{one.criterion_id}": one.score for one in review.scores.all()}
    reasons = {f"reason-{one.criterion_id}": one.reason for one in review.scores.all()}
    client.post(address, {"version": version, "summary": "", **scores, **reasons, "actie": "lever-in"})
    review.refresh_from_db()
    assert (review.revision.number, review.state) == (2, "ingeleverd")
    assert "De aanvraag is aangevuld" not in client.get(address).text


def test_round_shows_first_what_must_be_decided_first(staff):
    round_ = closed_round(applications=2)
    first, second = round_.applications.order_by("dossier_number")
    SupplementFactory(
        application=first,
        asked_at=round_.closing,
        closed_at=round_.closing + dt.timedelta(days=10),
        due_at=round_.closing + dt.timedelta(days=14),
        state="verlopen",
    )
    rows = Page(staff.get(url("staff-round", round_.slug))).tables["Ingediende aanvragen"]
    assert [row[1] for row in rows[1:]] == [second.dossier_number, first.dossier_number]
    assert rows[0][-1] == "Beslissen uiterlijk"


def test_clock_stands_still_in_the_dossier_while_a_question_is_open(staff):
    supplement = SupplementFactory()
    address = url("staff-dossier", supplement.application_id)
    assert "staat stil" in Page(staff.get(address)).text
    withdraw_supplement(supplement=supplement, actor=staff.person, arrived_at=clock.now())
    assert "staat stil" not in Page(staff.get(address)).text


# --- questions about a result --------------------------------------------------------------------


def test_question_is_answered_from_the_own_page(staff):
    decision = published()
    question = decision.questions.create(text="Wanneer beginnen wij?")
    assert (
        f"Vraag over de uitslag van {decision.application.dossier_number}" in Page(staff.get("/mijn/")).text
    )
    assert "Beantwoord deze vraag" in staff.get(url("staff-questions", decision.application_id)).text

    address = url("staff-question", decision.application_id, question.pk)
    empty = staff.post(address, {"antwoord": ""})
    staff.post(address, {"antwoord": "In september."})
    late = staff.post(address, {"antwoord": "Toch in oktober."})

    assert (empty.status_code, "Schrijf het antwoord." in empty.text) == (400, True)
    assert (late.status_code, "Toch in oktober." in late.text) == (409, True)
    assert "In september." in staff.get(url("staff-questions", decision.application_id)).text


def test_question_about_another_dossier_does_not_exist_here(staff):
    question = published().questions.create(text="Wanneer?")
    assert staff.get(url("staff-question", published().application_id, question.pk)).status_code == HIDDEN


# --- bezwaren ------------------------------------------------------------------------------------


def test_bezwaar_is_taken_up_and_decided(staff):
    bezwaar = BezwaarFactory()
    address = url("staff-bezwaar", bezwaar.number)
    page = staff.get(address)
    assert ("Neem in behandeling" in page.text, "Leg de beslissing vast" in page.text) == (True, False)
    assert ("de brief met het besluit", f"/documenten/{bezwaar.decision.letter_id}/") in Page(page).links

    staff.post(address, {"actie": "neem-op"})
    empty = staff.post(address, {"tekst": "U heeft gelijk."})
    decided = {
        "uitkomst": "gegrond",
        "tekst": "U heeft gelijk.",
        "bestand": SimpleUploadedFile("beslissing.pdf", pdf_bytes()),
    }
    staff.post(address, decided)

    bezwaar.refresh_from_db()
    assert (empty.status_code, "Kies de uitkomst." in empty.text, "U heeft gelijk." in empty.text) == (
        400,
        True,
        True,
    )
    assert (bezwaar.state, bezwaar.outcome, bezwaar.handler, bezwaar.outcome_document.original_name) == (
        "beslist",
        "gegrond",
        staff.person,
        "beslissing.pdf",
    )
    page = Page(staff.get(address)).text
    assert ("Op het bezwaar is beslist" in page, "Leg de beslissing vast" in page) == (True, False)
    assert "beslissing.pdf" in page


def test_who_decided_reads_why_a_colleague_handles_it_and_cannot(client):
    bezwaar = BezwaarFactory()
    client.force_login(bezwaar.decision.decided_by)
    address = url("staff-bezwaar", bezwaar.number)

    shown, tried = client.get(address), client.post(address, {"actie": "neem-op"})

    for page in (shown, tried):
        assert "U nam zelf het besluit." in page.text
    assert ("Neem in behandeling</button>" in shown.text, tried.status_code) == (False, 403)


def test_administrator_reads_a_bezwaar_and_does_nothing(client):
    bezwaar = BezwaarFactory()
    client.force_login(administrator())
    address = url("staff-bezwaar", bezwaar.number)
    page = client.get(address)
    assert (page.status_code, "Neem in behandeling" in page.text) == (SHOWN, False)
    assert client.post(address, {"actie": "neem-op"}).status_code == HIDDEN
    assert Bezwaar.objects.get().state == "ontvangen"


def test_list_of_bezwaren_is_filtered_and_says_which_are_late(staff):
    decision = published()
    late = BezwaarFactory(decision=decision, late=True)
    pending = BezwaarFactory(decision=decision)
    done = BezwaarFactory(decision=decision, state="ingetrokken", closed_at=clock.now())
    take_up_bezwaar(bezwaar=pending, actor=coordinator(name="Behandelaar"))

    def numbers(query=""):
        table = Page(staff.get(f"{url('staff-bezwaren')}{query}")).tables.get("Bezwaren", [])
        return [row[0] for row in table[1:]]

    assert numbers() == [late.number, pending.number, done.number]
    assert numbers("?stand=open") == [late.number, pending.number]
    assert numbers("?stand=in-behandeling") == [pending.number]
    assert numbers(f"?q={late.number}") == [late.number]
    assert numbers(f"?q={decision.application.dossier_number}") == [late.number, pending.number, done.number]
    assert numbers("?q=niets") == []
    page = Page(staff.get(url("staff-bezwaren"))).text
    assert ("na de termijn" in page, "Behandelaar" in page) == (True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_bezwaren_needs_the_same_queries_for_one_and_three_rows(
    rows, staff, django_assert_num_queries
):
    for _ in range(rows):
        BezwaarFactory(decision=published())
    with django_assert_num_queries(7):
        response = staff.get(url("staff-bezwaren"))
    assert len(Page(response).tables["Bezwaren"]) == rows + 1


def test_pages_of_a_dossier_need_the_same_queries_however_much_happened(staff):
    decision = published()

    def add(section):
        SupplementFactory(
            application=decision.application, section=section, state="verlopen", closed_at=days(15)
        )
        decision.questions.create(text="Wanneer?")
        BezwaarFactory(decision=decision).additions.create(text="Meer.", arrived_at=clock.now())

    def counts():
        found = []
        for address in (
            url("staff-dossier", decision.application_id),
            url("staff-questions", decision.application_id),
            url("staff-bezwaar", decision.bezwaren.first().number),
            url("staff-supplement", decision.application_id, Supplement.objects.first().pk),
            "/mijn/",
        ):
            with CaptureQueriesContext(connection) as queries:
                assert staff.get(address).status_code == SHOWN
            found.append(len(queries))
        return found

    add("opgaven")
    with_one = counts()
    add("aanpak")
    add("plan")
    assert (counts(), max(with_one) <= 20) == (with_one, True), with_one
