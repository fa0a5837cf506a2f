"""Divide applications over reviewers, as evenly as can be."""

from collections import Counter, deque
from collections.abc import Collection, Hashable, Sequence

Pair = tuple[Hashable, Hashable]
"""An application and a reviewer."""


def distribute(
    *,
    applications: Sequence[Hashable],
    reviewers: Sequence[Hashable],
    per_application: int,
    barred: Collection[Pair] = frozenset(),
    fixed: Collection[Pair] = frozenset(),
) -> frozenset[Pair]:
    """Return pairs that give each application ``per_application`` reviewers where that is possible.

    ``fixed`` pairs are there already and stay; ``barred`` pairs never come. No other
    division of the same size is more even: each reviewer is relieved for as long as
    somebody, perhaps through others, can take over. The same input gives the same
    division.
    """
    division = _Division(applications, reviewers, frozenset(barred), frozenset(fixed))
    choices = {a: sum((a, r) not in division.barred for r in reviewers) for a in applications}
    for application in sorted(applications, key=lambda a: (choices[a], applications.index(a))):
        division.fill(application, per_application)
    while division.relieve_somebody():
        pass
    return frozenset(division.pairs)


class _Division:
    def __init__(
        self,
        applications: Sequence[Hashable],
        reviewers: Sequence[Hashable],
        barred: frozenset[Pair],
        fixed: frozenset[Pair],
    ) -> None:
        self.applications = applications
        self.reviewers = reviewers
        self.barred = barred
        self.fixed = fixed
        self.pairs: set[Pair] = set(fixed)
        self.load: Counter[Hashable] = Counter(reviewer for _application, reviewer in fixed)

    def can_take(self, application: Hashable, reviewer: Hashable) -> bool:
        return (application, reviewer) not in self.barred and (application, reviewer) not in self.pairs

    def fill(self, application: Hashable, wanted: int) -> None:
        """Give ``application`` the least loaded reviewers until it has enough."""
        has = sum(one == application for one, _reviewer in self.pairs)
        for _ in range(wanted - has):
            free = [reviewer for reviewer in self.reviewers if self.can_take(application, reviewer)]
            if not free:
                return
            chosen = min(free, key=lambda reviewer: self.load[reviewer])
            self.pairs.add((application, chosen))
            self.load[chosen] += 1

    def relieve_somebody(self) -> bool:
        """Move work along one chain to somebody with at least two fewer; tell whether one was found."""
        for busiest in sorted(self.reviewers, key=lambda reviewer: -self.load[reviewer]):
            chain = self._chain_from(busiest)
            if chain:
                for application, giver, taker in chain:
                    self.pairs.remove((application, giver))
                    self.pairs.add((application, taker))
                self.load[busiest] -= 1
                self.load[chain[-1][2]] += 1
                return True
        return False

    def _chain_from(self, busiest: Hashable) -> list[tuple[Hashable, Hashable, Hashable]]:
        came_from: dict[Hashable, tuple[Hashable, Hashable]] = {}
        seen, queue = {busiest}, deque([busiest])
        while queue:
            giver = queue.popleft()
            for application, taker in self._handovers(giver):
                if taker in seen:
                    continue
                seen.add(taker)
                came_from[taker] = (application, giver)
                if self.load[taker] <= self.load[busiest] - 2:
                    return _walk_back(taker, came_from)
                queue.append(taker)
        return []

    def _handovers(self, giver: Hashable) -> list[tuple[Hashable, Hashable]]:
        return [
            (application, taker)
            for application in self.applications
            if (application, giver) in self.pairs and (application, giver) not in self.fixed
            for taker in self.reviewers
            if self.can_take(application, taker)
        ]


def _walk_back(
    last: Hashable, came_from: dict[Hashable, tuple[Hashable, Hashable]]
) -> list[tuple[Hashable, Hashable, Hashable]]:
    chain = []
    taker = last
    while taker in came_from:
        application, giver = came_from[taker]
        chain.append((application, giver, taker))
        taker = giver
    return list(reversed(chain))
