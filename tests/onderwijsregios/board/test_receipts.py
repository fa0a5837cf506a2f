"""Bewijs van ontvangst: signed with each revision, on screen, as PDF and as JSON, checked by anybody."""

import base64
import datetime as dt
import json
import os
import re
import uuid
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from onderwijsregios.enums import Admission, Grace, Section
from onderwijsregios.models import Attachment, Receipt
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.services.applications import submit_application, withdraw_application
from onderwijsregios.services.applications.receipts import make_due_receipts, receipt_pdf
from regio.core import clock
from regio.core.fingerprints import fingerprint_of
from regio.core.signed_statements import is_signed_by_portal
from regio.models import Document
from tests.factories.documents import DocumentFactory
from tests.factories.onderwijsregios import ApplicationFactory, SubmittedApplicationFactory, representative_of
from tests.factories.regio import UserFactory

pytestmark = pytest.mark.django_db

SUMMER_NIGHT = dt.datetime(2026, 4, 29, 21, 59, 58, 700_000, tzinfo=dt.UTC)


def submit(application, user, arrived_at):
    return submit_application(
        application=application,
        actor=user,
        idempotency_key=uuid.uuid4(),
        fingerprint=fingerprint_of(content_of(application)),
        arrived_at=arrived_at,
    )


@pytest.fixture
def receipt(application, user):
    """Return the receipt of an application with an attachment, handed in on the last second."""
    application.round.opens_at, application.round.closes_at = (
        SUMMER_NIGHT - dt.timedelta(days=20),
        SUMMER_NIGHT.replace(microsecond=0),
    )
    application.round.save()
    annex = DocumentFactory(original_name="convenant.pdf", content=b"%PDF-1.7 convenant")
    Attachment.objects.create(
        application=application, section=Section.GOVERNANCE, document=annex, title="Ons convenant"
    )
    return submit(application, user, SUMMER_NIGHT).receipt


def test_the_statement_says_who_what_when_and_names_no_person(receipt, application, user):
    application.refresh_from_db()
    statement = receipt.statement

    assert {name: statement[name] for name in statement if name not in ("deelnemers", "ondertekening")} == {
        "soort": "bewijs van ontvangst",
        "vorm": 1,
        "nummer": f"{application.dossier_number}-1",
        "dossiernummer": application.dossier_number,
        "versie": 1,
        "ronde": {"naam": application.round.title, "adres": application.round.slug},
        "aanvrager": {"naam": application.lead.display_name, "code": application.lead.register_code},
        "regio": application.title,
        "aangekomenOp": "2026-04-29T23:59:58+02:00",
        "aangekomenInWoorden": "29 april 2026 om 23:59:58 uur Nederlandse zomertijd",
        "toegelaten": "binnen de ronde",
        "vingerafdruk": receipt.revision.fingerprint,
        "bestanden": [
            {
                "onderdeel": "Plan",
                "naam": "plan.pdf",
                "omschrijving": "",
                "grootte": application.plan.size,
                "bladzijden": 2,
                "sha256": application.plan.sha256,
            },
            {
                "onderdeel": "Governance",
                "naam": "convenant.pdf",
                "omschrijving": "Ons convenant",
                "grootte": 18,
                "bladzijden": 2,
                "sha256": Document.objects.get(original_name="convenant.pdf").sha256,
            },
        ],
        "portaal": "http://localhost:8000",
        "voorbeeld": False,
    }
    assert statement["deelnemers"][0]["rol"] == "penvoerder"
    assert {one["naam"] for one in statement["deelnemers"]} == {
        one["name"] for one in receipt.revision.content["members"]
    }
    assert [one["stand"] for one in statement["ondertekening"]] == [
        "dient in als penvoerder",
        *["nog niet getekend"] * 3,
    ]
    assert (user.name in json.dumps(statement), user.email in json.dumps(statement)) == (False, False)


def test_silent_grace_stays_silent_on_the_receipt_and_disclosed_grace_is_named(application, user):
    round_ = application.round
    late = round_.closes_at + dt.timedelta(seconds=5)
    told = {}
    for kind in (Grace.SILENT, Grace.DISCLOSED):
        round_.grace_kind, round_.grace_seconds = kind, 60
        round_.save()
        other = ApplicationFactory(complete=True, round=round_)
        revision = submit(other, representative_of(other.lead), late)
        told[kind] = (revision.admission, revision.receipt.statement["toegelaten"])

    assert told == {
        Grace.SILENT: (Admission.GRACE, "toegelaten"),
        Grace.DISCLOSED: (Admission.GRACE, "binnen het respijt na sluiting"),
    }


