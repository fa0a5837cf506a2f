"""Check, hand in, receipt, withdraw and history in the browser."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onderwijsregios.models import Decision, Revision, Signature, TeamMember
from regio.core import clock
from regio.core.moments import in_words
from regio.models import ActionLog
from tests.factories.documents import DocumentFactory
from tests.factories.onderwijsregios import (
    ApplicationFactory,
    ExtensionFactory,
    RoundFactory,
    SubmittedApplicationFactory,
    days,
    representative_of,
)
from tests.factories.regio import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def hidden(response):
    main = response.text.split('<main id="inhoud"')[1]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main))


def test_check_page_links_to_all_that_is_missing_and_has_no_button(client):
    application = ApplicationFactory()
    client.force_login(representative_of(application.lead))

    text = client.get(f"/aanvragen/{application.pk}/controleren/").text

    for step, field in (
        ("opgaven", "opgaven"),
        ("aanpak", "werven"),
        ("regio", "title"),
        ("regio", "sectors_0"),
        ("regio", "municipalities"),
        ("governance", "rol-beroepsgroep"),
        ("partijen", "q"),
        ("plan", "bestand"),
    ):
        assert f'href="/aanvragen/{application.pk}/{step}/#id_{field}"' in text
    assert "Dien de aanvraag in" not in text


def test_each_link_to_something_missing_leads_to_a_field_that_is_there(client):
    application = ApplicationFactory()
    client.force_login(representative_of(application.lead))
    text = client.get(f"/aanvragen/{application.pk}/controleren/").text

    links = re.findall(r'href="(/aanvragen/[^"#]+)#(id_[^"]+)"', text)
    pages = {address: client.get(address).text for address, _ in links}

    assert len(pages) == 7
    assert [link for link in links if f'id="{link[1]}"' not in pages[link[0]]] == []


def test_handing_in_leads_to_a_receipt_with_number_moment_fingerprint_and_files(applicant, application, at):
    arrived = dt.datetime.now(tz=clock.AMSTERDAM)

    answer = applicant.post(at("controleren"), hidden(applicant.get(at("controleren"))))

    receipt = applicant.get(answer.url)
    revision = Revision.objects.get()
    application.refresh_from_db()
    assert answer.url == at("ontvangst/1")
    for fact in (
        application.dossier_number,
        revision.fingerprint,
        application.plan.sha256,
        f"{arrived.year} om {revision.arrived_at.astimezone(clock.AMSTERDAM):%H:%M:%S} uur Nederlandse",
        "Deze versie telt.",
    ):
        assert fact in receipt.text


def test_a_double_click_makes_one_revision_and_one_receipt(applicant, at):
    form = hidden(applicant.get(at("controleren")))

    answers = {applicant.post(at("controleren"), form).url for _ in range(3)}

    assert answers == {at("ontvangst/1")}
    assert Revision.objects.count() == 1


def test_a_form_that_was_used_before_cannot_hand_in_something_else(applicant, application, at):
    form = hidden(applicant.get(at("controleren")))
    applicant.post(at("controleren"), form)
    application.parts.filter(key="opgaven").update(text="anders")

    refused = applicant.post(
        at("controleren"),
        {**form, "vingerafdruk": hidden(applicant.get(at("controleren")))["vingerafdruk"]},
    )

    assert (refused.status_code, "al eerder gebruikt" in refused.text) == (409, True)
    again = applicant.post(at("controleren"), hidden(refused))
    assert again.url == at("ontvangst/2")


def test_a_change_after_checking_is_shown_before_it_is_handed_in(applicant, application, at):
    form = hidden(applicant.get(at("controleren")))
    application.parts.filter(key="opgaven").update(text="door een collega gewijzigd")

    refused = applicant.post(at("controleren"), form)

    assert refused.status_code == 409
    assert (
        "gewijzigd sinds u haar bekeek" in refused.text,
        "door een collega gewijzigd" in refused.text,
    ) == (
        True,
        True,
    )
    assert Revision.objects.count() == 0
    assert applicant.post(at("controleren"), hidden(refused)).url == at("ontvangst/1")


def test_one_second_late_is_refused_with_a_page_that_says_what_is_safe(applicant, application, at):
    form = hidden(applicant.get(at("controleren")))
    round_ = application.round
    round_.closes_at = clock.now() - dt.timedelta(seconds=1)
    round_.save()

    with_clock = clock.moved_to(round_.closes_at.replace(microsecond=0) + dt.timedelta(seconds=1))
    with with_clock:
        late = applicant.post(at("controleren"), form)

    application.refresh_from_db()
    assert (late.status_code, application.state) == (409, "concept")
    for sentence in ("De ronde is gesloten", "Uw werk is veilig", "Wat kunt u nog doen?"):
        assert sentence in late.text


def test_an_incomplete_application_is_refused_with_the_list(applicant, application, at):
    form = hidden(applicant.get(at("controleren")))
    application.parts.filter(key="werven").update(text="")

    refused = applicant.post(at("controleren"), form)

    assert (refused.status_code, "Beschrijf hoe u werft." in refused.text) == (409, True)
    assert "Uw tekst is er nog" not in applicant.get(at("controleren")).text


def test_changed_after_handing_in_is_said_on_the_page_of_the_application(applicant, application, at):
    applicant.post(at("controleren"), hidden(applicant.get(at("controleren"))))
    assert "wijzigingen die niet zijn ingediend" not in applicant.get(at()).text
    assert "Deze versie is ingediend" in applicant.get(at("controleren")).text

    application.parts.filter(key="opgaven").update(text="anders")

    assert "wijzigingen die niet zijn ingediend" in applicant.get(at()).text
    assert "Dien de aanvraag opnieuw in" in applicant.get(at("controleren")).text


def test_withdrawing_asks_for_a_reason_and_the_receipt_then_says_that_it_does_not_count(
    applicant, application, at
):
    applicant.post(at("controleren"), hidden(applicant.get(at("controleren"))))

    assert "Schrijf kort waarom" in applicant.post(at("intrekken"), {"reden": ""}).text
    assert applicant.post(at("intrekken"), {"reden": "Wij doen volgend jaar mee."}).url == at()

    text = applicant.get(at()).text
    assert ("ingetrokken" in text, "Wij doen volgend jaar mee." in text) == (True, True)
    assert "Deze versie telt niet" in applicant.get(at("ontvangst/1")).text


def test_the_history_says_in_words_what_happened_and_names_no_person(applicant, application, user, at):
    applicant.post(at("controleren"), hidden(applicant.get(at("controleren"))))

    text = applicant.get(at("geschiedenis")).text.split('<main id="inhoud"')[1]

    assert (
        "Aanvraag ingediend" in text,
        f"vertegenwoordiger van {application.lead.display_name}" in text,
    ) == (
        True,
        True,
    )
    assert (user.name in text, user.email in text) == (False, False)


def test_lines_for_staff_are_not_in_the_history_of_the_applicant(applicant, application, at):
    ActionLog.objects.create(
        actor_label="coördinator",
        action="x",
        sentence="Alleen voor medewerkers",
        object_type="x",
        object_id="1",
        dossier=application.dossier,
        audiences=["realisatie-eenheid"],
    )

    assert "Alleen voor medewerkers" not in applicant.get(at("geschiedenis")).text


def test_a_decision_does_not_exist_for_the_applicant_before_it_is_published(client):
    application = SubmittedApplicationFactory()
    round_ = application.round
    round_.opens_at, round_.closes_at = days(-20), days(-10)
    round_.save()
    client.force_login(representative_of(application.lead))
    address = f"/aanvragen/{application.pk}/"

    def main(page=""):
        text = client.get(f"{address}{page}").text
        return text.split('<main id="inhoud"')[1].split("</main>")[0]

    def without_countdown(text):
        return re.sub(r'data-now="[^"]+"', "", text)

    before = without_countdown(main())
    decision = Decision.objects.create(
        application=application,
        revision=application.revisions.get(),
        outcome="voorlopig",
        reason="Een sterk plan.",
        conditions="Betrek de beroepsgroep.",
        conditions_due=clock.today(),
        decided_by=UserFactory(),
        letter=DocumentFactory(original_name="brief.pdf"),
    )

    assert without_countdown(main()) == before
    assert "in beoordeling" in before
    assert client.get(f"/documenten/{decision.letter_id}/").status_code == 404

    decision.published_at = clock.now()
    decision.save()
    for words in ("Een sterk plan.", "Betrek de beroepsgroep.", f"/documenten/{decision.letter_id}/"):
        assert words in main("uitslag/")
    assert client.get(f"/documenten/{decision.letter_id}/").status_code == 200


def gates_on(page):
    """Return how each gate stands on the check page."""
    listed = page.text.split('id="klaar"')[1].split("</dl>")[0]
    return {
        label: re.search(r"badge[^>]*>\s*(?:<[^>]*>)?\s*([a-z ]+?)\s*<", rest).group(1)
        for label, rest in re.findall(r"<dt[^>]*>([^<]+)</dt>\s*<dd[^>]*>(.*?)</dd>", listed, re.DOTALL)
    }


def test_gates_are_shown_as_they_stand(client):
    application = ApplicationFactory(complete=True)
    application.parts.filter(key="werven").update(text="")
    application.members.filter(role="beroepsgroep").delete()
    document = application.plan
    document.scan_state = "wacht"
    document.save()
    client.force_login(representative_of(application.lead))

    page = client.get(f"/aanvragen/{application.pk}/controleren/")

    assert gates_on(page) == {
        "De ronde is open": "in orde",
        "Uw mandaat": "in orde",
        "Opgaven": "in orde",
        "Integrale aanpak": "ontbreekt",
        "Regio": "in orde",
        "Governance": "in orde",
        "Partijen": "let op",
        "Scholen": "let op",
        "Plan": "in orde",
        "Bestanden": "wacht",
        "Ondertekenen": "let op",
    }
    assert "Dien de aanvraag in" not in page.text


def test_a_team_member_sees_the_gates_but_not_the_button(client, application):
    colleague = UserFactory()
    TeamMember.objects.create(
        application=application,
        email=colleague.email,
        user=colleague,
        state="actief",
        expires_at=days(14),
    )
    client.force_login(colleague)
    address = f"/aanvragen/{application.pk}/controleren/"

    page = client.get(address)
    refused = client.post(address, {"sleutel": uuid.uuid4(), "vingerafdruk": "0" * 64})

    assert (gates_on(page)["Uw mandaat"], "Dien de aanvraag in" in page.text) == ("ontbreekt", False)
    assert refused.status_code == 403
    assert Revision.objects.count() == 0


def test_the_pages_and_the_side_name_the_end_that_holds_for_this_applicant(applicant, application, at):
    until = application.round.closes_at + dt.timedelta(days=3)
    ExtensionFactory(round=application.round, organisation=application.lead, until=until)

    for step in ("", "controleren", "opgaven"):
        text = applicant.get(at(step)).text
        assert in_words(until, seconds=True) in text, step
    assert "omdat de Realisatie-Eenheid u later toelaat" in text


def test_who_was_admitted_later_starts_after_closing_and_another_does_not(client):
    round_ = RoundFactory(closed=True)
    extension = ExtensionFactory(round=round_, until=days(1))
    address = f"/aanvragen/nieuw/{round_.slug}/"

    client.force_login(representative_of(extension.organisation))
    offered = "Begin" in client.get(address).text
    started = client.post(address, {"organisatie": extension.organisation_id})
    own_page = client.get("/mijn/").text
    other = OrganisationFactory()
    client.force_login(representative_of(other))
    refused = client.post(address, {"organisatie": other.pk})

    assert (offered, started.status_code, refused.status_code) == (True, 302, 409)
    assert in_words(extension.until, seconds=True) in own_page
    assert "De ronde is gesloten" in client.get(address).text


def test_after_closing_the_pages_say_what_can_still_be_done(applicant, application, at):
    round_ = application.round
    round_.opens_at, round_.closes_at = days(-20), days(-1)
    round_.grace_kind, round_.grace_seconds = "openbaar", 60
    round_.save()

    text = applicant.get(at()).text

    assert in_words(round_.closes_at + dt.timedelta(seconds=60), seconds=True) in text
    assert "met het respijt na sluiting" in text
    assert "U kunt alles blijven lezen, printen en downloaden" in text


def test_silent_grace_is_on_no_page_of_the_applicant(applicant, application, at):
    round_ = application.round
    round_.opens_at, round_.closes_at = days(-20), clock.now()
    round_.grace_kind, round_.grace_seconds = "stil", 600
    round_.save()
    steps = ("", "controleren", "opgaven", "intrekken")

    with clock.moved_to(round_.closes_at + dt.timedelta(seconds=60)):
        pages = [applicant.get(at(step)).text for step in steps]

    assert [("respijt" in page.lower(), "De ronde is gesloten" in page) for page in pages] == [
        (False, True)
    ] * len(steps)


def test_a_withdrawal_is_undone_from_the_page_of_the_application(applicant, at):
    applicant.post(at("controleren"), hidden(applicant.get(at("controleren"))))
    applicant.post(at("intrekken"), {"reden": "Vergissing"})
    address = at("intrekken/ongedaan-maken")
    assert f'href="{address}"' in applicant.get(at()).text
    assert "telt dan weer mee" in applicant.get(address).text

    assert applicant.post(address).url == at()

    assert "Deze versie telt." in applicant.get(at("ontvangst/1")).text
    assert "Er is nu niets om ongedaan te maken" in applicant.get(address).text


def test_one_request_to_hand_in_needs_at_most_twenty_queries(applicant, application, at):
    for member in application.members.all():
        Signature.objects.create(
            application=application, organisation=member.organisation, method="machtiging"
        )
    form = hidden(applicant.get(at("controleren")))

    with CaptureQueriesContext(connection) as queries:
        answer = applicant.post(at("controleren"), form)

    statements = [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]]
    assert answer.url == at("ontvangst/1")
    assert len(statements) <= 20, "\n".join(one[:150] for one in statements)
