"""The signing matrix: each party × each section, with what the applicant can do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onderwijsregios.enums import Section, Standing
from onderwijsregios.models import Signature, SigningRequest
from onderwijsregios.selectors.signing import (
    Change,
    MailFacts,
    SigningLedger,
    fallen_since,
    mails_of,
    organisations_with_account,
)
from onderwijsregios.selectors.standing import PartyStanding, SectionStanding
from regio.core import clock
from regio.enums import MembershipRole


@dataclass(frozen=True)
class MatrixRow:
    """One party."""

    party: PartyStanding
    request: SigningRequest | None
    signature: Signature | None
    has_account: bool
    mail: MailFacts | None
    since: Mapping[Section, Change]
    """Since which change its signature fell, for each section where it did."""

    @property
    def name(self) -> str:
        return str(self.party.member["name"])

    @property
    def role(self) -> str:
        return str(MembershipRole(self.party.member["role"]).label)

    @property
    def is_asked(self) -> bool:
        return self.request is not None and self.request.asked_at is not None

    @property
    def is_reachable(self) -> bool:
        return self.has_account or bool(self.request and self.request.email)

    @property
    def is_undelivered(self) -> bool:
        return self.mail is not None and self.mail.is_undelivered

    @property
    def cells(self) -> list[SectionStanding]:
        return list(self.party.sections.values())

    @property
    def first_change(self) -> Change | None:
        """Since which change the first signature fell."""
        return min(self.since.values(), key=lambda change: change.at, default=None)


def matrix_of(ledger: SigningLedger) -> list[MatrixRow]:
    """Return all parties of an application, in a constant number of queries."""
    application = ledger.application
    mails = mails_of(application)
    with_account = organisations_with_account([party.member["id"] for party in ledger.parties], clock.today())
    since = fallen_since(ledger, ledger.parties)
    rows = []
    for party in ledger.parties:
        key = party.member["id"]
        request = ledger.requests.get(key)
        rows.append(
            MatrixRow(
                party=party,
                request=request,
                signature=ledger.signature_of(party),
                has_account=key in with_account,
                mail=mails.get(request.pk) if request else None,
                since=since.get(key, {}),
            )
        )
    return rows


def matching(rows: list[MatrixRow], *, search: str = "", role: str = "", stand: str = "") -> list[MatrixRow]:
    """Return the rows that answer to a filter."""
    found = rows
    if search:
        words = search.casefold().split()
        found = [
            row
            for row in found
            if all(word in f"{row.name} {row.party.member['code']}".casefold() for word in words)
        ]
    if role:
        found = [row for row in found if row.party.member["role"] == role]
    if stand == "niet-bezorgd":
        found = [row for row in found if row.is_undelivered]
    elif stand == "niet-gevraagd":
        found = [row for row in found if not row.is_asked and not row.party.is_given]
    elif stand == "geen-adres":
        found = [row for row in found if not row.is_reachable and not row.party.is_lead]
    elif stand:
        found = [row for row in found if row.party.in_short == stand]
    return found


def figures_of(rows: list[MatrixRow]) -> dict[str, Any]:
    """Return what the matrix comes down to, besides how many agreed (``SigningLedger.tally``)."""
    shorts = [row.party.in_short for row in rows]
    return {
        "fallen": shorts.count(Standing.FALLEN),
        "objecting": shorts.count(Standing.OBJECTION),
        "open": shorts.count(Standing.NOT_YET),
        "undelivered": sum(row.is_undelivered for row in rows),
        "unasked": sum(not row.is_asked and not row.party.is_given for row in rows),
    }
