"""A supplement after parties signed: nobody signs anew, everybody can see who signed for what."""

import datetime as dt
import uuid

import pytest
from django.core import mail

from onderwijsregios.enums import PartKey, Section
from onderwijsregios.models import Revision
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.sections import section_fingerprint
from onderwijsregios.selectors.signing import SigningLedger, has_same_answers
from onderwijsregios.services.applications import submit_application
from onderwijsregios.services.signing.mails import LINK_PURPOSE, SUPPLEMENTED_TEXT
from onderwijsregios.services.supplements import answer_supplement, ask_supplement
from regio.core import clock
from regio.core.fingerprints import fingerprint_of
from regio.core.seals import seal
from regio.models import MutedAnnouncement, OutboxMessage
from regio.services.outbox import send_due
from tests.factories.assessment import ReviewFactory, coordinator
from tests.factories.onderwijsregios import ApplicationFactory, days, representative_of
from tests.factories.signing import change_text, lead_of, parties_of, signed
from tests.onderwijsregios.board.test_access import browser_of
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    """Return an application in assessment for whose opgaven two parties signed; staff ask about those."""
    application = ApplicationFactory(complete=True)
    first, second, third = parties_of(application)
    representative_of(first)
    signed(application, first, email="")
    signed(application, second, email="tekent@example.org", sections=[Section.OPGAVEN])
    signed(application, third, email="ander@example.org", sections=[Section.GOVERNANCE])
    submit_application(
        application=application,
        actor=lead_of(application),
        idempotency_key=uuid.uuid4(),
        fingerprint=fingerprint_of(content_of(application)),
        arrived_at=clock.now(),
    )
    application.refresh_from_db()
    application.round.closes_at = clock.now() - dt.timedelta(hours=1)
    application.round.save()
    return application


@pytest.fixture
def supplement(application):
    return ask_supplement(
        application=application,
        actor=coordinator(),
        section=Section.OPGAVEN,
        question="Welke vakken?",
        due_at=days(14),
        arrived_at=clock.now(),
    )


def answer(supplement, *, text="Natuurkunde en Duits.", note=""):
    application = supplement.application
    if text:
        change_text(application, text)
    return answer_supplement(
        supplement=supplement,
        actor=lead_of(application),
        note=note,
        idempotency_key=uuid.uuid4(),
        fingerprint=section_fingerprint(content_of(application), Section.OPGAVEN),
        arrived_at=clock.now(),
    )


def told():
    """Return who gets the mail about a supplemented text: accounts by address, and plain addresses."""
    found = OutboxMessage.objects.filter(template="signing-supplemented")
    return sorted(one.user.email if one.user else one.address for one in found)


def test_the_signature_stays_with_its_text_and_the_new_revision_says_that_only_the_supplement_is_new(
    application, supplement
):
    first, second, third = parties_of(application)

    revision = answer(supplement)

    earlier = Revision.objects.get(application=application, number=1)
    names = {str(one.pk): one for one in (first, second, third)}
    assert {
        names[one["id"]]: (one["sections"]["opgaven"], one.get("supplemented"))
        for one in revision.signatures
        if one["id"] in names
    } == {
        first: ("vervallen", ["opgaven"]),
        second: ("vervallen", ["opgaven"]),
        third: ("tekent-niet", None),
    }
    assert {
        names[one["id"]]: one["standing"] for one in earlier.signatures if one["id"] in names
    } == dict.fromkeys((first, second, third), "getekend")
    assert has_same_answers(revision.signatures, SigningLedger(application, revision.content))


