"""Finding today's municipality for a code or name of an earlier year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from regio.core.duo.names import comparable


@dataclass(frozen=True)
class MunicipalityFinder:
    """Today's municipalities, the changes of the past and what lies where.

    ``successors`` maps an old code to the codes that it went into. When there is
    more than one, the postcode decides.
    """

    names: Mapping[str, str]
    """Code → name of today's municipalities."""
    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_postcode4: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        names: Mapping[str, str],
        changes: Iterable[tuple[str, str]] = (),
        by_postcode4: Mapping[str, str] | None = None,
    ) -> Self:
        """Make a finder from (old code, new code) pairs."""
        successors: dict[str, tuple[str, ...]] = {}
        for old, new in changes:
            successors[old] = (*successors.get(old, ()), new)
        return cls(names, successors, by_postcode4 or {})

    def find(self, code: str, *, postcode4: str = "") -> str | None:
        """Return the code of today's municipality, or None when it cannot be told for certain."""
        if code in self.names:
            return code
        heirs = self._heirs(code)
        if len(heirs) == 1:
            return next(iter(heirs))
        there = self.by_postcode4.get(postcode4)
        return there if there in heirs else None

    def find_by_name(self, name: str) -> str | None:
        """Return the code of today's municipality with this name, or None."""
        wanted = comparable(name)
        found = [code for code, known in self.names.items() if comparable(known) == wanted]
        return found[0] if len(found) == 1 else None

    def _heirs(self, code: str) -> frozenset[str]:
        heirs: set[str] = set()
        to_do, seen = [code], set()
        while to_do:
            old = to_do.pop()
            if old in seen:
                continue
            seen.add(old)
            for new in self.successors.get(old, ()):
                if new in self.names:
                    heirs.add(new)
                else:
                    to_do.append(new)
        return frozenset(heirs)
