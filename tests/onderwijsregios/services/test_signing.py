"""Asking parties to sign, and what they answer."""

import datetime as dt

import pytest

from onderwijsregios.enums import ApplicationState, PartKey, Section, SignatureMethod, Signing, Standing
from onderwijsregios.models import Signature, SigningRequest
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.signing import (
    SigningLedger,
    fallen_since,
    signatures_of_revision,
    signing_gaps,
)
from onderwijsregios.services.applications import attach_plan
from onderwijsregios.services.applications.attachments import add_attachments
from onderwijsregios.services.applications.handover import accept_lead, offer_lead
from onderwijsregios.services.signing import (
    Asked,
    Signatory,
    add_covenant,
    ask_to_sign,
    give_covenant,
    give_mandate,
    leave,
    object_to,
    set_request,
    sign,
    withdraw_covenant,
    withdraw_signature,
)
from regio.core import clock
from regio.core.errors import NotAllowed, Refused, TooLate
from regio.enums import ScanState
from regio.models import ActionLog, OutboxMessage
from tests.factories.documents import DocumentFactory
from tests.factories.onderwijsregios import representative_of
from tests.factories.regio import OrganisationFactory
from tests.factories.signing import (
    asked,
    by_link,
    change_text,
    parties_of,
    seen_by,
    signed,
    standing_of,
)

pytestmark = pytest.mark.django_db


def everywhere(standing):
    return dict.fromkeys(Section, standing), standing


def mails(application):
    return [
        (message.template, message.user_id and "account", message.address)
        for message in OutboxMessage.objects.filter(key__startswith=f"signing:{application.pk}").order_by(
            "id"
        )
    ]


# --- asking ------------------------------------------------------------------------------------------


def test_a_party_is_asked_at_its_accounts_and_at_the_address_that_was_given(application, lead, party):
    representative_of(party)

    request = asked(application, party, email="tekent@example.org")

    assert mails(application) == [
        ("signing-request", "account", ""),
        ("signing-request", None, "tekent@example.org"),
    ]
    assert (request.asked_by, request.sections) == (lead, [section.value for section in Section])


def test_asking_says_who_cannot_be_reached_and_whose_word_stands_already(application, lead):
    reachable, silent, done = parties_of(application)
    representative_of(reachable)
    signed(application, done)

    outcome = ask_to_sign(
        application=application,
        actor=lead,
        organisations=[reachable.pk, silent.pk, done.pk],
        arrived_at=clock.now(),
    )

    assert outcome.asked == [reachable.display_name]
    assert outcome.unreachable == [silent]
    assert outcome.settled == [done.display_name]


def test_asking_only_who_cannot_be_reached_asks_nobody_and_says_who_that_is(application, lead, party):
    outcome = ask_to_sign(
        application=application, actor=lead, organisations=[party.pk], arrived_at=clock.now()
    )

    assert outcome == Asked(unreachable=[party])
    assert SigningRequest.objects.get(organisation=party).asked_at is None
    with pytest.raises(Refused, match="Kies ten minste één partij"):
        ask_to_sign(application=application, actor=lead, organisations=[], arrived_at=clock.now())


def test_mails_about_signing_hold_no_address_no_name_and_no_key_that_opens(application, party):
    request = asked(application, party, email="tekent@example.org")

    message = OutboxMessage.objects.get(address="tekent@example.org")
    assert set(message.context) == {
        "applicant",
        "round",
        "closes_at",
        "path",
        "signing_request",
        "nonce",
    }
    assert "tekent@example.org" not in str(message.context)
    assert not ActionLog.objects.filter(sentence__contains="tekent@").exists()
    assert message.context["nonce"] == str(request.nonce)


def test_another_address_makes_the_old_link_void_and_lets_a_waiting_mail_lapse(application, lead, party):
    before = asked(application, party, email="oud@example.org")
    OutboxMessage.objects.filter(address="oud@example.org").update(state=OutboxMessage.State.WAITING)

    after = asked(application, party, email="nieuw@example.org")

    states = dict(OutboxMessage.objects.exclude(address="").values_list("address", "state"))
    assert states["oud@example.org"] == OutboxMessage.State.CANCELLED
    assert before.nonce != after.nonce
    with pytest.raises(NotAllowed, match="koppeling werkt niet meer"):
        sign(
            application=application,
            actor=by_link(before),
            seen=seen_by(application, party),
            arrived_at=clock.now(),
        )


def test_only_the_applicant_asks(application, party):
    with pytest.raises(NotAllowed):
        ask_to_sign(
            application=application,
            actor=representative_of(party),
            organisations=[party.pk],
            arrived_at=clock.now(),
        )


