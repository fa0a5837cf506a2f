"""Rules and their verdicts: each rule looks at the facts and says what it found."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from onderwijsregios.core.toets.facts import Facts
from regio.core.wording import in_figures


class Outcome(StrEnum):
    """What a rule can say; the values are public."""

    MET = "voldoet"
    NOT_MET = "voldoet niet"
    UNKNOWN = "onbekend"


@dataclass(frozen=True)
class Finding:
    """What a rule found: the verdict, the numbers behind it and what to do with them, in Dutch."""

    outcome: Outcome
    value: str
    explanation: str


@dataclass(frozen=True)
class Source:
    """Where a rule stands."""

    name: str
    address: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule of a regulation; ``key`` is public and stays the same."""

    key: str
    title: str
    norm: str
    source: Source
    judge: Callable[[Facts], Finding]


@dataclass(frozen=True)
class Verdict:
    """A rule with what it found."""

    rule: Rule
    finding: Finding


@dataclass(frozen=True)
class RuleSet:
    """The rules that rounds of one kind go by; ``national`` names the regions without an area."""

    title: str
    introduction: str
    rules: tuple[Rule, ...]
    national: tuple[str, ...] = ()

    def judge(self, facts: Facts) -> list[Verdict]:
        """Return the verdict of each rule, in the order of the regulation."""
        return [Verdict(rule, rule.judge(facts)) for rule in self.rules]


def met(value: str, explanation: str = "") -> Finding:
    """Say that the rule is met."""
    return Finding(Outcome.MET, value, explanation)


def not_met(value: str, explanation: str) -> Finding:
    """Say that the rule is not met, and what to do about it."""
    return Finding(Outcome.NOT_MET, value, explanation)


def unknown(value: str, explanation: str) -> Finding:
    """Say that it cannot be known here, and who or what could tell."""
    return Finding(Outcome.UNKNOWN, value, explanation)


def counted(number: int, one: str, many: str) -> str:
    """Return ``1 school``, ``15.000 leerlingen``."""
    return f"{in_figures(number)} {one if number == 1 else many}"


def listed(names: list[str], *, most: int = 12) -> str:
    """Return names as a list in words; of a long list the first ones, and how many more there are."""
    if len(names) > most:
        return f"{', '.join(names[:most])} en nog {len(names) - most}"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]}"
