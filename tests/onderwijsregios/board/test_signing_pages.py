"""The pages about signing: the applicant's matrix, and where a party answers."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onderwijsregios.enums import PartKey, Section, Signing, Standing, TeamState
from onderwijsregios.models import Correction, Signature, SigningRequest, TeamMember
from regio.core import clock
from regio.enums import StaffRole
from regio.models import Document, OutboxMessage
from tests.factories.documents import DocumentFactory, pdf_bytes
from tests.factories.onderwijsregios import ApplicationFactory, days, representative_of
from tests.factories.regio import OrganisationFactory, UserFactory
from tests.factories.signing import asked, change_text, parties_of, signed, standing_of
from tests.onderwijsregios.board.test_access import browser_of, staff
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def matrix(applicant, at):
    return lambda query="": applicant.get(at("ondertekenen", query))


def sign_address(application, organisation):
    return f"/tekenen/aanvraag/{application.pk}/{organisation.pk}/"


def hidden(response, start="gezien-"):
    return dict(re.findall(rf'name="({start}[\w-]+)" value="([^"]*)"', response.content.decode()))


ANSWER = {"antwoord": "teken", "naam": "Jan Jansen", "functie": "bestuurder"}


# --- who sees what -----------------------------------------------------------------------------------


def test_each_page_of_signing_is_for_those_whom_it_concerns():
    application = ApplicationFactory(complete=True)
    party, other, _ = parties_of(application)
    asked(application, party)
    member = UserFactory()
    TeamMember.objects.create(
        application=application,
        email=member.email,
        user=member,
        state=TeamState.ACTIVE,
        expires_at=days(10),
    )
    people = {
        "anonymous": None,
        "outsider": UserFactory(),
        "coordinator": staff(StaffRole.COORDINATOR),
        "asked party": representative_of(party),
        "other party": representative_of(other),
        "team": member,
        "applicant": representative_of(application.lead),
    }
    base = f"/aanvragen/{application.pk}/ondertekenen/"
    pages = {
        "matrix": base,
        "party": f"{base}{party.pk}/",
        "covenant": f"{base}convenant/",
        "correction": f"{base}verbetering/opgaven/",
        "sign": sign_address(application, party),
        "sign for another": sign_address(application, other),
    }

    seen = {
        name: {page: browser_of(user).get(address).status_code for page, address in pages.items()}
        for name, user in people.items()
    }

    nobody, own = dict.fromkeys(pages, 404), {"matrix": 200, "party": 200, "covenant": 200, "correction": 200}
    assert seen == {
        "anonymous": dict.fromkeys(pages, 302),
        "outsider": nobody,
        "coordinator": nobody,
        "asked party": nobody | {"sign": 200},
        "other party": nobody,
        "team": nobody | {"matrix": 200},
        "applicant": nobody | own,
    }


def test_a_team_member_sees_the_matrix_without_addresses_and_without_buttons(application):
    party = parties_of(application)[0]
    asked(application, party, email="geheim@example.org")
    member = UserFactory()
    TeamMember.objects.create(
        application=application, email=member.email, user=member, state=TeamState.ACTIVE, expires_at=days(10)
    )

    text = browser_of(member).get(f"/aanvragen/{application.pk}/ondertekenen/").text

    assert party.display_name in text
    assert ("geheim@" in text, "Vraag wie is aangevinkt" in text, "Laatste mail" in text) == (
        False,
        False,
        False,
    )


def test_a_party_sees_no_team_no_comments_and_nothing_about_other_parties_answers(application):
    first, second, _ = parties_of(application)
    signed(application, second, email="ander@example.org")
    asked(application, first)

    text = browser_of(representative_of(first)).get(sign_address(application, first)).text

    assert "Wat wij doen: opgaven." in text
    for word in ("ander@example.org", "Ans de Vries", "Opmerkingen", "Team", "getekend via"):
        assert word not in text


def test_a_party_reads_only_the_sections_that_it_is_asked_to_sign(application):
    party = parties_of(application)[0]
    asked(application, party, sections=[Section.GOVERNANCE])
    reader = browser_of(representative_of(party))

    text = reader.get(sign_address(application, party)).text

    assert ("Wat wij doen: governance." in text, "Wat wij doen: opgaven." in text) == (True, False)
    assert reader.get(f"/documenten/{application.plan_id}/").status_code == 404


def test_a_party_that_is_asked_to_sign_the_plan_can_read_it_and_afterwards_not_any_more(application):
    party = parties_of(application)[0]
    reader = browser_of(representative_of(party))

    def status():
        return reader.get(f"/documenten/{application.plan_id}/").status_code

    before = status()
    asked(application, party)
    during = status()
    application.members.get(organisation=party).delete()

    assert (before, during, status()) == (404, 200, 404)


# --- the matrix --------------------------------------------------------------------------------------


def test_the_matrix_shows_figures_and_filters_them_in_the_address(matrix, application):
    first, second, third = parties_of(application)
    signed(application, first)
    change_text(application, "Anders.")
    signed(application, second)

    whole, fallen = matrix().text, matrix("?stand=vervallen").text

    assert "van 4 akkoord" in whole
    assert re.search(r'key-figure__value">(\d+)<', whole).group(1) == "1"  # the applicant did not hand in yet
    assert "sinds" in whole
    assert "Tekst gewijzigd: Opgaven" in whole
    assert (first.name in fallen, second.name in fallen, third.name in fallen) == (True, False, False)
    silent = matrix("?stand=nog-niet").text.partition("<tbody")[2].partition("</table")[0]
    assert (application.lead.name in silent, third.name in silent) == (False, True)
    assert third.name in matrix(f"?zoek={third.name.split()[-1]}").text
    assert "Geen partij gevonden" in matrix("?zoek=bestaatniet").text
    assert first.name not in matrix("?rol=penvoerder").text


def test_the_penvoerder_counts_as_agreed_once_it_handed_in_and_every_page_gives_the_same_number(
    applicant, application, at
):
    signed(application, parties_of(application)[0])

    def counted():
        """What each page says of it: the matrix in a figure, the others in a sentence."""
        matrix = Page(applicant.get(at("ondertekenen"))).text
        figure = re.search(r"(\d+) van 4 akkoord", matrix)[0]
        lead = re.search(r"[Dd]e penvoerder tekent door (opnieuw )?in te dienen", matrix)
        said = f"{figure}; {lead[0].lower()}." if lead else f"{figure}."
        pages = (Page(applicant.get(at(step))).text for step in ("", "controleren"))
        return [said, *(re.search(r"\d+ van 4 akkoord[^.]*\.", page)[0] for page in pages)]

    draft = counted()
    fields = re.findall(
        r'name="(sleutel|vingerafdruk)" value="([^"]*)"', applicant.get(at("controleren")).text
    )
    applicant.post(at("controleren"), dict(fields))
    handed_in = counted()
    change_text(application, "Na het indienen.")

    by_handing_in = "de penvoerder tekent door in te dienen."
    assert (draft, handed_in, counted()) == (
        [f"1 van 4 akkoord; {by_handing_in}"] * 3,
        ["2 van 4 akkoord."] * 3,
        ["0 van 4 akkoord; de penvoerder tekent door opnieuw in te dienen."] * 3,
    )


def test_asking_and_reminding_from_the_matrix(applicant, application, at):
    first, second, third = parties_of(application)
    representative_of(first)

    applicant.post(at("ondertekenen"), {"partij": [first.pk, second.pk], "actie": "vraag"})
    told = applicant.get(at("ondertekenen")).text
    again = applicant.post(at("ondertekenen"), {"partij": [first.pk], "actie": "herinner"}, follow=True).text

    assert f"Gevraagd om te tekenen: {first.display_name}." in told
    page = at("ondertekenen", f"{second.pk}/")
    assert (
        f'Niet gevraagd: <a href="{page}#vragen">{second.display_name}</a>. Niemand met een account' in told
    )
    assert f"{at('ondertekenen', 'convenant/')}?partij={second.pk}" in told
    assert 'id="vragen"' in applicant.get(page).text
    assert "Deze partij kan nog geen mail krijgen" in applicant.get(page).text
    assert f"Herinnerd: {first.display_name}." in again
    assert SigningRequest.objects.get(organisation=first).reminders == 1
    assert not SigningRequest.objects.filter(organisation=third).exists()


def test_asking_everybody_in_the_list_asks_whom_the_filter_shows(applicant, application, at):
    parties = parties_of(application)
    for one in parties:
        representative_of(one)
    trainer = application.members.get(role="opleider").organisation

    applicant.post(at("ondertekenen", "?rol=opleider"), {"actie": "vraag-alle"})
    only = set(SigningRequest.objects.values_list("organisation", flat=True))
    applicant.post(at("ondertekenen"), {"actie": "vraag-alle"})

    assert only == {trainer.pk}
    assert set(SigningRequest.objects.values_list("organisation", flat=True)) == {one.pk for one in parties}


def test_who_signs_after_handing_in_counts_when_it_is_handed_in_again(applicant, application, at):
    party = parties_of(application)[0]

    def check():
        return applicant.get(at("controleren"))

    def hand_in():
        fields = dict(re.findall(r'name="(sleutel|vingerafdruk)" value="([^"]*)"', check().text))
        return applicant.post(at("controleren"), fields)

    hand_in()
    unsigned = application.revisions.get(number=1)
    signed(application, party)
    told = applicant.get(at("ondertekenen")).text
    hand_in()

    frozen = {one["id"]: one["standing"] for one in application.revisions.get(number=2).signatures}
    assert sorted(one["standing"] for one in unsigned.signatures) == ["door-indienen", *["nog-niet"] * 3]
    assert "Partijen antwoordden nadat u indiende" in told
    assert frozen[str(party.pk)] == "getekend"
    assert "Partijen antwoordden" not in applicant.get(at("ondertekenen")).text
    assert "Dien de aanvraag opnieuw in" not in check().text
    assert application.revisions.count() == 2


@pytest.mark.parametrize("action", ["vraag", "herinner"])
def test_with_nobody_ticked_the_form_says_so_and_keeps_its_filters(action, applicant, application, at):
    refused = applicant.post(at("ondertekenen", "?rol=opleider&zoek=hogeschool"), {"actie": action})

    page = Page(refused)
    assert (refused.status_code, page.title[:6]) == (400, "Fout: ")
    assert ("Partijen: Kies ten minste één partij.", "#id_partij") in page.links
    assert ('id="id_partij_error"' in refused.text, 'id="id_partij"' in refused.text) == (True, True)
    assert ('value="hogeschool"' in refused.text, 'value="opleider" selected' in refused.text) == (True, True)


def test_ticking_a_party_that_left_meanwhile_says_so(applicant, application, at):
    gone = parties_of(application)[0]
    application.members.filter(organisation=gone).delete()

    refused = applicant.post(at("ondertekenen"), {"actie": "vraag", "partij": [gone.pk]})

    assert (refused.status_code, "doet niet meer mee. Kies opnieuw." in refused.text) == (400, True)


def test_many_parties_without_an_address_are_named_by_a_link_to_all_of_them(applicant, application, at):
    for number in range(5):
        application.members.create(organisation=OrganisationFactory(name=f"Stil {number}"), role="partner")

    told = applicant.post(at("ondertekenen"), {"actie": "vraag-alle"}, follow=True).text
    filtered = applicant.get(at("ondertekenen", "?stand=geen-adres")).text

    assert f'en <a href="{at("ondertekenen")}?stand=geen-adres">3 andere</a>' in told
    assert filtered.count("Geef een adres<") == 8


def test_a_mail_that_was_not_delivered_is_shown_and_found(matrix, application):
    first, second, _ = parties_of(application)
    asked(application, first, email="bestaat-niet@example.org")
    asked(application, second)
    OutboxMessage.objects.filter(address="bestaat-niet@example.org").update(state="mislukt")

    found = matrix("?stand=niet-bezorgd").text

    assert "niet bezorgd" in found
    assert (first.name in found, second.name in found) == (True, False)


def test_the_overview_says_whose_signature_fell_and_who_does_not_agree(applicant, application, at):
    fell, objects, _ = parties_of(application)
    signed(application, fell)
    change_text(application, "Anders.")
    asked(application, objects)
    answer = {**ANSWER, "antwoord": "niet-akkoord", "reden": "Te weinig zeggenschap."}
    browser_of(representative_of(objects)).post(sign_address(application, objects), answer)

    links = Page(applicant.get(at())).links

    assert [link for link in links if "?stand=" in link[1]] == [
        ("Van 1 partij is een handtekening vervallen", at("ondertekenen", "?stand=vervallen")),
        ("1 partij is niet akkoord", at("ondertekenen", "?stand=niet-akkoord")),
    ]


def test_signing_is_not_done_as_long_as_there_is_nobody_to_sign(applicant, application, at):
    application.members.exclude(organisation=application.lead).delete()

    assert "Ondertekenen (klaar)" not in Page(applicant.get(at())).text


@pytest.mark.parametrize("page", ["convenant/", "verbetering/opgaven/"])
def test_a_page_beside_the_matrix_leads_back_to_it(page, applicant, application, at):
    party = parties_of(application)[0]
    signed(application, party)
    change_text(application, "Anders.")

    links = Page(applicant.get(at("ondertekenen", page))).links

    assert ("Annuleren", at("ondertekenen")) in links


def test_an_objection_stands_at_the_top_with_its_reason(application, matrix):
    party = parties_of(application)[0]
    asked(application, party)
    answer = {**ANSWER, "antwoord": "niet-akkoord", "reden": "Te weinig zeggenschap."}
    browser_of(representative_of(party)).post(sign_address(application, party), answer)

    text = matrix().text

    assert f"{party.display_name} is niet akkoord" in text
    assert "Te weinig zeggenschap." in text


def test_a_round_without_signing_says_so_and_leaves_the_step_out(application, applicant, at):
    application.round.signing = Signing.NOT_ASKED
    application.round.save()

    assert "hoeven partijen niet te tekenen" in applicant.get(at("ondertekenen")).text
    assert at("ondertekenen") not in applicant.get(at("plan")).text


def test_a_round_that_needs_all_signatures_names_what_is_missing_and_refuses(application, applicant, at):
    application.round.signing = Signing.REQUIRED
    application.round.save()

    text = applicant.get(at("controleren")).text

    assert "Nog niet getekend" in text
    assert "Dien de aanvraag in</button>" not in text


# --- one party ---------------------------------------------------------------------------------------


def test_a_party_is_given_an_address_and_sections_and_is_asked(applicant, application, at):
    party = parties_of(application)[0]
    address = at("ondertekenen", f"{party.pk}/")
    common = {"onderdelen": ["governance", "partijen"], "email": "tekent@example.org"}

    saved = applicant.post(address, {**common, "actie": "bewaar"})
    only_saved = OutboxMessage.objects.filter(address="tekent@example.org").count()
    applicant.post(address, {**common, "actie": "vraag"})

    request = SigningRequest.objects.get(organisation=party)
    assert (saved.url, only_saved) == (address, 0)
    assert (request.sections, request.email) == (["governance", "partijen"], "tekent@example.org")
    assert OutboxMessage.objects.filter(address="tekent@example.org").count() == 1
    assert "tekent@example.org" in applicant.get(address).text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"onderdelen": ["plan"], "email": "geen adres"}, "Dit is geen e-mailadres"),
        ({"onderdelen": [], "email": ""}, "Kies ten minste één onderdeel"),
        ({"onderdelen": ["plan"], "email": "", "actie": "vraag"}, "Vul een e-mailadres in. Niemand met een"),
    ],
)
def test_a_party_form_that_is_not_right_says_why_and_keeps_what_was_typed(
    data, sentence, applicant, application, at
):
    party = parties_of(application)[0]

    refused = applicant.post(at("ondertekenen", f"{party.pk}/"), {"actie": "bewaar", **data})

    assert (refused.status_code, sentence in refused.text) == (400, True)
    assert data["email"] in refused.text


def test_an_organisation_that_is_no_party_has_no_page(applicant, at):
    assert applicant.get(at("ondertekenen", f"{OrganisationFactory().pk}/")).status_code == 404


def test_a_covenant_is_laid_down_for_several_parties_and_taken_back(applicant, application, at):
    first, second, third = parties_of(application)
    upload = SimpleUploadedFile("convenant.pdf", pdf_bytes(), content_type="application/pdf")

    applicant.post(at("ondertekenen", "convenant/"), {"bestand": upload, "partijen": [first.pk, second.pk]})
    shown = applicant.get(at("ondertekenen", f"{first.pk}/"))
    applicant.post(at("ondertekenen", f"{first.pk}/"), {"actie": "trek-convenant-in"})

    assert "convenant.pdf" in shown.text
    assert [standing_of(application, one)[1] for one in (first, second, third)] == [
        Standing.NOT_YET,
        Standing.COVENANT,
        Standing.NOT_YET,
    ]
    document = Document.objects.get(original_name="convenant.pdf")
    assert applicant.get(f"/documenten/{document.pk}/").status_code == 200
    assert browser_of(representative_of(second)).get(f"/documenten/{document.pk}/").status_code == 200
    assert browser_of(representative_of(third)).get(f"/documenten/{document.pk}/").status_code == 404


def test_a_covenant_without_parties_keeps_the_file_that_came_along(applicant, application, at):
    party = parties_of(application)[0]
    upload = SimpleUploadedFile("convenant.pdf", pdf_bytes(), content_type="application/pdf")
    address = at("ondertekenen", "convenant/")

    refused = applicant.post(address, {"bestand": upload})
    later = applicant.get(address).text
    document = Document.objects.get(original_name="convenant.pdf")
    applicant.post(address, {"document": document.pk, "partijen": [party.pk]})

    assert (refused.status_code, "Kies de partijen" in refused.text) == (400, True)
    assert "U hoeft het niet opnieuw te kiezen" in later
    assert Signature.objects.get().document == document


def test_a_covenant_that_is_no_pdf_says_so(applicant, application, at):
    party = parties_of(application)[0]
    upload = SimpleUploadedFile("convenant.pdf", b"geen pdf", content_type="application/pdf")

    refused = applicant.post(at("ondertekenen", "convenant/"), {"bestand": upload, "partijen": [party.pk]})

    assert (refused.status_code, Signature.objects.count()) == (400, 0)
    missing = applicant.post(at("ondertekenen", "convenant/"), {"partijen": [party.pk]})
    assert "Kies eerst een bestand" in missing.text


# --- a change, and a small correction ------------------------------------------------------------------


def test_a_section_says_beforehand_whose_signature_falls(applicant, application, at):
    first, second, third = parties_of(application)
    signed(application, first, sections=[Section.OPGAVEN])
    signed(application, second, sections=[Section.GOVERNANCE])
    sentence = "Als u hier iets wijzigt, vervallen de handtekeningen van:"

    def named(step):
        text = applicant.get(at(step)).text
        part = text.partition('class="signers"')[2].partition("</ul>")[0]
        return sentence in text, [one.name for one in (first, second, third) if one.name in part]

    assert named("opgaven") == (True, [first.name])
    assert named("governance") == (True, [second.name])
    assert named("aanpak") == (False, [])
    assert "Hiervoor is al getekend" not in applicant.get(at("partijen")).text


def test_a_small_correction_is_looked_at_marked_and_listed_for_all(applicant, application, at):
    party = parties_of(application)[0]
    signed(application, party)
    change_text(application, "Wat wij doen: onze opgaven.")
    address = at("ondertekenen", "verbetering/opgaven/")

    page = applicant.get(address)
    assert party.display_name in page.text
    assert "<ins>" in page.text
    empty = applicant.post(address, {"uitleg": "", "gezien": "0" * 64})
    assert (empty.status_code, "Schrijf wat u hebt verbeterd" in empty.text) == (400, True)
    seen = re.search(r'name="gezien" value="(\w+)"', page.text).group(1)
    applicant.post(address, {"uitleg": "Een woord vergeten.", "gezien": seen})

    assert Correction.objects.get().explanation == "Een woord vergeten."
    assert standing_of(application, party)[1] == Standing.SIGNED
    for reader in (
        applicant.get(at("ondertekenen")),
        browser_of(representative_of(party)).get(sign_address(application, party)),
    ):
        assert "Een woord vergeten." in reader.text
        assert "onze" in reader.text.partition("Bekijk het verschil")[2]


def test_a_correction_of_a_text_that_changed_again_is_shown_anew(applicant, application, at):
    party = parties_of(application)[0]
    signed(application, party)
    change_text(application, "Eerste wijziging.")
    address = at("ondertekenen", "verbetering/opgaven/")
    seen = re.search(r'name="gezien" value="(\w+)"', applicant.get(address).text).group(1)
    change_text(application, "Tweede wijziging.")

    refused = applicant.post(address, {"uitleg": "Spelfout.", "gezien": seen})

    assert refused.status_code == 409
    assert ("opnieuw gewijzigd" in refused.text, "Spelfout." in refused.text) == (True, True)
    assert "Tweede" in refused.text


def test_only_texts_have_a_page_for_corrections(applicant, at):
    statuses = {
        name: applicant.get(at("ondertekenen", f"verbetering/{name}/")).status_code
        for name in ("regio", "plan", "scholen", "onzin")
    }

    assert statuses == {"regio": 200, "plan": 404, "scholen": 404, "onzin": 404}


# --- answering with an account -------------------------------------------------------------------------


@pytest.fixture
def party(application):
    return parties_of(application)[0]


@pytest.fixture
def signer(application, party):
    asked(application, party)
    return browser_of(representative_of(party))


def test_a_party_signs_with_its_account_withdraws_and_signs_again(signer, application, party):
    address = sign_address(application, party)
    page = signer.get(address)

    signed_page = signer.post(address, {**ANSWER, **hidden(page)}, follow=True)
    assert "getekend met een account" in signed_page.text
    signer.post(address, {"trek-in": "ja"})
    assert standing_of(application, party)[1] == Standing.NOT_YET
    signer.post(address, {**ANSWER, **hidden(signer.get(address))})

    assert standing_of(application, party)[1] == Standing.SIGNED


def test_reading_the_page_signs_nothing(signer, application, party):
    for _ in range(2):
        signer.get(sign_address(application, party))
        signer.head(sign_address(application, party))

    assert Signature.objects.count() == 0


def test_what_changed_while_reading_is_named_and_what_was_typed_is_kept(signer, application, party):
    address = sign_address(application, party)
    seen = hidden(signer.get(address))
    change_text(application, "Een nieuwe tekst.", PartKey.GOVERNANCE)

    refused = signer.post(address, {**ANSWER, **seen})

    assert refused.status_code == 409
    for words in ("Intussen is er gewijzigd: Governance", "Een nieuwe tekst.", "Jan Jansen"):
        assert words in refused.text
    signer.post(address, {**ANSWER, **hidden(refused)})
    assert standing_of(application, party)[1] == Standing.SIGNED


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"antwoord": ""}, "Kies wat uw organisatie antwoordt."),
        ({"naam": ""}, "Vul uw naam in."),
        ({"functie": ""}, "Vul uw functie in."),
        ({"antwoord": "niet-akkoord"}, "Schrijf waarom uw organisatie niet akkoord is."),
        ({"antwoord": "convenant"}, "Kies eerst het convenant op uw computer."),
    ],
)
def test_an_answer_that_is_not_whole_says_what_is_missing(changes, sentence, signer, application, party):
    refused = signer.post(sign_address(application, party), {**ANSWER, **changes})

    assert (refused.status_code, sentence in refused.text) == (400, True)
    assert Signature.objects.count() == 0


def test_a_party_uploads_its_covenant_or_gives_a_mandate(signer, application, party):
    address = sign_address(application, party)
    upload = SimpleUploadedFile("convenant.pdf", pdf_bytes(), content_type="application/pdf")

    signer.post(address, {**ANSWER, "antwoord": "machtig"})
    mandate = standing_of(application, party)[1]
    signer.post(address, {**ANSWER, "antwoord": "convenant", "bestand": upload})

    assert (mandate, standing_of(application, party)[1]) == (Standing.MANDATE, Standing.COVENANT)


def test_a_covenant_of_a_party_that_cannot_be_read_says_why(signer, application, party):
    upload = SimpleUploadedFile("convenant.pdf", b"%PDF-1.7 niets", content_type="application/pdf")

    refused = signer.post(
        sign_address(application, party), {**ANSWER, "antwoord": "convenant", "bestand": upload}
    )

    assert (refused.status_code, "beschadigd" in refused.text) == (400, True)


def test_a_party_steps_out_and_has_no_page_any_more(signer, application, party):
    address = sign_address(application, party)

    left = signer.post(address, {"vertrek": "ja", "vertrekreden": "Geen tijd."}, follow=True)

    assert "is uit de aanvraag gestapt" in left.text
    assert signer.get(address).status_code == 404
    assert party not in parties_of(application)


def test_a_signature_that_fell_says_since_which_change(signer, application, party):
    address = sign_address(application, party)
    signer.post(address, {**ANSWER, **hidden(signer.get(address))})
    change_text(application, "Anders.")

    text = signer.get(address).text

    assert ("Uw handtekening is vervallen" in text, "Tekst gewijzigd: Opgaven" in text) == (True, True)


def test_after_closing_a_party_reads_its_answer_and_cannot_give_another(signer, application, party):
    address = sign_address(application, party)
    signer.post(address, {**ANSWER, **hidden(signer.get(address))})
    application.round.closes_at = clock.now() - (clock.now() - application.round.opens_at) / 2
    application.round.save()

    page, late = signer.get(address), signer.post(address, {"trek-in": "ja"})

    assert ("U kunt nu niet tekenen" in page.text, "Verstuur uw antwoord" in page.text) == (True, False)
    assert (late.status_code, standing_of(application, party)[1]) == (409, Standing.SIGNED)


def test_the_own_page_shows_what_waits_for_an_answer_and_what_was_answered(signer, application, party):
    address = sign_address(application, party)

    before = signer.get("/mijn/").text
    signer.post(address, {**ANSWER, **hidden(signer.get(address))})
    after = signer.get("/mijn/").text

    assert ("wacht op uw antwoord" in before, address in before) == (True, True)
    assert ("wacht op uw antwoord" in after, "getekend met een account" in after) == (False, True)


# --- how much is asked of the database -----------------------------------------------------------------

QUERIES = {"matrix": 17, "sign": 15, "party": 19}


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_signing_pages_need_the_same_number_of_queries_for_any_number_of_parties(
    rows, application, applicant, at
):
    first = parties_of(application)[0]
    for number in range(rows):
        organisation = OrganisationFactory()
        application.members.create(organisation=organisation, role="deelnemer")
        signed(application, organisation, email=f"tekent{number}@example.org")
    asked(application, first)
    change_text(application, "Anders.")
    signed(application, parties_of(application)[1])
    application.attachments.create(section="plan", document=DocumentFactory())
    browser, counted = Client(), {}
    browser.force_login(representative_of(first))
    visits = {
        "matrix": (applicant, at("ondertekenen")),
        "sign": (browser, sign_address(application, first)),
        "party": (applicant, at("ondertekenen", f"{first.pk}/")),
    }

    for name, (who, address) in visits.items():
        with CaptureQueriesContext(connection) as queries:
            assert who.get(address).status_code == 200
        counted[name] = len(queries)

    assert counted == QUERIES
