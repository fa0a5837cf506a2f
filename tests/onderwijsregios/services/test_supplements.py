"""Staff ask for one thing after closing; it comes back as a new revision, or its term passes."""

import datetime as dt
import uuid

import pytest

from onderwijsregios.enums import ApplicationState, Outcome, PartKey, Section, SupplementState
from onderwijsregios.models import PlanPart, Revision, Supplement
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.sections import section_content, section_fingerprint
from onderwijsregios.services.applications import PartText, save_parts
from onderwijsregios.services.decisions import decide
from onderwijsregios.services.publication import obstacles_of, publish_round
from onderwijsregios.services.reviews import submit_review
from onderwijsregios.services.supplements import (
    EXPIRES_AFTER,
    answer_supplement,
    ask_supplement,
    expire_supplements,
    withdraw_supplement,
)
from regio.core import clock
from regio.core.errors import Incomplete, NotAllowed, PortalError, Refused, TooEarly, TooLate
from regio.core.fingerprints import fingerprint_of
from regio.models import ActionLog, OutboxMessage
from tests.factories.aftercare import SupplementFactory, handed_in
from tests.factories.assessment import DecisionFactory, ReviewFactory, coordinator, reviewer
from tests.factories.documents import DocumentFactory
from tests.factories.onderwijsregios import SubmittedApplicationFactory, days, representative_of
from tests.factories.regio import MandateFactory, UserFactory
from tests.factories.team import writer as writer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplement():
    return SupplementFactory()


@pytest.fixture
def lead(supplement):
    return representative_of(supplement.application.lead)


def ask(application, actor=None, **given):
    return ask_supplement(
        application=application,
        actor=actor or coordinator(),
        **{
            "section": Section.OPGAVEN,
            "question": "Welke vakken?",
            "due_at": days(14),
            "arrived_at": clock.now(),
            **given,
        },
    )


def write(application, actor, key=PartKey.OPGAVEN, text="Natuurkunde en Duits.", **given):
    part = PlanPart.objects.get(application=application, key=key)
    save_parts(
        application=application,
        actor=actor,
        parts={key: PartText(text, part.version)},
        arrived_at=given.get("arrived_at", clock.now()),
    )


def answer(supplement, actor, **given):
    shown = section_fingerprint(content_of(supplement.application), Section(supplement.section))
    return answer_supplement(
        supplement=supplement,
        actor=actor,
        **{
            "note": "",
            "idempotency_key": uuid.uuid4(),
            "fingerprint": shown,
            "arrived_at": clock.now(),
            **given,
        },
    )


def mails(template):
    return sorted(OutboxMessage.objects.filter(template=template).values_list("user__email", flat=True))


# --- asking --------------------------------------------------------------------------------------


def test_a_question_opens_one_section_and_tells_only_that_there_is_one():
    application, actor = handed_in(), coordinator()
    lead = representative_of(application.lead)
    writer = writer_of(application, Section.OPGAVEN)
    writer_of(application, Section.AANPAK)

    supplement = ask(application, actor, question=" Welke vakken? ")

    assert (supplement.section, supplement.question, supplement.state, supplement.before) == (
        Section.OPGAVEN,
        "Welke vakken?",
        SupplementState.OPEN,
        application.revisions.get(),
    )
    assert mails("supplement-asked") == sorted([lead.email, writer.email])
    assert not any("vakken" in str(one.context) for one in OutboxMessage.objects.all())
    line = ActionLog.objects.get(action="onderwijsregios.supplement.ask")
    assert (line.sentence, line.dossier, line.audiences) == (
        "Aanvulling gevraagd bij Opgaven",
        application.dossier,
        ["aanvrager", "beoordelaar", "realisatie-eenheid"],
    )


def test_asking_the_same_twice_asks_once_and_another_question_waits():
    application, actor = handed_in(), coordinator()
    first = ask(application, actor)

    assert ask(application, actor) == first
    with pytest.raises(Refused, match="staat al een vraag open"):
        ask(application, actor, question="En nog iets?")
    ask(application, actor, section=Section.AANPAK)
    assert Supplement.objects.count() == 2


def involved(application):
    person = coordinator()
    MandateFactory(user=person, organisation=application.lead)
    return person


@pytest.mark.parametrize("who", [lambda _: UserFactory(), lambda _: reviewer(), involved])
def test_only_a_coordinator_without_an_interest_asks(who):
    application = handed_in()
    with pytest.raises(NotAllowed):
        ask(application, who(application))


def test_nothing_is_asked_while_the_applicant_can_still_hand_in():
    open_ = SubmittedApplicationFactory()
    with pytest.raises(TooEarly, match="zelf nog wijzigen"):
        ask(open_)

    silent = handed_in()
    silent.round.grace_kind, silent.round.grace_seconds = "stil", 3600
    silent.round.save()
    in_grace = silent.round.closing + dt.timedelta(minutes=59)
    with pytest.raises(TooEarly, match="zelf nog wijzigen"):
        ask(silent, arrived_at=in_grace)
    later = silent.round.closing + dt.timedelta(hours=1)
    assert ask(silent, arrived_at=later).asked_at == later


