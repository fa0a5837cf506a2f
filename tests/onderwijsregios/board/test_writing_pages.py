"""The pages on which an application is written: nothing typed is lost, whatever goes wrong."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onderwijsregios.enums import PartKey
from onderwijsregios.models import Application
from onderwijsregios.services.applications import PartText, save_parts
from regio.core import clock
from regio.models import Document
from tests.factories.documents import DocumentFactory, pdf_bytes
from tests.factories.files import docx_bytes
from tests.factories.onderwijsregios import ApplicationFactory, RoundFactory, representative_of
from tests.factories.regio import MunicipalityFactory, OrganisationFactory, TrainingInstituteFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db


def fields_of(response, *names):
    """Return the values of hidden fields as the page holds them."""
    html = response.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]*)"', html).group(1) for name in names}


def close(application):
    round_ = application.round
    round_.closes_at = round_.opens_at + dt.timedelta(days=1)
    round_.save()


def test_a_draft_is_started_from_the_round(client):
    board, round_ = OrganisationFactory(), RoundFactory()
    client.force_login(representative_of(board))

    offered = client.get(f"/aanvragen/nieuw/{round_.slug}/")
    started = client.post(f"/aanvragen/nieuw/{round_.slug}/", {"organisatie": board.pk})
    again = client.post(f"/aanvragen/nieuw/{round_.slug}/", {"organisatie": board.pk})

    application = Application.objects.get()
    assert board.display_name in offered.text
    assert ("Annuleren", "/mijn/") in Page(offered).links
    assert started.url == again.url == f"/aanvragen/{application.pk}/"
    assert f'href="/aanvragen/{application.pk}/"' in client.get(f"/aanvragen/nieuw/{round_.slug}/").text


def test_a_round_that_is_not_open_says_when_it_is_or_was(client):
    board = OrganisationFactory()
    client.force_login(representative_of(board))

    for round_, sentence in (
        (RoundFactory(announced=True), "De ronde is nog niet open"),
        (RoundFactory(closed=True), "De ronde is gesloten"),
    ):
        address = f"/aanvragen/nieuw/{round_.slug}/"
        refused = client.post(address, {"organisatie": board.pk})
        assert sentence in client.get(address).text
        assert (refused.status_code, sentence in refused.text) == (409, True)
    assert client.get(f"/aanvragen/nieuw/{RoundFactory(hidden=True).slug}/").status_code == 404
    assert Application.objects.count() == 0


def test_a_draft_is_not_started_for_an_organisation_of_somebody_else(client):
    client.force_login(representative_of(OrganisationFactory()))

    refused = client.post(
        f"/aanvragen/nieuw/{RoundFactory().slug}/", {"organisatie": OrganisationFactory().pk}
    )

    assert (refused.status_code, "Voor deze organisatie hebt u geen mandaat" in refused.text) == (400, True)


def test_texts_are_saved_incomplete_and_shown_again(applicant, application, at):
    version = fields_of(applicant.get(at("aanpak")), "versie-werven")

    saved = applicant.post(at("aanpak"), {"werven": "Wij werven\r\nsamen.", **version, "verder": "ja"})

    assert saved.url == at("regio")
    assert application.parts.get(key="werven").text == "Wij werven\nsamen."
    assert "Wij werven\nsamen." in applicant.get(at("aanpak")).text


def test_a_colleague_sees_and_edits_the_same_draft(client, application, at):
    for name in ("eerste", "tweede"):
        client.force_login(representative_of(application.lead))
        versions = fields_of(client.get(at("opgaven")), "versie-opgaven")
        client.post(at("opgaven"), {"opgaven": f"van de {name}", **versions})

    assert application.parts.get(key="opgaven").text == "van de tweede"


def test_a_second_tab_sees_both_texts_and_merges_them_by_hand(applicant, application, at):
    first, second = (fields_of(applicant.get(at("opgaven")), "versie-opgaven") for _ in "12")
    applicant.post(at("opgaven"), {"opgaven": "tekst van tab een", **first})

    conflict = applicant.post(at("opgaven"), {"opgaven": "tekst van tab twee", **second})

    assert conflict.status_code == 409
    assert ("tekst van tab een" in conflict.text, "tekst van tab twee" in conflict.text) == (True, True)
    merged = {"opgaven": "beide teksten", **fields_of(conflict, "versie-opgaven")}
    assert applicant.post(at("opgaven"), merged).status_code == 302
    assert application.parts.get(key="opgaven").text == "beide teksten"


def test_what_a_conflict_left_unsaved_is_there_again_later(applicant, application, at):
    stale = fields_of(applicant.get(at("opgaven")), "versie-opgaven")
    applicant.post(at("opgaven"), {"opgaven": "van de ander", **stale})
    applicant.post(at("opgaven"), {"opgaven": "van mij", **stale})

    later = applicant.get(at("opgaven"))
    assert ("Uw tekst is er nog" in later.text, "van mij" in later.text) == (True, True)

    applicant.post(at("opgaven"), {"gooi-weg": "ja"})
    assert "van mij" not in applicant.get(at("opgaven")).text


def test_a_text_that_is_too_long_is_not_cut_off_but_comes_back(applicant, application, at):
    long = "lang " * 3000
    versions = fields_of(applicant.get(at("opgaven")), "versie-opgaven")

    refused = applicant.post(at("opgaven"), {"opgaven": long, **versions})

    assert refused.status_code == 400
    assert long.strip() in refused.text
    assert "Kort haar in tot" in refused.text


def test_the_region_is_saved_with_its_name_sectors_and_reach(applicant, application, at):
    hidden = fields_of(applicant.get(at("regio")), "version", "versie-regio")

    saved = applicant.post(
        at("regio"),
        {
            "title": "Regio Vecht",
            "sectors": ["vo", "po"],
            "is_national": "on",
            "regio": "Eén gebied.",
            **hidden,
            "gemeenten": "ja",
        },
    )

    application.refresh_from_db()
    assert saved.url == at("regio/gemeenten")
    assert (application.title, application.sectors, application.is_national) == (
        "Regio Vecht",
        ["po", "vo"],
        True,
    )


def test_two_names_for_the_region_are_shown_beside_each_other(applicant, application, at):
    stale = fields_of(applicant.get(at("regio")), "version", "versie-regio")
    common = {"sectors": ["po"], "regio": application.parts.get(key="regio").text, **stale}
    applicant.post(at("regio"), {"title": "Naam een", **common})

    conflict = applicant.post(at("regio"), {"title": "Naam twee", **common})

    assert conflict.status_code == 409
    assert ("Naam een" in conflict.text, "Naam twee" in conflict.text) == (True, True)
    again = {"title": "Naam drie", **common, **fields_of(conflict, "version")}
    assert applicant.post(at("regio"), again).status_code == 302
    application.refresh_from_db()
    assert application.title == "Naam drie"


def test_municipalities_are_chosen_from_groups_and_a_search_leaves_the_rest_alone(applicant, application, at):
    here, there = application.municipalities.order_by("code")
    new = MunicipalityFactory(name="Nieuwegein")

    found = applicant.get(at("regio/gemeenten", "?zoek=nieuwe"))
    assert (new.name in found.text, f'value="{here.pk}"' in found.text) == (True, False)
    applicant.post(
        at("regio/gemeenten", "?zoek=nieuwe"), {"PV26": [new.pk], "zoek": "nieuwe", "actie": "zoek"}
    )
    assert set(application.municipalities.all()) == {here, there, new}

    whole = applicant.get(at("regio/gemeenten"))
    assert f'name="was" value="{here.pk}"' in whole.text
    applicant.post(at("regio/gemeenten"), {"PV26": [new.pk], "was": [here.pk, there.pk, new.pk]})
    assert set(application.municipalities.all()) == {new}
    assert "Gekozen gemeenten" in applicant.get(at("regio")).text


def test_searching_saves_what_was_ticked_first(applicant, application, at):
    new = MunicipalityFactory()

    answer = applicant.post(at("regio/gemeenten"), {"PV26": [new.pk], "zoek": "vecht", "actie": "zoek"})

    assert answer.url == at("regio/gemeenten", "?zoek=vecht")
    assert application.municipalities.contains(new)


def test_parties_are_found_added_given_a_role_and_removed(applicant, application, at):
    institute = TrainingInstituteFactory(name="Hogeschool Zuid")
    board = OrganisationFactory(name="", register_code="99123")

    assert "Hogeschool Zuid" in applicant.get(at("partijen", "?q=zuid+hoge")).text
    assert "Bevoegd gezag 99123" in applicant.get(at("partijen", "?q=99123")).text
    assert "Geen organisatie gevonden" in applicant.get(at("partijen", "?q=bestaatniet")).text
    sent = {"voegtoe": institute.pk, f"nieuw-{institute.pk}": "opleider"}
    told = applicant.post(at("partijen", "?q=zuid"), sent, follow=True).text
    assert "Toegevoegd aan de partijen: Hogeschool Zuid." in told
    applicant.post(at("partijen", "?q=99123"), {"voegtoe": board.pk, f"nieuw-{board.pk}": "deelnemer"})
    applicant.post(
        at("partijen"),
        {f"rol-{board.pk}": "partner", f"was-{board.pk}": "deelnemer", "verwijder": institute.pk},
    )

    added = application.members.filter(organisation__in=[institute, board])
    assert list(added.values_list("organisation", "role")) == [(board.pk, "partner")]


def test_searching_for_a_party_keeps_roles_that_were_changed(applicant, application, at):
    member = application.members.get(role="deelnemer")
    pk = member.organisation_id

    answer = applicant.post(
        at("partijen"), {f"rol-{pk}": "partner", f"was-{pk}": "deelnemer", "q": "zuid", "actie": "q"}
    )

    member.refresh_from_db()
    assert (answer.url, member.role) == (at("partijen", "?q=zuid"), "partner")


def test_a_role_that_a_colleague_changed_is_shown_beside_the_own_choice(applicant, application, at):
    pk = application.members.get(role="deelnemer").organisation_id
    applicant.post(at("partijen"), {f"rol-{pk}": "partner", f"was-{pk}": "deelnemer"})

    conflict = applicant.post(at("partijen"), {f"rol-{pk}": "opleider", f"was-{pk}": "deelnemer"})

    assert (conflict.status_code, "Rollen die intussen gewijzigd zijn" in conflict.text) == (409, True)
    again = {f"rol-{pk}": "opleider", **fields_of(conflict, f"was-{pk}")}
    applicant.post(at("partijen"), again)
    assert application.members.get(organisation=pk).role == "opleider"


def upload(content, name="plan.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_the_plan_is_stored_at_once(applicant, application, at):
    old = application.plan

    answer = applicant.post(
        at("plan"), {"bestand": upload(pdf_bytes(3), "Ons plan.pdf"), "vervangt": str(old.pk)}
    )

    application.refresh_from_db()
    plan = application.plan
    assert answer.url == at("plan")
    assert (plan.original_name, plan.pages, plan.scan_origin) == (
        "Ons plan.pdf",
        3,
        "geen virusscanner ingesteld",
    )
    assert Document.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "leeg"),
        (docx_bytes(), "geen PDF maar een Word-bestand"),
        (b"PK\x03\x04 word", "beschadigd"),
        (b"%PDF-1.7 niets", "beschadigd"),
        (pdf_bytes(password="geheim"), "beveiligd met een wachtwoord"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_the_plan_stays(
    content, sentence, applicant, application, at
):
    refused = applicant.post(at("plan"), {"bestand": upload(content), "vervangt": str(application.plan_id)})

    before = application.plan_id
    application.refresh_from_db()
    assert (refused.status_code, sentence in refused.text, application.plan_id) == (400, True, before)


def test_a_file_that_was_refused_leaves_nothing_behind_on_the_page(applicant, at):
    applicant.post(at("plan"), {"bestand": upload(b"geen pdf")})

    text = applicant.get(at("plan")).text
    assert ("Uw tekst is er nog" in text, "Gebruik dit bestand" in text) == (False, False)


def test_a_file_that_is_too_large_says_so(settings, applicant, at):
    settings.UPLOAD_MAX_BYTES = 300

    refused = applicant.post(at("plan"), {"bestand": upload(pdf_bytes(2))})

    assert (refused.status_code, "ten hoogste" in refused.text) == (400, True)


def test_a_plan_that_lost_from_a_colleague_is_kept_and_can_still_be_chosen(applicant, application, user, at):
    shown = str(application.plan_id)
    application.plan = DocumentFactory(original_name="van-collega.pdf")
    application.save()

    conflict = applicant.post(at("plan"), {"bestand": upload(pdf_bytes(), "van-mij.pdf"), "vervangt": shown})

    assert conflict.status_code == 409
    assert ("van-collega.pdf" in conflict.text, "van-mij.pdf" in conflict.text) == (True, True)
    later = applicant.get(at("plan"))
    assert "Gebruik dit bestand" in later.text
    mine = Document.objects.get(original_name="van-mij.pdf")
    applicant.post(at("plan"), {"document": mine.pk, "vervangt": application.plan_id})
    application.refresh_from_db()
    assert application.plan == mine
    assert "Gebruik dit bestand" not in applicant.get(at("plan")).text


def test_the_plan_is_removed_after_asking(applicant, application, at):
    assert "Wilt u het plan verwijderen?" in applicant.get(at("plan/verwijderen")).text

    applicant.post(at("plan/verwijderen"), {"plan": application.plan_id})

    application.refresh_from_db()
    assert application.plan is None


def test_a_plan_is_not_called_removed_when_nothing_said_which_or_the_round_is_closed(
    applicant, application, at
):
    unnamed = applicant.post(at("plan/verwijderen"), {})
    close(application)
    late = applicant.post(at("plan/verwijderen"), {})

    application.refresh_from_db()
    told = [(one.status_code, "Het plan is verwijderd" in one.text) for one in (unnamed, late)]
    assert (told, application.plan is None) == ([(409, False), (409, False)], False)
    assert "Het plan is verwijderd" not in applicant.get(at("plan")).text


def test_a_round_that_closed_while_typing_keeps_the_text_and_says_what_can_be_done(
    applicant, application, at
):
    versions = fields_of(applicant.get(at("opgaven")), "versie-opgaven")
    close(application)

    late = applicant.post(at("opgaven"), {"opgaven": "net te laat", **versions})

    assert late.status_code == 409
    for sentence in ("De ronde is gesloten", "Uw werk is veilig", "net te laat", "Neem contact op"):
        assert sentence in late.text
    assert application.parts.get(key="opgaven").text != "net te laat"
    assert "net te laat" in applicant.get(at("opgaven")).text


def test_a_plan_that_arrives_too_late_is_refused_but_kept(applicant, application, at):
    close(application)

    late = applicant.post(
        at("plan"), {"bestand": upload(pdf_bytes(), "laat.pdf"), "vervangt": application.plan_id}
    )

    assert (late.status_code, "laat.pdf" in late.text) == (409, True)
    application.refresh_from_db()
    assert application.plan.original_name == "plan.pdf"
    assert Document.objects.filter(original_name="laat.pdf").exists()


def test_after_closing_all_pages_can_be_read_but_have_no_save_button(applicant, application, at):
    close(application)

    for step in ("opgaven", "aanpak", "regio", "regio/gemeenten", "governance", "partijen", "plan"):
        text = applicant.get(at(step)).text
        assert ("De ronde is gesloten" in text, ">Bewaar" in text) == (True, False)


QUERIES = {
    "": 17,
    "opgaven": 15,
    "aanpak": 15,
    "regio": 17,
    "regio/gemeenten": 16,
    "governance": 15,
    "partijen": 17,
    "partijen?q=vindbaar": 18,
    "scholen": 18,
    "plan": 14,
    "ondertekenen": 15,
    "controleren": 17,
    "geschiedenis": 13,
}


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_need_the_same_number_of_queries_whatever_they_hold(rows, applicant, application, at):
    for number in range(rows):
        application.municipalities.add(MunicipalityFactory())
        application.members.create(organisation=OrganisationFactory(), role="partner")
        OrganisationFactory(name=f"Vindbaar {number}")
        save_parts(
            application=application,
            actor=application.lead.mandates.get().user,
            parts={PartKey.OPGAVEN: PartText(f"versie {number}", number + 1)},
            arrived_at=clock.now(),
        )
    applicant.get(at("regio"))  # the shapes of the country are read once

    counted = {}
    for step in QUERIES:
        path, _, term = step.partition("?")
        with CaptureQueriesContext(connection) as queries:
            applicant.get(at(path, f"?{term}"))
        counted[step] = len(queries)

    assert counted == QUERIES


@pytest.mark.parametrize("rows", [1, 3])
def test_the_own_page_needs_the_same_number_of_queries_whatever_it_lists(
    rows, applicant, application, django_assert_num_queries
):
    for _ in range(rows):
        ApplicationFactory(lead=application.lead)
        RoundFactory()

    with django_assert_num_queries(10):
        assert applicant.get("/mijn/").text.count("Begin een aanvraag") == rows
