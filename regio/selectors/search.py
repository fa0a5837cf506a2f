"""Find what a visitor asks for.

A question is answered by what carries its code or all of its words; when nothing
does, by what resembles it. The order is: an exact code, an exact name, then how well
the words fit times the weight of the kind of thing.
"""

from functools import reduce
from operator import add, and_
from typing import Any, Final

from django.contrib.postgres.search import (
    Lexeme,
    SearchQuery,
    SearchRank,
    TrigramSimilarity,
    TrigramStrictWordSimilarity,
)
from django.db.models import Case, Count, Exists, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from regio.core.question import Question
from regio.models import SearchEntry
from regio.models.search import DICTIONARY

SHORTEST_BEGINNING: Final = 3
"""From this many letters on, the beginning of a word finds the word."""

SHORTEST_MISSPELLING: Final = 4
"""Shorter words resemble too much."""

MOST_GUESSES: Final = 100


def found_by(question: Question) -> QuerySet[SearchEntry]:
    """Return what carries one of the codes or all of the words of ``question``, the best first."""
    entries = SearchEntry.objects.defer("document")
    if question.is_empty:
        return entries.none()
    has_code = Q(codes__overlap=list(question.codes))
    if question.words:
        query = _text_query(question.words)
        entries = entries.filter(has_code | Q(document=query))
        score: Any = SearchRank(F("document"), query) * F("weight")
    else:
        entries = entries.filter(has_code)
        score = F("weight")
    return entries.annotate(
        is_it=_one_if(Q(key__in=question.codes)),
        is_code=_one_if(has_code),
        is_name=_one_if(Q(names=question.name)),
        score=score,
    ).order_by("-is_it", "-is_code", "-is_name", "-score", "title", "key")


def resembling(question: Question) -> list[SearchEntry]:
    """Return what has all words that are known, and something like the others; the best first.

    A guess is no list to leaf through: ``MOST_GUESSES`` at most, all at once.
    """
    entries = SearchEntry.objects.defer("document")
    doubtful = _unknown([word for word in question.words if _may_be_misspelt(word)])
    if not doubtful:
        return []
    for word in question.words:
        fits = Q(document=_text_query([word]))
        if word in doubtful:
            fits |= Q(names__trigram_word_similar=word) | Q(context__trigram_word_similar=word)
        entries = entries.filter(fits)
    likeness = reduce(add, (_likeness(word) for word in doubtful))
    scored = entries.annotate(
        score=likeness * F("weight"), closeness=TrigramSimilarity("names", question.name)
    )
    return list(scored.order_by("-score", "-closeness", "title", "key")[:MOST_GUESSES])


def counts_by_kind(entries: QuerySet[SearchEntry]) -> dict[str, int]:
    """Return how many entries there are of each kind; kinds without entries are left out."""
    rows = entries.order_by().values_list("kind").annotate(number=Count("pk"))
    return dict(rows)


def _text_query(words: list[str] | tuple[str, ...]) -> SearchQuery:
    lexemes = (Lexeme(word, prefix=len(word) >= SHORTEST_BEGINNING) for word in words)
    return SearchQuery(reduce(and_, lexemes), config=DICTIONARY)


def _unknown(words: list[str]) -> list[str]:
    """Return the words that occur nowhere."""
    if len(words) < 2:
        return words
    is_known = {
        f"word_{number}": Exists(SearchEntry.objects.filter(document=_text_query([word])))
        for number, word in enumerate(words)
    }
    known = SearchEntry.objects.order_by().annotate(**is_known).values_list(*is_known).first()
    return [word for word, occurs in zip(words, known or (), strict=bool(known)) if not occurs]


def _may_be_misspelt(word: str) -> bool:
    return len(word) >= SHORTEST_MISSPELLING and not any(letter.isdigit() for letter in word)


def _likeness(word: str) -> Any:
    """Return how much a name looks like ``word``; what stands around a name counts for half."""
    return Greatest(
        TrigramStrictWordSimilarity(word, "names"),
        TrigramStrictWordSimilarity(word, "context") / Value(2.0, output_field=FloatField()),
    )


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0))
