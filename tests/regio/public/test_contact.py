"""The contact form: whatever goes wrong, the text stays."""

import pytest
from django.core.cache import cache

from regio.models import ContactMessage
from tests.factories.regio import MandateFactory, UserFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

GIVEN = {
    "subject": "Een fout",
    "text": "De school staat in de verkeerde gemeente.",
    "email": "ik@example.org",
    "page": "/scholen/27DV00/",
    "website": "",
}


@pytest.fixture(autouse=True)
def nobody_counted():
    cache.clear()


def stored():
    return list(ContactMessage.objects.values_list("subject", "text", "email", "page"))


@pytest.mark.parametrize("make_user", [None, UserFactory, lambda: MandateFactory().user])
def test_message_is_stored_and_answered_with_its_reference(client, make_user):
    if make_user:
        client.force_login(make_user())
    answer = client.post("/contact/", GIVEN)
    message = ContactMessage.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/contact/ontvangen/{message.reference}/")
    assert stored() == [("Een fout", GIVEN["text"], "ik@example.org", "/scholen/27DV00/")]
    text = Page(client.get(answer["Location"])).text
    assert f"Uw kenmerk is {message.reference}." in text
    assert "antwoordt op het e-mailadres dat u opgaf" in text
    assert [word for word in ("ik@example.org", "verkeerde gemeente") if word in text] == []


def test_without_an_address_the_answer_says_that_there_will_be_no_reply(client):
    answer = client.post("/contact/", {**GIVEN, "email": ""}, follow=True)
    assert "U gaf geen e-mailadres op, daarom krijgt u geen antwoord." in Page(answer).text


def test_page_about_which_it_is_comes_from_the_address(client):
    asked = [
        "/onderwijsregios/x/",
        "https://elders.example/",
        "//elders.example",
        "x",
        "/a\nb",
        "/" + "a" * 300,
    ]
    found = [client.get("/contact/", {"pagina": page}).context["form"]["page"].value() for page in asked]
    assert found == ["/onderwijsregios/x/", "", "", "", "", ""]


@pytest.mark.parametrize("page", ["https://elders.example/", "//elders.example", "x"])
def test_a_page_that_is_not_of_this_site_is_left_out_of_the_message(client, page):
    client.post("/contact/", {**GIVEN, "page": page})
    assert list(ContactMessage.objects.values_list("text", "page")) == [(GIVEN["text"], "")]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"subject": ""}, "Schrijf in een paar woorden waar uw bericht over gaat."),
        ({"subject": "x" * 151}, "Uw onderwerp heeft 151 tekens. Maak het korter: ten hoogste 150."),
        ({"text": " "}, "Schrijf uw suggestie, opmerking of vraag."),
        ({"text": "x" * 5001}, "Uw bericht heeft 5.001 tekens. Maak het korter: ten hoogste 5.000."),
        ({"email": "ik"}, "Dit is geen e-mailadres. Schrijf het zoals naam@voorbeeld.nl, of laat het leeg."),
        (
            {"website": "x"},
            "Er was een verborgen veld ingevuld. Het is weer leeg. Verstuur uw bericht nog een keer.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(client, wrong, sentence):
    typed = {**GIVEN, **wrong}
    response = client.post("/contact/", typed)
    form = response.context["form"]
    kept = {name: form[name].value() for name in GIVEN}
    assert (response.status_code, stored()) == (422, [])
    assert [error for errors in form.errors.values() for error in errors] == [sentence]
    assert sentence in Page(response).text
    assert kept == {**typed, "website": ""}


def test_sixth_message_in_a_quarter_keeps_its_text(client):
    for _ in range(5):
        client.post("/contact/", GIVEN)
    response = client.post("/contact/", {**GIVEN, "text": "Mijn zesde bericht"})
    assert (response.status_code, len(stored())) == (429, 5)
    assert "Wacht een kwartier" in Page(response).text
    assert response.context["form"]["text"].value() == "Mijn zesde bericht"


def test_another_visitor_behind_the_same_proxy_is_counted_apart(client, settings):
    settings.TRUSTED_PROXIES = 1
    answers = [
        client.post("/contact/", GIVEN, headers={"X-Forwarded-For": f"192.0.2.{number // 5}"}).status_code
        for number in range(10)
    ]
    assert answers == [302] * 10


def test_without_cookies_a_message_arrives_too(settings):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/contact/", GIVEN)
    assert (answer.status_code, len(stored())) == (302, 1)


def test_message_arrives_while_cache_and_queue_are_down(client, settings):
    from regio.celery import app

    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 1},
        }
    }
    app.conf.task_always_eager = False
    assert (client.post("/contact/", GIVEN).status_code, len(stored())) == (302, 1)


def test_reference_that_nobody_has_is_not_found(client):
    assert client.get("/contact/ontvangen/BR-22222-2/").status_code == 404


def test_form_needs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/contact/")
