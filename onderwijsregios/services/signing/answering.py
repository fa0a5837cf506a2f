"""What a party answers: sign, lay down a covenant, give a mandate, object, withdraw, or leave.

A party answers with an account that may act for it, or through the link of a mail.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction

from onderwijsregios.enums import Section, SignatureMethod, Standing
from onderwijsregios.models import Application, ApplicationMember, Signature, SigningRequest
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.applications import representing
from onderwijsregios.selectors.signing import SigningLedger, named
from onderwijsregios.selectors.standing import MANDATED, Fingerprints
from onderwijsregios.services.applications.recording import record_for_applicant, touch
from onderwijsregios.services.signing.gates import lock_for_managing, lock_for_signing
from onderwijsregios.services.signing.mails import forget_mails, people_of, tell_applicant, tell_party
from regio.core import clock
from regio.core.errors import NotAllowed, Refused
from regio.core.wording import ended
from regio.enums import MembershipRole, ScanState
from regio.models import Document, Organisation, User
from regio.services.documents import receive_upload


@dataclass(frozen=True)
class Signatory:
    """Who answers for a party: somebody with an account, or whoever opened the link of a mail."""

    organisation: Organisation
    user: User | None = None
    nonce: UUID | None = None
    """Of the link, when there is no account."""
    name: str = ""
    function: str = ""

    @property
    def label(self) -> str:
        """In which role the log names this person; never by name."""
        if self.user:
            return representing(self.organisation)
        return f"via de koppeling in een mail: {self.organisation.display_name}"[:100]


def sections_asked(request: SigningRequest | None) -> list[Section]:
    """Return the sections for which a party signs; all, when nothing in particular was asked."""
    return [section for section in Section if request is None or section.value in request.sections]


@transaction.atomic
def sign(
    *, application: Application, actor: Signatory, seen: Mapping[str, str], arrived_at: dt.datetime
) -> Signature:
    """Sign for all sections that are asked of the party, exactly as it saw them, and return the signature.

    ``seen`` holds the fingerprint of each section that the signer had before him or her.
    Signing once more what is signed already changes nothing. Raises :class:`Refused`
    (``ondertussen-gewijzigd``) that names the sections that changed since.
    """
    application, member, request = _lock(application, actor, arrived_at)
    key = str(member.organisation_id)
    content = content_of(application)
    fingerprints = Fingerprints(content)
    present = {section: fingerprints.of(section, key) for section in sections_asked(request)}
    changed = [str(section.label) for section in present if seen.get(section) != present[section]]
    if changed:
        raise Refused(
            f"Intussen is er gewijzigd: {named(changed)}. Er is nog niet getekend. "
            "Lees hieronder wat er nu staat en teken dan opnieuw.",
            code="ondertussen-gewijzigd",
        )
    _require_name(actor)
    ledger = SigningLedger(application, content)
    party = ledger.party(member.organisation_id)
    earlier = ledger.signature_of(party) if party else None
    method = SignatureMethod.ACCOUNT if actor.user else SignatureMethod.LINK
    if earlier and earlier.method == method and earlier.fingerprints == present:
        return earlier
    names = ", ".join(str(section.label) for section in present)
    return _keep(
        application,
        actor,
        Signature(method=method, fingerprints={section.value: one for section, one in present.items()}),
        action="sign",
        sentence=f"{actor.organisation.display_name} heeft getekend voor: {names}",
    )


@transaction.atomic
def give_mandate(*, application: Application, actor: Signatory, arrived_at: dt.datetime) -> Signature:
    """Let the applicant speak for the party, whatever the wording becomes; until withdrawn."""
    application, member, _request = _lock(application, actor, arrived_at)
    if member.role == MembershipRole.LEAD:
        raise Refused("De penvoerder kan zichzelf niet machtigen. Teken, of dien de aanvraag in.")
    _require_name(actor)
    return _keep(
        application,
        actor,
        Signature(method=SignatureMethod.MANDATE, fingerprints={MANDATED: str(application.lead_id)}),
        action="mandate",
        sentence=f"{actor.organisation.display_name} heeft de penvoerder gemachtigd",
    )


@transaction.atomic
def object_to(
    *, application: Application, actor: Signatory, reason: str, arrived_at: dt.datetime
) -> Signature:
    """Say that the party does not agree, and why; the applicant hears of it and reads the reason."""
    application, member, _request = _lock(application, actor, arrived_at)
    if member.role == MembershipRole.LEAD:
        raise Refused("De penvoerder dient de aanvraag zelf in. Pas haar aan, of dien haar niet in.")
    if not reason.strip():
        raise Refused("Schrijf waarom uw organisatie niet akkoord is.", code="reden-ontbreekt")
    _require_name(actor)
    signature = _keep(
        application,
        actor,
        Signature(method=SignatureMethod.OBJECTION, reason=reason.strip()),
        action="object",
        sentence=f"{actor.organisation.display_name} is niet akkoord",
    )
    tell_applicant(application, occasion=f"bezwaar:{signature.pk}", news="is niet akkoord met de aanvraag")
    return signature


def receive_covenant(
    *, application: Application, actor: Signatory, file: "File[Any]", arrived_at: dt.datetime
) -> Document:
    """Take in a covenant through the link of a mail, and return it: it waits until the party answers with it.

    It is stored before the rest of the form is judged, because nobody is signed in for
    whom it could be kept otherwise; nothing is stored of who may not answer now. Raises
    :class:`Unusable` with what is wrong with it, and what :func:`give_covenant` raises.
    """
    with transaction.atomic():
        _lock(application, actor, arrived_at)
    document = receive_upload(file=file, actor=None)  # outside: nobody waits for the scanner
    links = SigningRequest.objects.filter(application=application, organisation=actor.organisation)
    links.filter(nonce__in=[actor.nonce]).update(received=document)  # of no new link that was made meanwhile
    return document


@transaction.atomic
def give_covenant(
    *, application: Application, actor: Signatory, document: Document, arrived_at: dt.datetime
) -> Signature:
    """Lay down a covenant that the party itself sent in; it stands until withdrawn.

    With an account: a file of that account. Through a link: the file that came in
    through it (:func:`receive_covenant`).
    """
    application, _member, request = _lock(application, actor, arrived_at)
    if actor.user is not None:
        _require_own(document, actor.user)
    elif request is None or request.received_id != document.pk:
        raise NotAllowed("U kunt alleen een bestand toevoegen dat u zelf hebt verstuurd.")
    if document.scan_state == ScanState.INFECTED:
        raise Refused("In dit bestand is een virus gevonden. Kies een schoon bestand.")
    _require_name(actor)
    return _keep(
        application,
        actor,
        Signature(method=SignatureMethod.COVENANT, document=document),
        action="covenant",
        sentence=f"{actor.organisation.display_name} heeft een convenant toegevoegd",
    )


@transaction.atomic
def add_covenant(
    *,
    application: Application,
    actor: User,
    organisations: Collection[UUID],
    document: Document,
    arrived_at: dt.datetime,
) -> list[Signature]:
    """Lay down a covenant for several parties at once, by the applicant; each of them hears of it.

    Who is not akkoord is left to decide for itself: :class:`Refused`, and then nobody's
    is laid down. The rows name no signer, by which they are told from a party's own.
    """
    application = lock_for_managing(application, actor=actor, arrived_at=arrived_at)
    _require_own(document, actor)
    members = list(
        ApplicationMember.objects.filter(application=application, organisation__in=organisations)
        .select_related("organisation")
        .order_by("organisation__name")
    )
    if not members or len(members) != len(set(organisations)):
        raise Refused("Kies bij een convenant de partijen die het hebben ondertekend.")
    ledger = SigningLedger(application, content_of(application))
    objecting = [
        one.member["name"]
        for one in ledger.parties
        if one.in_short == Standing.OBJECTION and UUID(one.member["id"]) in set(organisations)
    ]
    if objecting:
        raise Refused(
            f"{named(objecting)} liet weten niet akkoord te zijn. "
            "Alleen die organisatie kan dat zelf intrekken. Kies de andere partijen."
        )
    signatures = [
        Signature.objects.create(
            application=application,
            organisation=member.organisation,
            method=SignatureMethod.COVENANT,
            document=document,
            signed_by=actor,
        )
        for member in members
    ]
    names = named([member.organisation.display_name for member in members])
    record_for_applicant(
        application,
        actor,
        "onderwijsregios.signing.add_covenant",
        f"Convenant toegevoegd voor: {names}",
        after={"sha256": document.sha256, "organisations": [str(one.organisation_id) for one in members]},
    )
    requests = list(
        SigningRequest.objects.filter(application=application, organisation__in=organisations).exclude(
            organisation=application.lead_id
        )
    )
    people = people_of(requests)
    for request in requests:
        what = f"convenant-{document.pk}"
        tell_party(application, request, people, what=what, template="signing-covenant")
    return signatures


@transaction.atomic
def withdraw_signature(*, application: Application, actor: Signatory, arrived_at: dt.datetime) -> int:
    """Withdraw what the party said, and return how many answers that were.

    All of them: an older answer does not come to count again. The applicant hears of it.
    """
    application, _member, _request = _lock(application, actor, arrived_at)
    number = _withdraw(application, actor.organisation)
    if number:
        record_for_applicant(
            application,
            actor.user,
            "onderwijsregios.signing.withdraw",
            f"{actor.organisation.display_name} trok haar antwoord in",
            label=actor.label,
        )
        occasion = f"ingetrokken:{actor.organisation.pk}:{clock.now():%Y%m%dT%H%M%S%f}"
        tell_applicant(application, occasion=occasion, news="heeft haar antwoord ingetrokken")
    return number


@transaction.atomic
def withdraw_covenant(
    *, application: Application, actor: User, organisation: UUID, arrived_at: dt.datetime
) -> int:
    """Take back a covenant that the applicant laid down for a party; its own answers stay."""
    application = lock_for_managing(application, actor=actor, arrived_at=arrived_at)
    mistaken = Signature.objects.filter(
        application=application,
        organisation=organisation,
        method=SignatureMethod.COVENANT,
        signer_name="",
        withdrawn_at__isnull=True,
    ).select_related("organisation")
    names = [one.organisation.display_name for one in mistaken]
    number = mistaken.update(withdrawn_at=clock.now())
    if number:
        record_for_applicant(
            application,
            actor,
            "onderwijsregios.signing.withdraw_covenant",
            f"Convenant ingetrokken voor: {names[0]}",
        )
    return number


@transaction.atomic
def leave(*, application: Application, actor: Signatory, reason: str, arrived_at: dt.datetime) -> None:
    """Let a party step out: it is no party any more, what it said is withdrawn, the applicant hears it.

    What was handed in before stays as it was. The applicant itself cannot leave.
    """
    application, member, request = _lock(application, actor, arrived_at)
    if member.role == MembershipRole.LEAD:
        raise Refused("De penvoerder kan niet uit de eigen aanvraag stappen.")
    _withdraw(application, actor.organisation)
    if request is not None:
        forget_mails(request, only_to_address=False)
        request.delete()
    member.delete()
    touch(application)
    record_for_applicant(
        application,
        actor.user,
        "onderwijsregios.signing.leave",
        f"{actor.organisation.display_name} is uit de aanvraag gestapt",
        label=actor.label,
        reason=reason.strip(),
    )
    occasion = f"vertrokken:{actor.organisation.pk}:{clock.now():%Y%m%dT%H%M%S%f}"
    tell_applicant(application, occasion=occasion, news="is uit de aanvraag gestapt")


def _lock(
    application: Application, actor: Signatory, arrived_at: dt.datetime
) -> tuple[Application, ApplicationMember, SigningRequest | None]:
    """Return what is signed, fresh and locked, when ``actor`` may answer for its organisation now."""
    application = lock_for_signing(application, actor=actor.user, arrived_at=arrived_at)
    member = application.members.filter(organisation=actor.organisation).first()
    request = SigningRequest.objects.filter(application=application, organisation=actor.organisation).first()
    if member is None:
        raise NotAllowed("Uw organisatie is geen partij in deze aanvraag meer.")
    if actor.user is not None:
        if not actor.user.has_perm("onderwijsregios.sign_application", member):
            raise NotAllowed(
                "U mag dit niet doen met dit account. "
                + ended(f"Vraag het iemand met een mandaat voor {actor.organisation.display_name}")
            )
    elif request is None or request.asked_at is None or request.nonce != actor.nonce:
        raise NotAllowed("Deze koppeling werkt niet meer. Vraag de penvoerder om een nieuwe mail.")
    return application, member, request


def _keep(
    application: Application, actor: Signatory, signature: Signature, *, action: str, sentence: str
) -> Signature:
    signature.application, signature.organisation = application, actor.organisation
    signature.signer_name, signature.signer_function = actor.name, actor.function
    signature.signed_by, signature.signed_at = actor.user, clock.now()
    signature.save()
    SigningRequest.objects.filter(application=application, organisation=actor.organisation).update(
        received=None
    )
    record_for_applicant(
        application,
        actor.user,
        f"onderwijsregios.signing.{action}",
        sentence,
        label=actor.label,
        after={"signature": signature.pk, "fingerprints": signature.fingerprints},
    )
    return signature


def _withdraw(application: Application, organisation: Organisation) -> int:
    standing = Signature.objects.filter(
        application=application, organisation=organisation, withdrawn_at__isnull=True
    )
    return standing.update(withdrawn_at=clock.now())


def _require_name(actor: Signatory) -> None:
    if not actor.name.strip() or not actor.function.strip():
        raise Refused("Vul de naam en de functie in van wie tekent.", code="naam-ontbreekt")


def _require_own(document: Document, user: User) -> None:
    if document.created_by_id != user.pk:
        raise NotAllowed("U kunt alleen een bestand toevoegen dat u zelf hebt verstuurd.")
