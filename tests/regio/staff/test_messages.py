"""Staff read and handle the messages of visitors."""

import pytest
from allauth.mfa.models import Authenticator

from regio.enums import StaffRole
from regio.models import ContactMessage
from regio.services.contact import handle_message, send_message
from tests.factories.regio import MandateFactory, StaffAssignmentFactory, UserFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

LIST = "/realisatie-eenheid/berichten/"


def staff(role):
    user = StaffAssignmentFactory(role=role).user
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user


@pytest.fixture
def coordinator(client):
    user = staff(StaffRole.COORDINATOR)
    client.force_login(user)
    return user


@pytest.fixture
def message():
    return send_message(subject="Een vraag", text="Eerste regel\n\n<b>Tweede</b>", page="/rap/")


def test_messages_open_for_coordinators_and_administrators_only(client, message):
    for address in (LIST, f"{LIST}{message.reference}/"):
        client.logout()
        answers = {"anonymous": client.get(address)["Location"].partition("?")[0]}
        for name, user in {
            "outsider": UserFactory(),
            "representative": MandateFactory().user,
            "reviewer": staff(StaffRole.REVIEWER),
            "coordinator": staff(StaffRole.COORDINATOR),
            "administrator": staff(StaffRole.ADMINISTRATOR),
        }.items():
            client.force_login(user)
            answers[name] = client.get(address).status_code
        assert answers == {
            "anonymous": "/account/login/",
            "outsider": 404,
            "representative": 404,
            "reviewer": 404,
            "coordinator": 200,
            "administrator": 200,
        }


@pytest.mark.parametrize("rows", [1, 3])
def test_list_needs_the_same_queries_for_one_and_three_rows(
    client, coordinator, django_assert_num_queries, rows
):
    for number in range(rows):
        send_message(subject=f"Vraag {number}", text="…")
    with django_assert_num_queries(6):
        response = client.get(LIST)
    assert response.context["page_obj"].paginator.count == rows


def test_list_shows_what_is_to_be_done_first_then_the_newest(client, coordinator):
    first, second, third = (send_message(subject=name, text="…") for name in ("een", "twee", "drie"))
    handle_message(message=third, actor=coordinator)

    def shown(**query):
        return [row.reference for row in client.get(LIST, query).context["page_obj"]]

    assert shown() == [second.reference, first.reference, third.reference]
    assert shown(stand="open") == [second.reference, first.reference]
    assert shown(stand="afgehandeld") == [third.reference]
    assert shown(q="TWEE") == [second.reference]
    assert shown(q=first.reference.lower()) == [first.reference]
    assert shown(q="niets") == []


def test_message_is_shown_as_text_with_a_link_to_its_page(client, coordinator, message):
    page = Page(client.get(f"{LIST}{message.reference}/"))
    assert "Eerste regel <b>Tweede</b>" in page.text
    assert "geen adres opgegeven; er wordt geen antwoord verwacht" in page.text
    assert page.links == [("/rap/", "/rap/")]


def test_page_elsewhere_is_shown_but_never_a_link(client, coordinator):
    message = send_message(subject="x", text="x", page="https://elders.example/")
    page = Page(client.get(f"{LIST}{message.reference}/"))
    assert ("https://elders.example/" in page.text, page.links) == (True, [])


def test_message_can_be_handled_and_reopened(client, coordinator, message):
    address = f"{LIST}{message.reference}/"
    seen = []
    for action in ("handel-af", "heropen"):
        response = client.post(address, {"actie": action}, follow=True)
        seen.append((response.redirect_chain, ContactMessage.objects.get().handled_at is not None))
    assert seen == [([(address, 302)], True), ([(address, 302)], False)]
    text = Page(response).text
    assert f"Bericht {message.reference} staat weer bij nog te doen." in text
    steps = ("Een bezoeker stuurde een bericht.", "Bericht afgehandeld.", "Bericht heropend.")
    assert [step for step in steps if step in text] == list(steps)


def test_unknown_message_is_not_found(client, coordinator):
    assert client.get(f"{LIST}BR-22222-2/").status_code == 404
