"""The question that an address of the toets asks, and the address that asks a question.

``?gemeente=GM0772&gemeente=GM0861&bestuur=41414&sector=po``: the whole state stands in
the address. A parameter may be repeated, or hold several codes with anything between
them. Schools are written in one parameter (``school=00AP00-00AR00``), because a long
list of them has to fit in an address.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urlencode

MUNICIPALITY: Final = "gemeente"
SCHOOL: Final = "school"
BOARD: Final = "bestuur"
INSTITUTE: Final = "opleiding"
SECTOR: Final = "sector"
STUDENTS: Final = "studenten"
PROFESSION: Final = "beroepsgroep"
NATIONAL: Final = "landelijk"
OWN_REGION: Final = "regio"
PARAMETERS: Final = (
    MUNICIPALITY,
    SECTOR,
    BOARD,
    SCHOOL,
    INSTITUTE,
    STUDENTS,
    PROFESSION,
    NATIONAL,
    OWN_REGION,
)
LONGEST: Final = 4000
"""An address that is longer is refused by the server in front of the portal (4,094 with the method)."""
MOST_CODES: Final = 3000
"""Of each kind; more than any region has."""

_CODES: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    MUNICIPALITY: (re.compile(r"GM\d{4}"), "een gemeentecode: GM en vier cijfers, bijvoorbeeld GM0772"),
    SCHOOL: (
        re.compile(r"\d{2}[A-Z]{2}\d{2}"),
        "een vestigingsnummer: twee cijfers, twee letters en twee cijfers, bijvoorbeeld 00AP00",
    ),
    BOARD: (
        re.compile(r"\d{5}|\d{2}[A-Z]{2}"),
        "een bestuursnummer (vijf cijfers) of de BRIN van een lerarenopleiding",
    ),
    INSTITUTE: (re.compile(r"\d{2}[A-Z]{2}"), "de BRIN van een lerarenopleiding, bijvoorbeeld 25DW"),
    OWN_REGION: (re.compile(r"OR-[2-9A-Z]{5}-[2-9A-Z]"), "het kenmerk van een onderwijsregio"),
}
_BETWEEN: Final = re.compile(r"[\s,;|-]+")
_SPACES: Final = re.compile(r"[\s,;|]+")


@dataclass(frozen=True)
class Mistake:
    """Something in the question that cannot be used, with a sentence that shows it back."""

    parameter: str
    code: str
    sentence: str


@dataclass(frozen=True)
class Question:
    """What was chosen; codes in a fixed order, each once."""

    municipalities: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    boards: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    institutes: tuple[str, ...] = ()
    students: int | None = None
    profession: bool | None = None
    national: str = ""
    own_regions: tuple[str, ...] = ()
    """Onderwijsregio's that the asker is; schools in them are not elsewhere."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen that a rule can look at."""
        return self == Question(sectors=self.sectors)

    def address(self) -> str:
        """Return the part of the address after the question mark; the same question gives the same."""
        pairs: list[tuple[str, str | int]] = [(MUNICIPALITY, code) for code in self.municipalities]
        pairs += [(SECTOR, sector) for sector in self.sectors]
        pairs += [(BOARD, code) for code in self.boards]
        pairs += [(SCHOOL, "-".join(self.schools))] if self.schools else []
        pairs += [(INSTITUTE, code) for code in self.institutes]
        pairs += [] if self.students is None else [(STUDENTS, self.students)]
        pairs += [] if self.profession is None else [(PROFESSION, "ja" if self.profession else "nee")]
        pairs += [(NATIONAL, self.national)] if self.national else []
        pairs += [(OWN_REGION, code) for code in self.own_regions]
        return urlencode(pairs, quote_via=quote)


@dataclass
class _Reader:
    """Takes parameters apart and collects what cannot be used."""

    given: Mapping[str, Sequence[str]]
    mistakes: list[Mistake] = field(default_factory=list)

    def codes(self, name: str) -> Iterator[str]:
        pattern, meant = _CODES[name]
        between = _SPACES if name == OWN_REGION else _BETWEEN
        seen = []
        for text in self.given.get(name, ()):
            seen += [code for code in between.split(text.strip().upper()) if code]
        unique = sorted(set(seen))
        if len(unique) > MOST_CODES:
            self._add(
                name, "te-veel", f"Er staan {len(unique)} codes in; ten hoogste {MOST_CODES} is toegestaan."
            )
            return
        for code in unique:
            if pattern.fullmatch(code):
                yield code
            else:
                self._add(name, "geen-code", f"“{code[:40]}” is niet {meant}.")

    def one_of(self, name: str, known: Iterable[str]) -> list[str]:
        choices = list(known)
        asked = {text.strip() for text in self.given.get(name, ()) if text.strip()}
        for text in sorted(asked - set(choices)):
            self._add(
                name, "onbekende-waarde", f"“{text[:60]}” bestaat hier niet. Kies uit: {', '.join(choices)}."
            )
        return [choice for choice in choices if choice in asked]

    def number(self, name: str) -> int | None:
        text = self._last(name)
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,6}", text):
            self._add(name, "geen-getal", f"“{text[:40]}” is geen heel getal van 0 tot en met 999999.")
            return None
        return int(text)

    def text(self, name: str) -> str:
        return self._last(name)[:100]

    def unknown_parameters(self) -> None:
        for name in self.given:
            if name not in PARAMETERS:
                self._add(
                    name,
                    "onbekende-parameter",
                    f"“{name[:40]}” kennen wij hier niet. Bekend zijn: {', '.join(PARAMETERS)}.",
                )

    def _last(self, name: str) -> str:
        values = [text.strip() for text in self.given.get(name, ()) if text.strip()]
        return values[-1] if values else ""

    def _add(self, name: str, code: str, sentence: str) -> None:
        self.mistakes.append(Mistake(name, code, sentence))


def read_question(
    given: Mapping[str, Sequence[str]], *, sectors: Iterable[str], national: Sequence[str]
) -> tuple[Question, list[Mistake]]:
    """Return the question that the parameters ask, and what in them cannot be used.

    ``sectors`` are those of the round. ``national`` names the national regions of the rule
    set; without any, each name will do. Whether codes exist is for the registry to say.
    """
    reader = _Reader(given)
    reader.unknown_parameters()
    parties = list(reader.codes(BOARD))
    institutes = {*reader.codes(INSTITUTE), *(code for code in parties if len(code) == 4)}
    told = reader.one_of(PROFESSION, ("ja", "nee"))
    named = reader.one_of(NATIONAL, national) if national else [reader.text(NATIONAL)]
    question = Question(
        municipalities=tuple(reader.codes(MUNICIPALITY)),
        sectors=tuple(reader.one_of(SECTOR, sectors)),
        boards=tuple(code for code in parties if len(code) == 5),
        schools=tuple(reader.codes(SCHOOL)),
        institutes=tuple(sorted(institutes)),
        students=reader.number(STUDENTS),
        profession=told[0] == "ja" if len(told) == 1 else None,
        national=named[0] if named else "",
        own_regions=tuple(reader.codes(OWN_REGION)),
    )
    return question, reader.mistakes
