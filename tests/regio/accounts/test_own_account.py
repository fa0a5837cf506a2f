"""Choose which announcements come by mail, and change the own name."""

import pytest

from regio.core.registry import mail_kinds
from regio.models import ActionLog, MutedAnnouncement
from regio.services.notifications import choose_announcements
from tests.factories.assessment import coordinator
from tests.factories.regio import UserFactory
from tests.pages import Page

pytestmark = pytest.mark.django_db

MAILS, NAME = "/mijn/berichten/", "/mijn/naam/"
KINDS = [kind.key for kind in mail_kinds()]


def off(user):
    return set(MutedAnnouncement.objects.filter(user=user).values_list("kind", flat=True))


@pytest.mark.parametrize("page", [MAILS, NAME])
def test_the_pages_are_for_whoever_is_signed_in(client, page):
    assert client.get(page).status_code == 302
    for person in (UserFactory(), coordinator()):
        client.force_login(person)
        assert client.get(page).status_code == 200


def test_every_kind_that_is_registered_can_be_chosen_and_is_on_at_first(client):
    client.force_login(UserFactory())
    html = client.get(MAILS).text
    assert len(KINDS) == 6
    assert [html.count(f'name="{kind}"') for kind in KINDS] == [1] * 6
    assert html.count("checked") == 6
    assert "kunt u niet uitzetten" in html


def test_what_is_not_ticked_is_off_and_can_be_turned_on_again(client):
    user = UserFactory()
    client.force_login(user)
    assert client.post(MAILS, dict.fromkeys(KINDS[1:], "on")).url == MAILS
    assert off(user) == {KINDS[0]}
    assert client.get(MAILS).text.count("checked") == 5
    client.post(MAILS, dict.fromkeys(KINDS, "on"))
    assert off(user) == set()
    logged = list(ActionLog.objects.order_by("pk").values_list("after", flat=True))
    assert logged == [{"off": [KINDS[0]]}, {"off": []}]


def test_only_what_may_be_muted_is(client):
    user = UserFactory()
    client.force_login(user)
    client.post(MAILS, {**dict.fromkeys(KINDS, "on"), "application-submitted": ""})
    assert choose_announcements(user=user, wanted={*KINDS, "receipt"}) == set()
    assert off(user) == set()


def test_choosing_the_same_again_is_no_news():
    user = UserFactory()
    for _ in range(2):
        choose_announcements(user=user, wanted=KINDS[:2])
    assert (off(user), ActionLog.objects.count()) == (set(KINDS[2:]), 1)


def test_the_choice_of_one_is_not_that_of_another():
    user, other = UserFactory(), UserFactory()
    choose_announcements(user=user, wanted=[])
    assert (len(off(user)), off(other)) == (6, set())


def test_the_name_is_changed_and_not_in_the_log(client):
    user = UserFactory(name="")
    client.force_login(user)
    wrong = client.post(NAME, {"name": " "})
    assert (wrong.status_code, "Vul uw naam in" in wrong.text) == (400, True)
    assert client.post(NAME, {"name": " Anna de Vries "}).url == "/mijn/"
    user.refresh_from_db()
    assert user.name == "Anna de Vries"
    assert "Anna" not in str(list(ActionLog.objects.values()))


def test_the_own_page_links_to_the_choice(client):
    client.force_login(UserFactory())
    assert ("Kies welke mails u krijgt", MAILS) in Page(client.get("/mijn/")).links