def test_a_party_signs_for_at_least_one_section(application, lead, party):
    common = {"application": application, "actor": lead, "email": "", "arrived_at": clock.now()}

    with pytest.raises(Refused, match="ten minste één onderdeel"):
        set_request(organisation=party.pk, sections=[], **common)
    with pytest.raises(Refused, match="geen partij"):
        set_request(organisation=OrganisationFactory().pk, sections=[Section.PLAN], **common)


def test_nothing_is_asked_in_a_round_without_signing(application, lead, party):
    application.round.signing = Signing.NOT_ASKED
    application.round.save()

    with pytest.raises(Refused, match="hoeven partijen niet te tekenen"):
        ask_to_sign(application=application, actor=lead, organisations=[party.pk], arrived_at=clock.now())


# --- signing -----------------------------------------------------------------------------------------


def test_a_party_signs_through_a_link_and_stands_in_every_section(application, party):
    signature = signed(application, party)

    assert signature.method == SignatureMethod.LINK
    assert (signature.signer_name, signature.signer_function) == ("Ans de Vries", "voorzitter")
    assert standing_of(application, party) == everywhere(Standing.SIGNED)


def test_a_party_signs_with_an_account(application, party):
    person = representative_of(party)
    asked(application, party)

    signature = sign(
        application=application,
        actor=Signatory(party, user=person, name="Jan", function="bestuurder"),
        seen=seen_by(application, party),
        arrived_at=clock.now(),
    )

    assert (signature.method, signature.signed_by) == (SignatureMethod.ACCOUNT, person)
    log = ActionLog.objects.get(action="onderwijsregios.signing.sign")
    assert (log.actor_label, log.audiences) == (
        f"vertegenwoordiger van {party.display_name}",
        ["aanvrager"],
    )


def test_who_was_not_asked_or_acts_for_another_cannot_sign(application, party):
    other = parties_of(application)[1]
    seen = seen_by(application, party)

    def tries(user):
        with pytest.raises(NotAllowed):
            sign(
                application=application,
                actor=Signatory(party, user=user, name="Jan", function="bestuurder"),
                seen=seen,
                arrived_at=clock.now(),
            )

    tries(representative_of(party))  # not asked yet
    asked(application, party)
    tries(representative_of(other))
    tries(representative_of(OrganisationFactory()))
    assert Signature.objects.count() == 0


def test_the_applicant_may_sign_without_being_asked(application, lead):
    sign(
        application=application,
        actor=Signatory(application.lead, user=lead, name="Jan", function="bestuurder"),
        seen=seen_by(application, application.lead),
        arrived_at=clock.now(),
    )

    assert standing_of(application, application.lead) == everywhere(Standing.SIGNED)


def test_what_changed_since_it_was_seen_is_named_and_nothing_is_signed(application, party):
    request = asked(application, party)
    seen = seen_by(application, party)
    change_text(application, "iets anders")

    with pytest.raises(Refused, match="Intussen is er gewijzigd: Opgaven") as refused:
        sign(application=application, actor=by_link(request), seen=seen, arrived_at=clock.now())

    assert refused.value.code == "ondertussen-gewijzigd"
    assert Signature.objects.count() == 0


def test_signing_twice_is_signing_once(application, party):
    request = asked(application, party)
    common = {"application": application, "actor": by_link(request), "arrived_at": clock.now()}

    first = sign(seen=seen_by(application, party), **common)
    second = sign(seen=seen_by(application, party), **common)

    assert (first, Signature.objects.count()) == (second, 1)


def test_a_party_signs_only_for_what_it_is_asked(application, party):
    signed(application, party, sections=[Section.PARTIJEN, Section.OPGAVEN])
    change_text(application, "anders", PartKey.GOVERNANCE)

    sections, short = standing_of(application, party)

    assert sections == dict.fromkeys(Section, Standing.NOT_FOR) | {
        Section.PARTIJEN: Standing.SIGNED,
        Section.OPGAVEN: Standing.SIGNED,
    }
    assert short == Standing.SIGNED


def test_a_change_makes_the_signature_fall_and_a_return_makes_it_stand(application, party):
    before = application.parts.get(key=PartKey.OPGAVEN).text
    signed(application, party)

    change_text(application, "anders")
    fallen = standing_of(application, party)
    change_text(application, before)

    assert fallen == (
        dict.fromkeys(Section, Standing.SIGNED) | {Section.OPGAVEN: Standing.FALLEN},
        Standing.FALLEN,
    )
    assert standing_of(application, party) == everywhere(Standing.SIGNED)


def test_signing_ends_with_the_round_and_with_the_decision(application, party):
    request = asked(application, party)
    common = {"application": application, "actor": by_link(request), "seen": seen_by(application, party)}

    with pytest.raises(TooLate):
        sign(arrived_at=application.round.closing, **common)
    type(application).objects.filter(pk=application.pk).update(
        state=ApplicationState.SELECTED, dossier_number="VL-2023-0001"
    )
    with pytest.raises(Refused, match="al besloten"):
        sign(arrived_at=clock.now(), **common)


