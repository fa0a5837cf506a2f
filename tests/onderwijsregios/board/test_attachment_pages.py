"""The page with files beside a section: several at once, each judged by itself, none lost."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onderwijsregios.enums import Section
from onderwijsregios.models import Attachment
from regio.enums import ScanState
from regio.models import Document, KeptInput
from tests.factories.documents import DocumentFactory, pdf_bytes
from tests.factories.files import docx_bytes, image_bytes, odt_bytes, xlsx_bytes
from tests.factories.onderwijsregios import representative_of
from tests.factories.regio import OrganisationFactory, UserFactory
from tests.factories.team import reader, writer

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def upload(name, content):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def present(application, section="opgaven"):
    attachments = application.attachments.filter(section=section).select_related("document")
    return [(one.document.original_name, one.title) for one in attachments]


def attach(application, name, section="opgaven", **document):
    document = DocumentFactory(original_name=name, content=pdf_bytes(title=name), **document)
    return Attachment.objects.create(application=application, section=section, document=document)


def form_of(response, action_part="omschrijvingen"):
    """Return the hidden fields of the page."""
    main = response.text.split('<main id="inhoud"')[1]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main)
    return dict(reversed(fields))


def close(application):
    application.round.closes_at = application.round.opens_at + dt.timedelta(days=1)
    application.round.save()


def test_several_kinds_are_added_in_one_go(applicant, application, at):
    sent = [
        upload("plan.pdf", pdf_bytes(title="x")),
        upload("brief.docx", docx_bytes()),
        upload("brief.odt", odt_bytes()),
        upload("lijst.xlsx", xlsx_bytes()),
        upload("kaart.png", image_bytes("PNG")),
        upload("foto.jpeg", image_bytes("JPEG")),
    ]

    answer = applicant.post(at("bijlagen/opgaven"), {"bijlagen": sent})

    assert answer.url == at("bijlagen/opgaven")
    assert [name for name, _ in present(application)] == [
        "plan.pdf",
        "brief.docx",
        "brief.odt",
        "lijst.xlsx",
        "kaart.png",
        "foto.jpg",
    ]
    page = applicant.get(at("bijlagen/opgaven")).text
    assert ("6 bijlagen zijn toegevoegd." in page, page.count("gecontroleerd</span>")) == (True, 6)


def test_a_bad_file_gets_its_reason_and_the_good_ones_are_kept(applicant, application, at):
    answer = applicant.post(
        at("bijlagen/opgaven"),
        {"bijlagen": [upload("goed.pdf", pdf_bytes()), upload("fout.png", SVG), upload("leeg.pdf", b"")]},
    )

    assert (answer.status_code, present(application)) == (400, [("goed.pdf", "")])
    for sentence in (
        "“fout.png”: Dit bestand is een tekening (SVG). Hier kan PDF, Word (.docx)",
        "“leeg.pdf”: Dit bestand is leeg.",
        "De bijlage is toegevoegd.",
    ):
        assert sentence in answer.text
    assert not KeptInput.objects.exists()


def test_who_chose_nothing_hears_it(applicant, at):
    answer = applicant.post(at("bijlagen/opgaven"), {})

    assert (answer.status_code, "Kies eerst een of meer bestanden" in answer.text) == (400, True)


def test_files_beyond_the_limit_are_kept_apart_until_there_is_room(applicant, application, at, settings):
    settings.UPLOAD_MAX_ATTACHMENTS = 1
    there = attach(application, "eerste.pdf")

    full = applicant.post(at("bijlagen/opgaven"), {"bijlagen": [upload("tweede.pdf", pdf_bytes())]})

    assert (full.status_code, "staan al 1 bijlagen" in full.text) == (400, True)
    assert "Ontvangen, maar nog niet toegevoegd" in applicant.get(at("bijlagen/opgaven")).text
    applicant.post(at(f"bijlagen/opgaven/{there.pk}/verwijderen"))
    document = Document.objects.get(original_name="tweede.pdf")
    applicant.post(at("bijlagen/opgaven"), {"document": [document.pk]})
    assert present(application) == [("tweede.pdf", "")]
    assert not KeptInput.objects.exists()


def test_files_that_arrive_after_closing_are_refused_but_safe(applicant, application, at):
    close(application)

    late = applicant.post(
        at("bijlagen/opgaven"), {"bijlagen": [upload("a.pdf", pdf_bytes()), upload("b.docx", docx_bytes())]}
    )

    assert (late.status_code, present(application)) == (409, [])
    assert ("a.pdf" in late.text, "b.docx" in late.text) == (True, True)
    kept = KeptInput.objects.get()
    assert sorted(one.original_name for one in kept.documents.all()) == ["a.pdf", "b.docx"]


def test_files_of_a_session_that_ended_can_be_added_after_signing_in(applicant, application, at):
    ticket = form_of(applicant.get(at("bijlagen/opgaven")))["formulierbewijs"]

    Client().post(
        at("bijlagen/opgaven"),
        {
            "formulierbewijs": ticket,
            "bijlagen": [upload("a.pdf", pdf_bytes()), upload("b.docx", docx_bytes()), upload("c.pdf", SVG)],
        },
    )

    page = applicant.get(at("bijlagen/opgaven"))
    keys = re.findall(r'name="document" value="([^"]+)"', page.text)
    assert ("a.pdf" in page.text, "b.docx" in page.text, len(keys)) == (True, True, 2)
    applicant.post(at("bijlagen/opgaven"), {"document": keys})
    assert sorted(present(application)) == [("a.pdf", ""), ("b.docx", "")]


def test_a_page_for_a_pdf_keeps_no_other_kind_of_file(applicant, at):
    ticket = form_of(applicant.get(at("plan")))["formulierbewijs"]

    Client().post(at("plan"), {"formulierbewijs": ticket, "bestand": upload("b.docx", docx_bytes())})

    assert not Document.objects.filter(original_name="b.docx").exists()


def test_a_description_is_saved_and_a_later_one_of_a_colleague_is_shown(applicant, application, at):
    one = attach(application, "kaart.pdf")
    stale = form_of(applicant.get(at("bijlagen/opgaven")))

    saved = applicant.post(at("bijlagen/opgaven"), {**stale, f"titel-{one.pk}": "Kaart van de regio"})
    conflict = applicant.post(at("bijlagen/opgaven"), {**stale, f"titel-{one.pk}": "Iets anders"})

    assert (saved.status_code, present(application)) == (302, [("kaart.pdf", "Kaart van de regio")])
    assert conflict.status_code == 409
    assert ("Nu bewaard: Kaart van de regio" in conflict.text, "Iets anders" in conflict.text) == (True, True)
    applicant.post(at("bijlagen/opgaven"), {**form_of(conflict), f"titel-{one.pk}": "Samen"})
    assert present(application) == [("kaart.pdf", "Samen")]


def test_a_file_is_removed_after_asking(applicant, application, at):
    one = attach(application, "weg.pdf")
    address = at(f"bijlagen/opgaven/{one.pk}/verwijderen")

    assert "Wilt u deze bijlage verwijderen?" in applicant.get(address).text
    applicant.post(address)

    assert present(application) == []
    assert "is er niet meer" in applicant.get(address).text
    assert applicant.post(address).status_code == 302


@pytest.mark.parametrize("section", Section)
def test_each_section_shows_its_files_and_how_they_stand(section, applicant, application, at):
    attach(application, "schoon.pdf", section)
    attach(application, "wacht.pdf", section, scan_state=ScanState.WAITING)
    attach(application, "besmet.pdf", section, scan_state=ScanState.INFECTED)

    page = applicant.get(at(section.value)).text

    block = page.split('id="id_bijlagen"')[1]
    for text in ("schoon.pdf", "wordt gecontroleerd", "besmet, op slot", f"/bijlagen/{section.value}/"):
        assert text in block
    assert [f">{name}.pdf</a>" in block for name in ("wacht", "besmet")] == [False, False]


def test_an_infected_file_keeps_the_application_from_being_handed_in(applicant, application, at):
    attach(application, "besmet.pdf", scan_state=ScanState.INFECTED)

    page = applicant.get(at("controleren")).text

    assert "In “besmet.pdf” is een virus gevonden. Verwijder dit bestand." in page


def test_another_section_or_application_has_no_such_page(applicant, application, at):
    one = attach(application, "elders.pdf", "aanpak")

    assert applicant.get(at("bijlagen/nergens")).status_code == 404
    assert "is er niet meer" in applicant.get(at(f"bijlagen/opgaven/{one.pk}/verwijderen")).text
    applicant.post(at(f"bijlagen/opgaven/{one.pk}/verwijderen"))
    assert present(application, "aanpak") == [("elders.pdf", "")]


def test_who_may_see_and_who_may_add(application, at):
    attach(application, "stuk.pdf")
    readers = {
        "anonymous": (None, 302, False),
        "outsider": (UserFactory(), 404, False),
        "another board": (representative_of(OrganisationFactory()), 404, False),
        "reader": (reader(application), 200, False),
        "writer": (writer(application, Section.OPGAVEN), 200, True),
        "writer elsewhere": (writer(application, Section.PLAN), 200, False),
        "lead": (representative_of(application.lead), 200, True),
    }

    seen = {}
    for name, (user, _, _) in readers.items():
        client = Client()
        if user:
            client.force_login(user)
        page = client.get(at("bijlagen/opgaven"))
        seen[name] = (user, page.status_code, "Verstuur de bestanden" in page.content.decode())
        answer = client.post(
            at("bijlagen/opgaven"), {"bijlagen": [upload(f"{name}.pdf", pdf_bytes(title=name))]}
        )
        assert (answer.status_code == 302) == (seen[name][2] or user is None)

    assert seen == readers
    assert [name for name, _ in present(application)] == ["stuk.pdf", "writer.pdf", "lead.pdf"]


def test_the_plan_cannot_become_another_kind_of_file(applicant, application, user, at):
    applicant.post(at("bijlagen/opgaven"), {"bijlagen": [upload("brief.docx", docx_bytes())]})
    document = Document.objects.get(original_name="brief.docx")

    refused = applicant.post(at("plan"), {"document": document.pk, "vervangt": application.plan_id})

    assert (refused.status_code, "is geen PDF" in refused.text) == (400, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_attachments_need_the_same_queries_for_one_and_three_rows(rows, applicant, application, at):
    for number in range(rows):
        attach(application, f"stuk-{number}.pdf")

    counted = {}
    for page in ("opgaven", "bijlagen/opgaven"):
        with CaptureQueriesContext(connection) as queries:
            assert applicant.get(at(page)).text.count("stuk-") >= rows
        counted[page] = len(queries)

    assert counted == {"opgaven": 15, "bijlagen/opgaven": 14}


def test_what_is_handed_in_shows_its_files_by_section(applicant, application, at):
    one = attach(application, "kaart.png", "regio")
    one.title = "Kaart van de regio"
    one.save()

    page = applicant.get(at("controleren")).text

    assert re.search(
        rf'<h4>Regio</h4>\s*<ul><li>\s*<a class="nl-link file-link" href="/documenten/{one.document_id}/">',
        page,
    )
    assert ("kaart.png" in page, "(PNG, " in page, "Kaart van de regio" in page) == (True, True, True)
