"""What was asked of the parties of an application, what they said, and how that stands now.

The rule itself is in :mod:`onderwijsregios.selectors.standing`; here is what it needs from
the database, and what pages, the gate of handing in and revisions read.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from onderwijsregios.enums import ApplicationState, PartKey, Section, SignatureMethod, Signing, Standing
from onderwijsregios.models import (
    Application,
    ApplicationMember,
    Correction,
    PlanPartVersion,
    Revision,
    Signature,
    SigningRequest,
)
from onderwijsregios.selectors.applications import applications_visible_to, representing
from onderwijsregios.selectors.completeness import Gap
from onderwijsregios.selectors.sections import Content
from onderwijsregios.selectors.standing import Corrected, PartyStanding, Word, standings
from regio.core.fingerprints import fingerprint_of
from regio.core.registry import DocumentUse
from regio.enums import MembershipRole, ScanState
from regio.models import ActionLog, Document, Mandate, OutboxMessage
from regio.models.periods import valid_on
from regio.selectors.accounts import Person, mandated_organisation_ids

STEP = "ondertekenen"
SUPPLEMENTED = "supplemented"
"""Where a frozen signature names the sections that only a supplement changed since it was given."""
NAMED = 5
"""So many parties are named in a sentence; of the others only the number."""


class SigningLedger:
    """All that was asked, said and corrected for one content; each table is read once, when needed."""

    def __init__(self, application: Application, content: Content) -> None:
        self.application, self.content = application, content

    @cached_property
    def signatures(self) -> list[Signature]:
        """What parties said that is in force, the newest first."""
        return list(words_in_force().filter(application=self.application).select_related("document"))

    @cached_property
    def requests(self) -> dict[str, SigningRequest]:
        """What was asked, by the id of the party."""
        found = SigningRequest.objects.filter(application=self.application)
        return {str(request.organisation_id): request for request in found}

    @cached_property
    def corrections(self) -> list[Correction]:
        """What the lead marked as a small correction, the newest first."""
        return list(Correction.objects.filter(application=self.application))

    @cached_property
    def parties(self) -> list[PartyStanding]:
        """How each party stands to each section."""
        words: dict[str, list[Word]] = defaultdict(list)
        for signature in self.signatures:
            words[str(signature.organisation_id)].append(word_of(signature))
        return standings(
            self.content,
            asked={key: request.sections for key, request in self.requests.items()},
            words=words,
            corrections=[corrected_of(one) for one in self.corrections],
        )

    def party(self, organisation: UUID) -> PartyStanding | None:
        """Return how one party stands; None for who is no party."""
        return next((one for one in self.parties if one.member["id"] == str(organisation)), None)

    def signature_of(self, party: PartyStanding) -> Signature | None:
        """Return the signature that counts for ``party``."""
        if party.word is None:
            return None
        return next(one for one in self.signatures if one.pk == party.word.key)

    def at_stake(self, section: Section) -> list[PartyStanding]:
        """Return the parties whose signature stands for ``section`` now and falls with its content."""
        if not any(one.method in BY_WORDING for one in self.signatures):
            return []
        return [party for party in self.parties if party.sections[section].standing == Standing.SIGNED]

    @cached_property
    def tally(self) -> "Tally":
        """How many parties stand behind the content, in the one count that all pages show."""
        others = sum(party.is_agreed for party in self.parties if not party.is_lead)
        has_signed = self.is_handed_in or any(party.is_agreed for party in self.parties if party.is_lead)
        return Tally(
            agreed=others + has_signed,
            parties=len(self.parties),
            has_lead_signed=has_signed,
            is_handed_in_before=self.application.state in ApplicationState.handed_in(),
        )

    @property
    def fallen(self) -> int:
        """How many parties signed what has changed since."""
        return sum(party.in_short == Standing.FALLEN for party in self.parties)

    @property
    def objecting(self) -> int:
        """How many parties do not agree."""
        return sum(party.in_short == Standing.OBJECTION for party in self.parties)

    @property
    def has_other_parties(self) -> bool:
        """Tell whether there is anybody to sign besides the applicant."""
        return any(member["role"] != MembershipRole.LEAD for member in self.content["members"])

    @cached_property
    def is_handed_in(self) -> bool:
        """Tell whether exactly this content is what was handed in last and counts."""
        if self.application.state not in ApplicationState.handed_in():
            return False
        revisions = Revision.objects.filter(application=self.application).order_by("-number")
        return revisions.values_list("fingerprint", flat=True).first() == fingerprint_of(self.content)

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing more is needed of anybody; as long as somebody said nothing, one query."""
        said = {str(one.organisation_id) for one in self.signatures}
        silent = any(
            member["id"] not in said and member["role"] != MembershipRole.LEAD
            for member in self.content["members"]
        )
        return not silent and all(party.is_given for party in self.parties)


