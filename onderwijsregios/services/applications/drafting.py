"""Write an application: start it, save its texts, its region, its parties and its plan.

Each save is one transaction that locks the application, and carries what the form was
made from. What a colleague changed in the meantime is never overwritten: texts and
fields raise :class:`EditConflict` with both versions; sets (municipalities, parties)
are changed by what is added and removed, so that two people's changes add up.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from onderwijsregios.enums import PartKey, Section
from onderwijsregios.models import Application, ApplicationMember, PlanPart, PlanPartVersion, Round
from onderwijsregios.selectors.applications import parts_of, texts_at
from onderwijsregios.selectors.starting_points import StartingPoint
from onderwijsregios.services.applications.gates import lock_for_editing, require_open
from onderwijsregios.services.applications.prefilling import fill_in
from onderwijsregios.services.applications.recording import record_for_applicant, touch
from regio.core import clock
from regio.core.errors import EditConflict, NotAllowed, Refused
from regio.core.files.kinds import PDF, Unusable
from regio.core.wording import ended
from regio.enums import MembershipRole, Sector
from regio.models import ActionLog, Document, Municipality, Organisation, User
from regio.models.periods import valid_on

CONFLICT = (
    "Dit is intussen gewijzigd, door uzelf in een ander venster of door een collega. "
    "Hieronder staan beide versies naast elkaar. Pas uw tekst aan en bewaar opnieuw."
)
NAMES_IN_A_SENTENCE = 5
START = "onderwijsregios.application.start"
SAVE_PARTS = "onderwijsregios.application.save_parts"
SAVE_REGION = "onderwijsregios.application.save_region"
REGION_CHANGED = "Regio gewijzigd"
TOLD_ONCE_IN = dt.timedelta(minutes=10)
"""Who goes on typing in the same text makes one line in the log in this time."""


@dataclass(frozen=True)
class PartText:
    """A text as typed, and the version of the part that the form was made from (0: none yet)."""

    text: str
    version: int
    is_choice: bool = False
    """Whether the sender had the text of that version beside it, and chose to save this one."""


@dataclass(frozen=True)
class RegionFacts:
    """What describes the region besides its municipalities."""

    title: str
    sectors: list[str]
    """In alphabetical order."""
    is_national: bool

    def in_words(self) -> dict[str, str]:
        """Return the facts as a reader sees them, by field."""
        return {
            "title": self.title,
            "sectors": ", ".join(str(Sector(sector).label) for sector in self.sectors),
            "is_national": "ja" if self.is_national else "nee",
        }


FACTS = ("title", "sectors", "is_national")


def start_application(
    *,
    round_: Round,
    organisation: Organisation,
    actor: User,
    arrived_at: dt.datetime,
    starting_point: StartingPoint | None = None,
) -> Application:
    """Return the application of ``organisation`` in ``round_``; a new draft when there is none yet.

    The organisation becomes its penvoerder, and the draft is filled with its
    ``starting_point`` if one is given. Two people who start at once get the same one.
    Raises :class:`NotAllowed`, :class:`TooEarly` or :class:`TooLate`.
    """
    is_own = starting_point is None or starting_point.organisation_id == organisation.pk
    if not is_own or not actor.has_perm("onderwijsregios.start_application", organisation):
        raise NotAllowed(ended(f"U hebt geen mandaat voor {organisation.display_name}"))
    existing = Application.objects.filter(round=round_, lead=organisation).first()
    if existing is not None:
        return existing
    require_open(round_, arrived_at=arrived_at, organisation_id=organisation.pk)
    with transaction.atomic():
        application, is_new = Application.objects.get_or_create(
            round=round_, lead=organisation, defaults={"created_by": actor, "is_sample": round_.is_sample}
        )
        if is_new:
            ApplicationMember.objects.create(
                application=application, organisation=organisation, role=MembershipRole.LEAD
            )
            if starting_point is None:
                record_for_applicant(application, actor, START, "Aanvraag begonnen")
            else:
                fill_in(application, starting_point, actor=actor)
                sentence = f"Aanvraag begonnen met {starting_point.label}"
                left_out = {"left_out": starting_point.left_out}
                record_for_applicant(application, actor, START, sentence, after=left_out)
    return application


@transaction.atomic
def save_parts(
    *, application: Application, actor: User, parts: Mapping[PartKey, PartText], arrived_at: dt.datetime
) -> Application:
    """Save texts of the plan; each accepted text stays readable as a version of its part.

    A text that is as it was when the form was made changes nothing, so that somebody
    who typed in one part does not undo what a colleague did in another. Raises
    :class:`EditConflict`, and then saves none of them, when both changed the same part.
    """
    for section in {Section.of(key) for key in parts}:
        application = lock_for_editing(application, actor=actor, arrived_at=arrived_at, section=section)
    changed, _ = _save_texts(application, actor, parts)
    if changed:
        touch(application)
        names = ", ".join(str(key.label) for key in changed)
        record_for_applicant(application, actor, SAVE_PARTS, f"Tekst gewijzigd: {names}")
    return application


@transaction.atomic
def save_text(
    *, application: Application, actor: User, key: PartKey, part: PartText, arrived_at: dt.datetime
) -> int:
    """Save one text while somebody types, as :func:`save_parts` does; return from where to go on.

    That is the version of the text that was sent. When nothing was typed and a colleague
    saved another text since, it is the version that was sent: with a later one the next
    save would undo what the colleague did without anybody having seen it. Each saved text
    is a version; the log gets a line only once in a while.
    """
    section = Section.of(key)
    application = lock_for_editing(application, actor=actor, arrived_at=arrived_at, section=section)
    changed, now = _save_texts(application, actor, {key: part})
    if changed:
        touch(application)
        sentence = f"Tekst gewijzigd: {key.label}"
        if not _was_just_told(application, actor, SAVE_PARTS, sentence):
            record_for_applicant(application, actor, SAVE_PARTS, sentence)
    return now[key].version if key in now and now[key].text == part.text else part.version


@transaction.atomic
def restore_text(
    *,
    application: Application,
    actor: User,
    key: PartKey,
    restored: int,
    version: int,
    arrived_at: dt.datetime,
) -> Application:
    """Make the text of version ``restored`` the text of the part again, as a new version.

    ``version`` is the one that the actor saw as the present text. Raises
    :class:`EditConflict` when a colleague saved another text since, and
    :class:`Refused` for a version that does not exist.
    """
    application = lock_for_editing(application, actor=actor, arrived_at=arrived_at, section=Section.of(key))
    old = PlanPartVersion.objects.filter(
        part__application=application, part__key=key, version=restored
    ).first()
    if old is None:
        raise Refused("Deze versie bestaat niet. Kies een andere uit de lijst.")
    changed, _ = _save_texts(application, actor, {key: PartText(old.text, version, is_choice=True)})
    if changed:
        touch(application)
        record_for_applicant(
            application,
            actor,
            "onderwijsregios.application.restore_text",
            f"{key.label}: de tekst van versie {restored} is teruggezet",
        )
    return application


@transaction.atomic
def save_region(
    *,
    application: Application,
    actor: User,
    region: RegionFacts,
    version: int,
    explanation: PartText | None,
    arrived_at: dt.datetime,
    seen: Mapping[str, int] | None = None,
    while_typing: bool = False,
) -> Application:
    """Save name, sectors and reach of the region, with the text that explains it if given.

    ``version`` is the application's version that the form was made from, ``seen`` a later
    one for each field that saved itself since; saving ``while_typing`` makes a line in
    the log only once in a while. Raises
    :class:`EditConflict`, and then saves nothing, when both changed the same field.
    """
    application = lock_for_editing(application, actor=actor, arrived_at=arrived_at, section=Section.REGIO)
    current = facts_of(application)
    base = facts_seen(application, dict.fromkeys(FACTS, version) | dict(seen or {}))
    changed = [
        name for name in FACTS if getattr(region, name) not in (getattr(base, name), getattr(current, name))
    ]
    late = [name for name in changed if getattr(current, name) != getattr(base, name)]
    if late:
        mine, theirs = region.in_words(), current.in_words()
        raise EditConflict(
            CONFLICT,
            mine={name: mine[name] for name in late},
            theirs={name: theirs[name] for name in late},
        )
    texts, _ = _save_texts(application, actor, {PartKey.REGIO: explanation} if explanation else {})
    for name in changed:
        setattr(application, name, getattr(region, name))
    if changed:
        application.version += 1
    if changed or texts:
        touch(application)
        after = facts_of(application).in_words()
        if not (while_typing and _was_just_told(application, actor, SAVE_REGION, REGION_CHANGED)):
            before = current.in_words()
            record_for_applicant(application, actor, SAVE_REGION, REGION_CHANGED, before=before, after=after)
    return application


def save_fact(
    *,
    application: Application,
    actor: User,
    name: str,
    value: Any,
    version: int,
    arrived_at: dt.datetime,
) -> int:
    """Save one of ``FACTS`` while somebody fills in the form; return from which version to go on.

    For the same reason as in :func:`save_text`. Raises what :func:`save_region` raises.
    """
    saved = save_region(
        application=application,
        actor=actor,
        region=replace(facts_at(application, version), **{name: value}),
        version=version,
        explanation=None,
        arrived_at=arrived_at,
        while_typing=True,
    )
    return saved.version if getattr(facts_of(saved), name) == value else version


@transaction.atomic
def change_municipalities(
    *,
    application: Application,
    actor: User,
    add: Collection[str],
    remove: Collection[str],
    arrived_at: dt.datetime,
) -> Application:
    """Add and remove municipalities by their codes; unknown and ended ones are left out."""
    application = lock_for_editing(application, actor=actor, arrived_at=arrived_at, section=Section.REGIO)
    present = set(application.municipalities.values_list("pk", flat=True))
    added = Municipality.objects.filter(valid_on(clock.today()), pk__in=set(add) - present)
    removed = Municipality.objects.filter(pk__in=set(remove) & present)
    added_names, removed_names = ([m.name for m in some.order_by("name")] for some in (added, removed))
    application.municipalities.add(*added)
    application.municipalities.remove(*removed)
    _record_difference(
        application,
        actor,
        "onderwijsregios.application.change_municipalities",
        "Gemeenten",
        added=added_names,
        removed=removed_names,
    )
    return application


@dataclass(frozen=True)
class RoleChange:
    """A party's new role, and the role that the form showed."""

    was: str
    becomes: str


