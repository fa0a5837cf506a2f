"""What a coordinator types is there again when it could not be saved, on every form of a round."""

import pytest
from django.test import Client
from django.urls import reverse

from onderwijsregios.models import Extension, RoundQuestion
from regio.services.kept_input import TICKET_FIELD
from tests.factories.assessment import closed_round, coordinator
from tests.factories.onderwijsregios import RoundFactory, days
from tests.factories.regio import OrganisationFactory
from tests.onderwijsregios.board.test_signed_out import form_of

pytestmark = pytest.mark.django_db

TYPED = "Dit typte ik zojuist."


@pytest.fixture
def pages():
    """The address of each form, with the field in which something is typed."""
    person, round_ = coordinator(), RoundFactory()
    criterion = closed_round(criteria=1).criteria.get()
    asked = RoundQuestion.objects.create(round=round_, question="Mag het mbo mee?", answer="Ja.")
    late = Extension.objects.create(
        round=round_,
        organisation=OrganisationFactory(),
        until=days(12),
        reason="storing",
        granted_by=person,
    )
    other = OrganisationFactory()
    named = {
        ("staff-round-new",): "introduction",
        ("staff-round-edit", round_.slug): "introduction",
        ("staff-criterion-new", round_.slug): "explanation",
        ("staff-criterion", criterion.round.slug, criterion.pk): "explanation",
        ("staff-round-documents", round_.slug): "titel",
        ("staff-round-question-new", round_.slug): "antwoord",
        ("staff-round-question", round_.slug, asked.pk): "antwoord",
        ("staff-extension-new", round_.slug, other.pk): "reason",
        ("staff-extension", round_.slug, late.pk): "reason",
    }
    return person, {
        reverse(f"onderwijsregios:{name}", args=args): field for (name, *args), field in named.items()
    }


def test_what_was_typed_in_a_round_survives_being_signed_out(client, pages):
    person, fields = pages
    client.force_login(person)
    tickets = {address: form_of(client.get(address))[TICKET_FIELD] for address in fields}
    sent = {
        Client().post(address, {field: TYPED, TICKET_FIELD: tickets[address]}).status_code
        for address, field in fields.items()
    }
    again = {address: client.get(address).text for address in fields}
    assert sent == {302}
    assert [one for one, text in again.items() if TYPED not in text or "Uw tekst is er nog" not in text] == []
