"""What everybody finds about a round: stages, moments, agenda, documents, questions and answers."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from icalendar import Calendar

from onderwijsregios.enums import Grace
from onderwijsregios.models import RoundDocument, RoundQuestion
from regio.core import clock
from regio.enums import ScanState
from tests.factories.assessment import closed_round
from tests.factories.documents import DocumentFactory
from tests.factories.onderwijsregios import CriterionFactory, RoundFactory, days
from tests.onderwijsregios.staff.test_pages import words

pytestmark = pytest.mark.django_db


def known_round(**fields):
    """Return a round with the real moments of 2023."""
    return RoundFactory(
        **{
            "slug": "voorlopers-2023",
            "title": "Voorlopers 2023",
            "announced_at": clock.amsterdam(dt.date(2023, 3, 28), dt.time(9)),
            "opens_at": clock.amsterdam(dt.date(2023, 4, 1), dt.time(0)),
            "closes_at": clock.amsterdam(dt.date(2023, 4, 29), dt.time(23, 59, 59)),
            "selection_date": dt.date(2023, 5, 11),
            "publish_at": clock.amsterdam(dt.date(2023, 5, 16), dt.time(10)),
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("day", "stage", "sentence", "next_step"),
    [
        (dt.date(2023, 3, 29), "aangekondigd", "Deze ronde gaat nog open", "Aanvragen kan vanaf"),
        (dt.date(2023, 4, 5), "open", "Deze ronde is open", "Aanvragen kan tot en met"),
        (dt.date(2023, 5, 11), "gesloten", "Deze ronde is gesloten", "de selectie is op 11 mei 2023"),
        (
            dt.date(2023, 5, 12),
            "beoordeeld",
            "De aanvragen zijn beoordeeld",
            "De uitslag wordt op 16 mei 2023 om 10:00 uur Nederlandse zomertijd voor iedereen tegelijk",
        ),
    ],
)
def test_each_stage_says_what_happens_next_on_both_pages(client, day, stage, sentence, next_step):
    round_ = known_round()
    with clock.moved_to(clock.amsterdam(day, dt.time(12))):
        shown, listed = (
            words(client.get(address))
            for address in (round_.get_absolute_url(), reverse("onderwijsregios:frontrunners"))
        )
    assert [sentence in shown, next_step in shown, next_step in listed, stage in listed] == [True] * 4


def test_every_moment_stands_in_words_with_its_zone_and_the_term_to_decide(client):
    round_ = known_round(decision_days=91)
    shown = words(client.get(round_.get_absolute_url()))
    for sentence in (
        "Alle tijden zijn Nederlandse tijd.",
        "1 april 2023 om 00:00:00 uur Nederlandse zomertijd",
        "29 april 2023 om 23:59:59 uur Nederlandse zomertijd",
        "11 mei 2023",
        "16 mei 2023 om 10:00 uur Nederlandse zomertijd",
        "91 dagen na het sluiten, dus uiterlijk 29 juli 2023",
    ):
        assert sentence in shown


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({}, False),
        ({"grace_kind": Grace.SILENT, "grace_seconds": 47}, False),
        ({"grace_kind": Grace.DISCLOSED, "grace_seconds": 47}, True),
    ],
)
def test_grace_is_told_only_when_it_is_for_everybody_to_know(client, fields, is_told):
    shown = client.get(known_round(**fields).get_absolute_url()).content.decode()
    assert ("Respijt" in shown, "47" in shown) == (is_told, is_told)


@pytest.mark.parametrize("is_open", [True, False])
def test_bezwaar_is_told_only_when_decisions_are_open_to_it(client, is_open):
    shown = words(client.get(known_round(is_open_to_bezwaar=is_open).get_absolute_url()))
    assert ("bezwaar maken" in shown) == is_open


# --- agenda ---------------------------------------------------------------------------------------


def agenda(client, round_):
    response = client.get(reverse("onderwijsregios:round-agenda", args=[round_.slug]))
    return response, Calendar.from_ical(response.content)


def test_agenda_has_the_four_moments_in_utc_with_fixed_identifiers(client):
    round_ = known_round()
    response, calendar = agenda(client, round_)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert [(str(e["uid"]), str(e["summary"]), e.decoded("dtstart")) for e in calendar.events] == [
        (
            "voorlopers-2023-opent@testserver",
            "Voorlopers 2023: aanvragen kan",
            dt.datetime(2023, 3, 31, 22, tzinfo=dt.UTC),
        ),
        (
            "voorlopers-2023-sluit@testserver",
            "Voorlopers 2023: laatste moment om in te dienen",
            dt.datetime(2023, 4, 29, 21, 59, 59, tzinfo=dt.UTC),
        ),
        ("voorlopers-2023-selectie@testserver", "Voorlopers 2023: selectie", dt.date(2023, 5, 11)),
        (
            "voorlopers-2023-uitslag@testserver",
            "Voorlopers 2023: uitslag",
            dt.datetime(2023, 5, 16, 8, tzinfo=dt.UTC),
        ),
    ]
    assert "29 april 2023 om 23:59:59 uur Nederlandse zomertijd" in str(calendar.events[1]["description"])


def test_a_moved_closing_moves_the_same_entry(client):
    round_ = known_round()
    _, before = agenda(client, round_)
    round_.closes_at += dt.timedelta(days=1)
    round_.version += 1
    round_.save()
    _, after = agenda(client, round_)
    one, other = before.events[1], after.events[1]
    assert one["uid"] == other["uid"]
    assert (int(other["sequence"]), other.decoded("dtstart") - one.decoded("dtstart")) == (
        int(one["sequence"]) + 1,
        dt.timedelta(days=1),
    )


def test_a_round_that_was_not_announced_has_no_agenda_and_no_documents(client):
    hidden = RoundFactory(hidden=True)
    document = DocumentFactory()
    RoundDocument.objects.create(round=hidden, document=document, title="Oproep")
    addresses = (
        reverse("onderwijsregios:round-agenda", args=[hidden.slug]),
        reverse("onderwijsregios:round-document", args=[hidden.slug, document.pk]),
    )
    assert [client.get(address).status_code for address in addresses] == [404, 404]


# --- documents and questions ----------------------------------------------------------------------


def file_of(round_, document):
    return reverse("onderwijsregios:round-document", args=[round_.slug, document.pk])


def test_a_clean_document_is_a_download_in_a_sandbox_for_everybody(client):
    round_ = RoundFactory()
    document = DocumentFactory(scan_state=ScanState.CLEAN, file=ContentFile(b"%PDF-1.7 inhoud", name="x"))
    RoundDocument.objects.create(round=round_, document=document, title="Oproep van 2023")
    assert "Oproep van 2023" in words(client.get(round_.get_absolute_url()))
    response = client.get(file_of(round_, document))
    assert (response.status_code, b"".join(response.streaming_content)) == (200, b"%PDF-1.7 inhoud")
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("state", [ScanState.WAITING, ScanState.INFECTED])
def test_a_document_that_was_not_found_clean_does_not_exist(client, state):
    round_ = RoundFactory()
    document = DocumentFactory(scan_state=state)
    RoundDocument.objects.create(round=round_, document=document, title="Oproep van 2023")
    assert "Oproep van 2023" not in words(client.get(round_.get_absolute_url()))
    assert client.get(file_of(round_, document)).status_code == 404


def test_a_document_of_another_round_or_of_no_round_does_not_exist_here(client):
    round_, other = RoundFactory(), RoundFactory()
    elsewhere, private = DocumentFactory(), DocumentFactory()
    RoundDocument.objects.create(round=other, document=elsewhere, title="Oproep")
    assert [client.get(file_of(round_, one)).status_code for one in (elsewhere, private)] == [404, 404]


def test_only_published_questions_stand_on_the_page(client):
    round_ = RoundFactory()
    for text, published_at in (("Mag het mbo mee?", days(-1)), ("Nog niet?", None), ("Morgen?", days(1))):
        RoundQuestion.objects.create(
            round=round_, question=text, answer="Antwoord.", published_at=published_at
        )
    shown = words(client.get(round_.get_absolute_url()))
    assert [text in shown for text in ("Mag het mbo mee?", "Nog niet?", "Morgen?")] == [True, False, False]


@pytest.mark.parametrize("number", [1, 3])
def test_round_page_needs_the_same_queries_whatever_it_holds(client, number, django_assert_num_queries):
    round_ = closed_round(applications=1)
    for index in range(number):
        CriterionFactory(round=round_)
        RoundDocument.objects.create(
            round=round_, document=DocumentFactory(scan_state=ScanState.CLEAN), title=f"D{index}"
        )
        RoundQuestion.objects.create(round=round_, question=f"V{index}", answer="A", published_at=days(-1))
    with django_assert_num_queries(5):
        client.get(round_.get_absolute_url())