@transaction.atomic
def save_members(
    *,
    application: Application,
    actor: User,
    arrived_at: dt.datetime,
    add: Mapping[UUID, str] | None = None,
    roles: Mapping[UUID, RoleChange] | None = None,
    remove: Collection[UUID] = (),
) -> Application:
    """Add parties in a role, change roles, remove parties.

    Who is there already keeps the role that is there. The penvoerder is the applicant
    and stays. Raises :class:`EditConflict`, and then saves nothing, when a role was
    changed since the form was made, and :class:`Refused` for a second penvoerder.
    """
    application = lock_for_editing(application, actor=actor, arrived_at=arrived_at, section=Section.PARTIJEN)
    asked = {*(add or {}).values(), *(change.becomes for change in (roles or {}).values())}
    if MembershipRole.LEAD in asked:
        raise Refused("Een aanvraag heeft één penvoerder: de organisatie die aanvraagt.")
    members = {
        member.organisation_id: member
        for member in application.members.select_related("organisation").exclude(role=MembershipRole.LEAD)
    }
    changed = _change_roles(members, roles or {})
    removed = [member for pk, member in members.items() if pk in set(remove)]
    added = Organisation.objects.filter(pk__in=set(add or {}) - set(members) - {application.lead_id})
    added_names = []
    for organisation in added:
        role = (add or {})[organisation.pk]
        ApplicationMember.objects.create(application=application, organisation=organisation, role=role)
        added_names.append(f"{organisation.display_name} ({MembershipRole(role).label})")
    for member in changed:
        member.save(update_fields=["role"])
    for member in removed:
        member.delete()
    _record_difference(
        application,
        actor,
        "onderwijsregios.application.save_members",
        "Partijen",
        added=added_names,
        removed=[member.organisation.display_name for member in removed],
        changed=[f"{m.organisation.display_name} is nu {m.get_role_display()}" for m in changed],
    )
    return application