def test_who_signed_for_that_section_is_told_once_also_after_closing_unless_it_is_muted(
    application, supplement
):
    first = parties_of(application)[0]
    people = [representative_of(first), *(mandate.user for mandate in first.mandates.all()[:1])]
    muted, wants = people
    MutedAnnouncement.objects.create(user=muted, kind=SUPPLEMENTED_TEXT)

    answer(supplement)

    assert told() == sorted([wants.email, "tekent@example.org"])
    mails = OutboxMessage.objects.filter(template="signing-supplemented")
    assert {one.not_after for one in mails} == {None}
    assert not any("Natuurkunde" in str(one.context) for one in mails)
    send_due()
    bodies = {one.to[0]: one.body for one in mail.outbox if "is aangevuld" in one.subject}
    assert ("/mijn/berichten/" in bodies[wants.email], "/tekenen/" in bodies["tekent@example.org"]) == (
        True,
        True,
    )


def test_an_answer_that_changes_no_text_tells_no_signer(application, supplement):
    answer(supplement, text="", note="Alle vakken staan er al.")

    assert told() == []


def test_the_page_of_the_question_says_whose_signatures_it_concerns(application, supplement):
    first, second, third = parties_of(application)
    page = f"/aanvragen/{application.pk}/aanvullingen/{supplement.pk}/"

    text = Page(browser_of(lead_of(application)).get(page)).text

    said = text.partition("Deze partijen tekenden voor de tekst die u eerder indiende:")[2]
    said = said.partition("Stuur de aanvulling in")[0]
    assert [one.display_name in said for one in (first, second, third)] == [True, True, False]
    assert "blijft staan bij versie 1. Beoordelaars zien beide teksten" in said


def test_a_party_reads_what_was_handed_in_and_never_what_the_applicant_still_types(
    client, application, supplement
):
    first, second, _ = parties_of(application)
    account = browser_of(first.mandates.first().user)
    request = second.signing_requests.get()
    by_link = f"/tekenen/{seal(LINK_PURPOSE, str(request.pk), str(request.nonce))}/"

    def pages():
        return [
            account.get(f"/tekenen/aanvraag/{application.pk}/{first.pk}/").text,
            client.get(by_link).text,
        ]

    change_text(application, "Nog niet ingestuurd.")
    typing = pages()
    answer(supplement)

    for page in typing:
        assert ("Nog niet ingestuurd." in page, "Uw handtekening is vervallen" in page) == (False, False)
    for page in pages():
        for words in ("Natuurkunde en Duits.", "beoordelaars zien beide teksten", "opnieuw tekenen kan niet"):
            assert words in page


def test_assessors_see_both_texts_and_for_which_each_party_signed(application, supplement):
    second = parties_of(application)[1]
    answer(supplement)
    review = ReviewFactory(application=application)

    reviewer = Page(browser_of(review.reviewer).get(f"/beoordelen/{application.pk}/")).text
    staff = Page(browser_of(coordinator()).get(f"/realisatie-eenheid/aanvragen/{application.pk}/")).text

    assert "Aangevuld na de sluiting" in reviewer
    assert "Wat wij doen: opgaven." in reviewer
    for page in (reviewer, staff):
        signed_so = page.partition("Ondertekening")[2].partition(second.display_name)[2]
        assert "vervallen" in signed_so
        assert "Tekende voor de tekst van vóór de aanvulling: Opgaven." in signed_so


def test_a_second_supplement_keeps_the_mark_of_the_first(application, supplement):
    answer(supplement)
    again = ask_supplement(
        application=application,
        actor=coordinator(),
        section=Section.GOVERNANCE,
        question="Wie beslist?",
        due_at=days(14),
        arrived_at=clock.now(),
    )
    change_text(application, "De besturen samen.", PartKey.GOVERNANCE)
    revision = answer_supplement(
        supplement=again,
        actor=lead_of(application),
        note="",
        idempotency_key=uuid.uuid4(),
        fingerprint=section_fingerprint(content_of(application), Section.GOVERNANCE),
        arrived_at=clock.now(),
    )

    by_party = {one["id"]: one.get("supplemented") for one in revision.signatures}
    assert [by_party[str(one.pk)] for one in parties_of(application)] == [
        ["opgaven", "governance"],
        ["opgaven"],
        ["governance"],
    ]
    assert told().count("tekent@example.org") == 1