@dataclass(frozen=True)
class Tally:
    """How many of the parties agreed. The penvoerder does so by handing in, and counts only from then."""

    agreed: int
    parties: int
    has_lead_signed: bool
    is_handed_in_before: bool
    """An earlier version was handed in, of which the content may differ."""

    @property
    def of_all(self) -> str:
        return f"van {self.parties} akkoord"

    @property
    def about_the_lead(self) -> str:
        """Return how the penvoerder still signs; "" when it did."""
        if self.has_lead_signed:
            return ""
        again = "opnieuw " if self.is_handed_in_before else ""
        return f"de penvoerder tekent door {again}in te dienen"

    def __str__(self) -> str:
        found = f"{self.agreed} {self.of_all}"
        return f"{found}; {self.about_the_lead}" if self.about_the_lead else found


BY_WORDING = (SignatureMethod.ACCOUNT, SignatureMethod.LINK)
"""The methods with which a party signs for the text as it is."""


def words_in_force() -> QuerySet[Signature]:
    """Return what parties said and did not withdraw; a covenant in which a virus was found says nothing."""
    said = Signature.objects.filter(withdrawn_at__isnull=True)
    return said.exclude(document__scan_state=ScanState.INFECTED)


def word_of(signature: Signature) -> Word:
    """Return a signature as plain data for the rule."""
    return Word(
        method=SignatureMethod(signature.method),
        given_at=signature.signed_at,
        fingerprints=signature.fingerprints,
        is_withdrawn=signature.withdrawn_at is not None,
        key=signature.pk,
    )


def corrected_of(correction: Correction) -> Corrected:
    """Return a correction as plain data for the rule."""
    return Corrected(
        section=Section(correction.section),
        before=correction.before,
        after=correction.after,
        key=correction.pk,
    )


# --- the gate of handing in, and what a revision holds ---------------------------------------------


def unsigned(ledger: SigningLedger) -> list[Gap] | None:
    """Return whose word is still missing; None in a round that asks for nobody's."""
    if ledger.application.round.signing == Signing.NOT_ASKED:
        return None
    return [Gap(STEP, "stand", sentence) for sentence in _open_ends(ledger)]


def signing_gaps(ledger: SigningLedger) -> list[Gap]:
    """Return what keeps a round in which all must have signed from taking the content in."""
    if ledger.application.round.signing != Signing.REQUIRED:
        return []
    return unsigned(ledger) or []


def _open_ends(ledger: SigningLedger) -> list[str]:
    told = (
        (Standing.OBJECTION, "Niet akkoord: {}."),
        (Standing.FALLEN, "Door een wijziging is de handtekening vervallen van {}."),
        (Standing.NOT_YET, "Nog niet getekend: {}."),
    )
    found = []
    for standing, sentence in told:
        names = [
            one.member["name"] for one in ledger.parties if one.in_short == standing and not one.is_given
        ]
        if names:
            found.append(sentence.format(named(names)))
    return found


def named(names: Sequence[str]) -> str:
    """Return the first names as part of a sentence, and how many more there are."""
    shown, rest = names[:NAMED], len(names) - NAMED
    return ", ".join(shown) + (f" en {rest} andere" if rest > 0 else "")


def signatures_of_revision(ledger: SigningLedger) -> list[dict[str, Any]]:
    """Return who stands how to the content, as plain data to be frozen with it.

    Who signed is a person, and a revision never changes: it names the function and the
    row of the signature; the name stays in that row. A reason for an objection is meant
    for the penvoerder and is not frozen either.
    """
    if ledger.application.round.signing == Signing.NOT_ASKED:
        return []
    return [_frozen(party, ledger) for party in ledger.parties]


def has_same_answers(frozen: Iterable[Mapping[str, Any]], ledger: SigningLedger) -> bool:
    """Tell whether parties answered nothing else since ``frozen`` was made; one query when nobody did.

    Who never answered is left out, so that a revision of before there was signing is
    the same as one that nobody signed.
    """
    then = [
        {key: value for key, value in one.items() if key != SUPPLEMENTED}
        for one in frozen
        if one["signature"] is not None
    ]
    if not then and not ledger.signatures:
        return True
    return then == [one for one in signatures_of_revision(ledger) if one["signature"] is not None]


def _frozen(party: PartyStanding, ledger: SigningLedger) -> dict[str, Any]:
    signature = ledger.signature_of(party)
    texts = {one.pk: one for one in ledger.corrections}
    relied_on = {step.key: step for one in party.sections.values() for step in one.relied_on}
    return {
        "id": party.member["id"],
        "code": party.member["code"],
        "name": party.member["name"],
        "role": party.member["role"],
        "standing": party.in_short.value,
        "sections": {section.value: one.standing.value for section, one in party.sections.items()},
        "method": signature.method if signature else "",
        "signature": signature.pk if signature else None,
        "signerFunction": signature.signer_function if signature else "",
        "signedAt": signature.signed_at.isoformat() if signature else None,
        "covenant": str(signature.document_id) if signature and signature.document_id else None,
        "corrections": [
            {
                "section": step.section.value,
                "explanation": texts[key].explanation,
                "markedAt": texts[key].marked_at.isoformat(),
            }
            for key, step in sorted(relied_on.items())
        ],
    }