@transaction.atomic
def attach_plan(
    *,
    application: Application,
    actor: User,
    document: Document,
    replaces: UUID | None,
    arrived_at: dt.datetime,
) -> Application:
    """Make ``document`` the plan; ``replaces`` is the plan that the form showed.

    Only a document that the actor sent in. Raises :class:`EditConflict` when somebody
    else attached another one since; nothing is overwritten then.
    """
    application = lock_for_editing(application, actor=actor, arrived_at=arrived_at, section=Section.PLAN)
    if document.created_by_id != actor.pk:
        raise NotAllowed("U kunt alleen een bestand toevoegen dat u zelf hebt verstuurd.")
    if document.content_type != PDF.content_type:
        raise Unusable(f"“{document.original_name}” is geen PDF. Sla het op als PDF en voeg dat bestand toe.")
    if application.plan_id == document.pk:
        return application
    _require_same_plan(application, replaces, mine=document.original_name)
    application.plan = document
    touch(application)
    record_for_applicant(
        application,
        actor,
        "onderwijsregios.application.attach_plan",
        f"Plan toegevoegd: {document.original_name}",
        after={"sha256": document.sha256},
    )
    return application


@transaction.atomic
def remove_plan(
    *, application: Application, actor: User, plan: UUID | None, arrived_at: dt.datetime
) -> Application:
    """Take the plan out of the draft; the file itself stays, for revisions that hold it.

    Raises :class:`EditConflict` when by now another plan is there than ``plan``, or none was named.
    """
    application = lock_for_editing(application, actor=actor, arrived_at=arrived_at, section=Section.PLAN)
    if application.plan is None:
        return application
    _require_same_plan(application, plan, mine="")
    name = application.plan.original_name
    application.plan = None
    touch(application)
    record_for_applicant(
        application, actor, "onderwijsregios.application.remove_plan", f"Plan verwijderd: {name}"
    )
    return application


