"""Every list has a test that counts its queries with 1 and with 3 rows."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.test_addresses import patterns

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"

PUBLIC = "regio/collaborations/test_lists.py::test_list_needs_the_same_queries_for_one_and_three_rows"
REGISTERS = "regio/public/test_organisations.py::test_list_needs_the_same_queries_for_one_and_three_rows"
STAFF = "onderwijsregios/staff/test_pages.py::test_staff_list_needs_the_same_queries_for_any_length"
APPLICANT = (
    "onderwijsregios/board/test_writing_pages.py"
    "::test_pages_need_the_same_number_of_queries_whatever_they_hold"
)
ROUND_INFORMATION = (
    "onderwijsregios/staff/test_round_information.py::test_lists_need_the_same_queries_for_one_and_three_rows"
)
API = "regio/api/test_resources.py::test_lists_need_the_same_queries_however_many_rows"

COUNTED = {
    "mfa/webauthn/authenticator_list.html": (
        "regio/accounts/test_account_words.py::test_list_of_passkeys_needs_the_same_queries_for_one_and_three"
    ),
    "onderwijsregios/board/attachments.html": (
        "onderwijsregios/board/test_attachment_pages.py"
        "::test_attachments_need_the_same_queries_for_one_and_three_rows"
    ),
    "onderwijsregios/board/history.html": APPLICANT,
    "onderwijsregios/board/part_versions.html": (
        "onderwijsregios/board/test_part_versions.py"
        "::test_the_list_needs_the_same_number_of_queries_whatever_it_holds"
    ),
    "onderwijsregios/board/parties.html": APPLICANT,
    "onderwijsregios/board/school_list.html": (
        "onderwijsregios/board/test_school_pages.py"
        "::test_school_pages_need_the_same_queries_for_any_number_of_rows"
    ),
    "onderwijsregios/board/team.html": (
        "onderwijsregios/board/test_team_pages.py"
        "::test_team_and_comments_need_the_same_queries_however_many_there_are"
    ),
    "onderwijsregios/staff/announcements.html": (
        "onderwijsregios/staff/test_announcements.py"
        "::test_the_preview_needs_the_same_queries_for_however_many_people"
    ),
    "onderwijsregios/board/signing.html": (
        "onderwijsregios/board/test_signing_pages.py"
        "::test_signing_pages_need_the_same_number_of_queries_for_any_number_of_parties"
    ),
    "onderwijsregios/reviewer/review_list.html": (
        "onderwijsregios/reviewer/test_pages.py::test_list_of_reviews_needs_the_same_queries_for_any_length"
    ),
    "onderwijsregios/public/toets.html": (
        "onderwijsregios/public/test_toets.py::test_toets_needs_the_same_queries_for_one_and_three_schools"
    ),
    "onderwijsregios/staff/bezwaar_list.html": (
        "onderwijsregios/staff/test_aftercare_pages.py"
        "::test_list_of_bezwaren_needs_the_same_queries_for_one_and_three_rows"
    ),
    "onderwijsregios/staff/criteria.html": STAFF,
    "onderwijsregios/staff/round_documents.html": ROUND_INFORMATION,
    "onderwijsregios/staff/round_questions.html": ROUND_INFORMATION,
    "onderwijsregios/staff/overlap.html": (
        "onderwijsregios/staff/test_overlap_page.py::test_overlap_needs_the_same_queries_for_any_length"
    ),
    "onderwijsregios/staff/extensions.html": (
        "onderwijsregios/staff/test_extensions.py::test_list_needs_the_same_queries_for_one_and_three_rows"
    ),
    "onderwijsregios/staff/publication.html": STAFF,
    "onderwijsregios/staff/ranking.html": STAFF,
    "onderwijsregios/staff/round.html": STAFF,
    "onderwijsregios/staff/round_list.html": STAFF,
    "regio/public/about_sources.html": (
        "regio/public/test_about.py::test_about_pages_need_the_same_queries_for_one_and_three_sources"
    ),
    "regio/public/board_list.html": REGISTERS,
    "regio/public/collaboration_list.html": PUBLIC,
    "regio/public/home.html": (
        "regio/public/test_home.py::test_home_needs_the_same_queries_for_one_and_three_rows"
    ),
    "regio/public/institute_list.html": REGISTERS,
    "regio/public/map.html": (
        "regio/maps/test_region_map.py::test_map_needs_the_same_queries_for_one_three_and_three_hundred_regions"
    ),
    "regio/public/municipality_list.html": (
        "regio/public/test_areas.py::test_list_needs_the_same_queries_for_one_and_three_rows"
    ),
    "regio/public/school_list.html": REGISTERS,
    "regio/public/search.html": (
        "regio/public/test_search.py::test_search_needs_the_same_queries_for_one_and_three_rows"
    ),
    "regio/staff/account_list.html": (
        "regio/accounts/test_account_pages.py"
        "::test_account_list_needs_the_same_queries_for_any_number_of_accounts"
    ),
    "regio/staff/message_list.html": (
        "regio/staff/test_messages.py::test_list_needs_the_same_queries_for_one_and_three_rows"
    ),
}
"""The test that counts, for each template that lists rows."""

NO_LIST_PAGE = re.compile(
    r"^ui/|/styleguide/|/_|_detail\.html$"  # components, examples, parts, pages about one thing
    r"|board/receipt\.html$|staff/dossier\.html$"  # about one application
)
TABLE = re.compile(r"{% ui_(pagination|table|filtered_list)\b")


def templates_with_a_list():
    return sorted(
        name
        for path in TEMPLATES.rglob("*.html")
        if not NO_LIST_PAGE.search(name := str(path.relative_to(TEMPLATES)))
        and TABLE.search(path.read_text(encoding="utf-8"))
    )


def test_every_list_page_names_the_test_that_counts_its_queries():
    assert templates_with_a_list() == sorted(COUNTED)


@pytest.mark.parametrize("where", sorted({*COUNTED.values(), API}))
def test_counting_test_plays_one_and_three_rows(where):
    file, _, name = where.partition("::")
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name]
    assert len(found) == 1, f"{where} does not exist"
    decorators = " ".join(ast.unparse(decorator) for decorator in found[0].decorator_list)
    assert re.search(r"parametrize\('\w+', [\[(]1, 3\b", decorators), f"{where} does not play 1 and 3 rows"
    body = ast.unparse(found[0])
    assert "assert_num_queries" in body or "CaptureQueriesContext" in body, f"{where} counts nothing"


def test_every_list_of_the_api_is_counted():
    tree = ast.parse((ROOT / "tests" / API.partition("::")[0]).read_text(encoding="utf-8"))
    lists = next(
        ast.literal_eval(ast.unparse(node.value).replace("GEO", "''"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LISTS"
    )
    routes = {route.removeprefix("api/v1/") for route, _ in patterns() if route.startswith("api/v1/")}
    resources = {route for route in routes if route and "<" not in route} - {"openapi.json"}
    assert resources == {address.strip("/") for address, *_ in lists}
