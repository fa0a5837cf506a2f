"""Mijn overzicht: for whoever is signed in, with the blocks that the apps put there."""

import pytest

from tests.factories.onderwijsregios import (
    ApplicationFactory,
    RoundFactory,
    SubmittedApplicationFactory,
    representative_of,
)
from tests.factories.regio import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_own_page_asks_to_sign_in(client):
    assert client.get("/mijn/").url == "/account/login/?next=/mijn/"


def test_somebody_without_a_mandate_hears_what_to_do(client):
    client.force_login(UserFactory())

    text = client.get("/mijn/").text

    assert ("Er staat hier nog niets voor u" in text, "Mijn aanvragen" in text) == (True, False)


def test_a_representative_sees_own_organisations_applications_and_open_rounds_only(client):
    board = OrganisationFactory(name="Eigen bestuur")
    own = ApplicationFactory(lead=board, title="Eigen regio")
    other = SubmittedApplicationFactory(title="Andermans regio")
    fresh, closed = RoundFactory(title="Nieuwe ronde"), RoundFactory(title="Oude ronde", closed=True)
    client.force_login(representative_of(board))

    text = client.get("/mijn/").text

    for word, is_there in (
        ("Eigen bestuur", True),
        ("Eigen regio", True),
        (f'href="/aanvragen/{own.pk}/"', True),
        (f'href="/aanvragen/nieuw/{fresh.slug}/"', True),
        (f'href="/aanvragen/nieuw/{own.round.slug}/"', False),
        (f'href="/aanvragen/nieuw/{closed.slug}/"', False),
        (other.title, False),
    ):
        assert (word, word in text) == (word, is_there)