def test_nothing_is_asked_of_who_was_let_in_later_until_that_is_over():
    application = handed_in()
    application.round.extensions.create(
        organisation=application.lead, until=days(2), reason="Storing.", granted_by=coordinator()
    )
    with pytest.raises(TooEarly, match="zelf nog wijzigen"):
        ask(application)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": ApplicationState.WITHDRAWN}, "niet ingediend"),
        ({"round__published_at": True}, "gepubliceerd"),
    ],
)
def test_nothing_is_asked_of_what_does_not_count_or_is_published(change, sentence):
    application = handed_in()
    if "state" in change:
        type(application).objects.filter(pk=application.pk).update(**change)
    else:
        round_ = application.round
        round_.publish_at = round_.published_at = clock.now()
        round_.save()
    with pytest.raises(TooEarly, match=sentence):
        ask(application)


@pytest.mark.parametrize("given", [{"question": "  "}, {"due_at": days(-1)}])
def test_a_question_has_words_and_a_term_in_the_future(given):
    with pytest.raises(Refused):
        ask(handed_in(), **given)


# --- answering -----------------------------------------------------------------------------------


def test_only_the_section_that_was_asked_for_opens(supplement, lead):
    application = supplement.application
    write(application, lead)
    with pytest.raises(TooLate):
        write(application, lead, key=PartKey.WERVEN, text="Ook dit.")
    assert application.parts.get(key="opgaven").text == "Natuurkunde en Duits."


def test_answer_is_a_new_revision_in_which_only_that_section_changed(supplement, lead):
    application, before = supplement.application, supplement.before
    application.parts.filter(key=PartKey.WERVEN).update(text="Na het indienen in het concept getypt.")
    write(application, lead)

    revision = answer(supplement, lead, note=" Zie de vakken. ")

    supplement.refresh_from_db()
    changed = {
        one
        for one in Section
        if section_content(revision.content, one) != section_content(before.content, one)
    }
    assert (revision.number, revision.admission, revision.plan, changed) == (
        2,
        "aanvulling",
        before.plan,
        {Section.OPGAVEN},
    )
    assert revision.content["parts"]["opgaven"] == "Natuurkunde en Duits."
    assert revision.fingerprint == fingerprint_of(revision.content)
    assert (supplement.state, supplement.after, supplement.note, supplement.closed_at) == (
        SupplementState.ANSWERED,
        revision,
        "Zie de vakken.",
        revision.arrived_at,
    )
    assert revision.receipt.number == f"{application.dossier_number}-2"
    assert mails("supplement-received") == [lead.email]
    assert mails("supplement-answered") == [supplement.asked_by.email]


def test_the_plan_is_replaced_when_it_was_asked_for(lead, supplement):
    application = supplement.application
    asked = SupplementFactory(application=application, section=Section.PLAN)
    application.plan = DocumentFactory(original_name="nieuw.pdf", sha256="c" * 64)
    application.save()

    revision = answer(asked, lead)

    assert (revision.plan, revision.content["plan"]["name"]) == (application.plan, "nieuw.pdf")


def test_two_answers_add_up(supplement, lead):
    application = supplement.application
    other = SupplementFactory(application=application, section=Section.AANPAK)
    write(application, lead)
    write(application, lead, key=PartKey.WERVEN, text="Een loket.")

    answer(supplement, lead)
    last = answer(other, lead)

    parts = last.content["parts"]
    assert (last.number, parts["opgaven"], parts["werven"]) == (3, "Natuurkunde en Duits.", "Een loket.")


def test_answering_again_gives_the_same_revision(supplement, lead):
    write(supplement.application, lead)
    key = uuid.uuid4()

    first = answer(supplement, lead, idempotency_key=key)

    assert answer(supplement, lead, idempotency_key=key) == first
    assert answer(supplement, lead) == first  # another tab
    assert Revision.objects.filter(application=supplement.application).count() == 2
    with pytest.raises(Refused) as refused:
        answer(supplement, lead, idempotency_key=key, fingerprint="0" * 64)
    assert refused.value.code == "sleutel-hergebruikt"


@pytest.mark.parametrize("late", [False, True])
def test_the_last_second_counts_whole(supplement, lead, late):
    write(supplement.application, lead)
    end = supplement.due_at.replace(microsecond=0) + dt.timedelta(seconds=1)
    if late:
        with pytest.raises(TooLate, match="U kon aanvullen tot en met"):
            answer(supplement, lead, arrived_at=end)
    else:
        arrived_at = end - dt.timedelta(milliseconds=1)
        assert answer(supplement, lead, arrived_at=arrived_at).arrived_at == arrived_at


