"""Text that could not be saved comes back beside what is there now, and is saved the first time."""

import pytest

from onderwijsregios.enums import Outcome, PartKey
from onderwijsregios.models import Decision
from onderwijsregios.services.applications import PartText, save_parts
from regio.core import clock
from regio.enums import Sector
from regio.models import KeptInput
from tests.factories.assessment import ReviewFactory, closed_round, coordinator
from tests.factories.onderwijsregios import representative_of
from tests.onderwijsregios.board.test_writing_pages import fields_of
from tests.onderwijsregios.reviewer.test_pages import answers

pytestmark = pytest.mark.django_db

NULL_SENTENCE = "Hier staat een onzichtbaar teken in dat wij niet kunnen bewaren."
BESIDE = "zoals het nu bewaard is"


def came_back(response):
    """Return whether the form came back with the text, and what was kept of it."""
    (kept,) = KeptInput.objects.all()
    shown = "Lang \ufffdnagedacht" in response.text or "Lang \x00nagedacht" in response.text
    return response.status_code, NULL_SENTENCE in response.text, shown, kept.fields


def test_a_zero_byte_in_a_text_of_the_plan_is_told_and_the_text_stays(applicant, at):
    versions = fields_of(applicant.get(at("opgaven")), "versie-opgaven")

    answer = applicant.post(at("opgaven"), {"opgaven": "Lang \x00nagedacht", **versions})

    kept = {"opgaven": ["Lang nagedacht"], "versie-opgaven": [versions["versie-opgaven"]]}
    assert came_back(answer) == (400, True, True, kept)
    assert "Lang nagedacht" in applicant.get(at("opgaven")).text


def test_a_zero_byte_in_a_review_is_told_and_the_text_stays(client):
    review = ReviewFactory(application=closed_round(applications=1).applications.get())
    client.force_login(review.reviewer)
    address = f"/beoordelen/{review.application_id}/"

    answer = client.post(address, answers(review, summary="Lang \x00nagedacht"))

    kept = {name: [str(value)] for name, value in answers(review, summary="Lang nagedacht").items()}
    assert came_back(answer) == (400, True, True, kept)
    assert "Lang nagedacht" in client.get(address).text


def test_a_zero_byte_in_a_decision_is_told_and_the_text_stays(client):
    application = closed_round(applications=1).applications.get()
    client.force_login(coordinator())
    address = f"/realisatie-eenheid/aanvragen/{application.pk}/besluit/"
    decision = {"version": "0", "outcome": Outcome.PROVISIONAL.value, "reason": "Lang \x00nagedacht"}

    answer = client.post(address, decision)

    kept = {name: [value.replace("\x00", "")] for name, value in decision.items()}
    assert came_back(answer) == (400, True, True, kept)
    assert "Lang nagedacht" in client.get(address).text


def test_kept_text_stands_beside_what_is_there_now_and_is_saved_the_first_time(applicant, application, at):
    stale = fields_of(applicant.get(at("opgaven")), "versie-opgaven")
    applicant.post(at("opgaven"), {"opgaven": "van de ander", **stale})
    conflict = applicant.post(at("opgaven"), {"opgaven": "van mij", **stale})
    assert "door uzelf in een ander venster of door een collega" in conflict.text

    later = applicant.get(at("opgaven"))

    shown = [one in later.text for one in ("van de ander", "van mij", BESIDE, "iets gewijzigd")]
    assert shown == [True, True, True, False]
    saved = applicant.post(at("opgaven"), {"opgaven": "van mij", **fields_of(later, "versie-opgaven")})
    assert (saved.status_code, application.parts.get(key="opgaven").text) == (302, "van mij")


def test_kept_text_does_not_undo_what_a_colleague_did_in_another_part(applicant, application, at):
    names = ("werven", "matchen", "opleiden", "begeleiden", "professionaliseren")
    versions = fields_of(applicant.get(at("aanpak")), *(f"versie-{name}" for name in names))
    shown = {name: application.parts.get(key=name).text for name in names}
    save_parts(
        application=application,
        actor=representative_of(application.lead),
        parts={key: PartText(f"{key.value} van de ander", 1) for key in (PartKey.WERVEN, PartKey.MATCHEN)},
        arrived_at=clock.now(),
    )

    conflict = applicant.post(at("aanpak"), {**shown, "werven": "van mij", **versions})

    later = applicant.get(at("aanpak"))
    for page in (conflict, later):
        form = page.context["form"]
        assert (form["werven"].value(), form["matchen"].value()) == ("van mij", "matchen van de ander")
    assert later.context["conflict_fields"] == ["werven"]