# --- since which change a signature fell -----------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """Something that changed in a section: when, and in which words it stands in the log."""

    at: dt.datetime
    sentence: str


SECTIONS_OF_ACTIONS = {
    "save_region": Section.REGIO,
    "change_municipalities": Section.REGIO,
    "save_members": Section.PARTIJEN,
    "accept_lead": Section.PARTIJEN,
    "add_schools": Section.SCHOLEN,
    "remove_schools": Section.SCHOLEN,
    "attach_plan": Section.PLAN,
    "remove_plan": Section.PLAN,
}
"""What the log calls a change, apart from texts, whose versions say it better."""

ACTIONS_ON_ATTACHMENTS = ("add_attachments", "describe_attachments", "remove_attachment")
"""Changes of any section; the sentence in the log names it."""


def fallen_since(ledger: SigningLedger, parties: Iterable[PartyStanding]) -> dict[str, dict[Section, Change]]:
    """Return, for each party by its id, since which change its signature fell for each section.

    That is the first change of the section after what last stood: the signature itself,
    or a correction that carried it. Two queries; a section of which no change is known is
    left out.
    """
    fallen = [(party, section) for party in parties for section in party.those(Standing.FALLEN)]
    if not fallen:
        return {}
    since = min(party.word.given_at for party, _ in fallen if party.word)
    changes = _changes(ledger.application, since)
    carried: dict[str, list[Correction]] = defaultdict(list)
    for one in ledger.corrections:
        carried[one.section].append(one)
    found: dict[str, dict[Section, Change]] = defaultdict(dict)
    for party, section in fallen:
        stood = _last_stood(party, section, carried[section])
        change = next((one for one in changes[section] if one.at > stood), None)
        if change:
            found[party.member["id"]][section] = change
    return found


def _last_stood(party: PartyStanding, section: Section, corrections: Iterable[Correction]) -> dt.datetime:
    """Return when a signature that fell was last carried by a correction, or else given."""
    assert party.word is not None  # noqa: S101  who said nothing has nothing that can fall
    reached, moments = {party.word.fingerprints.get(section)}, [party.word.given_at]
    for one in sorted(corrections, key=lambda one: (one.marked_at, one.pk)):
        if one.before in reached:
            reached.add(one.after)
            moments.append(one.marked_at)
    return max(moments)


def _changes(application: Application, since: dt.datetime) -> dict[Section, list[Change]]:
    found: dict[Section, list[Change]] = defaultdict(list)
    versions = PlanPartVersion.objects.filter(part__application=application, saved_at__gt=since)
    for key, at in versions.values_list("part__key", "saved_at"):
        part = PartKey(key)
        found[Section.of(part)].append(Change(at, f"Tekst gewijzigd: {part.label}"))
    prefix = "onderwijsregios.application."
    names = [*SECTIONS_OF_ACTIONS, *ACTIONS_ON_ATTACHMENTS]
    rows = ActionLog.objects.filter(
        dossier=application.dossier, at__gt=since, action__in=[prefix + name for name in names]
    )
    for action, at, sentence in rows.values_list("action", "at", "sentence"):
        section = SECTIONS_OF_ACTIONS.get(action.removeprefix(prefix)) or _section_named_in(sentence)
        if section is not None:
            found[section].append(Change(at, sentence))
    for changes in found.values():
        changes.sort(key=lambda change: change.at)
    return found


def _section_named_in(sentence: str) -> Section | None:
    """Return the section whose attachments a line of the log is about."""
    return next((one for one in Section if sentence.startswith(f"Bijlagen bij {one.label} ")), None)


# --- mails ------------------------------------------------------------------------------------------


def mail_key(request: SigningRequest, *what: object) -> str:
    """Return the start of the key of a mail about ``request``; with ``what``, the key of one mail."""
    return ":".join(["signing", str(request.application_id), str(request.pk), *map(str, what)])


@dataclass(frozen=True)
class MailFacts:
    """How the last mail to a party fared, whoever it went to."""

    at: dt.datetime
    is_failed: bool
    """Some reader never gets it: it could not leave, or came back for good."""
    is_delayed: bool
    """Some reader did not get it yet, as far as is known."""

    @property
    def is_undelivered(self) -> bool:
        return self.is_failed or self.is_delayed

    @property
    def trouble(self) -> str:
        """What is wrong, in a few words; empty when nothing is."""
        if self.is_failed:
            return "niet bezorgd"
        return "nog niet bezorgd" if self.is_delayed else ""


