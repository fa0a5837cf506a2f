"""The coordinator's pages for later admission."""

import pytest
from django.urls import reverse

from onderwijsregios.models import Extension
from regio.core import clock
from regio.core.moments import in_words
from tests.factories.assessment import administrator, closed_round, coordinator, reviewer
from tests.factories.onderwijsregios import ExtensionFactory, days, representative_of
from tests.factories.regio import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return closed_round()


@pytest.fixture
def staff(client):
    client.force_login(coordinator())
    return client


def url(name, *args):
    return reverse(f"onderwijsregios:{name}", args=args)


def form(until, reason="Storing."):
    local = until.astimezone(clock.AMSTERDAM)
    return {"until_0": f"{local:%Y-%m-%d}", "until_1": f"{local:%H:%M:%S}", "reason": reason}


def test_coordinator_searches_lets_in_changes_and_revokes(staff, round_):
    board = OrganisationFactory(name="Stichting Brandweer")
    until, later = days(2), days(3)
    listed = url("staff-extensions", round_.slug)
    new = url("staff-extension-new", round_.slug, board.pk)
    assert f'href="{new}"' in staff.get(listed, {"q": "brandweer"}).text

    assert "Niemand kan nu voor deze organisatie indienen" in staff.get(new).text
    answer = staff.post(new, form(until), follow=True)
    assert answer.redirect_chain[-1][0] == listed
    assert (
        f"{board.name} mag later indienen en krijgt geen bericht: niemand heeft een mandaat." in answer.text
    )
    extension = Extension.objects.get()
    assert (extension.until, extension.reason) == (until, "Storing.")
    page = staff.get(listed).text
    assert (in_words(until, seconds=True) in page, "mag indienen" in page) == (True, True)

    change = url("staff-extension", round_.slug, extension.pk)
    assert "Storing." in staff.get(change).text
    assert staff.post(change, form(later, "Langere storing.")).url == listed
    extension.refresh_from_db()
    assert (extension.until, extension.reason) == (later, "Langere storing.")

    revoke = url("staff-extension-revoke", round_.slug, extension.pk)
    assert "Ja, trek in" in staff.get(revoke).text
    assert staff.post(revoke).url == listed
    assert "ingetrokken" in staff.get(listed).text
    assert "al ingetrokken" in staff.post(revoke).text


def test_what_is_wrong_comes_back_with_all_that_was_typed(staff, round_):
    new = url("staff-extension-new", round_.slug, OrganisationFactory().pk)

    too_early = staff.post(new, form(days(-20), "Een goede reden."))
    empty = staff.post(new, {})

    assert (too_early.status_code, "Een goede reden." in too_early.text) == (400, True)
    assert "Kies een moment daarna." in too_early.text
    assert "Kies tot wanneer deze organisatie mag indienen." in empty.text


def test_pages_are_for_coordinators_alone(client, round_):
    extension = ExtensionFactory(round=round_)
    pages = [
        url("staff-extensions", round_.slug),
        url("staff-extension-new", round_.slug, extension.organisation_id),
        url("staff-extension", round_.slug, extension.pk),
        url("staff-extension-revoke", round_.slug, extension.pk),
    ]
    seen = {}
    for who, person in {
        "anonymous": None,
        "outsider": UserFactory(),
        "representative": representative_of(extension.organisation),
        "reviewer": reviewer(),
        "administrator": administrator(),
        "coordinator": coordinator(),
    }.items():
        client.logout()
        if person:
            client.force_login(person)
        seen[who] = {client.get(page).status_code for page in pages}

    assert seen == {
        "anonymous": {302},
        "outsider": {404},
        "representative": {404},
        "reviewer": {404},
        "administrator": {404},
        "coordinator": {200},
    }


def test_an_extension_of_another_round_is_not_found(staff, round_):
    other = ExtensionFactory(round=closed_round())

    assert staff.get(url("staff-extension", round_.slug, other.pk)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_list_needs_the_same_queries_for_one_and_three_rows(number, staff, round_, django_assert_num_queries):
    for _ in range(number):
        ExtensionFactory(round=round_)
        OrganisationFactory(name="Stichting Zoek")

    with django_assert_num_queries(7):
        text = staff.get(url("staff-extensions", round_.slug), {"q": "zoek"}).text

    assert text.count("Trek in<") == number
