"""The question that an address of the toets asks, and the address that asks a question.

``?gemeente=GM0772&gemeente=GM0861&bestuur=41414&sector=po``: the whole state stands in
the address. A parameter may be repeated, or hold several codes with anything between
them. Schools are written in one parameter (``school=00AP00-00AR00``), because a long
list of them has to fit in an address.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote

from regio.core.wording import in_figures

MUNICIPALITY: Final = "gemeente"
SCHOOL: Final = "school"
BOARD: Final = "bestuur"
INSTITUTE: Final = "opleiding"
SECTOR: Final = "sector"
STUDENTS: Final = "studenten"
PROFESSION: Final = "beroepsgroep"
NATIONAL: Final = "landelijk"
OWN_REGION: Final = "regio"
IN_VIEW: Final = "kaart"
"""What of the country the map shows; changes nothing about the answer."""
FORMAT: Final = "formaat"
"""``json`` gives the answer as data, for a link; a program asks with ``Accept``."""
AS_JSON: Final = "json"
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
    IN_VIEW,
    FORMAT,
)
LONGEST: Final = 4000
"""An address that is longer is refused by the server in front of the portal (4,094 with the method)."""
MOST_CODES: Final = 3000
"""Of each kind; more than any region has."""

_CODES: Final[Mapping[str, tuple[re.Pattern[str], str, str]]] = {
    MUNICIPALITY: (
        re.compile(r"GM\d{4}"),
        "geen gemeentecode. Zo'n code is GM met vier cijfers, zoals GM0772",
        "Kies de gemeente op de kaart, of vul haar naam in.",
    ),
    SCHOOL: (
        re.compile(r"\d{2}[A-Z]{2}\d{2}"),
        "geen vestigingsnummer. Zo'n nummer is twee cijfers, twee letters en twee cijfers, zoals 00AP00",
        "Het staat op de pagina van de school in dit portaal.",
    ),
    BOARD: (
        re.compile(r"\d{5}|\d{2}[A-Z]{2}"),
        "geen bestuursnummer. Zo'n nummer is vijf cijfers, zoals 41414",
        "Het staat op de pagina van het bestuur in dit portaal.",
    ),
    INSTITUTE: (
        re.compile(r"\d{2}[A-Z]{2}"),
        "geen BRIN van een lerarenopleiding. Zo'n nummer is twee cijfers en twee letters, zoals 25DW",
        "Kies de opleiding in de lijst.",
    ),
    OWN_REGION: (
        re.compile(r"OR-[2-9A-Z]{5}-[2-9A-Z]"),
        "geen kenmerk van een onderwijsregio",
        "Het staat in het adres van de pagina van de regio in dit portaal.",
    ),
}
"""Of each kind: its pattern, what is wrong with something else, and what to do about it."""
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

    def toggled(self, municipality: str) -> "Question":
        """Return the question with this municipality added, or taken away when it was chosen."""
        return replace(self, municipalities=tuple(sorted({municipality} ^ set(self.municipalities))))

    def address(self) -> str:
        """Return the part of the address after the question mark; the same question gives the same."""
        pairs: list[tuple[str, str | int]] = [(MUNICIPALITY, code) for code in self.municipalities]
        pairs += [(SECTOR, sector) for sector in self.sectors]
        pairs += [(BOARD, code) for code in self.boards]
        pairs += [(SCHOOL, "-".join(self.schools))] if self.schools else []
        pairs += [(INSTITUTE, code) for code in self.institutes]
        pairs += [] if self.students is None else [(STUDENTS, self.students)]
        pairs += [] if self.profession is None else [(PROFESSION, "ja" if self.profession else "nee")]
        pairs += [(NATIONAL, quote(self.national))] if self.national else []
        pairs += [(OWN_REGION, code) for code in self.own_regions]
        # Codes and words of ours need no quoting, and a map asks for hundreds of addresses.
        return "&".join(f"{name}={value}" for name, value in pairs)


@dataclass
class _Reader:
    """Takes parameters apart and collects what cannot be used."""

    given: Mapping[str, Sequence[str]]
    mistakes: list[Mistake] = field(default_factory=list)

    def codes(self, name: str) -> Iterator[str]:
        pattern, wrong, advice = _CODES[name]
        between = _SPACES if name == OWN_REGION else _BETWEEN
        typed = [code for text in self.given.get(name, ()) for code in between.split(text.strip()) if code]
        by_code = {code.upper(): code for code in reversed(typed)}
        if len(by_code) > MOST_CODES:
            self._add(
                name,
                "te-veel",
                f"Er staan {in_figures(len(by_code))} codes in; "
                f"ten hoogste {in_figures(MOST_CODES)} is toegestaan.",
            )
            return
        for code in sorted(by_code):
            if pattern.fullmatch(code):
                yield code
            else:
                self._add(name, "geen-code", f"“{by_code[code][:40]}” is {wrong}. {advice}")

    def one_of(self, name: str, known: Iterable[str], *, advice: str = "") -> list[str]:
        """Return which of ``known`` were asked; ``advice`` stands in for naming them all in a mistake."""
        choices = list(known)
        asked = {text.strip() for text in self.given.get(name, ()) if text.strip()}
        for text in sorted(asked - set(choices)):
            self._add(
                name,
                "onbekende-waarde",
                f"“{text[:60]}” kan hier niet. {advice or f'Kies uit: {", ".join(choices)}.'}",
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
                    f"“{name[:40]}” kennen wij hier niet. Wat er kan, staat bij “Open gegevens (API)”.",
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
    named = (
        reader.one_of(NATIONAL, national, advice="Kies de naam in de lijst “Landelijke regio”.")
        if national
        else [reader.text(NATIONAL)]
    )
    reader.one_of(FORMAT, (AS_JSON,), advice=f"Kies {AS_JSON}, of laat het weg voor een pagina.")
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
