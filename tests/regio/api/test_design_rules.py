"""The Dutch API Design Rules, at run time. The names in the tests are the rules' own."""

import json
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import path
from redis.exceptions import ConnectionError as CacheDown
from rest_framework.exceptions import UnsupportedMediaType

from regio.api.views import ApiView
from regio.core.errors import Refused
from regio.core.problems import KINDS
from tests.factories.regio import StaffAssignmentFactory
from tests.factories.regions import OnderwijsregioFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spring_2026")]

LISTS = (
    *("/onderwijsregios", "/samen-opleiden-partnerschappen", "/rap-projecten"),
    *("/organisaties", "/scholen", "/gemeenten"),
)
ALWAYS = {
    "API-Version": "1.0.0",
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept, Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PROBLEM = "application/problem+json"


class Broken(ApiView):
    def get(self, request):
        raise RuntimeError("geheim")


class Unreadable(ApiView):
    def get(self, request):
        raise UnsupportedMediaType("text/xml")


class AgainstTheRules(ApiView):
    def get(self, request):
        raise Refused("Dit kan nu niet. Probeer het morgen.")


class Broadcasting:
    """The portal's addresses, with three that go wrong."""

    from regio.urls import handler400, handler403, handler404, handler500
    from regio.urls import urlpatterns as real

    urlpatterns = [
        path("api/v1/stuk", Broken.as_view()),
        path("api/v1/xml", Unreadable.as_view()),
        path("api/v1/geweigerd", AgainstTheRules.as_view()),
        *real,
    ]


@pytest.fixture
def with_faults(settings):
    settings.ROOT_URLCONF = Broadcasting


def shared_headers(response):
    return {name: response.headers.get(name) for name in ALWAYS}


@pytest.mark.parametrize("name", LISTS)
def test_no_trailing_slash_is_a_404_and_never_a_redirect(client, name):
    for address in (f"/api/v1{name}/", "/api/v1/", "/api/", "/api"):
        response = client.get(address)
        assert (response.status_code, response.headers["Content-Type"]) == (404, PROBLEM)
        assert response.headers.get("Location") is None
        assert shared_headers(response) == ALWAYS


def test_version_and_security_headers_are_on_every_answer(client, registry, with_faults, settings):
    client.raise_request_exception = False
    good = client.get("/api/v1/gemeenten")
    answers = {
        200: good,
        204: client.options("/api/v1/gemeenten"),
        304: client.get("/api/v1/gemeenten", headers={"if-none-match": good.headers["ETag"]}),
        400: client.get("/api/v1/gemeenten?pagina=x"),
        404: client.get("/api/v1/gemeenten/GM9999"),
        405: client.post("/api/v1/gemeenten"),
        406: client.get("/api/v1/gemeenten", headers={"accept": "text/html"}),
        409: client.get("/api/v1/geweigerd"),
        415: client.get("/api/v1/xml"),
        500: client.get("/api/v1/stuk"),
    }
    settings.API_THROTTLE_PER_MINUTE = 1
    client.get("/api/v1", REMOTE_ADDR="192.0.2.1")
    answers[429] = client.get("/api/v1", REMOTE_ADDR="192.0.2.1")
    assert {status: response.status_code for status, response in answers.items()} == {
        status: status for status in answers
    }
    assert {status: shared_headers(response) for status, response in answers.items()} == dict.fromkeys(
        answers, ALWAYS
    )
    for status, response in answers.items():
        if status >= 400:
            told = response.json()
            assert response.headers["Content-Type"] == PROBLEM
            assert response.headers["Cache-Control"] == "no-store"
            assert told["status"] == status
            assert all(told[name] for name in ("type", "title", "detail"))
            assert "geheim" not in response.content.decode()


def test_description_is_there_for_everybody(client):
    response = client.get("/api/v1/openapi.json", headers={"origin": "https://elders.example"})
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert shared_headers(response) == ALWAYS
    assert response.json()["info"]["version"] == response.headers["API-Version"]


def test_refused_host_and_broken_encoding_are_problems_too(client):
    assert client.get("/api/v1", headers={"host": "elders.example"}).headers["Content-Type"] == PROBLEM
    response = client.get("/api/v1/gemeenten/%ff%fe")
    assert (response.status_code, response.headers["Content-Type"]) == (404, PROBLEM)


def test_pages_outside_the_api_keep_their_own_headers(client):
    response = client.get("/gezond/")
    assert "API-Version" not in response.headers
    assert client.get("/onderwijsregios").headers["Location"] == "/onderwijsregios/"


def test_invalid_input_is_a_400_with_all_errors_at_once(registry, client):
    response = client.get(
        "/api/v1/onderwijsregios?sector=xx&status=weg&pagina=0&paginaGrootte=101&naam__icontains=a"
        "&provincie=PV99&peilDatum=31-02-2024&gemeente=Nergenshuizen&landelijk=misschien&sorteer=kleur"
    )
    told = response.json()
    assert (response.status_code, told["title"]) == (400, "Ongeldige invoer")
    assert sorted(error["name"] for error in told["errors"]) == [
        *("gemeente", "landelijk", "naam__icontains", "pagina", "paginaGrootte"),
        *("peilDatum", "provincie", "sector", "sorteer", "status"),
    ]
    assert {error["in"] for error in told["errors"]} == {"query"}
    assert all(error["detail"].endswith(".") and error["code"] for error in told["errors"])
    assert told["instance"] == "/api/v1/onderwijsregios"


@pytest.mark.parametrize(
    "address",
    [
        *(
            "/gemeenten/GM0344?x=1",
            "/onderwijsregios/OR-7K3M2-5?pagina=1",
            "?x=1",
            "/openapi.json?format=yaml",
        ),
        *("/onderwijsregios/OR-7K3M2-5/scholen?sector=po", "/scholen?format=api", "/gemeenten?pagina=%00"),
        *("/gemeenten?pagina=²", "/gemeenten?paginaGrootte=-1", "/gemeenten?pagina=99999999999999999999"),
        *("/scholen?q=%00", "/onderwijsregios?gemeente=%00", "/onderwijsregios?provincie=%00"),
    ],
)
def test_what_is_not_known_or_not_valid_is_a_400(registry, client, address):
    response = client.get(f"/api/v1{address}")
    assert (response.status_code, response.headers["Content-Type"]) == (400, PROBLEM)
    assert len(response.json()["errors"]) == 1


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_refused_and_the_allowed_ones_named(client, method):
    response = getattr(client, method)("/api/v1/gemeenten", data="{}", content_type="application/json")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_head_tells_what_get_tells_without_content(registry, client):
    get, head = client.get("/api/v1/gemeenten"), client.head("/api/v1/gemeenten")
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", get.headers["ETag"])


def test_cors_preflight_is_answered(client):
    response = client.options(
        "/api/v1/gemeenten",
        headers={"origin": "https://elders.example", "access-control-request-method": "GET"},
    )
    assert response.content == b""
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_entity_tag_changes_with_the_content_only(registry, client):
    address = "/api/v1/onderwijsregios"
    first = client.get(address)
    assert first.headers["Cache-Control"] == "public, no-cache"
    packed = client.get(address, headers={"accept-encoding": "gzip"})
    tag = first.headers["ETag"]
    assert packed.headers["ETag"] == f"W/{tag}"  # the same content, packed
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = client.get(address, headers={"if-none-match": known, "accept-encoding": "gzip"})
        assert (again.status_code, again.content) == (304, b"")
    OnderwijsregioFactory(name="Nieuw")
    changed = client.get(address, headers={"if-none-match": tag})
    assert (changed.status_code, changed.json()["aantal"]) == (200, 3)


def test_answer_does_not_depend_on_who_asks(registry, client):
    anonymous = client.get("/api/v1/onderwijsregios").content
    client.force_login(StaffAssignmentFactory().user)  # without a second factor, so closed out elsewhere
    assert client.get("/api/v1/onderwijsregios").content == anonymous


# --- rate limit -------------------------------------------------------------------------------------


def statuses(number, address):
    return [Client(REMOTE_ADDR=address).get("/api/v1").status_code for _ in range(number)]


def test_each_address_may_ask_so_often_a_minute(settings, spring_2026):
    settings.API_THROTTLE_PER_MINUTE = 3
    cache.clear()
    assert statuses(5, "192.0.2.7") == [200, 200, 200, 429, 429]
    assert statuses(1, "192.0.2.8") == [200]
    refused = Client(REMOTE_ADDR="192.0.2.7").get("/api/v1")
    assert (refused.headers["Retry-After"], refused.json()["detail"]) == (
        "60",
        "U kunt over 60 seconden weer een vraag stellen.",
    )


def test_forged_forwarding_header_does_not_help(settings):
    settings.API_THROTTLE_PER_MINUTE = 1
    cache.clear()
    forged = [
        Client(REMOTE_ADDR="192.0.2.9", headers={"x-forwarded-for": f"198.51.100.{n}"})
        .get("/api/v1")
        .status_code
        for n in range(3)
    ]
    assert forged == [200, 429, 429]


def test_api_answers_when_the_cache_is_down(settings):
    settings.API_THROTTLE_PER_MINUTE = 1
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    with pytest.raises((CacheDown, OSError)):
        cache.get("x")
    assert statuses(3, "192.0.2.10") == [200, 200, 200]


def test_moments_are_in_utc_and_days_are_days(registry, client):
    text = client.get("/api/v1/onderwijsregios/OR-7K3M2-5/deelnemers").content.decode()
    moments = [row["bevestigdOp"] for row in json.loads(text)["resultaten"]]
    assert moments == [None, "2025-04-29T21:59:59Z"]
    assert '"geldigVanaf":"2023-01-01"' in text


def test_no_internal_key_is_told(registry, client):
    def keys(value):
        if isinstance(value, dict):
            for name, inner in value.items():
                yield name, inner
                yield from keys(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from keys(inner)

    for name in LISTS:
        members = list(keys(client.get(f"/api/v1{name}").json()))
        assert {type(value) for key, value in members if key in {"id", "pk", "code"}} <= {str, type(None)}


def test_every_kind_of_problem_is_explained_at_its_address(client):
    page = client.get("/over/api/").content.decode()
    explained = re.findall(r'<dt id="([^"]+)">([^<(]+) \((\d+)\)</dt>', page)
    assert explained == [(kind.slug, kind.title, str(status)) for status, kind in KINDS.items()]
    told = client.get("/api/v1/bestaat-niet").json()
    assert told["type"].endswith("/over/api/#niet-gevonden")