def test_signature_holds_for_the_statement_and_for_nothing_else(receipt):
    def is_genuine(statement=receipt.statement, signature=receipt.signature, key_id=receipt.key_id):
        return is_signed_by_portal(statement, signature=signature, key_id=key_id)

    receipt.refresh_from_db()  # what the database gives back must still be what was signed
    assert is_genuine(receipt.statement)
    assert [
        is_genuine({**receipt.statement, "versie": 2}),
        is_genuine(signature=base64.b64encode(os.urandom(64)).decode()),
        is_genuine(signature="geen base64!"),
        is_genuine(key_id="0" * 16),
        is_genuine(float("nan")),
    ] == [False] * 5


def test_a_replaced_key_still_confirms_what_it_signed(receipt, settings, client):
    old = client.get("/ontvangst/sleutel.json").json()["sleutels"][0]
    settings.RECEIPT_SIGNING_KEY = base64.b64encode(os.urandom(32)).decode()
    assert not is_signed_by_portal(receipt.statement, signature=receipt.signature, key_id=receipt.key_id)

    settings.RECEIPT_OLD_PUBLIC_KEYS = [old["publiek"]]

    assert is_signed_by_portal(receipt.statement, signature=receipt.signature, key_id=receipt.key_id)
    keys = client.get("/ontvangst/sleutel.json").json()["sleutels"]
    assert [(one["huidig"], one["sleutel"] == receipt.key_id) for one in keys] == [
        (True, False),
        (False, True),
    ]