def _save_texts(
    application: Application, actor: User, parts: Mapping[PartKey, PartText]
) -> tuple[list[PartKey], dict[str, PlanPart]]:
    """Save what was typed; return which texts changed, and all texts as they are now."""
    current = parts_of(application)
    texts = {key: current[key].text if key in current else "" for key in parts}
    bases = texts_at(current, {key: part.version for key, part in parts.items()})
    changed = [key for key in parts if parts[key].text not in (texts[key], bases[key])]
    late = [key for key in changed if texts[key] != bases[key]]
    if late:
        raise EditConflict(
            CONFLICT,
            mine={key.value: parts[key].text for key in late},
            theirs={key.value: texts[key] for key in late},
        )
    now = clock.now()
    for key in changed:
        part = current.get(key) or PlanPart(application=application, key=key, version=0)
        part.text, part.version = parts[key].text, part.version + 1
        part.saved_at, part.saved_by = now, actor
        part.save()
        PlanPartVersion.objects.create(
            part=part,
            version=part.version,
            text=part.text,
            saved_at=now,
            saved_by=actor,
            replaces_previous=parts[key].is_choice,
        )
        current[key] = part
    return changed, current


def facts_of(application: Application) -> RegionFacts:
    """Return what describes the region now."""
    return RegionFacts(application.title, sorted(application.sectors), application.is_national)


def facts_at(application: Application, version: int) -> RegionFacts:
    """Return the facts as they were in ``version``, from the history; the present ones if unknown."""
    if version == application.version:
        return facts_of(application)
    events = application.events  # type: ignore[attr-defined]  # made by pghistory
    event = events.filter(version=version).order_by("-pgh_id").first()
    return (
        RegionFacts(event.title, sorted(event.sectors), event.is_national) if event else facts_of(application)
    )


def facts_seen(application: Application, versions: Mapping[str, int]) -> RegionFacts:
    """Return each fact as it was in the version in which a reader saw it."""
    read = {version: facts_at(application, version) for version in set(versions.values())}
    return RegionFacts(**{name: getattr(read[versions[name]], name) for name in FACTS})


def _change_roles(
    members: Mapping[UUID, ApplicationMember], roles: Mapping[UUID, RoleChange]
) -> list[ApplicationMember]:
    changed, mine, theirs = [], {}, {}
    for pk, change in roles.items():
        member = members.get(pk)
        if member is None or change.becomes in (change.was, member.role):
            continue
        if member.role != change.was:
            name = member.organisation.display_name
            mine[name] = str(MembershipRole(change.becomes).label)
            theirs[name] = str(MembershipRole(member.role).label)
        else:
            member.role = change.becomes
            changed.append(member)
    if mine:
        raise EditConflict(CONFLICT, mine=mine, theirs=theirs)
    return changed


def _require_same_plan(application: Application, shown: UUID | None, *, mine: str) -> None:
    if application.plan_id != shown:
        theirs = application.plan.original_name if application.plan else ""
        raise EditConflict(
            "Het plan is intussen vervangen of verwijderd, door uzelf in een ander venster "
            "of door een collega.",
            mine={"plan": mine},
            theirs={"plan": theirs},
        )


def _was_just_told(application: Application, actor: User, action: str, sentence: str) -> bool:
    """Tell whether the log has this line of ``actor`` already; the versions hold each text and moment."""
    return ActionLog.objects.filter(
        dossier=application.dossier,
        at__gt=clock.now() - TOLD_ONCE_IN,
        actor=actor,
        action=action,
        sentence=sentence,
    ).exists()


def _record_difference(
    application: Application,
    actor: User,
    action: str,
    what: str,
    *,
    added: Sequence[str],
    removed: Sequence[str],
    changed: Sequence[str] = (),
) -> None:
    told = [
        f"{verb}: {_named(names)}"
        for verb, names in (("toegevoegd", added), ("verwijderd", removed), ("gewijzigd", changed))
        if names
    ]
    if told:
        touch(application)
        facts = {"added": list(added), "removed": list(removed), "changed": list(changed)}
        record_for_applicant(application, actor, action, f"{what} {'; '.join(told)}", after=facts)


def _named(names: Sequence[str]) -> str:
    shown, rest = names[:NAMES_IN_A_SENTENCE], len(names) - NAMES_IN_A_SENTENCE
    return ", ".join(shown) + (f" en {rest} andere" if rest > 0 else "")
