"""Coordinators keep documents, questions and answers; nobody else does."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from onderwijsregios.forms.application import PlanForm
from onderwijsregios.forms.round_information import RoundDocumentForm
from onderwijsregios.models import RoundDocument, RoundQuestion
from onderwijsregios.services.round_information import save_question
from regio.core.errors import EditConflict, NotAllowed, Refused
from regio.models import ActionLog, Document
from tests.factories.assessment import coordinator, reviewer
from tests.factories.documents import DocumentFactory, pdf_bytes
from tests.factories.onderwijsregios import RoundFactory
from tests.onderwijsregios.staff.test_access import COORDINATORS, only, seen_by, world  # noqa: F401  a fixture
from tests.onderwijsregios.staff.test_pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return RoundFactory()


def page(name, *args):
    return reverse(f"onderwijsregios:{name}", args=args)


def question(round_, **fields):
    return RoundQuestion.objects.create(
        **{"round": round_, "question": "Mag het mbo mee?", "answer": "Ja.", **fields}
    )


@pytest.mark.parametrize(
    "name", ["staff-round-documents", "staff-round-questions", "staff-round-question-new"]
)
def test_pages_are_for_coordinators(client, world, name):  # noqa: F811  the fixture
    assert seen_by(client, world, name, world["round"].slug) == only(*COORDINATORS)


def test_pages_of_one_thing_are_for_coordinators(client, world):  # noqa: F811  the fixture
    round_ = world["round"]
    row = RoundDocument.objects.create(round=round_, document=DocumentFactory(), title="Oproep")
    assert seen_by(client, world, "staff-round-document-remove", round_.slug, row.pk) == only(*COORDINATORS)
    asked = question(round_)
    assert seen_by(client, world, "staff-round-question", round_.slug, asked.pk) == only(*COORDINATORS)


def test_things_of_another_round_are_not_found(client, round_):
    client.force_login(coordinator())
    other = RoundFactory()
    row = RoundDocument.objects.create(round=other, document=DocumentFactory(), title="Oproep")
    addresses = (
        page("staff-round-document-remove", round_.slug, row.pk),
        page("staff-round-question", round_.slug, question(other).pk),
    )
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_a_document_is_added_downloaded_and_removed_with_the_log(client, round_):
    client.force_login(coordinator())
    address = page("staff-round-documents", round_.slug)
    upload = SimpleUploadedFile("oproep.pdf", pdf_bytes())
    assert client.post(address, {"titel": "Oproep", "bestand": upload}).status_code == 302
    row = RoundDocument.objects.get(round=round_)
    assert (row.title, row.document.original_name, row.position) == ("Oproep", "oproep.pdf", 1)
    assert client.get(page("round-document", round_.slug, row.document_id)).status_code == 200
    remove = page("staff-round-document-remove", round_.slug, row.pk)
    assert "Wilt u “Oproep” verwijderen?" in client.get(remove).content.decode()
    assert client.post(remove).status_code == 302
    assert (RoundDocument.objects.count(), Document.objects.count()) == (0, 1)
    log = ActionLog.objects.filter(action="onderwijsregios.round.information").order_by("pk")
    assert list(log.values_list("sentence", flat=True)) == [
        "Document toegevoegd: Oproep",
        "Document verwijderd: Oproep",
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"titel": "Oproep"}, "Kies een bestand."),
        ({"bestand": b"%PDF-1.7"}, "Geef het document een titel."),
        ({"titel": "Oproep", "bestand": b""}, "Dit bestand is leeg."),
        ({"titel": "Oproep", "bestand": b"geen pdf"}, "bestand"),
    ],
)
def test_a_document_that_cannot_be_taken_is_told_and_the_title_stays(client, round_, fields, sentence):
    client.force_login(coordinator())
    if "bestand" in fields:
        fields = {**fields, "bestand": SimpleUploadedFile("oproep.pdf", fields["bestand"])}
    response = client.post(page("staff-round-documents", round_.slug), fields)
    assert response.status_code == 400
    assert sentence in words(response)
    assert ('value="Oproep"' in response.content.decode()) == ("titel" in fields)
    assert not RoundDocument.objects.exists()


def test_the_form_says_what_it_takes_in_the_words_of_the_forms_of_applicants(client, round_):
    client.force_login(coordinator())
    fields = (RoundDocumentForm().fields["bestand"], PlanForm().fields["bestand"])
    assert len({(one.help_text, *sorted(one.widget.attrs.items())) for one in fields}) == 1
    answer = client.get(page("staff-round-documents", round_.slug))
    assert "Eén PDF van ten hoogste 20 MB en 200 bladzijden, zonder wachtwoord." in words(answer)
    assert (' accept=".pdf"' in answer.text, f'data-max-bytes="{20 * 1024 * 1024}"' in answer.text) == (
        True,
        True,
    )


def test_a_document_without_a_title_need_not_be_chosen_again(client, round_):
    client.force_login(coordinator())
    address = page("staff-round-documents", round_.slug)
    refused = client.post(address, {"bestand": SimpleUploadedFile("oproep.pdf", pdf_bytes())})
    document = Document.objects.get()
    assert (refused.status_code, f'value="{document.pk}"' in refused.text) == (400, True)
    assert "oproep.pdf" in client.get(address).text  # and in another window
    assert client.post(address, {"titel": "Oproep", "document": document.pk}).status_code == 302
    assert RoundDocument.objects.get(round=round_).document == document


def test_a_question_is_added_answered_and_published(client, round_):
    client.force_login(coordinator())
    new = page("staff-round-question-new", round_.slug)
    assert client.post(new, {"vraag": "Mag het mbo mee?"}).status_code == 302
    row = RoundQuestion.objects.get(round=round_)
    assert (row.answer, row.published_at) == ("", None)
    edit = page("staff-round-question", round_.slug, row.pk)
    typed = {"vraag": row.question, "antwoord": "Ja.", "openbaar": "on", "was_vraag": row.question}
    assert client.post(edit, typed).status_code == 302
    row.refresh_from_db()
    assert (row.answer, row.published_at is not None) == ("Ja.", True)
    assert "Mag het mbo mee?" in words(client.get(round_.get_absolute_url()))
    since = row.published_at
    changed = {**typed, "antwoord": "Ja, ook het mbo.", "was_antwoord": "Ja."}
    assert client.post(edit, changed).status_code == 302
    row.refresh_from_db()
    assert (row.answer, row.published_at) == ("Ja, ook het mbo.", since)
    log = ActionLog.objects.filter(action="onderwijsregios.round.information").order_by("pk")
    assert list(log.values_list("sentence", flat=True)) == [
        "Vraag toegevoegd: Mag het mbo mee?",
        "Vraag openbaar gemaakt: Mag het mbo mee?",
        "Vraag gewijzigd: Mag het mbo mee?",
    ]


def test_a_question_without_an_answer_is_not_published(client, round_):
    client.force_login(coordinator())
    response = client.post(
        page("staff-round-question-new", round_.slug), {"vraag": "Mag het mbo mee?", "openbaar": "on"}
    )
    assert response.status_code == 400
    assert "Schrijf eerst het antwoord; daarna kan de vraag openbaar worden." in words(response)
    with pytest.raises(Refused, match="Schrijf eerst het antwoord"):
        save_question(actor=coordinator(), round_=round_, question="Mag het?", answer=" ", is_public=True)


def test_two_coordinators_never_overwrite_each_other_in_silence(client, round_):
    client.force_login(coordinator())
    row = question(round_, answer="Ja.\nZeker.")
    edit = page("staff-round-question", round_.slug, row.pk)
    mine = {
        "vraag": row.question,
        "antwoord": "Nee.",
        "was_vraag": row.question,
        "was_antwoord": "Ja.\r\nZeker.",
    }
    RoundQuestion.objects.filter(pk=row.pk).update(answer="Misschien.")
    response = client.post(edit, mine)
    shown = response.content.decode()
    assert ("Misschien." in shown, ">\nNee.</textarea>" in shown or ">Nee.</textarea>" in shown) == (
        True,
        True,
    )
    row.refresh_from_db()
    assert row.answer == "Misschien."
    assert client.post(edit, {**mine, "was_antwoord": "Misschien."}).status_code == 302
    row.refresh_from_db()
    assert row.answer == "Nee."
    with pytest.raises(EditConflict):
        save_question(
            actor=coordinator(),
            round_=round_,
            row=row,
            question="x",
            answer="y",
            is_public=False,
            was={"question": "x", "answer": "Ja."},
        )


def test_services_say_no_to_whoever_is_no_coordinator(round_):
    with pytest.raises(NotAllowed):
        save_question(actor=reviewer(), round_=round_, question="x", answer="", is_public=False)
    assert not RoundQuestion.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_lists_need_the_same_queries_for_one_and_three_rows(
    client, round_, number, django_assert_num_queries
):
    client.force_login(coordinator())
    for index in range(number):
        RoundDocument.objects.create(round=round_, document=DocumentFactory(), title=f"D{index}")
        question(round_)
    for name, queries in (("staff-round-documents", 7), ("staff-round-questions", 6)):
        client.get(page(name, round_.slug))
        with django_assert_num_queries(queries):
            client.get(page(name, round_.slug))
