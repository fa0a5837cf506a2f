"""What reviewers do and see."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from onderwijsregios.enums import ReviewState
from onderwijsregios.models import DeclaredInterest, Review
from onderwijsregios.selectors.rounds import last_revision
from onderwijsregios.services.reviews import Score, scores_of
from tests.factories.assessment import DecisionFactory, ReviewFactory, closed_round, reviewer
from tests.factories.onderwijsregios import SubmittedApplicationFactory
from tests.onderwijsregios.staff.test_pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(client):
    review = ReviewFactory(application=closed_round(applications=1).applications.get())
    client.force_login(review.reviewer)
    return review


def url(review, name="review"):
    return reverse(f"onderwijsregios:{name}", args=[review.application_id])


def answers(review, score="4", reason="Goed onderbouwd.", **changed):
    data = {"version": review.version, "summary": "", "actie": "bewaar"}
    for criterion in review.application.round.criteria.all():
        data |= {f"score-{criterion.pk}": score, f"reason-{criterion.pk}": reason}
    return data | changed


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_list_shows_what_is_assigned_and_says_what_is_sealed(client, review):
    ReviewFactory(application=SubmittedApplicationFactory(), reviewer=review.reviewer)
    page = words(client.get(reverse("onderwijsregios:reviews")))
    assert review.application.dossier_number in page
    assert "1 aanvraag wacht op de sluiting van de ronde." in page
    assert "verzegeld tot zij sluit" in page


def test_work_on_what_was_decided_is_over_and_not_counted_as_still_to_do(client, review):
    other = ReviewFactory(
        application=closed_round(applications=1).applications.get(), reviewer=review.reviewer
    )
    DecisionFactory(application=review.application)
    listed = words(client.get(reverse("onderwijsregios:reviews")))
    states = [
        re.search(rf"{one.application.dossier_number} .*? (niet ingeleverd|nog te doen) ", listed)[1]
        for one in (other, review)
    ]
    assert states == ["nog te doen", "niet ingeleverd"]
    assert listed.index(other.application.dossier_number) < listed.index(review.application.dossier_number)
    assert "Nog te doen: 1 . Ingeleverd: 0." in words(client.get("/mijn/"))
    page = words(client.get(url(review)))
    assert [
        part in page for part in ("u hoeft niets te doen", "U gaf geen oordeel", "nog te doen", "tussendoor")
    ] == [
        True,
        True,
        False,
        False,
    ]


def test_page_shows_the_frozen_revision_and_not_the_living_draft(client, review):
    application = review.application
    application.title = "Later getypt"
    application.save()
    application.parts.filter(key="opgaven").update(text="Later getypte tekst")
    page = words(client.get(url(review)))
    content = last_revision(application).content
    assert "Later getypt" not in page
    for shown in (content["title"], *content["parts"].values(), *(m["name"] for m in content["members"])):
        assert shown in page


def test_page_explains_each_score_in_words(client, review):
    page = words(client.get(url(review)))
    for score in range(1, 6):
        assert f"{score}: Wat een {score} betekent." in page


def test_half_a_review_is_kept(client, review):
    response = client.post(url(review), answers(review, score="", reason="Nog navragen."))
    review.refresh_from_db()
    assert (said(response), review.state) == (["Uw beoordeling is bewaard."], ReviewState.STARTED)
    assert set(scores_of(review).values()) == {Score(None, "Nog navragen.")}


def test_complete_review_is_handed_in(client, review):
    response = client.post(url(review), answers(review, actie="lever-in"))
    review.refresh_from_db()
    assert (said(response), review.state) == (
        ["Uw beoordeling is ingeleverd. Dank u wel."],
        ReviewState.SUBMITTED,
    )


def test_incomplete_review_is_kept_and_says_what_is_missing(client, review):
    first, second = review.application.round.criteria.all()
    response = client.post(
        url(review), answers(review, actie="lever-in", **{f"score-{second.pk}": "", f"reason-{first.pk}": ""})
    )
    review.refresh_from_db()
    assert (response.status_code, review.state, review.version) == (400, ReviewState.STARTED, 2)
    assert response.context["form"].errors == {
        f"reason-{first.pk}": [f"Motiveer uw score voor “{first.title}”."],
        f"score-{second.pk}": [f"Kies een score voor “{second.title}”."],
    }
    again = client.post(url(review), answers(review, actie="lever-in", version="2"))
    assert again.status_code == 302


def test_second_window_gets_both_texts_and_loses_none(client, review):
    first = answers(review, reason="Eerste venster.")
    client.post(url(review), first)
    response = client.post(url(review), answers(review, reason="Tweede venster."))
    assert response.status_code == 409
    assert {(d.mine, d.theirs) for d in response.context["form"].differences} == {
        ("Tweede venster.", "Eerste venster.")
    }
    assert "Tweede venster." in response.content.decode()


def test_nonsense_score_is_refused_in_words_and_kept_in_the_form(client, review):
    response = client.post(url(review), answers(review, score="9", reason="Mijn tekst."))
    assert {sentence for errors in response.context["form"].errors.values() for sentence in errors} == {
        "Kies een score van 1 tot en met 5."
    }
    assert (response.status_code, "Mijn tekst." in response.content.decode()) == (400, True)


def test_judgement_of_others_shows_after_handing_in(client, review):
    ReviewFactory(application=review.application, scores=[1, 1], reviewer=reviewer(name="Een Collega"))
    assert "Een Collega" not in words(client.get(url(review)))
    client.post(url(review), answers(review, actie="lever-in"))
    assert "Een Collega" in words(client.get(url(review)))


def test_decided_application_can_be_read_and_no_longer_scored(client, review):
    DecisionFactory(application=review.application, reason="Geheim besluit.")
    page = words(client.get(url(review)))
    assert "Deze beoordeling is afgesloten" in page
    assert "Geheim besluit." not in page
    response = client.post(url(review), answers(review, summary="Toch anders dan ik dacht."))
    again = client.get(url(review))
    for answer, status in ((response, 409), (again, 200)):
        page = words(answer)
        assert answer.status_code == status
        assert "Dit is niet bewaard Er is een besluit over deze aanvraag." in page
        assert "Toch anders dan ik dacht." in page
    review.refresh_from_db()
    assert review.summary == ""


def test_interest_is_declared_and_the_application_is_gone_at_once(client, review):
    empty = client.post(url(review, "review-interest"), {"reason": ""})
    assert empty.context["form"].errors == {"reason": ["Schrijf kort welk belang u heeft."]}
    client.post(url(review, "review-interest"), {"reason": "Familie."})
    assert DeclaredInterest.objects.get().reviewer == review.reviewer
    assert client.get(url(review)).status_code == 404
    assert review.application.dossier_number not in words(client.get(reverse("onderwijsregios:reviews")))
    assert client.post(url(review), answers(review)).status_code == 404
    assert Review.objects.get().state == ReviewState.OPEN


def test_what_is_still_to_do_stands_first(client, review):
    later = ReviewFactory(
        application=closed_round(applications=1).applications.get(), reviewer=review.reviewer
    )
    client.post(url(review), answers(review, actie="lever-in"))
    page = client.get(reverse("onderwijsregios:reviews")).text
    assert page.index(url(later)) < page.index(url(review))


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_reviews_needs_the_same_queries_for_any_length(client, number, django_assert_num_queries):
    person = reviewer()
    for application in closed_round(applications=number).applications.all():
        ReviewFactory(application=application, reviewer=person)
    client.force_login(person)
    with django_assert_num_queries(13):
        assert client.get(reverse("onderwijsregios:reviews")).status_code == 200
