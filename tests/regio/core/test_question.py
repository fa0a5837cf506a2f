"""What somebody typed in the search box, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regio.core.question import MOST_WORDS, parse, plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Súdwest-Fryslân", "sudwest fryslan"),
        ("'s-Hertogenbosch", "s hertogenbosch"),
        ("Onderwijsregio's", "onderwijsregio"),
        ("Stg. RK Bs Vltn, De Mrn,H'zlns", "stg rk bs vltn de mrn h zlns"),
        ("  veel   ruimte\tertussen ", "veel ruimte ertussen"),
        ("", ""),
    ],
)
def test_plain_words_have_no_accents_capitals_or_signs(text, words):
    assert plain(text) == words


@pytest.mark.parametrize(
    ("text", "words", "codes"),
    [
        ("3511", ("3511",), ("3511",)),
        ("3511 AB", (), ("3511",)),
        ("3511ab", (), ("3511",)),
        ("scholen 3511 ab", ("scholen",), ("3511",)),
        ("41804", ("41804",), ("41804",)),
        ("27dv", ("27dv",), ("27DV",)),
        ("27DV00", ("27dv00",), ("27DV00",)),
        ("gm0344", ("gm0344",), ("GM0344",)),
        ("0344", ("0344",), ("0344",)),
        ("or-7k3m2-5", ("or", "7k3m2"), ("OR-7K3M2-5",)),
        ("de a in Utrecht", ("de", "in", "utrecht"), ()),
        ("a", (), ()),
        ("!?", (), ()),
        ("123456", ("123456",), ()),
    ],
)
def test_question_is_words_and_codes(text, words, codes):
    question = parse(text)
    assert (question.words, question.codes) == (words, codes)


def test_question_is_empty_when_there_is_nothing_to_search_with():
    assert [parse(text).is_empty for text in ("", " ", "a", "é", "?", "ab", "3511 AB")] == [
        *[True] * 5,
        *[False] * 2,
    ]


def test_long_question_is_cut_to_its_first_words():
    assert parse(" ".join(f"woord{number}" for number in range(50))).words == tuple(
        f"woord{number}" for number in range(MOST_WORDS)
    )


@given(st.text(max_size=200))
def test_any_text_gives_words_that_are_plain_already(text):
    question = parse(text)
    assert [plain(word) for word in question.words] == list(question.words)
