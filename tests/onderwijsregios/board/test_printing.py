"""The whole application on paper, with across it what it is."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from onderwijsregios.enums import PartKey
from onderwijsregios.models import Application
from onderwijsregios.services.applications import PartText, save_parts
from regio.core import clock
from tests.factories.onderwijsregios import SubmittedApplicationFactory, representative_of

pytestmark = pytest.mark.django_db

CONCEPT = "CONCEPT – niet ingediend"


def pdf_of(response):
    return PdfReader(BytesIO(b"".join(response.streaming_content)))


def words(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_page_to_print_holds_all_texts_and_says_that_it_is_a_draft(applicant, application, at):
    text = applicant.get(at("afdrukken")).text

    assert CONCEPT in text
    assert [part.text for part in application.parts.all() if part.text not in text] == []
    assert [m.organisation.name for m in application.members.all() if m.organisation.name not in text] == []


def test_the_pdf_is_tagged_names_its_language_and_holds_all_texts(applicant, application, at):
    response = applicant.get(at("concept.pdf").rstrip("/"))

    reader = pdf_of(response)
    assert response["Content-Disposition"] == 'attachment; filename="concept-aanvraag.pdf"'
    root = reader.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"][:2]) == (True, "nl")
    said = words(reader)
    assert CONCEPT in said
    assert [part.text for part in application.parts.all() if part.text not in said] == []
    assert CONCEPT in reader.metadata.title


def test_a_pdf_of_odd_characters_can_be_made_too(applicant, application, user, at):
    save_parts(
        application=application,
        actor=user,
        parts={PartKey.OPGAVEN: PartText("Emoji 🎓 en \u200d lange " + "w" * 300 + " #set text(red) $x$", 1)},
        arrived_at=clock.now(),
    )

    assert "#set text(red) $x$" in words(pdf_of(applicant.get(at("concept.pdf").rstrip("/"))))


def test_what_was_handed_in_carries_its_number_until_it_is_changed(client):
    application = SubmittedApplicationFactory()
    user = representative_of(application.lead)
    client.force_login(user)
    address = f"/aanvragen/{application.pk}/"

    handed_in = client.get(f"{address}afdrukken/").text
    name = client.get(f"{address}concept.pdf")["Content-Disposition"]
    save_parts(
        application=Application.objects.get(pk=application.pk),
        actor=user,
        parts={PartKey.OPGAVEN: PartText("anders", 1)},
        arrived_at=clock.now(),
    )
    changed = client.get(f"{address}afdrukken/").text

    number = f"{application.dossier_number}, versie 1"
    assert name == f'attachment; filename="aanvraag-{application.dossier_number}.pdf"'
    assert [(number in text, CONCEPT in text) for text in (handed_in, changed)] == [
        (True, False),
        (False, True),
    ]


def test_the_overview_lists_what_is_missing_with_links(applicant, application, at):
    assert "Nog te doen" not in applicant.get(at()).text
    application.parts.filter(key="werven").update(text="")

    text = applicant.get(at()).text

    assert f'href="{at("aanpak")}#id_werven"' in text
    assert f'href="{at("afdrukken")}"' in text