def test_what_changed_since_it_was_seen_is_not_handed_in(supplement, lead):
    shown = section_fingerprint(content_of(supplement.application), Section.OPGAVEN)
    write(supplement.application, lead)
    with pytest.raises(Refused) as refused:
        answer(supplement, lead, fingerprint=shown)
    assert refused.value.code == "ondertussen-gewijzigd"


def test_an_answer_changes_something_or_says_why_not(supplement, lead):
    with pytest.raises(Refused, match="nog niets gewijzigd"):
        answer(supplement, lead)
    revision = answer(supplement, lead, note="Dit staat al op bladzijde 3 van het plan.")
    assert (revision.number, revision.content) == (2, supplement.before.content)


def test_an_answer_may_not_leave_the_section_incomplete(supplement, lead):
    write(supplement.application, lead, text="")
    with pytest.raises(Incomplete, match="Beschrijf de opgaven"):
        answer(supplement, lead)


def test_only_somebody_with_a_mandate_hands_in_the_answer(supplement):
    writer = writer_of(supplement.application, Section.OPGAVEN)
    write(supplement.application, writer)
    for person in (writer, UserFactory(), supplement.asked_by):
        with pytest.raises(NotAllowed):
            answer(supplement, person)


# --- the end of the term, and taking back --------------------------------------------------------


def test_when_the_term_passes_it_returns_by_itself_once(supplement, lead):
    end = supplement.due_at + dt.timedelta(seconds=1)
    with clock.moved_to(end + EXPIRES_AFTER - dt.timedelta(seconds=2)):
        assert expire_supplements() == 0  # what arrived in time may still be in line
    with clock.moved_to(end + EXPIRES_AFTER + dt.timedelta(seconds=1)):
        assert (expire_supplements(), expire_supplements()) == (1, 0)

    supplement.refresh_from_db()
    assert (supplement.state, supplement.closed_at, supplement.after) == (
        SupplementState.EXPIRED,
        end,
        None,
    )
    assert mails("supplement-expired") == [lead.email]
    assert mails("supplement-returned") == [supplement.asked_by.email]
    line = ActionLog.objects.get(action="onderwijsregios.supplement.expire_supplement")
    assert (line.actor, line.actor_label) == (None, "portaal")


def test_what_arrived_in_time_counts_even_when_the_term_has_passed_meanwhile(supplement, lead):
    write(supplement.application, lead)
    arrived_at = supplement.due_at + dt.timedelta(milliseconds=999)
    with clock.moved_to(supplement.due_at + dt.timedelta(seconds=20)):
        expire_supplements()
        assert answer(supplement, lead, arrived_at=arrived_at).number == 2


def test_a_question_can_be_taken_back_and_the_section_closes(supplement, lead):
    withdraw_supplement(supplement=supplement, actor=coordinator(), arrived_at=clock.now())

    supplement.refresh_from_db()
    assert supplement.state == SupplementState.WITHDRAWN
    assert mails("supplement-withdrawn") == [lead.email]
    with pytest.raises(TooLate):
        write(supplement.application, lead)
    with pytest.raises(Refused):
        answer(supplement, lead, note="Toch.")


def test_only_a_coordinator_takes_a_question_back(supplement, lead):
    with pytest.raises(NotAllowed):
        withdraw_supplement(supplement=supplement, actor=lead, arrived_at=clock.now())


# --- what waits for it ---------------------------------------------------------------------------


def test_nobody_decides_while_a_question_is_open(supplement):
    application = supplement.application

    def decide_now():
        return decide(
            actor=coordinator(), application=application, version=0, outcome=Outcome.SELECTED, reason="Sterk."
        )

    with pytest.raises(PortalError, match="nog aan zet"):
        decide_now()
    withdraw_supplement(supplement=supplement, actor=coordinator(), arrived_at=clock.now())
    assert decide_now().outcome == Outcome.SELECTED


def test_reviews_are_handed_in_when_the_answer_is_there(supplement, lead):
    review = ReviewFactory(application=supplement.application, scores=[3, 4])
    with pytest.raises(TooEarly, match="Inleveren kan zodra"):
        submit_review(actor=review.reviewer, review=review)
    answer(supplement, lead, note="Het staat er al.")
    submit_review(actor=review.reviewer, review=review)


def test_publication_waits_for_an_open_question_and_for_a_decision_on_the_answer(lead, supplement):
    application = supplement.application
    round_ = application.round
    round_.publish_at = clock.now()
    round_.save()
    decision = DecisionFactory(application=application)

    assert publish_round(round_=round_) is False
    assert obstacles_of(round_) == [
        f"{application.dossier_number} ({application}): de aanvrager is nog gevraagd om een aanvulling."
    ]
    answer(supplement, lead, note="Het staat er al.")
    assert obstacles_of(round_) == [
        f"{application.dossier_number}: er is een latere versie ingediend dan waarover is besloten."
    ]
    decision.revision = application.revisions.latest("number")
    decision.save()
    assert publish_round(round_=round_) is True
