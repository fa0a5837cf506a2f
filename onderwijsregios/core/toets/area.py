"""Whether an area is in one piece along municipal borders, and what lies between the pieces."""

from collections import deque
from collections.abc import Collection, Iterable

from onderwijsregios.core.toets.engine import Finding, counted, listed, met, not_met, unknown
from onderwijsregios.core.toets.facts import Facts, Neighbours

Piece = frozenset[str]


def pieces(codes: Collection[str], neighbours: Neighbours) -> list[Piece]:
    """Return the pieces that hang together, the largest first."""
    left = set(codes)
    found = []
    while left:
        todo, piece = [min(left)], set[str]()
        while todo:
            here = todo.pop()
            if here in left:
                left.discard(here)
                piece.add(here)
                todo.extend(neighbours.get(here, frozenset()) & left)
        found.append(frozenset(piece))
    return sorted(found, key=lambda piece: (-len(piece), min(piece)))


def gap(codes: Collection[str], neighbours: Neighbours) -> frozenset[str]:
    """Return few municipalities that would make one piece of these.

    Each time the shortest way from the largest piece to another one; empty when there
    is one piece already, or no way.
    """
    bridge: set[str] = set()
    while True:
        apart = pieces({*codes, *bridge}, neighbours)
        between = _shortest_way(apart[0], frozenset().union(*apart[1:]), neighbours) if len(apart) > 1 else ()
        if not between:
            return frozenset(bridge)
        bridge.update(between)


def _shortest_way(start: Piece, goal: Piece, neighbours: Neighbours) -> tuple[str, ...]:
    """Return the municipalities between ``start`` and the nearest of ``goal``."""
    came_from: dict[str, str] = dict.fromkeys(start, "")
    todo = deque(sorted(start))
    while todo:
        here = todo.popleft()
        for beside in sorted(neighbours.get(here, frozenset()) - came_from.keys()):
            if beside in goal:
                return tuple(_back_to(start, here, came_from))
            came_from[beside] = here
            todo.append(beside)
    return ()


def _back_to(start: Piece, here: str, came_from: dict[str, str]) -> Iterable[str]:
    while here not in start:
        yield here
        here = came_from[here]


def judge_contiguity(facts: Facts, *, exempt: Collection[str] = ()) -> Finding:
    """Judge whether the municipalities form one area; ``exempt`` names regions that need not."""
    if facts.national in exempt:
        return met("landelijke regio", f"{facts.national} is landelijk en hoeft niet aaneengesloten te zijn.")
    if not facts.municipalities:
        return unknown("geen gemeenten", "Kies de gemeenten waarin uw regio werkt.")
    apart = pieces(facts.municipalities, facts.neighbours)
    number = counted(len(facts.municipalities), "gemeente", "gemeenten")
    if len(apart) == 1:
        return met(
            f"{number}, één gebied",
            "Een veerdienst of tunnel naar een eiland telt als grens. Water tussen twee gemeenten met "
            "een gezamenlijke grens ook.",
        )
    smaller = "; ".join(_named(piece, facts) for piece in apart[1:])
    missing = _named(gap(facts.municipalities, facts.neighbours), facts)
    return not_met(
        f"{number}, {len(apart)} losse delen",
        f"Los van {_named(apart[0], facts, most=4)} {'ligt' if len(apart) == 2 else 'liggen'}: {smaller}. "
        + (f"Daartussen: {missing}." if missing else "Er is geen gemeente die dit verbindt."),
    )


def _named(codes: Iterable[str], facts: Facts, *, most: int = 12) -> str:
    names = sorted(facts.country.get(code) or facts.municipalities.get(code, code) for code in codes)
    return listed(names, most=most) if names else ""