# --- the other answers -------------------------------------------------------------------------------


def test_a_mandate_and_a_covenant_do_not_fall_with_the_wording(application):
    first, second, _ = parties_of(application)
    person = representative_of(second)
    give_mandate(application=application, actor=by_link(asked(application, first)), arrived_at=clock.now())
    asked(application, second)
    give_covenant(
        application=application,
        actor=Signatory(second, user=person, name="Jan", function="bestuurder"),
        document=DocumentFactory(created_by=person),
        arrived_at=clock.now(),
    )

    change_text(application, "heel anders")

    assert standing_of(application, first) == everywhere(Standing.MANDATE)
    assert standing_of(application, second) == everywhere(Standing.COVENANT)


def test_a_covenant_in_which_a_virus_is_found_says_nothing_and_what_was_said_before_counts(application):
    first, second, _ = parties_of(application)
    asked(application, first)
    signed(application, second)
    for party in (first, second):
        person = representative_of(party)
        document = DocumentFactory(created_by=person, scan_state=ScanState.WAITING)
        give_covenant(
            application=application,
            actor=Signatory(party, user=person, name="Jan", function="bestuurder"),
            document=document,
            arrived_at=clock.now(),
        )
        document.scan_state = ScanState.INFECTED
        document.save()

    assert standing_of(application, first) == everywhere(Standing.NOT_YET)
    assert standing_of(application, second) == everywhere(Standing.SIGNED)


def test_a_mandate_is_given_to_one_penvoerder_and_falls_when_another_becomes_it(application):
    first, second, third = parties_of(application)
    give_mandate(application=application, actor=by_link(asked(application, first)), arrived_at=clock.now())
    signed(application, third, sections=[Section.PARTIJEN])
    with clock.moved_to(clock.now() + dt.timedelta(minutes=1)):
        lead, successor = representative_of(application.lead), representative_of(second)
        offer_lead(application=application, actor=lead, organisation_id=second.pk, arrived_at=clock.now())
        accept_lead(application=application, actor=successor, arrived_at=clock.now())
    application.refresh_from_db()

    ledger = SigningLedger(application, content_of(application))
    fallen = [ledger.party(one.pk) for one in (first, third)]

    assert [one.in_short for one in fallen] == [Standing.FALLEN] * 2
    since = fallen_since(ledger, fallen)[str(third.pk)][Section.PARTIJEN]
    assert "penvoerder" in since.sentence


def test_an_attachment_makes_signatures_fall_and_the_log_says_since_which(application, lead, party):
    signed(application, party, sections=[Section.GOVERNANCE])
    document = DocumentFactory(created_by=lead, original_name="afspraken.pdf")
    with clock.moved_to(clock.now() + dt.timedelta(minutes=1)):
        add_attachments(
            application=application,
            actor=lead,
            section=Section.GOVERNANCE,
            documents=[document],
            arrived_at=clock.now(),
        )

    ledger = SigningLedger(application, content_of(application))
    fallen = ledger.party(party.pk)

    assert fallen.in_short == Standing.FALLEN
    since = fallen_since(ledger, [fallen])[str(party.pk)][Section.GOVERNANCE]
    assert since.sentence == "Bijlagen bij Governance toegevoegd: afspraken.pdf"


def test_an_objection_has_a_reason_and_the_applicant_hears_of_it(application, lead, party):
    request = asked(application, party)
    common = {"application": application, "actor": by_link(request), "arrived_at": clock.now()}

    with pytest.raises(Refused, match="waarom"):
        object_to(reason=" ", **common)
    object_to(reason="Te weinig po.", **common)

    assert standing_of(application, party) == everywhere(Standing.OBJECTION)
    news = OutboxMessage.objects.get(template="signing-news")
    assert (news.user, news.context["news"]) == (lead, "is niet akkoord met de aanvraag")


def test_the_applicant_lays_down_a_covenant_for_several_and_they_hear_of_it(application, lead):
    first, second, third = parties_of(application)
    asked(application, first)

    add_covenant(
        application=application,
        actor=lead,
        organisations=[first.pk, second.pk],
        document=DocumentFactory(created_by=lead),
        arrived_at=clock.now(),
    )

    assert [standing_of(application, one)[1] for one in (first, second, third)] == [
        Standing.COVENANT,
        Standing.COVENANT,
        Standing.NOT_YET,
    ]
    assert OutboxMessage.objects.filter(template="signing-covenant").count() == 1


