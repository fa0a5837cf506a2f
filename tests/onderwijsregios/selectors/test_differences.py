import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onderwijsregios.enums import PartKey, Section
from onderwijsregios.selectors.differences import (
    FieldDifference,
    Span,
    changed_sections,
    section_differences,
    word_differences,
)
from onderwijsregios.selectors.sections import section_content, with_section

FILE = {"id": "1", "name": "plan.pdf", "size": 10, "sha256": "a" * 64, "pages": 2}


def content(**changes):
    return {
        "title": "Regio",
        "sectors": ["po"],
        "isNational": False,
        "municipalities": [{"code": "GM0001", "name": "Dijkstad"}],
        "parts": {key.value: f"Tekst over {key.label}." for key in PartKey},
        "members": [{"id": "1", "code": "", "name": "Bestuur", "kind": "bestuur", "role": "penvoerder"}],
        "schools": [],
        "attachments": {},
        "plan": FILE,
        **changes,
    }


def test_words_that_came_and_went_stand_where_they_are_read():
    assert word_differences("Wij werven samen leraren.", "Wij werven elk jaar leraren.") == (
        Span("same", "Wij werven "),
        Span("removed", "samen "),
        Span("added", "elk jaar "),
        Span("same", "leraren."),
    )


@given(st.text(max_size=200), st.text(max_size=200))
def test_spans_hold_both_texts_whole(before, after):
    spans = word_differences(before, after)
    assert (
        "".join(span.text for span in spans if span.kind != "added"),
        "".join(span.text for span in spans if span.kind != "removed"),
    ) == (before, after)


@pytest.mark.parametrize("word", ["a ", "woord "])
def test_long_texts_of_equal_words_are_compared_at_once(word):
    started = time.monotonic()
    word_differences(word * 5000, word * 4999 + "anders")
    assert time.monotonic() - started < 1


def test_same_content_has_no_differences():
    assert changed_sections(content(), content()) == []


def test_each_section_tells_what_changed_in_it():
    after = content(
        title="Regio Noord",
        municipalities=[{"code": "GM0002", "name": "Waterstad"}],
        members=[{"id": "1", "code": "", "name": "Bestuur", "kind": "bestuur", "role": "deelnemer"}],
        schools=[
            {"code": "01AA00", "name": "De Brug", "sector": "po", "boardId": "1", "municipality": "GM0001"}
        ],
        attachments={"opgaven": [{**FILE, "name": "cijfers.pdf", "title": ""}]},
        plan={**FILE, "sha256": "b" * 64},
    )
    assert changed_sections(content(), after) == [
        (Section.OPGAVEN, [FieldDifference("Bijlagen", added=("cijfers.pdf (vingerafdruk aaaaaaaaaaaa)",))]),
        (
            Section.REGIO,
            [
                FieldDifference(
                    "Naam van de regio",
                    spans=(Span("removed", "Regio"), Span("added", "Regio Noord")),
                ),
                FieldDifference("Gemeenten", added=("Waterstad",), removed=("Dijkstad",)),
            ],
        ),
        (
            Section.PARTIJEN,
            [FieldDifference("Partijen", added=("Bestuur (deelnemer)",), removed=("Bestuur (penvoerder)",))],
        ),
        (Section.SCHOLEN, [FieldDifference("Scholen", added=("De Brug (01AA00)",))]),
        (
            Section.PLAN,
            [
                FieldDifference(
                    "Plan",
                    added=("plan.pdf (vingerafdruk bbbbbbbbbbbb)",),
                    removed=("plan.pdf (vingerafdruk aaaaaaaaaaaa)",),
                )
            ],
        ),
    ]


def test_revision_from_before_there_were_schools_and_attachments_can_be_compared():
    old = {key: value for key, value in content().items() if key not in {"schools", "attachments"}}
    assert changed_sections(old, content()) == []


@st.composite
def contents(draw):
    word = st.sampled_from(["a", "b"])
    return content(
        title=draw(word),
        isNational=draw(st.booleans()),
        parts={key.value: draw(word) for key in PartKey},
        members=[{"id": draw(word), "name": "x", "code": "", "kind": "bestuur", "role": "penvoerder"}],
        schools=[{"code": draw(word), "name": "x", "sector": "po", "boardId": "1", "municipality": ""}],
        attachments={one.value: [{**FILE, "name": draw(word)}] for one in Section if draw(st.booleans())},
        plan=draw(st.sampled_from([FILE, None])),
    )


@given(contents(), contents(), st.sampled_from(Section))
def test_only_the_section_that_was_asked_for_comes_from_the_draft(handed_in, draft, asked):
    merged = with_section(handed_in, asked, draft)
    assert {one: section_content(merged, one) for one in Section} == {
        one: section_content(draft if one == asked else handed_in, one) for one in Section
    }
    assert section_differences(merged, draft, asked) == []
