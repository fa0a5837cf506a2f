"""Who assesses sees how each party stood to what was handed in."""

import pytest

from onderwijsregios.models import Revision
from tests.factories.assessment import closed_round, coordinator
from tests.pages import Page

pytestmark = pytest.mark.django_db


def party(name, standing, **more):
    return {
        "name": name,
        "role": "deelnemer",
        "standing": standing,
        "signerFunction": "",
        "signedAt": None,
        "corrections": [],
        **more,
    }


def test_dossier_shows_how_each_party_stood_and_on_which_corrections_that_rests(client):
    application = closed_round(applications=1).applications.get()
    earlier = application.revisions.get()
    Revision.objects.create(
        application=application,
        number=2,
        content=earlier.content,
        fingerprint=earlier.fingerprint,
        idempotency_key="3f0f3c2e-8f0d-4b0c-9b0e-1f0d4b0c9b0e",
        arrived_at=earlier.arrived_at,
        signatures=[
            party(
                "Stichting Een",
                "getekend",
                signerFunction="bestuurder",
                signedAt="2023-04-20T10:00:00+00:00",
                corrections=[{"explanation": "Een tikfout."}],
            ),
            party("Stichting Twee", "niet-akkoord", signedAt="2023-04-21T10:00:00+00:00"),
            party("Stichting Drie", "nog-niet"),
            party("Stichting Vier", "door-indienen", role="penvoerder"),
        ],
    )
    client.force_login(coordinator())

    text = Page(client.get(f"/realisatie-eenheid/aanvragen/{application.pk}/")).text

    told = text.partition("tekent door in te dienen. ")[2].partition(" Wat er in dit dossier gebeurde")[0]
    assert told == (
        "2 van 4 akkoord. "
        "Stichting Een (deelnemer) getekend bestuurder, 20 april 2023 om 12:00 uur Nederlandse zomertijd "
        "Kleine verbetering die hiervoor meetelt: Een tikfout. "
        "Stichting Twee (deelnemer) niet akkoord 21 april 2023 om 12:00 uur Nederlandse zomertijd "
        "Stichting Drie (deelnemer) nog niet getekend "
        "Stichting Vier (penvoerder) tekende door in te dienen"
    )
