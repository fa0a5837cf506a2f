"""Supplements: staff ask an applicant for exactly one thing, and it comes back or its term passes."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from onderwijsregios.enums import (
    Admission,
    ApplicationState,
    Section,
    SupplementState,
    TeamRight,
    TeamState,
)
from onderwijsregios.models import Application, Revision, Supplement, TeamMember
from onderwijsregios.selectors.application_content import content_of
from onderwijsregios.selectors.applications import role_of
from onderwijsregios.selectors.completeness import gaps
from onderwijsregios.selectors.interests import has_interest
from onderwijsregios.selectors.sections import section_fingerprint, with_section
from onderwijsregios.selectors.signing import SigningLedger
from onderwijsregios.selectors.supplemented_signatures import signatures_of_supplement, told_by_supplement
from onderwijsregios.selectors.supplements import base_of, obstacle_to_asking
from onderwijsregios.selectors.windows import end_of_second
from onderwijsregios.services.applications.receipts import issue_receipt
from onderwijsregios.services.signing.mails import tell_of_supplement
from regio.core import clock
from regio.core.errors import Incomplete, NotAllowed, Refused, TooEarly, TooLate
from regio.core.fingerprints import fingerprint_of
from regio.core.moments import in_words
from regio.enums import Audience
from regio.models import User
from regio.selectors.accounts import representatives_of
from regio.services.audit import record_action
from regio.services.outbox import post, words_of
from regio.services.transitions import lock, perform

STAFF_LABEL = "coördinator"

EXPIRES_AFTER = dt.timedelta(minutes=1)
"""How long the portal waits before it calls a term passed: what arrived in time may still be in line."""


@transaction.atomic
def ask_supplement(
    *,
    application: Application,
    actor: User,
    section: Section,
    question: str,
    due_at: dt.datetime,
    arrived_at: dt.datetime,
) -> Supplement:
    """Ask the applicant to supplement ``section``, until and including the second of ``due_at``.

    Only that section opens; the decision clock stands still from tomorrow (Awb 4:5,
    4:15). Locks the round first, so that a publication never sees half of it. Mails
    everybody with a mandate for the applicant, and who may write in that section, that
    there is a question. Asking the same thing twice asks it once.
    Raises :class:`NotAllowed`, :class:`TooEarly` or :class:`Refused`.
    """
    round_ = lock(application.round)
    application = lock(application)
    application.round = round_
    if not actor.has_perm("onderwijsregios.ask_supplement") or has_interest(actor, application):
        raise NotAllowed(
            "U kunt hier niets vragen: u bent geen coördinator, of u heeft een belang bij deze aanvraag. "
            "Vraag het een collega."
        )
    if obstacle := obstacle_to_asking(application, arrived_at):
        raise TooEarly(obstacle)
    if not question.strip():
        raise Refused("Schrijf wat de aanvrager moet aanvullen.")
    _check_term(due_at, arrived_at)
    for passed in _overdue(arrived_at).filter(application=application, section=section):
        _expire(passed)
    earlier = Supplement.objects.filter(
        application=application, section=section, state=SupplementState.OPEN
    ).first()
    if earlier is not None and earlier.question == question.strip():
        return earlier
    if earlier is not None:
        raise Refused(
            "Over dit onderdeel staat al een vraag open. Wacht op het antwoord, of trek die vraag eerst in."
        )
    supplement = Supplement.objects.create(
        application=application,
        section=section,
        question=question.strip(),
        asked_by=actor,
        asked_at=arrived_at,
        due_at=due_at.replace(microsecond=0),
        before=application.revisions.latest("number"),
    )
    record_action(
        actor=actor,
        actor_label=STAFF_LABEL,
        action="onderwijsregios.supplement.ask",
        sentence=f"Aanvulling gevraagd bij {section.label}",
        obj=supplement,
        audiences=[Audience.APPLICANT, Audience.REVIEWER, Audience.STAFF],
        dossier=application.dossier,
        after={"section": section.value, "due_at": supplement.due_at.isoformat()},
    )
    for person in {*representatives_of(application.lead), *_writers_of(supplement)}:
        _mail("supplement-asked", supplement, person)
    return supplement


def mail_of_asking(
    application: Application, due_at: dt.datetime, *, arrived_at: dt.datetime
) -> tuple[str, str]:
    """Return subject and text of the mail as :func:`ask_supplement` would have it sent now.

    Only the number of the question in its address is not known yet; brackets stand for it.
    Raises :class:`Refused` for a term that it would refuse.
    """
    _check_term(due_at, arrived_at)
    path = _path(application, 0).removesuffix("0/") + "[nummer]/"
    return words_of("supplement-asked", _facts(application, due_at, path))


def _check_term(due_at: dt.datetime, arrived_at: dt.datetime) -> None:
    if due_at <= arrived_at:
        raise Refused("De termijn ligt in het verleden. Kies een later moment.")


def answer_supplement(
    *,
    supplement: Supplement,
    actor: User,
    note: str,
    idempotency_key: UUID,
    fingerprint: str,
    arrived_at: dt.datetime,
) -> Revision:
    """Freeze what was handed in with the section that was asked for as it is now, and return that revision.

    All other sections stay as they were handed in, whatever the draft holds.
    ``fingerprint`` is that of the section which the actor saw. However often and however
    parallel it is asked, a supplement gives one revision. Nobody signs anew: parties that
    signed for the text which changes are told, and stand so in the revision.

    Raises :class:`NotAllowed`; :class:`TooLate` by the moment of arrival;
    :class:`Incomplete` when the section lacks something that is required;
    :class:`Refused` when the section changed since it was seen, when there is nothing to
    hand in, or when the key was used for other content.
    """
    with transaction.atomic():
        application = lock(supplement.application)
        repeated = application.revisions.filter(idempotency_key=idempotency_key).first()
        if repeated is not None:
            if section_fingerprint(repeated.content, Section(supplement.section)) != fingerprint:
                raise Refused(
                    "Dit formulier is al eerder gebruikt om iets anders in te sturen. "
                    "Open de aanvulling opnieuw en stuur haar daar in.",
                    code="sleutel-hergebruikt",
                )
            return repeated
        section = Section(supplement.section)
        draft, base = content_of(application), base_of(supplement)
        content = with_section(base.content, section, draft)

        def check(fresh: Supplement) -> None:
            _require_in_time(fresh, application, arrived_at)
            if section_fingerprint(draft, section) != fingerprint:
                raise Refused(
                    "Dit onderdeel is gewijzigd sinds u het bekeek. "
                    "Controleer het opnieuw en stuur het dan in.",
                    code="ondertussen-gewijzigd",
                )
            _require_complete(application, draft, section)
            if content == base.content and not note.strip():
                raise Refused(
                    "Er is nog niets gewijzigd in dit onderdeel. Vul het aan, of schrijf in de toelichting "
                    "waarom dat niet nodig is."
                )

        def apply(fresh: Supplement) -> None:
            fresh.after = Revision.objects.create(
                application=application,
                number=base.number + 1,
                content=content,
                fingerprint=fingerprint_of(content),
                signatures=signatures_of_supplement(SigningLedger(application, content), base),
                admission=Admission.SUPPLEMENT,
                plan=application.plan if section == Section.PLAN else base.plan,
                idempotency_key=idempotency_key,
                arrived_at=arrived_at,
                submitted_by=actor,
            )
            issue_receipt(application, fresh.after)
            fresh.note, fresh.closed_at = note.strip(), arrived_at

        answered = perform(
            obj=supplement,
            name="answer_supplement",
            actor=actor,
            actor_label=role_of(actor, application),
            gates=(check,),
            apply=apply,
            notify=lambda fresh: _announce_answer(fresh, base),
            detail={"revision": base.number + 1, "section": section.value},
        )
    assert answered.after is not None  # noqa: S101  the database refuses an answer without a revision
    return answered.after


def withdraw_supplement(*, supplement: Supplement, actor: User, arrived_at: dt.datetime) -> Supplement:
    """Take a question back; the section closes again and the decision clock runs on.

    What the applicant typed stays in the draft. Raises :class:`NotAllowed` or :class:`Refused`.
    """

    def apply(fresh: Supplement) -> None:
        fresh.closed_at = arrived_at

    return perform(
        obj=supplement,
        name="withdraw_supplement",
        actor=actor,
        actor_label=STAFF_LABEL,
        apply=apply,
        notify=lambda fresh: _mail_applicant("supplement-withdrawn", fresh),
        detail={"section": supplement.section},
    )


def expire_supplements() -> int:
    """Return to the Realisatie-Eenheid what was not supplemented in time; return how many.

    The term ends with the second of ``due_at``, whenever this runs.
    """
    return sum(_expire(one) for one in _overdue(clock.now() - EXPIRES_AFTER))


def _overdue(moment: dt.datetime) -> QuerySet[Supplement]:
    return Supplement.objects.filter(
        state=SupplementState.OPEN, due_at__lt=moment.replace(microsecond=0)
    ).order_by("due_at")


def _expire(supplement: Supplement) -> bool:
    def apply(fresh: Supplement) -> None:
        fresh.closed_at = end_of_second(fresh.due_at)

    def notify(fresh: Supplement) -> None:
        _mail_applicant("supplement-expired", fresh)
        _mail("supplement-returned", fresh, fresh.asked_by, path=_staff_path(fresh))

    try:
        perform(
            obj=supplement,
            name="expire_supplement",
            actor=None,
            apply=apply,
            notify=notify,
            detail={"section": supplement.section},
        )
    except Refused:  # answered or withdrawn a moment ago
        return False
    return True


def _require_in_time(supplement: Supplement, application: Application, arrived_at: dt.datetime) -> None:
    if arrived_at >= end_of_second(supplement.due_at):
        raise TooLate(
            f"U kon aanvullen tot en met {in_words(supplement.due_at, seconds=True)}. "
            f"Uw verzoek kwam aan op {in_words(arrived_at, seconds=True)}. "
            "De aanvraag wordt beoordeeld zoals u haar eerder indiende."
        )
    if application.state != ApplicationState.SUBMITTED:
        raise Refused("Over deze aanvraag is al besloten. Aanvullen kan niet meer.")


def _require_complete(application: Application, draft: dict[str, object], section: Section) -> None:
    missing = [
        (gap.step, gap.sentence)
        for gap in gaps(draft, plan=application.plan, sectors=application.round.sectors)
        if gap.step == section.value
    ]
    if missing:
        sentences = " ".join(sentence for _step, sentence in missing)
        raise Incomplete(f"Dit onderdeel is nog niet compleet. {sentences}", missing=missing)


def _writers_of(supplement: Supplement) -> list[User]:
    """Return who may write in the section that was asked for without a mandate for the applicant."""
    members = TeamMember.objects.filter(
        application=supplement.application_id,
        state=TeamState.ACTIVE,
        rights__section=supplement.section,
        rights__right=TeamRight.WRITE,
        user__is_active=True,
    ).select_related("user")
    return [member.user for member in members if member.user is not None]


def _announce_answer(supplement: Supplement, base: Revision) -> None:
    assert supplement.after is not None  # noqa: S101  it was answered a moment ago
    signers = told_by_supplement(supplement.after, base)
    tell_of_supplement(supplement.application, signers, what=f"aanvulling-{supplement.pk}")
    _mail_applicant("supplement-received", supplement)
    _mail("supplement-answered", supplement, supplement.asked_by, path=_staff_path(supplement))


def _mail_applicant(template: str, supplement: Supplement) -> None:
    for person in representatives_of(supplement.application.lead):
        _mail(template, supplement, person)


def _mail(template: str, supplement: Supplement, person: User, *, path: str = "") -> None:
    post(
        key=f"{template}:{supplement.pk}:{person.pk}",
        template=template,
        context=_facts(
            supplement.application, supplement.due_at, path or _path(supplement.application, supplement.pk)
        ),
        to=person,
    )


def _facts(application: Application, due_at: dt.datetime, path: str) -> dict[str, str | None]:
    return {"dossier": application.dossier_number, "due": in_words(due_at, seconds=True), "path": path}


def _path(application: Application, number: int) -> str:
    return reverse("onderwijsregios:supplement", args=[application.pk, number])


def _staff_path(supplement: Supplement) -> str:
    return reverse("onderwijsregios:staff-supplement", args=[supplement.application_id, supplement.pk])
