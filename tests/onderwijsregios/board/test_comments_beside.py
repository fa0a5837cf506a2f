"""A comment is sent with the form that it stands beside: nothing that was typed there is lost."""

import re

import pytest

from onderwijsregios.enums import PartKey
from onderwijsregios.models import Comment, SchoolList
from tests.onderwijsregios.board.test_autosave import colleague_writes
from tests.onderwijsregios.board.test_signed_out import form_of
from tests.onderwijsregios.board.test_team_pages import browser_of, commenter
from tests.onderwijsregios.board.test_writing_pages import close

pytestmark = pytest.mark.django_db

PLACE = {"plaats-opmerking": "ja"}
TYPED = "Nog niet bewaarde tekst."


def remarks():
    return list(Comment.objects.order_by("pk").values_list("section", "text", "answers", "resolved_by"))


def shown(page, field):
    """Return what stands in a text field of the page."""
    return re.search(rf'<textarea[^>]* name="{field}"[^>]*>\n?([^<]*)</textarea>', page.text).group(1)


@pytest.fixture
def sends(applicant, at):
    """Return how to send the page of the first text, with what was typed, and read the answer."""

    def send(**more):
        form = form_of(applicant.get(at("opgaven")))
        return applicant.post(at("opgaven"), {**form, "opgaven": TYPED, **more}, follow=True)

    return send


def test_a_comment_and_what_was_typed_beside_it_are_both_saved(sends, application, at):
    page = sends(opmerking="Klopt dit?", **PLACE)

    assert page.redirect_chain == [(f"{at('opgaven')}#opmerkingen", 302)]
    assert (remarks(), shown(page, "opgaven"), shown(page, "opmerking")) == (
        [("opgaven", "Klopt dit?", None, None)],
        TYPED,
        "",
    )
    assert application.parts.get(key="opgaven").text == TYPED


def test_an_answer_and_ticking_off_save_what_was_typed_and_keep_other_comments(sends, application, user):
    sends(opmerking="Eerste", **PLACE)
    first = Comment.objects.get()

    sends(**{f"opmerking-{first.pk}": "Ja", "antwoord-op": first.pk, "opmerking": "Half getypt"})
    page = sends(afgehandeld=first.pk, opgaven="Weer iets.", opmerking="Half getypt")

    assert remarks() == [("opgaven", "Eerste", None, user.pk), ("opgaven", "Ja", first.pk, None)]
    assert (shown(page, "opgaven"), shown(page, "opmerking")) == ("Weer iets.", "Half getypt")


@pytest.mark.parametrize(
    ("more", "field"), [({"opmerking": " "}, "opmerking"), ({"opmerking": "x" * 5001}, "opmerking")]
)
def test_a_wrong_comment_saves_neither_and_gives_both_back(more, field, sends, applicant, application, at):
    before = application.parts.get(key="opgaven").text

    page = sends(**more, **PLACE)

    assert (remarks(), application.parts.get(key="opgaven").text) == ([], before)
    assert (page.status_code in {400, 409}, shown(page, "opgaven"), "Bewaard." in page.text) == (
        True,
        TYPED,
        False,
    )
    assert 'id="id_opmerking_error"' in page.text
    assert shown(applicant.get(at("opgaven")), "opgaven") == TYPED


def test_a_text_in_conflict_places_no_comment_and_gives_both_back(applicant, application, at):
    form = form_of(applicant.get(at("opgaven")))
    colleague_writes(application, PartKey.OPGAVEN, "van een collega")

    page = applicant.post(at("opgaven"), {**form, "opgaven": TYPED, "opmerking": "Klopt dit?", **PLACE})

    assert (page.status_code, remarks()) == (409, [])
    assert (shown(page, "opgaven"), shown(page, "opmerking")) == (TYPED, "Klopt dit?")
    again = applicant.get(at("opgaven"))
    assert (shown(again, "opgaven"), shown(again, "opmerking")) == (TYPED, "Klopt dit?")


def test_a_comment_beside_two_texts_chooses_neither_and_keeps_what_was_typed(applicant, application, at):
    form = form_of(applicant.get(at("opgaven")))
    colleague_writes(application, PartKey.OPGAVEN, "van een collega")
    beside = form_of(applicant.post(at("opgaven"), {**form, "opgaven": TYPED}))

    page = applicant.post(
        at("opgaven"), {**beside, "opgaven": TYPED, "opmerking": "Wat nu?", **PLACE}, follow=True
    )

    assert (page.status_code, [one[1] for one in remarks()]) == (200, ["Wat nu?"])
    assert application.parts.get(key="opgaven").text == "van een collega"
    assert (shown(page, "opgaven"), shown(page, "opmerking")) == (TYPED, "")
    assert "zoals het nu bewaard is" in page.text


def test_saving_the_text_keeps_a_comment_that_is_not_placed_yet(sends, applicant, at):
    page = sends(opmerking="Half getypt")
    elsewhere = applicant.get(at("opmerkingen/opgaven"))

    assert (remarks(), shown(page, "opmerking"), shown(elsewhere, "opmerking")) == (
        [],
        "Half getypt",
        "Half getypt",
    )
    assert shown(sends(opmerking=""), "opmerking") == ""


def test_a_comment_that_arrives_with_a_text_that_is_too_late_is_given_back(applicant, application, at):
    form = form_of(applicant.get(at("opgaven")))
    close(application)

    page = applicant.post(at("opgaven"), {**form, "opgaven": TYPED, "opmerking": "Klopt dit?", **PLACE})

    assert (page.status_code, remarks()) == (409, [])
    assert (TYPED in page.text, "Klopt dit?" in page.text) == (True, True)
    assert shown(applicant.get(at("opgaven")), "opmerking") == "Klopt dit?"


def test_roles_and_municipalities_that_were_chosen_are_saved_with_a_comment(applicant, application, at):
    party = application.members.get(role="deelnemer")
    role, was = f"rol-{party.organisation_id}", f"was-{party.organisation_id}"

    sent = {role: "partner", was: "deelnemer", "opmerking": "Klopt dit?", **PLACE}
    applicant.post(at("partijen"), sent)
    form = form_of(applicant.get(at("regio/gemeenten")))
    applicant.post(at("regio/gemeenten"), {**form, "opmerking": "En dit?", **PLACE})

    party.refresh_from_db()
    assert (party.role, [one[:2] for one in remarks()]) == (
        "partner",
        [("partijen", "Klopt dit?"), ("regio", "En dit?")],
    )


def test_a_list_of_schools_that_was_pasted_is_kept_with_a_comment(applicant, at):
    sent = {"nummers": "10AA00", "opmerking": "Klopt dit?", **PLACE}

    page = applicant.post(at("scholen"), sent, follow=True)

    assert (shown(page, "nummers"), shown(page, "opmerking"), SchoolList.objects.count()) == (
        "10AA00",
        "",
        0,
    )
    assert [one[:2] for one in remarks()] == [("scholen", "Klopt dit?")]
    applicant.post(at("scholen"), {"nummers": "", "opmerking": "En dit?", **PLACE})
    assert [one[1] for one in remarks()] == ["Klopt dit?", "En dit?"]


def test_who_may_only_comment_has_a_form_for_the_comment_alone(application, at):
    page = browser_of(commenter(application)).get(at("opgaven")).text

    assert (f'action="{at("opmerkingen/opgaven")}"' in page, 'name="opgaven"' in page) == (True, False)
