"""Exactly the right signatures fall: the rule against a story that is told the plain way."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onderwijsregios.enums import PartKey, Section, SignatureMethod, Standing
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.sections import section_fingerprint
from onderwijsregios.selectors.signing import SigningLedger
from onderwijsregios.selectors.standing import (
    Corrected,
    SectionStanding,
    Word,
    counting,
    in_short,
    path,
    standing_in,
    standings,
)
from onderwijsregios.services.signing import mark_correction, sign
from regio.core import clock
from tests.factories.onderwijsregios import ApplicationFactory, representative_of
from tests.factories.regio import OrganisationFactory
from tests.factories.signing import asked, by_link, change_text, lead_of, seen_by

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
BY_WORDING = [SignatureMethod.ACCOUNT, SignatureMethod.LINK]


def corrected(*pairs, section=Section.OPGAVEN):
    return [Corrected(section, before, after, key=number) for number, (before, after) in enumerate(pairs)]


def word(text, method=SignatureMethod.ACCOUNT, minutes=0, **kwargs):
    given_at = NOON + dt.timedelta(minutes=minutes)
    return Word(method, given_at, {Section.OPGAVEN: text}, **kwargs)


def stands(text, present, corrections=(), section=Section.OPGAVEN, asked=(Section.OPGAVEN,)):
    return standing_in(section, asked=asked, word=text, present=present, corrections=corrections).standing


# --- the rule, case by case --------------------------------------------------------------------------


def test_the_newest_word_that_is_not_withdrawn_counts():
    old, new = word("a"), word("b", minutes=5)
    taken_back = word("c", minutes=9, is_withdrawn=True)

    assert counting([new, taken_back, old]) == new
    assert counting([taken_back]) is None
    assert counting([word("a", key=1), word("b", key=2)]).fingerprints == {Section.OPGAVEN: "b"}


@pytest.mark.parametrize("method", BY_WORDING)
def test_a_signature_stands_for_the_text_that_was_signed(method):
    assert stands(word("a", method), "a") == Standing.SIGNED
    assert stands(word("a", method), "b") == Standing.FALLEN


@pytest.mark.parametrize(
    ("method", "standing"),
    [
        (SignatureMethod.COVENANT, Standing.COVENANT),
        (SignatureMethod.MANDATE, Standing.MANDATE),
        (SignatureMethod.OBJECTION, Standing.OBJECTION),
    ],
)
def test_what_is_not_about_the_wording_stands_whatever_the_wording(method, standing):
    assert {stands(word("a", method), present) for present in "ab"} == {standing}


def test_who_was_not_asked_for_a_section_does_not_sign_there():
    assert stands(word("a"), "a", section=Section.PLAN, asked=[Section.OPGAVEN]) == Standing.NOT_FOR
    assert stands(None, "a") == Standing.NOT_YET
    later = standing_in(Section.PLAN, asked=[Section.PLAN], word=word("a"), present="p", corrections=())
    assert later.standing == Standing.NOT_YET  # asked only after it had signed for something else


def test_corrections_carry_a_signature_along_a_chain_through_circles_and_only_forward():
    chain = corrected(("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"))

    assert [len(path("a", text, chain) or ()) for text in "abcd"] == [0, 1, 2, 3]
    assert path("d", "a", chain) is None
    assert stands(word("a"), "d", chain) == Standing.SIGNED
    assert stands(word("a"), "d", corrected(("a", "d"), section=Section.REGIO)) == Standing.FALLEN


def test_a_party_is_as_far_as_its_worst_section():
    def short(*found):
        return in_short([SectionStanding(Section.PLAN, one) for one in found])

    assert short(Standing.SIGNED, Standing.FALLEN, Standing.NOT_YET) == Standing.FALLEN
    assert short(Standing.SIGNED, Standing.NOT_FOR) == Standing.SIGNED
    assert short(Standing.NOT_FOR) == Standing.NOT_FOR


# --- the rule, by a story ----------------------------------------------------------------------------

PARTIES = [f"partij-{number:02d}" for number in range(40)]
TEXT_SECTIONS = [Section.OPGAVEN, Section.GOVERNANCE]
PART_OF = {
    Section.OPGAVEN: PartKey.OPGAVEN,
    Section.GOVERNANCE: PartKey.GOVERNANCE,
}

TEXTS = ["een", "twee", "drie"]
RESTLESS = PARTIES[:3]
"""Who goes on answering; the others sign at the start, or never."""

at_first = st.lists(
    st.sets(st.sampled_from(TEXT_SECTIONS), min_size=1).map(frozenset), min_size=20, max_size=20
)
events = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.sampled_from(TEXT_SECTIONS), st.sampled_from(TEXTS)),
        st.tuples(
            st.just("correct"),
            st.sampled_from(TEXT_SECTIONS),
            st.tuples(st.sampled_from(TEXTS), st.sampled_from(TEXTS)),
        ),
        st.tuples(
            st.just("sign"),
            st.sampled_from(RESTLESS),
            st.sets(st.sampled_from(TEXT_SECTIONS), min_size=1).map(frozenset),
        ),
        st.tuples(st.just("withdraw"), st.sampled_from(RESTLESS), st.none()),
        st.tuples(st.just("roles"), st.sampled_from(RESTLESS), st.none()),
    ),
    min_size=15,
    max_size=60,
)


def content(texts_now, roles):
    return {
        "title": "",
        "sectors": [],
        "isNational": False,
        "municipalities": [],
        "parts": {PART_OF[section].value: text for section, text in texts_now.items()},
        "members": [
            {"id": one, "code": "", "name": one, "kind": "schoolbestuur", "role": roles.get(one, "deelnemer")}
            for one in PARTIES
        ],
        "schools": [],
        "attachments": {},
        "plan": None,
    }


@settings(max_examples=150, deadline=None)
@given(at_first, events)
def test_exactly_the_right_signatures_fall_whatever_happens_in_whatever_order(signers, events):
    """Told the plain way: a party agrees with what it signed, and with what corrections make of that."""
    now, roles = dict.fromkeys(TEXT_SECTIONS, "een"), {}
    words, asks, corrections, meant = {}, {}, [], []
    agrees = {}  # party -> section -> the texts with which it agrees

    story = [("sign", party, sections) for party, sections in zip(PARTIES, signers, strict=False)]
    for moment, (what, whom, detail) in enumerate([*story, *events]):
        if what == "change":
            now[whom] = detail
        elif what == "roles":
            roles[whom] = "partner" if roles.get(whom) != "partner" else "deelnemer"
        elif what == "withdraw":
            words[whom] = [replace(one, is_withdrawn=True) for one in words.get(whom, ())]
            agrees.pop(whom, None)
        elif what == "sign":
            held = content(now, roles)
            signed = {section: section_fingerprint(held, section, organisation=whom) for section in detail}
            given_at = NOON + dt.timedelta(minutes=moment)
            words.setdefault(whom, []).append(Word(SignatureMethod.LINK, given_at, signed, key=moment))
            asks[whom] = detail
            agrees[whom] = {section: {now[section]} for section in detail}
        else:
            before, after = (
                section_fingerprint(content({**now, whom: text}, roles), whom) for text in detail
            )
            corrections.append(Corrected(whom, before, after, key=moment))
            meant.append((whom, *detail))

    # a correction is about texts: who agrees with the one before it agrees with the one after it
    for agreed in agrees.values():
        for _ in meant:
            for section, before, after in meant:
                if before in agreed.get(section, ()):
                    agreed[section].add(after)

    expected = {
        party: {
            section: Standing.NOT_FOR
            if party in asks and section not in asks[party]
            else Standing.NOT_YET
            if party not in agrees
            else Standing.SIGNED
            if now[section] in agrees[party][section]
            else Standing.FALLEN
            for section in TEXT_SECTIONS
        }
        for party in PARTIES
    }
    found = standings(content(now, roles), asked=asks, words=words, corrections=corrections)

    assert {
        one.member["id"]: {section: one.sections[section].standing for section in TEXT_SECTIONS}
        for one in found
    } == expected


# --- the same through the services, with the database -------------------------------------------------


@pytest.mark.django_db
def test_of_forty_parties_exactly_those_fall_that_signed_for_what_changed():
    application = ApplicationFactory(complete=True)
    representative_of(application.lead)
    parties = OrganisationFactory.create_batch(37)
    for one in parties:
        application.members.create(organisation=one, role="deelnemer")
    signers, others = parties[:20], parties[20:]
    for number, one in enumerate(signers):
        sections = [Section.OPGAVEN, Section.PARTIJEN] if number % 2 else [Section.AANPAK, Section.PARTIJEN]
        request = asked(application, one, sections=sections)
        sign(
            application=application,
            actor=by_link(request),
            seen=seen_by(application, one),
            arrived_at=clock.now(),
        )

    def short():
        ledger = SigningLedger(application, content_of(application))
        return [ledger.party(one.pk).in_short for one in parties]

    def short_without(missing):
        ledger = SigningLedger(application, content_of(application))
        return [ledger.party(one.pk).in_short for one in parties if one != missing]

    before = application.parts.get(key=PartKey.OPGAVEN).text
    nobody = [Standing.NOT_YET] * len(others)
    all_stand = [Standing.SIGNED] * 20 + nobody
    half_fell = [Standing.FALLEN if number % 2 else Standing.SIGNED for number in range(20)] + nobody
    assert short() == all_stand

    application.members.create(organisation=OrganisationFactory(), role="partner")
    application.members.get(organisation=others[0]).delete()
    assert short_without(others[0]) == all_stand[:-1]
    application.members.create(organisation=others[0], role="deelnemer")

    change_text(application, "Een andere opgave.")
    assert short() == half_fell
    change_text(application, before)
    assert short() == all_stand
    change_text(application, "Een andere opgave.")
    mark_correction(
        application=application,
        actor=lead_of(application),
        section=Section.OPGAVEN,
        seen=section_fingerprint(content_of(application), Section.OPGAVEN),
        explanation="Beter gezegd.",
        arrived_at=clock.now(),
    )
    assert short() == all_stand
    change_text(application, "Nog een andere opgave.")
    assert short() == half_fell

    first = application.members.get(organisation=signers[0])
    first.role = "partner"
    first.save()
    assert short() == [Standing.FALLEN, *half_fell[1:]]
