"""The pages of the team, in every role: what each sees, may do and hears."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onderwijsregios.enums import Section, TeamRight, TeamState
from onderwijsregios.models import Application, Comment, TeamMember
from onderwijsregios.selectors.team import READ, rights_of
from onderwijsregios.services.applications.handover import offer_lead
from onderwijsregios.services.applications.team import invite
from regio.core import clock
from regio.core.seals import seal
from regio.enums import MembershipRole, StaffRole
from regio.models import User
from regio.services import outbox
from tests.factories.assessment import staff_member
from tests.factories.documents import DocumentFactory
from tests.factories.onderwijsregios import ApplicationFactory, SubmittedApplicationFactory, representative_of
from tests.factories.regio import PASSWORD, OrganisationFactory, UserFactory
from tests.factories.team import commenter, reader, team_member, writer
from tests.pages import Page

pytestmark = pytest.mark.django_db

ALL_READ = {section.value: "lezen" for section in Section}
WRITES_OPGAVEN = {Section.OPGAVEN: TeamRight.WRITE}

TEAM_READS = (
    "",
    "opgaven/",
    "aanpak/",
    "regio/",
    "regio/gemeenten/",
    "governance/",
    "partijen/",
    "scholen/",
    "ondertekenen/",
    "plan/",
    "plan/verwijderen/",
    "controleren/",
    "intrekken/",
    "geschiedenis/",
    "team/",
    "team/verlaten/",
    "opmerkingen/opgaven/",
)
LEAD_ALONE = ("team/penvoerder/", "team/{member}/")
ASKED_ALONE = ("penvoerder/",)


def browser_of(user):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def invited(application, user):
    return invite(application=application, email="anna@example.org", rights=WRITES_OPGAVEN, actor=user)


@pytest.fixture
def link(invited, mailoutbox):
    outbox.send_due()
    return re.search(r"/uitnodiging/[^\s]+/", mailoutbox[0].body).group()


def test_each_page_is_for_whom_it_is_for(application, user, at):
    member = team_member(application)
    party = application.members.get(role=MembershipRole.PARTICIPANT).organisation
    asked = representative_of(party)
    offer_lead(application=application, organisation_id=party.pk, actor=user, arrived_at=clock.now())
    groups = {"team": TEAM_READS, "lead": LEAD_ALONE, "asked": ASKED_ALONE}
    readers = {
        "anonymous": None,
        "outsider": UserFactory(),
        "other organisation": representative_of(OrganisationFactory()),
        "left": team_member(application, state=TeamState.LEFT).user,
        "member of another team": reader(ApplicationFactory()),
        "reviewer": staff_member(StaffRole.REVIEWER),
        "coordinator": staff_member(StaffRole.COORDINATOR),
        "administrator": staff_member(StaffRole.ADMINISTRATOR),
        "asked to lead": asked,
        "reader": member.user,
        "commenter": commenter(application),
        "writer": writer(application),
        "lead": user,
    }
    seen = {}
    for name, person in readers.items():
        client = browser_of(person)
        seen[name] = {
            group: {client.get(at() + page.format(member=member.pk)).status_code for page in pages}
            for group, pages in groups.items()
        }
    nothing = {"team": {404}, "lead": {404}, "asked": {404}}
    team = {"team": {200}, "lead": {404}, "asked": {404}}
    assert seen == {
        "anonymous": {"team": {302}, "lead": {302}, "asked": {302}},
        **dict.fromkeys(["outsider", "other organisation", "left", "member of another team"], nothing),
        **dict.fromkeys(["reviewer", "coordinator", "administrator"], nothing),
        "asked to lead": {"team": {404}, "lead": {404}, "asked": {200}},
        **dict.fromkeys(["reader", "commenter", "writer"], team),
        "lead": {"team": {200}, "lead": {200}, "asked": {404}},
    }


def test_a_team_member_finds_the_application_on_the_own_page_and_reads_the_plan(application, at):
    application.plan = DocumentFactory(scan_state="schoon")
    application.save()
    plan = f"/documenten/{application.plan_id}/"
    assert browser_of(UserFactory()).get(plan).status_code == 404
    member = browser_of(reader(application))
    assert f'href="{at()}"' in member.get("/mijn/").text
    assert member.get(plan).status_code == 200


@pytest.mark.parametrize("step", ["opgaven", "aanpak", "regio", "governance", "partijen", "plan"])
def test_who_may_not_write_reads_and_is_told_why(application, at, step):
    elsewhere = writer(application, *(section for section in Section if section != step))
    for person in (reader(application), commenter(application), elsewhere):
        text = browser_of(person).get(at(step)).text
        assert ("U kunt dit onderdeel lezen" in text, "Bewaar en ga verder" in text) == (True, False)
    assert (
        "U kunt dit onderdeel lezen" not in browser_of(writer(application, Section(step))).get(at(step)).text
    )


def test_only_who_may_write_a_section_changes_it(application, at):
    answers = {}
    for name, person in {
        "reader": reader(application),
        "commenter": commenter(application),
        "elsewhere": writer(application, Section.AANPAK),
        "writer": writer(application, Section.OPGAVEN),
    }.items():
        sent = {"opgaven": f"van de {name}", "versie-opgaven": 1}
        answers[name] = browser_of(person).post(at("opgaven"), sent).status_code
    assert answers == {"reader": 403, "commenter": 403, "elsewhere": 403, "writer": 302}
    assert application.parts.get(key="opgaven").text == "van de writer"


def test_a_team_member_hands_nothing_in_and_withdraws_nothing():
    application = SubmittedApplicationFactory()
    member = browser_of(writer(application))
    at = f"/aanvragen/{application.pk}/"
    check = member.get(f"{at}controleren/")
    assert ("Dien de aanvraag" in check.text, "met een mandaat voor" in check.text) == (False, True)
    refused = [
        member.post(f"{at}intrekken/", {"reden": "x"}).status_code,
        member.post(f"{at}team/", {"email": "b@example.org", **ALL_READ}).status_code,
        member.post(f"{at}team/penvoerder/", {"organisatie": application.lead_id}).status_code,
    ]
    assert refused == [403, 403, 404]
    application.refresh_from_db()
    assert (application.state, application.team.count()) == ("ingediend", 1)


def test_the_lead_invites_from_the_page(applicant, application, at, mailoutbox):
    sent = applicant.post(at("team"), {"email": "Bea@example.org", **ALL_READ, "opgaven": "schrijven"})
    assert sent.url == at("team")
    member = TeamMember.objects.get()
    assert (member.email, rights_of(member)) == ("bea@example.org", READ | WRITES_OPGAVEN)
    rows = Page(applicant.get(at("team"))).tables["Wat elk teamlid per onderdeel mag"]
    assert rows[1][1:3] == ["schrijven", "lezen"]
    assert rows[1][0].startswith("bea@example.org")


def test_bad_input_comes_back_with_what_was_typed(applicant, at, user):
    wrong = applicant.post(at("team"), {"email": "geen adres", **ALL_READ, "plan": "opmerken"})
    assert (wrong.status_code, "Dit is geen e-mailadres" in wrong.text) == (400, True)
    assert re.search(r'<option value="opmerken"\s+selected', wrong.text)
    double = applicant.post(at("team"), {"email": user.email, **ALL_READ})
    assert (double.status_code, "mag al alles" in double.text) == (409, True)
    assert TeamMember.objects.count() == 0


def test_rights_are_changed_on_the_page_of_a_member(applicant, application, at):
    member = team_member(application, rights=WRITES_OPGAVEN)
    page = f"{at('team')}{member.pk}/"
    was = {f"was-{key}": value for key, value in ALL_READ.items()} | {"was-opgaven": "schrijven"}
    saved = applicant.post(page, {**ALL_READ, "plan": "opmerken", **was})
    assert (saved.url, rights_of(TeamMember.objects.get())) == (
        at("team"),
        READ | {Section.PLAN: TeamRight.COMMENT},
    )
    conflict = applicant.post(page, {**ALL_READ, "opgaven": "opmerken", **was})
    assert (conflict.status_code, "Opgaven: lezen" in conflict.text) == (409, True)


@pytest.mark.parametrize(
    ("state", "action", "after"),
    [
        (TeamState.ACTIVE, "verwijderen", TeamState.REMOVED),
        (TeamState.INVITED, "intrekken", TeamState.WITHDRAWN),
        (TeamState.INVITED, "verwijderen", TeamState.INVITED),
    ],
)
def test_the_lead_ends_it_on_the_page_of_a_member(applicant, application, at, state, action, after):
    member = team_member(application, state=state)
    applicant.post(f"{at('team')}{member.pk}/", {"actie": action})
    assert TeamMember.objects.get().state == after


def test_who_is_gone_is_invited_again_with_the_same_rights(applicant, application, at):
    gone = team_member(application, state=TeamState.EXPIRED, rights=WRITES_OPGAVEN)
    assert "Nodig opnieuw uit" in applicant.get(at("team")).text
    applicant.post(f"{at('team')}{gone.pk}/", {"actie": "nog-eens"})
    member = TeamMember.objects.get(state=TeamState.INVITED)
    assert (member.email, rights_of(member)) == (gone.email, READ | WRITES_OPGAVEN)


def test_a_member_of_another_team_is_not_found(applicant, at):
    member = team_member(ApplicationFactory())
    assert applicant.get(f"{at('team')}{member.pk}/").status_code == 404


def test_a_member_leaves(application, at):
    member = browser_of(reader(application))
    assert "Ja, stap uit het team" in member.get(at("team/verlaten")).text
    assert member.post(at("team/verlaten")).url == "/mijn/"
    assert member.get(at()).status_code == 404


def test_the_lead_is_handed_over_on_two_pages(applicant, application, at, user):
    party = application.members.get(role=MembershipRole.PARTICIPANT).organisation
    other = browser_of(representative_of(party))
    assert "Bekijk de vraag en antwoord" not in other.get("/mijn/").text
    applicant.post(at("team/penvoerder"), {"organisatie": party.pk})
    assert f'href="{at("penvoerder")}"' in other.get("/mijn/").text
    offer = other.get(at("penvoerder"))
    assert (application.lead.display_name in offer.text, "Wat wij doen: werven." in offer.text) == (
        True,
        True,
    )
    assert other.post(at("penvoerder"), {"antwoord": "ja"}).url == at()
    assert Application.objects.get().lead == party
    assert [browser.get(at("team/penvoerder")).status_code for browser in (other, applicant)] == [200, 404]
    assert applicant.get(at("opgaven")).status_code == 200


def test_no_is_an_answer_too_and_an_offer_can_be_taken_back(applicant, application, at):
    party = application.members.get(role=MembershipRole.PARTICIPANT).organisation
    other = browser_of(representative_of(party))
    for end in (
        lambda: other.post(at("penvoerder"), {"antwoord": "nee"}),
        lambda: applicant.post(at("team/penvoerder"), {"actie": "intrekken"}),
    ):
        applicant.post(at("team/penvoerder"), {"organisatie": party.pk})
        assert Application.objects.get().lead_offered_to == party
        end()
        fresh = Application.objects.get()
        assert (fresh.lead_offered_to, fresh.lead) == (None, application.lead)
        assert other.get(at("penvoerder")).status_code == 404


# --- the invitation ------------------------------------------------------------------------------


def test_opening_the_link_does_nothing_however_often(client, link, invited):
    for method in (client.get, client.head):
        answer = method(link)
        assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    browser_of(UserFactory(email="anna@example.org")).get(link)
    invited.refresh_from_db()
    assert (invited.state, invited.user) == (TeamState.INVITED, None)


def test_the_page_tells_what_is_asked_and_nothing_of_the_content(client, link, application):
    application.title = "Geheime naam"
    application.save()
    text = Page(client.get(link)).text
    assert (application.lead.display_name in text, "schrijven in Opgaven" in text) == (True, True)
    assert [word for word in ("Geheime naam", "anna@example.org") if word in text] == []


def test_who_is_signed_in_with_the_invited_address_accepts_with_one_button(link, application, at):
    client = browser_of(UserFactory(email="anna@example.org"))
    assert "ander-account" not in client.get(link).text
    assert client.post(link, {"actie": "aannemen"}).url == at()
    assert client.get(at("opgaven")).status_code == 200
    assert client.get(link).url == at()


def test_another_account_must_say_so(link, invited, at):
    client = browser_of(UserFactory())
    assert "Dit is een ander account" in client.get(link).text
    refused = client.post(link, {"actie": "aannemen"})
    assert (refused.status_code, "ander adres" in refused.text) == (403, True)
    assert client.post(link, {"actie": "aannemen", "ander-account": "ja"}).url == at()


def test_declining_needs_no_account(client, link, invited):
    assert client.post(link, {"actie": "afwijzen"}).status_code == 302
    invited.refresh_from_db()
    assert invited.state == TeamState.DECLINED
    gone = client.get(link)
    assert (gone.status_code, "De uitnodiging is afgewezen" in gone.text) == (410, True)


def test_signing_in_comes_back_to_the_invitation(client, link):
    UserFactory(email="anna@example.org")
    assert 'value="account"' not in client.get(link).text
    for action in ("inloggen", "aannemen", "account"):
        assert client.post(link, {"actie": action}).url.startswith("/account/login/?next=%2Fuitnodiging%2F")


def test_a_new_account_needs_no_second_proof_of_the_invited_address(client, link, at):
    signup = client.post(link, {"actie": "account"}).url
    assert signup.startswith("/account/signup/?next=%2Fuitnodiging%2F")
    form = {"email": "anna@example.org", "password1": PASSWORD, "password2": PASSWORD, "next": link}
    assert client.post(signup, form).url == link
    assert client.post(link, {"actie": "aannemen"}).url == at()
    assert User.objects.get(email="anna@example.org").emailaddress_set.get().verified


@pytest.mark.parametrize("token", ["x", "a.b", "%00", "é"])
def test_a_wrong_link_says_what_to_do(client, token):
    answer = client.get(f"/uitnodiging/{token}/")
    assert answer.status_code in (404, 410)


def test_a_seal_for_something_else_opens_no_invitation(client, invited):
    token = seal("ondertekenen", invited.pk, int(invited.invited_at.timestamp()))
    assert client.get(f"/uitnodiging/{token}/").status_code == 410


# --- comments ------------------------------------------------------------------------------------


def comment_on(at, client, text="Klopt dit getal?", **more):
    return client.post(at("opmerkingen/opgaven"), {"opmerking": text, **more})


def test_a_comment_stands_beside_its_section_and_is_counted_on_every_page(applicant, application, at):
    assert comment_on(at, applicant, **{"naar-onderdeel": "ja"}).url == f"{at('opgaven')}#opmerkingen"
    assert "Klopt dit getal?" in applicant.get(at("opgaven")).text
    plan = applicant.get(at("plan")).text
    assert ("Klopt dit getal?" in plan, "1 opmerking" in plan) == (False, True)
    comment = Comment.objects.get()
    applicant.post(at("opmerkingen/opgaven"), {"antwoord-op": comment.pk, f"opmerking-{comment.pk}": "Ja."})
    applicant.post(at("opmerkingen/opgaven"), {"afgehandeld": comment.pk})
    assert "Klopt dit getal?" not in applicant.get(at("opgaven")).text
    everything = applicant.get(at("opmerkingen/opgaven")).text
    assert [word in everything for word in ("Klopt dit getal?", "Ja.", "Afgehandeld door")] == [True] * 3
    applicant.post(at("opmerkingen/opgaven"), {"heropen": comment.pk})
    assert "Klopt dit getal?" in applicant.get(at("opgaven")).text


def test_who_may_comment_writes_and_who_reads_only_reads(application, at):
    assert comment_on(at, browser_of(commenter(application))).status_code == 302
    client = browser_of(reader(application))
    page = client.get(at("opgaven")).text
    assert ("Klopt dit getal?" in page, 'id="id_opmerking"' in page) == (True, False)
    assert comment_on(at, client).status_code == 403
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("page", ["opgaven", "opmerkingen/opgaven"])
def test_a_comment_that_was_sent_signed_out_is_there_again(page, applicant, at, user):
    form = applicant.get(at(page)).text.split('<main id="inhoud"')[1]
    ticket = re.search(r'name="formulierbewijs" value="([^"]+)"', form).group(1)
    Client().post(at(page), {"opmerking": "Niet verloren", "formulierbewijs": ticket})
    assert "Niet verloren" in applicant.get(at(page)).text


def test_a_section_that_does_not_exist_has_no_comments(applicant, at):
    assert applicant.get(at("opmerkingen/niets")).status_code == 404
    assert applicant.post(at("opmerkingen/opgaven"), {"afgehandeld": "9" * 30}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_team_and_comments_need_the_same_queries_however_many_there_are(applicant, application, at, number):
    for _ in range(number):
        team_member(application, rights=dict.fromkeys(Section, TeamRight.WRITE))
        team_member(application, state=TeamState.LEFT)
        team_member(application, state=TeamState.INVITED)
        comment_on(at, applicant, text="Klopt dit?")
        comment = Comment.objects.filter(answers=None).last()
        comment_on(at, applicant, **{"antwoord-op": comment.pk, f"opmerking-{comment.pk}": "Ja."})
    counts = {}
    for page in ("team", "opmerkingen/opgaven"):
        applicant.get(at(page))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            applicant.get(at(page))
        counts[page] = len(queries)
    assert counts == {"team": 16, "opmerkingen/opgaven": 13}