def mails_of(application: Application) -> dict[UUID, MailFacts]:
    """Return how the last mail about each request fared, by the request; one query.

    Of a mail that went to several people the worst counts.
    """
    batches: dict[UUID, dict[str, list[OutboxMessage]]] = defaultdict(dict)
    for message in OutboxMessage.objects.filter(key__startswith=f"signing:{application.pk}:").order_by("id"):
        _, _, key, what, _ = message.key.split(":", 4)
        batches[UUID(key)].setdefault(what, []).append(message)
    found = {}
    for request, by_kind in batches.items():
        last = list(by_kind.values())[-1]
        found[request] = MailFacts(
            at=max(m.sent_at or m.created_at for m in last),
            is_failed=any(m.is_undelivered for m in last),
            is_delayed=any(m.is_delayed for m in last),
        )
    return found


def organisations_with_account(organisations: Iterable[str], today: dt.date) -> set[str]:
    """Return the organisations for which somebody with an account may act on ``today``."""
    ids = Mandate.objects.filter(
        valid_on(today), organisation__in=list(organisations), user__is_active=True
    ).values_list("organisation_id", flat=True)
    return {str(pk) for pk in ids}


# --- who may sign -----------------------------------------------------------------------------------


def is_asked(member: ApplicationMember) -> bool:
    """Tell whether the organisation of ``member`` may read and sign: it was asked, or it applies itself."""
    if member.role == MembershipRole.LEAD:
        return True
    return SigningRequest.objects.filter(
        application=member.application_id, organisation=member.organisation_id, asked_at__isnull=False
    ).exists()


def requests_to(user: Person) -> QuerySet[SigningRequest]:
    """Return what is asked of the organisations for which ``user`` may act, the newest first."""
    return (
        SigningRequest.objects.filter(
            organisation__in=mandated_organisation_ids(user),
            asked_at__isnull=False,
            application__members__organisation=F("organisation"),
        )
        .exclude(application__round__signing=Signing.NOT_ASKED)
        .select_related("application__round", "application__lead", "organisation__municipality")
        .order_by("-asked_at")
    )


def answered_since_asked(requests: Iterable[SigningRequest]) -> dict[UUID, Signature]:
    """Return the word that counts of each party that gave one after it was last asked; one query."""
    asked = {(one.application_id, one.organisation_id): one for one in requests}
    condition = Q(pk=None)
    for application, organisation in asked:
        condition |= Q(application=application, organisation=organisation)
    found: dict[UUID, Signature] = {}
    for signature in words_in_force().filter(condition):
        request = asked[signature.application_id, signature.organisation_id]
        if request.asked_at is not None and signature.signed_at >= request.asked_at:
            found.setdefault(request.pk, signature)
    return found


def signing_panel(user: Person, moment: dt.datetime) -> Mapping[str, Any] | None:
    """Return what "Mijn overzicht" shows to whom something was asked; None for anybody else."""
    requests = [one for one in requests_to(user) if one.application.round.is_open_at(moment)]
    if not requests:
        return None
    answered = answered_since_asked(requests)
    return {"rows": [{"request": one, "signature": answered.get(one.pk)} for one in requests]}


def use_for_signing(user: Person, document: Document) -> DocumentUse | None:
    """Let a party read the files that it is asked to sign, and a covenant be read by whom it concerns.

    A covenant: the party, the applicant with its team, and coordinators and administrators
    once the application was handed in.
    """
    mandated = mandated_organisation_ids(user)
    requests = SigningRequest.objects.filter(
        Q(application__plan=document) | Q(application__attachments__document=document),
        organisation__in=mandated,
        asked_at__isnull=False,
        application__members__organisation=F("organisation"),
    )
    for request in requests.select_related("application", "organisation").distinct():
        if document.pk in files_asked(request):
            label = representing(request.organisation)
            return DocumentUse(dossier=request.application.dossier, actor_label=label)
    return _use_of_covenant(user, document)


def files_asked(request: SigningRequest) -> set[UUID]:
    """Return the files in the sections for which a party is asked to sign."""
    found = set(
        request.application.attachments.filter(section__in=request.sections).values_list(
            "document_id", flat=True
        )
    )
    if Section.PLAN in request.sections and request.application.plan_id:
        found.add(request.application.plan_id)
    return found


def _use_of_covenant(user: Person, document: Document) -> DocumentUse | None:
    signatures = Signature.objects.filter(document=document).select_related("application__lead")
    readable = Q(organisation__in=mandated_organisation_ids(user)) | Q(
        application__in=applications_visible_to(user)
    )
    signature = signatures.filter(readable).first()
    if signature is None:
        return None
    return DocumentUse(dossier=signature.application.dossier, actor_label="betrokkene bij het convenant")