def test_a_kept_name_of_the_region_stands_beside_the_one_that_is_there_now(applicant, application, at):
    stale = fields_of(applicant.get(at("regio")), "version", "versie-regio")
    common = {"sectors": ["po"], "regio": application.parts.get(key="regio").text, **stale}
    applicant.post(at("regio"), {"title": "Naam een", **common})
    applicant.post(at("regio"), {"title": "Naam twee", **common})

    later = applicant.get(at("regio"))

    assert [(one["field"], one["mine"], one["theirs"]) for one in later.context["conflict"]] == [
        ("title", "Naam twee", "Naam een")
    ]
    again = {**common, "title": "Naam twee", **fields_of(later, "version", "versie-regio")}
    assert applicant.post(at("regio"), again).status_code == 302
    application.refresh_from_db()
    assert application.title == "Naam twee"


def test_a_kept_role_is_saved_the_first_time(applicant, application, at):
    pk = application.members.get(role="deelnemer").organisation_id
    applicant.post(at("partijen"), {f"rol-{pk}": "partner", f"was-{pk}": "deelnemer"})
    applicant.post(at("partijen"), {f"rol-{pk}": "opleider", f"was-{pk}": "deelnemer"})

    later = applicant.get(at("partijen"))

    applicant.post(at("partijen"), {f"rol-{pk}": "opleider", **fields_of(later, f"was-{pk}")})
    assert application.members.get(organisation=pk).role == "opleider"


def test_a_kept_review_stands_beside_what_is_there_now_and_is_saved_the_first_time(client):
    review = ReviewFactory(application=closed_round(applications=1).applications.get())
    client.force_login(review.reviewer)
    address = f"/beoordelen/{review.application_id}/"
    client.post(address, answers(review, reason="Eerste venster."))
    client.post(address, answers(review, reason="Tweede venster."))

    form = client.get(address).context["form"]

    assert {(one.mine, one.theirs) for one in form.differences} == {("Tweede venster.", "Eerste venster.")}
    again = answers(review, reason="Tweede venster.", version=form["version"].value())
    assert client.post(address, again).status_code == 302
    assert {row.reason for row in review.scores.all()} == {"Tweede venster."}


def test_a_kept_decision_stands_beside_what_is_there_now_and_is_saved_the_first_time(client):
    application = closed_round(applications=1).applications.get()
    client.force_login(coordinator())
    address = f"/realisatie-eenheid/aanvragen/{application.pk}/besluit/"
    given = {"version": "0", "outcome": "voorloper", "reason": "Eerste venster."}
    client.post(address, given)
    client.post(address, given | {"outcome": "niet-gekozen", "reason": "Tweede venster."})

    form = client.get(address).context["form"]

    assert [(one.label, one.mine, one.theirs) for one in form.differences] == [
        ("Besluit", "niet gekozen", "voorloper"),
        ("Motivering", "Tweede venster.", "Eerste venster."),
    ]
    again = given | {"reason": "Tweede venster.", "version": form["version"].value()}
    assert client.post(address, again).status_code == 302
    assert Decision.objects.get().reason == "Tweede venster."


def test_only_the_sectors_of_the_round_are_offered_and_others_are_refused(applicant, application, at):
    page = applicant.get(at("regio"))
    assert [value for value, _ in page.context["form"].fields["sectors"].choices] == ["po", "vo"]

    hidden = fields_of(page, "version", "versie-regio")
    refused = applicant.post(at("regio"), {"title": "Regio", "sectors": ["po", "ho"], **hidden})

    assert (refused.status_code, refused.context["form"].errors["sectors"]) == (
        400,
        ["Deze ronde is niet voor de sector die u koos. Kies uit de lijst."],
    )


def test_an_application_with_another_sector_than_the_round_is_for_is_not_complete(applicant, application, at):
    application.sectors = [Sector.PO, Sector.HO]
    application.save()

    missing = applicant.get(at("controleren")).context["missing"]

    assert missing == [
        {
            "sentence": "Deze ronde is niet voor hoger onderwijs. Kies alleen sectoren van de ronde.",
            "href": f"{at('regio')}#id_sectors_0",
        }
    ]
