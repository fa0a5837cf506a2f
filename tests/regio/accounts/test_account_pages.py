"""The pages on which administrators manage accounts."""

import pytest
from allauth.mfa.models import Authenticator

from regio.core.errors import NotAllowed
from regio.enums import StaffRole
from regio.models import Mandate, StaffAssignment, User
from regio.services.accounts import erase_account
from tests.factories.regio import MandateFactory, OrganisationFactory, StaffAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def with_second_factor(user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user


@pytest.fixture
def administrator():
    return with_second_factor(StaffAssignmentFactory(role=StaffRole.ADMINISTRATOR).user)


PAGES = [
    "/realisatie-eenheid/accounts/",
    "/realisatie-eenheid/accounts/{pk}/",
    "/realisatie-eenheid/accounts/{pk}/wissen/",
]


@pytest.mark.parametrize("pattern", PAGES)
def test_account_pages_open_for_administrators_only(client, administrator, pattern):
    address = pattern.format(pk=administrator.pk)
    answers = {"anonymous": client.get(address)["Location"].partition("?")[0]}
    for name, user in {
        "outsider": UserFactory(),
        "representative": MandateFactory().user,
        "reviewer": with_second_factor(StaffAssignmentFactory(role=StaffRole.REVIEWER).user),
        "coordinator": with_second_factor(StaffAssignmentFactory(role=StaffRole.COORDINATOR).user),
        "administrator": administrator,
    }.items():
        client.force_login(user)
        answers[name] = client.get(address).status_code
    assert answers == {
        "anonymous": "/account/login/",
        "outsider": 404,
        "representative": 404,
        "reviewer": 404,
        "coordinator": 404,
        "administrator": 200,
    }


def test_staff_without_second_factor_is_sent_to_set_one_up(client):
    client.force_login(StaffAssignmentFactory(role=StaffRole.ADMINISTRATOR).user)
    answer = client.get("/realisatie-eenheid/accounts/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/")
    assert client.get("/account/2fa/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_account_list_needs_the_same_queries_for_any_number_of_accounts(
    client, administrator, rows, django_assert_num_queries
):
    for _ in range(rows):
        StaffAssignmentFactory(user=MandateFactory().user, role=StaffRole.REVIEWER)
    client.force_login(administrator)
    with django_assert_num_queries(8):
        answer = client.get("/realisatie-eenheid/accounts/")
    assert len(answer.context["page_obj"]) == rows + 1


def test_administrator_gives_a_mandate_by_board_number(client, administrator):
    user, organisation = UserFactory(), OrganisationFactory(register_code="41234")
    client.force_login(administrator)
    answer = client.post(f"/realisatie-eenheid/accounts/{user.pk}/", {"code": "41234"}, follow=True)
    assert [m.organisation for m in Mandate.objects.filter(user=user)] == [organisation]
    assert "Het mandaat is gegeven." in answer.content.decode()


def test_mandate_without_a_number_says_what_to_fill_in(client, administrator):
    client.force_login(administrator)
    page = client.post(f"/realisatie-eenheid/accounts/{UserFactory().pk}/", {"code": ""}).content.decode()
    assert "Vul het nummer van het bestuur of het BRIN van de opleiding in." in page


def test_unknown_board_number_is_named_and_kept_in_the_form(client, administrator):
    user = UserFactory()
    client.force_login(administrator)
    answer = client.post(f"/realisatie-eenheid/accounts/{user.pk}/", {"code": "99999"})
    page = answer.content.decode()
    assert "Geen organisatie met de code 99999." in page
    assert 'value="99999"' in page
    assert Mandate.objects.count() == 0


def test_day_that_has_passed_is_refused_and_kept_in_the_form(client, administrator):
    user = UserFactory()
    OrganisationFactory(register_code="41234")
    client.force_login(administrator)
    answer = client.post(
        f"/realisatie-eenheid/accounts/{user.pk}/", {"code": "41234", "valid_until": "2001-01-01"}
    )
    page = answer.content.decode()
    assert "Deze dag is al voorbij." in page
    assert 'value="2001-01-01"' in page
    assert Mandate.objects.count() == 0


def test_only_a_mandate_or_a_role_can_be_ended(client, administrator):
    client.force_login(administrator)
    mandate = MandateFactory()
    answer = client.get(f"/realisatie-eenheid/accounts/beeindig/iets/{mandate.pk}/")
    assert (answer.status_code, "Beëindig" in answer.content.decode()) == (404, False)


def test_ending_a_mandate_asks_first(client, administrator):
    mandate = MandateFactory()
    address = f"/realisatie-eenheid/accounts/beeindig/mandaat/{mandate.pk}/"
    client.force_login(administrator)
    assert "Wilt u dit recht beëindigen?" in client.get(address).content.decode()
    mandate.refresh_from_db()
    assert mandate.valid_until is None
    client.post(address)
    mandate.refresh_from_db()
    assert mandate.valid_until is not None


def test_erasing_an_account_asks_first_and_tells_what_stays(client, administrator):
    user = MandateFactory(user__name="Jo Vergeetmij").user
    address = f"/realisatie-eenheid/accounts/{user.pk}/wissen/"
    client.force_login(administrator)
    assert f'href="{address}"' in client.get(f"/realisatie-eenheid/accounts/{user.pk}/").content.decode()
    page = client.get(address).content.decode()
    assert "Wilt u dit account wissen?" in page
    assert "Jo Vergeetmij" in page
    assert User.objects.filter(pk=user.pk).exists()

    after = client.post(address, follow=True)

    assert after.redirect_chain == [("/realisatie-eenheid/accounts/", 302)]
    assert "Het account is gewist." in after.content.decode()
    assert "Jo Vergeetmij" not in after.content.decode()
    assert not User.objects.filter(pk=user.pk).exists()
    assert client.post(address).status_code == 404


def test_administrators_do_not_erase_themselves_and_others_nobody(client, administrator):
    client.force_login(administrator)
    address = f"/realisatie-eenheid/accounts/{administrator.pk}/wissen/"
    page = client.get(address).content.decode()
    assert ("U kunt uw eigen account niet wissen." in page, "Ja, wis" in page) == (True, False)
    assert "U kunt uw eigen account niet wissen." in client.post(address, follow=True).content.decode()

    coordinator = with_second_factor(StaffAssignmentFactory(role=StaffRole.COORDINATOR).user)
    client.force_login(coordinator)
    assert client.post(f"/realisatie-eenheid/accounts/{administrator.pk}/wissen/").status_code == 404
    with pytest.raises(NotAllowed):
        erase_account(user=administrator, actor=coordinator)
    assert User.objects.filter(pk=administrator.pk).exists()


def test_role_is_given_on_the_page(client, administrator):
    user = UserFactory()
    client.force_login(administrator)
    client.post(f"/realisatie-eenheid/accounts/{user.pk}/", {"role": "beoordelaar"})
    assert list(StaffAssignment.objects.filter(user=user).values_list("role", flat=True)) == ["beoordelaar"]


def test_demo_account_is_refused_on_a_real_site(client):
    user = UserFactory(is_sample=True, password="een-lang-wachtwoord-voor-tests")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    answer = client.post(
        "/account/login/", {"login": user.email, "password": "een-lang-wachtwoord-voor-tests"}
    )
    assert answer.status_code in {200, 302}
    assert "_auth_user_id" not in client.session
    client.force_login(user)
    assert client.get("/mijn/").status_code in {302, 404}
    assert client.get("/realisatie-eenheid/accounts/").status_code == 302
