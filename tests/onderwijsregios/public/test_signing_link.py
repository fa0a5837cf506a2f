"""Signing through the link of a mail: opening it does nothing, whoever opens it and however often."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from onderwijsregios.enums import Section, SignatureMethod, Signing, Standing
from onderwijsregios.models import Signature, SigningRequest
from onderwijsregios.services.signing import leave, remind_parties
from onderwijsregios.services.signing.mails import LINK_PURPOSE
from regio.core import clock
from regio.core.seals import seal
from regio.enums import ScanState
from regio.models import ActionLog, Document, OutboxMessage
from regio.services.outbox import send_due
from tests.factories.documents import DocumentFactory, pdf_bytes
from tests.factories.onderwijsregios import ApplicationFactory, representative_of
from tests.factories.signing import asked, by_link, change_text, lead_of, parties_of, standing_of

pytestmark = pytest.mark.django_db

ANSWER = {"antwoord": "teken", "naam": "Ans de Vries", "functie": "voorzitter"}
COVENANT = {**ANSWER, "antwoord": "convenant"}


def covenant():
    return SimpleUploadedFile("convenant.pdf", pdf_bytes(), content_type="application/pdf")


def link_again(link):
    return SigningRequest.objects.get(pk=link.pk)


@pytest.fixture(autouse=True)
def nobody_answered_before():
    cache.clear()


@pytest.fixture
def application():
    return ApplicationFactory(complete=True)


@pytest.fixture
def party(application):
    return parties_of(application)[0]


@pytest.fixture
def link(application, party):
    return asked(application, party)


def address_of(request):
    return f"/tekenen/{seal(LINK_PURPOSE, str(request.pk), str(request.nonce))}/"


def hidden(response):
    return dict(re.findall(r'name="(gezien-[\w-]+)" value="([^"]*)"', response.content.decode()))


def test_the_mail_holds_a_link_that_opens_the_page_and_the_outbox_does_not(client, link, party):
    send_due()

    (sent,) = mail.outbox
    path = re.search(r"https?://[^/\s]+(/tekenen/\S+)", sent.body).group(1)
    page = client.get(path)
    assert (sent.to, page.status_code) == (["tekent@example.org"], 200)
    assert party.display_name in page.text
    token = path.split("/")[2]
    assert token not in str(OutboxMessage.objects.values_list("context", "key", "address"))


def test_opening_the_link_signs_nothing_however_often(client, application, link):
    for _ in range(3):
        client.get(address_of(link))
        client.head(address_of(link))
        client.get(f"{address_of(link)}bedankt/")

    assert Signature.objects.count() == 0
    assert not ActionLog.objects.filter(action="onderwijsregios.signing.sign").exists()


def test_a_party_without_an_account_signs_reads_what_it_signed_and_takes_it_back(
    client, application, link, party
):
    address = address_of(link)

    answered = client.post(address, {**ANSWER, **hidden(client.get(address))})
    thanks = client.get(answered.url)

    assert Signature.objects.get().method == SignatureMethod.LINK
    for words in ("Bedankt voor uw antwoord", "Ans de Vries", "Governance", "Wilt u hierop terugkomen?"):
        assert words in thanks.text
    assert standing_of(application, party)[1] == Standing.SIGNED
    client.post(address, {"trek-in": "ja"})
    assert standing_of(application, party)[1] == Standing.NOT_YET


def test_the_page_needs_no_cookie_and_no_token_of_a_form(link):
    client = Client(enforce_csrf_checks=True)
    seen = hidden(client.get(address_of(link)))

    assert client.post(address_of(link), {**ANSWER, **seen}).status_code == 302


def test_what_changed_since_it_was_opened_is_shown_and_nothing_is_signed(client, application, link):
    seen = hidden(client.get(address_of(link)))
    change_text(application, "Een nieuwe opgave.")

    refused = client.post(address_of(link), {**ANSWER, **seen})

    assert refused.status_code == 409
    for words in ("Intussen is er gewijzigd: Opgaven", "Een nieuwe opgave.", "Ans de Vries"):
        assert words in refused.text
    assert Signature.objects.count() == 0


def test_objecting_and_leaving_need_no_account_either(client, application, link, party):
    client.post(address_of(link), {**ANSWER, "antwoord": "niet-akkoord", "reden": "Nee."})
    objected = standing_of(application, party)[1]

    left = client.post(address_of(link), {"vertrek": "ja", "vertrekreden": ""}, follow=True)

    assert objected == Standing.OBJECTION
    assert "Uw organisatie doet niet mee" in left.text
    assert party not in parties_of(application)
    assert client.get(address_of(link)).status_code == 404


def test_a_party_without_an_account_gives_its_covenant_or_a_mandate(client, application, link, party):
    lead = Client()
    lead.force_login(lead_of(application))

    client.post(address_of(link), {**ANSWER, "antwoord": "machtig"})
    mandate = standing_of(application, party)[1]
    thanks = client.post(address_of(link), {**COVENANT, "bestand": covenant()}, follow=True)

    document = Signature.objects.get(method=SignatureMethod.COVENANT).document
    assert (mandate, standing_of(application, party)[1]) == (Standing.MANDATE, Standing.COVENANT)
    assert "Bestand: convenant.pdf." in thanks.text
    assert (document.created_by, link_again(link).received) == (None, None)
    assert client.get(f"/documenten/{document.pk}/").status_code == 302  # to signing in
    assert lead.get(f"/documenten/{document.pk}/").status_code == 200


def test_a_covenant_stays_when_something_else_is_wrong_and_counts_only_with_the_answer(
    client, application, link, party
):
    refused = client.post(address_of(link), {**COVENANT, "naam": "", "bestand": covenant()})
    again = client.get(address_of(link))
    before = standing_of(application, party)[1]
    waiting = re.search(r'name="document" value="([^"]+)"', again.text).group(1)
    answered = client.post(address_of(link), {**COVENANT, "document": waiting})

    assert (refused.status_code, before, answered.status_code) == (400, Standing.NOT_YET, 302)
    assert 'href="#antwoorden">Kijk wat er nog niet goed is ingevuld' in refused.text
    for page in (refused, again):
        assert "“convenant.pdf” is apart bewaard" in page.text
    assert str(Signature.objects.get().document_id) == waiting


def test_a_covenant_is_judged_by_the_checks_of_every_upload(client, application, link, settings):
    broken = SimpleUploadedFile("convenant.pdf", b"%PDF-1.7 niets", content_type="application/pdf")

    unusable = client.post(address_of(link), {**COVENANT, "bestand": broken})
    none = client.post(address_of(link), COVENANT)
    settings.ACCEPT_UNSCANNED_FILES = False
    client.post(address_of(link), {**COVENANT, "bestand": covenant()})

    assert (unusable.status_code, "beschadigd" in unusable.text) == (400, True)
    assert (none.status_code, "Kies eerst het convenant" in none.text) == (400, True)
    document = Signature.objects.get().document
    assert document.scan_state == ScanState.WAITING
    lead = Client()
    lead.force_login(lead_of(application))
    assert lead.get(f"/documenten/{document.pk}/").status_code == 423
    assert "wordt nog gecontroleerd op virussen" in client.get(address_of(link)).text


@pytest.mark.parametrize("whose", ["of another link", "of somebody with an account", "infected"])
def test_only_the_file_that_came_through_the_link_itself_is_a_covenant(whose, client, application, link):
    other = asked(application, parties_of(application)[1], email="ander@example.org")
    client.post(address_of(link if whose == "infected" else other), {"bestand": covenant()})
    document = DocumentFactory() if "account" in whose else Document.objects.latest("created_at")
    document.scan_state = "besmet" if whose == "infected" else document.scan_state
    document.save()

    refused = client.post(address_of(link), {**COVENANT, "document": document.pk})

    assert (refused.status_code, Signature.objects.count()) == (409 if whose == "infected" else 400, 0)
    said = "een virus gevonden" if whose == "infected" else "Kies het convenant opnieuw."
    assert said in refused.text


def test_no_file_is_stored_when_nobody_may_answer(client, application, link):
    stored = Document.objects.count()
    for _ in range(20):
        client.post(address_of(link), {**ANSWER, "antwoord": ""})
    too_many = client.post(address_of(link), {**COVENANT, "bestand": covenant()})
    cache.clear()
    application.round.closes_at = clock.now() - dt.timedelta(hours=1)
    application.round.save()
    closed = client.post(address_of(link), {**COVENANT, "bestand": covenant()})

    assert (too_many.status_code, "Kies uw bestand dan wel opnieuw." in too_many.text) == (429, True)
    assert (closed.status_code, Document.objects.count()) == (409, stored)


def test_another_address_hears_nothing_of_the_file_that_came_before(client, application, link, party):
    client.post(address_of(link), {"bestand": covenant()})

    successor = asked(application, party, email="nieuw@example.org")

    assert successor.received is None
    assert "apart bewaard" not in client.get(address_of(successor)).text


def test_a_link_that_is_not_good_says_so_and_looks_the_same_whatever_is_wrong(client, application, link):
    void = SigningRequest(pk=link.pk, nonce=by_link(link).organisation.pk)
    leaving = asked(application, parties_of(application)[1], email="weg@example.org")
    leave(application=application, actor=by_link(leaving), reason="", arrived_at=clock.now())
    addresses = {
        "nonsense": "/tekenen/onzin/",
        "other purpose": f"/tekenen/{seal('iets-anders', str(link.pk), str(link.nonce))}/",
        "too little": f"/tekenen/{seal(LINK_PURPOSE, str(link.pk))}/",
        "no keys": f"/tekenen/{seal(LINK_PURPOSE, 'a', 'b')}/",
        "old nonce": address_of(void),
        "left": address_of(leaving),
        "thanks": "/tekenen/onzin/bedankt/",
    }

    answers = {name: client.get(address) for name, address in addresses.items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(addresses, 404)
    pages = {re.sub(r"/tekenen/\S*|%2Ftekenen\S*", "", answer.text) for answer in answers.values()}
    assert all("Deze koppeling werkt niet" in page for page in pages)


def test_another_address_makes_the_old_link_void(client, application, party, link):
    old = address_of(link)
    new = address_of(asked(application, party, email="nieuw@example.org"))

    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)


def test_a_reminder_leaves_the_first_link_good(client, application, party, link):
    remind_parties(
        application=application,
        actor=lead_of(application),
        organisations=[party.pk],
        arrived_at=clock.now(),
    )

    assert client.get(address_of(link)).status_code == 200


def test_the_pages_stay_out_of_search_engines_caches_and_other_sites(client, link):
    for path in ("", "bedankt/", f"bestand/{link.application.plan_id}/"):
        headers = client.get(address_of(link) + path).headers
        assert (headers["X-Robots-Tag"], headers["Referrer-Policy"], headers["Cache-Control"]) == (
            "noindex, nofollow",
            "no-referrer",
            "private, no-store",
        )
    assert "Disallow: /tekenen/" in client.get("/robots.txt").text


def test_the_files_that_are_asked_to_be_signed_can_be_read_and_that_is_logged(client, application, party):
    whole = asked(application, party)
    other = parties_of(application)[1]
    part = asked(application, other, email="deel@example.org", sections=[Section.OPGAVEN])

    read = client.get(f"{address_of(whole)}bestand/{application.plan_id}/")

    assert (read.status_code, read.headers["Content-Type"]) == (200, "application/pdf")
    assert read.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert ActionLog.objects.get(action="regio.document.read").actor is None
    assert client.get(f"{address_of(part)}bestand/{application.plan_id}/").status_code == 403
    type(application.plan).objects.update(scan_state="wacht")
    assert client.get(f"{address_of(whole)}bestand/{application.plan_id}/").status_code == 409


def test_too_many_answers_in_a_short_while_are_refused_and_what_was_typed_stays(client, link):
    for _ in range(20):
        client.post(address_of(link), {**ANSWER, "antwoord": ""})

    refused = client.post(address_of(link), {**ANSWER, "naam": "Ans van Dijk"})

    assert (refused.status_code, "Ans van Dijk" in refused.text) == (429, True)
    assert Signature.objects.count() == 0


def test_who_is_signed_in_makes_no_difference(application, link):
    client = Client()
    client.force_login(representative_of(application.lead))

    answered = client.post(address_of(link), {**ANSWER, **hidden(client.get(address_of(link)))})

    assert answered.status_code == 302
    assert Signature.objects.get().signed_by is None


def test_nothing_can_be_signed_when_the_round_asks_for_nobody(client, application, link):
    application.round.signing = Signing.NOT_ASKED
    application.round.save()

    assert "U kunt nu niet tekenen" in client.get(address_of(link)).text
    refused = client.post(address_of(link), {**ANSWER, "antwoord": "machtig"})
    assert (refused.status_code, Signature.objects.count()) == (409, 0)
