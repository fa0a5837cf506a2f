"""Tints for areas such that neighbours, and areas that overlap, differ."""

from collections.abc import Iterable, Mapping


def tints[Key](neighbours: Mapping[Key, Iterable[Key]], *, among: int) -> dict[Key, int]:
    """Return a tint from 1 to ``among`` for each area.

    Greedy, the area with most neighbours first. When an area has more neighbours than
    there are tints, it gets the tint that the fewest of them have; its outline still
    sets it apart.
    """
    chosen: dict[Key, int] = {}
    for area in sorted(neighbours, key=lambda key: -len(set(neighbours[key]))):
        taken = [chosen[other] for other in neighbours[area] if other in chosen]
        chosen[area] = min(range(1, among + 1), key=lambda tint: (taken.count(tint), tint))
    return chosen
