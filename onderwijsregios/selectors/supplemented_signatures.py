"""Whose signature is about a text that a supplement changes after closing.

Signing does not open again for a supplement: it follows the window of handing in, and what
is added is the answer of the penvoerder to a question of staff. A signature belongs to the
text that was signed. It stays in the revision of that text; in the revision that the
supplement makes, the party stands as fallen for that section, marked as ``supplemented``, so
that assessors see that it is the supplement, and nothing else, that it did not sign.
"""

from typing import Any
from uuid import UUID

from onderwijsregios.enums import Section, Standing
from onderwijsregios.models import Application, Revision
from onderwijsregios.selectors.signing import SUPPLEMENTED, SigningLedger, signatures_of_revision
from onderwijsregios.selectors.standing import PartyStanding


def signed_for(application: Application, revision: Revision, section: Section) -> list[PartyStanding]:
    """Return the parties whose signature stands for the text of ``section`` in ``revision``."""
    return SigningLedger(application, revision.content).at_stake(section)


def signatures_of_supplement(ledger: SigningLedger, base: Revision) -> list[dict[str, Any]]:
    """Return what is frozen with a supplement to ``base``; ``ledger`` is about its new content."""
    earlier = {one["id"]: one for one in base.signatures}
    return [_marked(one, earlier.get(one["id"])) for one in signatures_of_revision(ledger)]


def told_by_supplement(revision: Revision, base: Revision) -> list[UUID]:
    """Return the ids of the parties that signed for what ``revision`` supplements in ``base``."""
    known = {one["id"]: set(one.get(SUPPLEMENTED, [])) for one in base.signatures}
    return [
        UUID(one["id"])
        for one in revision.signatures
        if set(one.get(SUPPLEMENTED, [])) - known.get(one["id"], set())
    ]


def _marked(one: dict[str, Any], earlier: dict[str, Any] | None) -> dict[str, Any]:
    """Return how a party stands, with the sections that only a supplement changed since it signed."""
    if earlier is None or earlier["signature"] != one["signature"]:
        return one
    since = [
        section
        for section, standing in one["sections"].items()
        if standing == Standing.FALLEN
        and (earlier["sections"].get(section) == Standing.SIGNED or section in earlier.get(SUPPLEMENTED, []))
    ]
    return {**one, SUPPLEMENTED: since} if since else one
