"""Let parties of a sample draft sign it, so that each way to stand can be seen."""

import datetime as dt
from collections.abc import Sequence

from onderwijsregios.enums import PartKey, Section
from onderwijsregios.models import Application, SigningRequest
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.applications import parts_of
from onderwijsregios.selectors.sections import section_fingerprint
from onderwijsregios.selectors.signing import organisations_with_account
from onderwijsregios.selectors.standing import Fingerprints
from onderwijsregios.services.applications.drafting import PartText, save_parts
from onderwijsregios.services.signing import (
    Signatory,
    ask_to_sign,
    give_mandate,
    mark_correction,
    object_to,
    set_request,
    sign,
)
from regio.core import clock
from regio.enums import MembershipRole
from regio.models import OutboxMessage, User

WITHOUT_APPROACH = [section for section in Section if section != Section.AANPAK]
"""For what the second half of the signers signs, so that a change of the approach leaves it standing."""
SIGNERS, UNASKED = 12, 5


def sign_sample_draft(application: Application, *, applicant: User) -> None:
    """Ask most parties of ``application``, let some answer, and change texts afterwards.

    Parties with a demo account are asked and stay silent, so that they can be tried.
    """
    now = clock.now()
    parties = _parties(application)
    with clock.moved_to(now - dt.timedelta(days=5)):
        actor = User.objects.get(pk=applicant.pk)  # what may be done is remembered per user object and day
        requests = _ask(application, actor, parties[: len(parties) - UNASKED])
        with_account = organisations_with_account(
            [str(one.organisation_id) for one in requests], clock.today()
        )
        silent = [one for one in requests if str(one.organisation_id) not in with_account]
        for request in silent[:SIGNERS]:
            _sign(application, request)
        for request in silent[SIGNERS : SIGNERS + 1]:
            give_mandate(application=application, actor=_signatory(request), arrived_at=clock.now())
        for request in silent[SIGNERS + 1 : SIGNERS + 2]:
            object_to(
                application=application,
                actor=_signatory(request),
                reason="Voorbeeld: wij willen eerst weten hoeveel opleidingsplaatsen dit vraagt.",
                arrived_at=clock.now(),
            )
    with clock.moved_to(now - dt.timedelta(days=2)):
        actor = User.objects.get(pk=applicant.pk)
        _change(application, actor, PartKey.WERVEN, " Elk jaar kijken wij samen wat dit opleverde.")
        _change(application, actor, PartKey.OPGAVEN, " (voorbeeld)")
        mark_correction(
            application=application,
            actor=actor,
            section=Section.OPGAVEN,
            seen=section_fingerprint(content_of(application), Section.OPGAVEN),
            explanation="Toegevoegd dat dit een voorbeeld is.",
            arrived_at=clock.now(),
        )
    OutboxMessage.objects.filter(
        key__startswith=f"signing:{application.pk}:", state=OutboxMessage.State.WAITING
    ).update(state=OutboxMessage.State.CANCELLED)


def _parties(application: Application) -> list[str]:
    members = application.members.exclude(role=MembershipRole.LEAD).select_related("organisation")
    ordered = sorted(members, key=lambda one: (one.organisation.register_code, one.organisation.name))
    return [str(one.organisation_id) for one in ordered]


def _ask(application: Application, actor: User, parties: Sequence[str]) -> list[SigningRequest]:
    members = {str(one.organisation_id): one for one in application.members.all()}
    for number, key in enumerate(parties):
        set_request(
            application=application,
            actor=actor,
            organisation=members[key].organisation_id,
            sections=WITHOUT_APPROACH if number % 2 else list(Section),
            email=f"tekent-{number + 1:02d}@voorbeeld.example",
            arrived_at=clock.now(),
        )
    ask_to_sign(
        application=application,
        actor=actor,
        organisations=[members[key].organisation_id for key in parties],
        arrived_at=clock.now(),
    )
    requests = SigningRequest.objects.filter(application=application).select_related("organisation")
    return sorted(requests, key=lambda one: one.email)


def _signatory(request: SigningRequest) -> Signatory:
    return Signatory(
        request.organisation, nonce=request.nonce, name="Bestuurder (voorbeeld)", function="bestuurder"
    )


def _sign(application: Application, request: SigningRequest) -> None:
    fingerprints = Fingerprints(content_of(application))
    key = str(request.organisation_id)
    sign(
        application=application,
        actor=_signatory(request),
        seen={section.value: fingerprints.of(section, key) for section in Section},
        arrived_at=clock.now(),
    )


def _change(application: Application, actor: User, key: PartKey, addition: str) -> None:
    part = parts_of(application)[key]
    save_parts(
        application=application,
        actor=actor,
        parts={key: PartText(part.text + addition, part.version)},
        arrived_at=clock.now(),
    )
