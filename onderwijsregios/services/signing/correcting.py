"""Mark a small correction, so that signatures for the text before it stand for the text after it."""

import datetime as dt

from django.db import transaction

from onderwijsregios.enums import Section
from onderwijsregios.models import Application, Correction, SigningRequest
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.corrections import CORRECTABLE, TextHistory, fallen_texts
from onderwijsregios.selectors.sections import section_fingerprint
from onderwijsregios.selectors.signing import SigningLedger, named
from onderwijsregios.services.applications.recording import record_for_applicant
from onderwijsregios.services.signing.gates import lock_for_managing
from onderwijsregios.services.signing.mails import people_of, tell_party
from regio.core import clock
from regio.core.errors import Refused
from regio.models import User


@transaction.atomic
def mark_correction(
    *,
    application: Application,
    actor: User,
    section: Section,
    seen: str,
    explanation: str,
    arrived_at: dt.datetime,
) -> list[Correction]:
    """Say that what changed in ``section`` since it was signed changes no meaning.

    ``seen`` is the fingerprint of the text that the applicant had on screen. All
    signatures that fell stand again: one correction for each text that was signed.
    Everybody can read the explanation and the difference, and the parties concerned get
    a mail, so that who disagrees can object. Only texts: raises :class:`Refused` when
    anything else changed, or when nothing fell.
    """
    application = lock_for_managing(application, actor=actor, arrived_at=arrived_at)
    if section not in CORRECTABLE:
        raise Refused("Alleen een wijziging in een tekst kan een kleine verbetering zijn.")
    if not explanation.strip():
        raise Refused("Schrijf wat u hebt verbeterd.", code="uitleg-ontbreekt")
    content = content_of(application)
    present = section_fingerprint(content, section)
    if present != seen:
        raise Refused(
            "De tekst is intussen opnieuw gewijzigd. Bekijk hieronder het verschil dat er nu is.",
            code="ondertussen-gewijzigd",
        )
    ledger = SigningLedger(application, content)
    fallen = fallen_texts(ledger.parties, section, content, TextHistory(application, content))
    if not fallen:
        raise Refused(f"Bij “{section.label}” is geen handtekening vervallen.")
    if not all(one.is_only_text for one in fallen):
        raise Refused(
            f"Bij “{section.label}” is meer gewijzigd dan alleen tekst. Dat kan geen kleine verbetering "
            "zijn. Vraag de partijen opnieuw te tekenen."
        )
    now = clock.now()
    corrections = [
        Correction.objects.create(
            application=application,
            section=section,
            before=one.signed,
            after=present,
            explanation=explanation.strip(),
            marked_by=actor,
            marked_at=now,
        )
        for one in fallen
    ]
    concerned = [party for one in fallen for party in one.parties]
    names = named([party.member["name"] for party in concerned])
    record_for_applicant(
        application,
        actor,
        "onderwijsregios.signing.mark_correction",
        f"Kleine verbetering gemeld in {section.label}. Getekend blijft: {names}",
        before={"fingerprints": [one.before for one in corrections]},
        after={"fingerprint": present},
        reason=explanation.strip(),
    )
    requests = list(
        SigningRequest.objects.filter(
            application=application, organisation__in=[party.member["id"] for party in concerned]
        )
    )
    people = people_of(requests)
    for request in requests:
        what = f"verbetering-{corrections[0].pk}"
        tell_party(application, request, people, what=what, template="signing-correction")
    return corrections
