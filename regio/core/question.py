"""What somebody typed in the search box, taken apart.

Both sides of a search go through :func:`plain`: the words of the index and the words
of the question. So accents, capitals, apostrophes and hyphens never matter.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

MOST_WORDS: Final = 8
"""More words than this make a question slower, not better."""

_WORD = re.compile(r"[^\W_]+")
_PLURAL = re.compile(r"(?<=\w)['’]s\b")
"""The ending of "regio's"; the one of "'s-Hertogenbosch" starts a word and stays."""

_POSTCODE6 = re.compile(r"\b([1-9]\d{3})\s?[A-Z]{2}\b")
_CODE = re.compile(
    r"\b(?:"
    r"GM\d{4}|0\d{3}"  # municipality, as CBS and as DUO write it
    r"|[1-9]\d{3}"  # postcode
    r"|\d{5}"  # board
    r"|\d{2}[A-Z]{2}(?:\d{2})?"  # BRIN of a school or institution, and of one location
    r"|[A-Z]{2}-[2-9A-Z]{5}-[2-9A-Z]"  # collaboration
    r")\b"
)


def plain(text: str) -> str:
    """Return the words of ``text`` in lower case, without accents, with one space between them."""
    text = _PLURAL.sub("", text)
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(text.casefold()))


@dataclass(frozen=True)
class Question:
    """A question: its plain words and the register codes that it may name."""

    text: str
    words: tuple[str, ...]
    codes: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is too little to search with: nothing, or a single letter."""
        return not self.words and not self.codes

    @property
    def name(self) -> str:
        """The question as the name that it may be."""
        return " ".join(self.words)


def parse(text: str) -> Question:
    """Take a question apart. Of a full postcode only the digits count."""
    upper = text.upper()
    postcodes = _POSTCODE6.findall(upper)
    rest = _POSTCODE6.sub(" ", upper)
    words = plain(rest if postcodes else text).split()
    return Question(
        text=text.strip(),
        words=tuple(word for word in words if len(word) > 1)[:MOST_WORDS],
        codes=tuple(dict.fromkeys([*postcodes, *_CODE.findall(rest)]))[:MOST_WORDS],
    )