def test_the_applicant_cannot_speak_over_an_objection(application, lead, party):
    object_to(
        application=application,
        actor=by_link(asked(application, party)),
        reason="Nee.",
        arrived_at=clock.now(),
    )

    with pytest.raises(Refused, match="niet akkoord"):
        add_covenant(
            application=application,
            actor=lead,
            organisations=[party.pk],
            document=DocumentFactory(created_by=lead),
            arrived_at=clock.now(),
        )

    assert standing_of(application, party)[1] == Standing.OBJECTION


def test_a_file_of_somebody_else_is_no_covenant(application, lead, party):
    with pytest.raises(NotAllowed, match="zelf hebt verstuurd"):
        add_covenant(
            application=application,
            actor=lead,
            organisations=[party.pk],
            document=DocumentFactory(),
            arrived_at=clock.now(),
        )


def test_the_applicant_takes_back_a_covenant_of_its_own_and_leaves_a_party_its_own_answer(application, lead):
    first, second, _ = parties_of(application)
    signed(application, first)
    add_covenant(
        application=application,
        actor=lead,
        organisations=[first.pk, second.pk],
        document=DocumentFactory(created_by=lead),
        arrived_at=clock.now(),
    )

    for one in (first, second):
        withdraw_covenant(application=application, actor=lead, organisation=one.pk, arrived_at=clock.now())

    assert standing_of(application, first)[1] == Standing.SIGNED
    assert standing_of(application, second)[1] == Standing.NOT_YET


def test_a_party_withdraws_all_it_said_so_that_nothing_older_comes_back(application, party):
    signed(application, party)
    request = SigningRequest.objects.get(organisation=party)
    common = {"application": application, "actor": by_link(request), "arrived_at": clock.now()}
    object_to(reason="Toch niet.", **common)

    withdrawn = withdraw_signature(**common)

    assert (withdrawn, standing_of(application, party)) == (2, everywhere(Standing.NOT_YET))
    assert withdraw_signature(**common) == 0


def test_a_party_steps_out_and_the_applicant_hears_it(application, lead, party):
    signed(application, party)
    request = SigningRequest.objects.get(organisation=party)

    leave(application=application, actor=by_link(request), reason="Te druk.", arrived_at=clock.now())

    assert party not in parties_of(application)
    assert not SigningRequest.objects.filter(organisation=party).exists()
    assert Signature.objects.get().withdrawn_at is not None
    log = ActionLog.objects.get(action="onderwijsregios.signing.leave")
    assert (log.sentence, log.reason) == (f"{party.display_name} is uit de aanvraag gestapt", "Te druk.")
    assert OutboxMessage.objects.get(template="signing-news").user == lead


def test_the_applicant_cannot_leave_object_or_give_itself_a_mandate(application, lead):
    common = {
        "application": application,
        "actor": Signatory(application.lead, user=lead, name="Jan", function="bestuurder"),
        "arrived_at": clock.now(),
    }

    for act in (
        lambda: leave(reason="", **common),
        lambda: object_to(reason="Nee", **common),
        lambda: give_mandate(**common),
    ):
        with pytest.raises(Refused):
            act()


# --- handing in --------------------------------------------------------------------------------------


def test_a_round_that_asks_for_all_signatures_names_who_is_missing(application, lead):
    first, second, third = parties_of(application)
    application.round.signing = Signing.REQUIRED
    application.round.save()
    signed(application, first)
    object_to(
        application=application,
        actor=by_link(asked(application, second)),
        reason="Nee.",
        arrived_at=clock.now(),
    )

    def sentences():
        ledger = SigningLedger(application, content_of(application))
        return [gap.sentence for gap in signing_gaps(ledger)]

    assert sentences() == [
        f"Niet akkoord: {second.display_name}.",
        f"Nog niet getekend: {third.display_name}.",
    ]
    change_text(application, "anders")
    assert sentences()[1] == f"Door een wijziging is de handtekening vervallen van {first.display_name}."


def test_a_revision_holds_who_stood_how_and_no_name_of_a_person(application, lead, party):
    signature = signed(application, party)
    attach_plan(
        application=application,
        actor=lead,
        document=DocumentFactory(created_by=lead),
        replaces=application.plan_id,
        arrived_at=clock.now(),
    )
    application.refresh_from_db()

    frozen = signatures_of_revision(SigningLedger(application, content_of(application)))

    mine = next(one for one in frozen if one["id"] == str(party.pk))
    assert mine == {
        "id": str(party.pk),
        "code": party.register_code,
        "name": party.display_name,
        "role": application.members.get(organisation=party).role,
        "standing": "vervallen",
        "sections": dict.fromkeys([one.value for one in Section], "getekend") | {"plan": "vervallen"},
        "method": "koppeling",
        "signature": signature.pk,
        "signerFunction": "voorzitter",
        "signedAt": signature.signed_at.isoformat(),
        "covenant": None,
        "corrections": [],
    }
    assert "Ans de Vries" not in str(frozen)