def test_downloaded_json_can_be_checked_with_the_published_key_and_the_documented_steps(
    applicant, receipt, at
):
    answer = applicant.get(at("ontvangst/1", "ontvangst.json"))
    found = json.loads(answer.content)
    keys = applicant.get("/ontvangst/sleutel.json").json()["sleutels"]
    key = next(one for one in keys if one["sleutel"] == found["sleutel"])

    text = json.dumps(found["verklaring"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    public = load_pem_public_key(key["pem"].encode())

    public.verify(base64.b64decode(found["handtekening"]), text.encode())  # raises when it is not genuine
    assert answer["Content-Disposition"] == f'attachment; filename="ontvangst-{receipt.number}.json"'
    assert found["verklaring"] == receipt.statement


def test_pdf_is_tagged_says_all_of_the_statement_and_is_made_once(applicant, receipt, at):
    answer = applicant.get(at("ontvangst/1", "ontvangst.pdf"))
    pdf = PdfReader(BytesIO(b"".join(answer.streaming_content)))
    text = "".join("".join(page.extract_text() for page in pdf.pages).split())

    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for fact in (
        receipt.number,
        receipt.statement["aangekomenInWoorden"],
        receipt.statement["vingerafdruk"],
        receipt.statement["bestanden"][1]["sha256"],
        receipt.statement["deelnemers"][0]["naam"],
        receipt.signature,
    ):
        assert "".join(fact.split()) in text.replace("\u200b", "")
    receipt.refresh_from_db()
    stored = receipt.pdf
    assert receipt_pdf(receipt) == stored
    assert Document.objects.filter(original_name=f"ontvangst-{receipt.number}.pdf").count() == 1


def test_worker_makes_the_pdf_right_after_the_commit(application, user, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        revision = submit(application, user, clock.now())

    assert Receipt.objects.get(revision=revision).pdf is not None


def test_what_no_worker_made_is_made_when_it_is_due(receipt):
    assert (make_due_receipts(), make_due_receipts()) == (1, 0)
    receipt.refresh_from_db()
    assert receipt.pdf is not None


def test_one_receipt_that_fails_does_not_hold_up_another(receipt, application, monkeypatch):
    other = ApplicationFactory(complete=True, round=application.round)
    second = submit(other, representative_of(other.lead), SUMMER_NIGHT).receipt
    Receipt.objects.filter(pk=receipt.pk).update(statement={"kapot": True})

    assert make_due_receipts() == 1
    assert list(Receipt.objects.filter(pdf__isnull=False)) == [second]


def test_the_page_shows_number_moment_files_signature_and_where_others_can_check(applicant, receipt, at):
    text = applicant.get(at("ontvangst/1")).text

    for fact in (
        receipt.number,
        "29 april 2026 om 23:59:58 uur Nederlandse zomertijd",
        "binnen de ronde",
        receipt.statement["bestanden"][0]["sha256"],
        receipt.statement["bestanden"][1]["sha256"],
        "Ons convenant",
        receipt.signature,
        f"/ontvangst/?nummer={receipt.number}&amp;vingerafdruk={receipt.statement['vingerafdruk']}",
        at("ontvangst/1", "ontvangst.json"),
        at("ontvangst/1", "ontvangst.pdf"),
    ):
        assert fact in text


def test_a_revision_of_before_there_were_receipts_still_has_its_page(client):
    application = SubmittedApplicationFactory()
    client.force_login(representative_of(application.lead))
    address = f"/aanvragen/{application.pk}/ontvangst/1/"

    assert client.get(address).status_code == 200
    assert [client.get(f"{address}ontvangst.{kind}").status_code for kind in ("json", "pdf")] == [404, 404]


@pytest.mark.parametrize("what", ["", "ontvangst.json", "ontvangst.pdf"])
def test_receipt_is_for_the_applicant_alone(what, client, receipt, at):
    assert client.get(at("ontvangst/1", what)).status_code == 302
    client.force_login(UserFactory())
    assert client.get(at("ontvangst/1", what)).status_code == 404


# --- the public page ---------------------------------------------------------------------------------


def ask(client, number, fingerprint):
    return client.get("/ontvangst/", {"nummer": number, "vingerafdruk": fingerprint})


def main(page):
    """Return what a page says, without what is new at each visit."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+', "", page.text.split('<main id="inhoud"')[1])


@pytest.fixture(autouse=True)
def no_earlier_visits():
    cache.clear()


def test_anybody_can_confirm_a_receipt_and_reads_nothing_of_what_was_handed_in(
    client, receipt, application, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        text = ask(client, receipt.number.lower(), receipt.statement["vingerafdruk"]).text

    assert "Dit bewijs is door ons gegeven" in text
    assert receipt.statement["aangekomenInWoorden"] in text
    for secret in (application.title, application.lead.display_name, application.round.title):
        assert secret not in text


def test_a_fingerprint_copied_from_a_pdf_is_read_with_its_breaks(client, receipt):
    copied = "\u200b".join(receipt.statement["vingerafdruk"]).upper() + " \n"

    assert "Dit bewijs is door ons gegeven" in ask(client, receipt.number, copied).text


def test_unknown_number_and_wrong_fingerprint_get_the_same_answer(client, receipt):
    def answer(number, fingerprint):
        page = ask(client, number, fingerprint)
        return page.status_code, main(page).replace(number, "N").replace(fingerprint, "F")

    unknown = answer("VL-1999-0001-1", receipt.statement["vingerafdruk"])
    wrong = answer(receipt.number, "0" * 64)

    assert unknown == wrong
    assert "Dit bewijs kennen wij niet" in wrong[1]


def test_withdrawing_does_not_change_what_the_public_page_says(client, receipt, application, user):
    def answer():
        return main(ask(client, receipt.number, receipt.statement["vingerafdruk"]))

    before = answer()
    withdraw_application(
        application=type(application).objects.get(pk=application.pk),
        actor=user,
        reason="Vergissing",
        arrived_at=SUMMER_NIGHT,
    )

    assert answer() == before


def test_a_fingerprint_that_is_none_gets_a_sentence_that_says_what_to_do(client):
    answer = ask(client, "VL-2026-0001-1", "vingerafdruk")

    assert (answer.status_code, "64 cijfers en letters van a tot en met f" in answer.text) == (400, True)


def test_who_asks_too_often_is_asked_to_wait(client, receipt):
    answers = [ask(client, receipt.number, f"{n:064x}").status_code for n in range(31)]

    assert answers == [200] * 30 + [429]


@pytest.mark.parametrize("way", ["tekst", "bestand"])
def test_the_signature_of_a_pasted_or_chosen_receipt_is_checked(way, client, applicant, receipt, at):
    genuine = applicant.get(at("ontvangst/1", "ontvangst.json")).content
    changed = genuine.replace(b"23:59:58+02:00", b"12:00:00+02:00")
    client.logout()

    def post(content):
        file = SimpleUploadedFile("bewijs.json", content)
        return client.post("/ontvangst/", {way: content.decode() if way == "tekst" else file}).text

    assert ("De handtekening klopt" in post(genuine), receipt.number in post(genuine)) == (True, True)
    assert "De handtekening klopt niet" in post(changed)


@pytest.mark.parametrize(
    "content",
    ["", "geen json", "[]", '{"verklaring": 1}', "[" * 5000, '{"verklaring": [], "handtekening": 1}'],
)
def test_what_is_no_receipt_gets_a_sentence(content, client):
    answer = client.post("/ontvangst/", {"tekst": content})

    assert (answer.status_code, "bestand" in answer.text) == (400, True)
