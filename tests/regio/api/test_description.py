"""The description of the API, held against the Dutch API Design Rules and against real answers."""

import re

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import Phase, given, settings
from schemathesis.checks import CHECKS
from schemathesis.generation import GenerationMode

from regio.api.root import _description

PATHS = [
    *("/onderwijsregios", "/samen-opleiden-partnerschappen", "/rap-projecten"),
    *("/organisaties", "/scholen", "/gemeenten"),
]
OWN_PARTS = ("deelnemers", "gemeenten", "scholen")


@pytest.fixture(scope="module")
def description():
    import json

    return json.loads(_description())


def operations(description):
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def properties(schema):
    """Yield each property in a schema with its name."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield from schema.get("properties", {}).items()
        for inner in schema.values():
            yield from properties(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from properties(inner)


def test_openapi_version_and_semver(description):
    assert re.fullmatch(r"3\.\d+\.\d+", description["openapi"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", description["info"]["version"])


def test_contact_and_language(description):
    assert sorted(description["info"]["contact"]) == ["email", "name", "url"]
    assert all(description["info"]["contact"].values())
    assert "Open gegevens over onderwijsregio's" in description["info"]["description"]


def test_servers_have_the_major_version_and_never_plain_http(description):
    assert [server["url"] for server in description["servers"]] == ["/api/v1"]


def test_paths_are_kebab_case_plural_and_without_slash(description):
    parts = [f"{base}/{{identifier}}/{part}" for base in PATHS[:3] for part in OWN_PARTS]
    expected = {*PATHS, *(f"{base}/{{identifier}}" for base in PATHS), *parts}
    assert set(description["paths"]) == expected
    kebab = re.compile(r"(/([a-z0-9-]+|\{[^}]+\}))+")
    assert [path for path in description["paths"] if not kebab.fullmatch(path)] == []


def test_only_get_and_every_operation_has_its_own_name(description):
    names = {title: operation["operationId"] for title, operation in operations(description)}
    assert {title.split()[0] for title in names} == {"GET"}
    assert len(set(names.values())) == len(names) == 21
    assert names["GET /rap-projecten/{identifier}/deelnemers"] == "lijstRapProjectenDeelnemers"
    assert names["GET /scholen/{identifier}"] == "leesScholen"


def test_query_keys_are_camel_case_and_explained(description):
    camel = re.compile(r"[a-z][a-z\d]*([A-Z][a-z\d]*)*")
    for title, operation in operations(description):
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query":
                assert camel.fullmatch(parameter["name"]), title
            assert parameter["description"], (title, parameter["name"])
        assert operation["summary"].endswith("."), title


def test_lists_name_all_their_filters(description):
    names = {
        path: [parameter["name"] for parameter in description["paths"][path]["get"]["parameters"]]
        for path in PATHS
    }
    shared = [
        *(
            "q",
            "sector",
            "status",
            "bredeRegio",
            "provincie",
            "gemeente",
            "landelijk",
            "peilDatum",
            "sorteer",
        ),
    ]
    page = ["pagina", "paginaGrootte"]
    assert {path: sorted(found) for path, found in names.items()} == {
        "/onderwijsregios": sorted([*page, *shared]),
        "/samen-opleiden-partnerschappen": sorted([*page, *shared, "sectorgroep"]),
        "/rap-projecten": sorted([*page, *shared, "regeling"]),
        "/organisaties": sorted(
            [*page, "q", "soort", "code", "sector", "gemeente", "bredeRegio", "opgeheven", "sorteer"]
        ),
        "/scholen": sorted([*page, "q", "sector", "gemeente", "provincie", "bredeRegio", "sorteer"]),
        "/gemeenten": sorted([*page, "q", "provincie", "arbeidsmarktregio", "bredeRegio", "sorteer"]),
    }


def test_schema_names_are_pascal_case_and_members_camel_case(description):
    schemas = description["components"]["schemas"]
    assert [name for name in schemas if not re.fullmatch(r"([A-Z][a-z]+)+", name)] == []
    member = re.compile(r"_?[a-z][a-z\d]*([A-Z][a-z\d]*)*")
    assert [name for name, _ in properties(schemas) if not member.fullmatch(name)] == []


def test_dates_are_dates_and_moments_have_a_zone(description):
    schemas = description["components"]["schemas"]
    formats = {name: schema.get("format") for name, schema in properties(schemas)}
    days = {name for name in formats if re.search(r"Datum$|^geldig|Sinds$", name)}
    assert days == {"peilDatum", "geldigVanaf", "geldigTotEnMet", "voorloperSinds"}
    assert {formats[name] for name in days} == {"date"}
    assert formats["bevestigdOp"] == "date-time"
    assert {"time", "date-time-local"}.isdisjoint(formats.values())


def test_every_answer_has_its_version_and_every_error_is_a_problem(description):
    for title, operation in operations(description):
        answers = operation["responses"]
        assert set(answers) == {"200", "304", "400", "404", "405", "406", "429", "500"}, title
        for status, answer in answers.items():
            assert answer["description"], title
            assert "API-Version" in answer["headers"], (title, status)
            if status >= "400":
                assert answer["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }
    problem = description["components"]["schemas"]["Problem"]
    assert {"status", "title", "detail"} <= set(problem["required"])


def test_geojson_is_promised_where_there_is_a_geometry(description):
    formats = {
        path: sorted(methods["get"]["responses"]["200"]["content"])
        for path, methods in description["paths"].items()
    }
    without = {path for path, found in formats.items() if found == ["application/json"]}
    assert without == {
        "/organisaties",
        "/organisaties/{identifier}",
        *(f"{path}/{{identifier}}/deelnemers" for path in PATHS[:3]),
    }
    assert {tuple(found) for path, found in formats.items() if path not in without} == {
        ("application/geo+json", "application/json")
    }


def test_all_references_lead_somewhere(description):
    text = _description()
    names = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    assert names <= set(description["components"]["schemas"])


# --- the description against real answers -------------------------------------------------------------


# Words for a municipality or a search may be unknown, so a valid form can still be a 400.
LEFT_OUT = {"positive_data_acceptance"}


@pytest.fixture
def connection_stays():
    """Keep the connection with the test's rows open after each request, as Django's test client does."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_answers_are_as_described(registry, connection_stays, mode):
    api = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    checks = [check for check in CHECKS.get_all() if check.__name__ not in LEFT_OUT]
    tried = 0
    for found in api.get_all_operations():
        operation = found.ok()
        if mode.is_negative and not operation.query:
            continue  # any text can stand in the path, so nothing there has a wrong form

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=5, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
        def answers_as_described(case):
            # schemathesis does not unpack what a WSGI application packed
            case.call_and_validate(checks=checks, headers={"Accept-Encoding": "identity"})

        answers_as_described()
        tried += 1
    assert tried == (15 if mode.is_negative else 21)
