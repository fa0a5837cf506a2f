"""Make and change rounds and their criteria."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from onderwijsregios.enums import Grace, RoundPhase, Signing
from onderwijsregios.models import Criterion, Round, ScoreAnchor
from onderwijsregios.selectors.rounds import has_handed_in_review
from regio.core import clock
from regio.core.errors import EditConflict, NotAllowed, Refused, TooLate
from regio.enums import Audience
from regio.models import User
from regio.services.audit import record_action
from regio.services.transitions import lock

FIELDS = (
    "title",
    "introduction",
    "sectors",
    "announced_at",
    "opens_at",
    "closes_at",
    "selection_date",
    "publish_at",
    "rule_set",
    "grace_kind",
    "grace_seconds",
    "signing",
    "is_open_to_bezwaar",
    "decision_days",
)
ACTOR_LABEL = "coördinator"
SCORES = range(1, 6)
OPENS_LONG_AGO = (
    "De ronde zou al meer dan een dag geleden zijn geopend. Kies een later moment waarop zij opent."
)


def dossier_of(round_: Round) -> str:
    """Return the key under which the log of a round is read."""
    return f"round:{round_.pk}"


def opens_long_ago(opens_at: dt.datetime) -> bool:
    """Say whether it is too late for a new round to open at ``opens_at``."""
    return opens_at < clock.now() - dt.timedelta(days=1)


@transaction.atomic
def create_round(
    *,
    actor: User,
    title: str,
    introduction: str,
    sectors: Sequence[str],
    announced_at: dt.datetime | None,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    selection_date: dt.date,
    publish_at: dt.datetime,
    rule_set: str = "voorlopers-2023",
    grace_kind: str = Grace.NONE,
    grace_seconds: int = 0,
    signing: str = Signing.ASKED,
    is_open_to_bezwaar: bool = False,
    decision_days: int = 91,
    copy_criteria_from: Round | None = None,
) -> Round:
    """Make a round and write it in the log; with the criteria of an earlier round if asked.

    Raises :class:`NotAllowed`, or :class:`Refused` when the moments do not follow each other
    or the round would have opened more than a day ago.
    """
    _allow(actor)
    if opens_long_ago(opens_at):
        raise Refused(OPENS_LONG_AGO)
    round_ = Round(
        slug=_free_slug(title),
        title=title,
        introduction=introduction,
        sectors=list(sectors),
        announced_at=announced_at,
        opens_at=opens_at,
        closes_at=closes_at,
        selection_date=selection_date,
        publish_at=publish_at,
        rule_set=rule_set,
        grace_kind=grace_kind,
        grace_seconds=grace_seconds,
        signing=signing,
        is_open_to_bezwaar=is_open_to_bezwaar,
        decision_days=decision_days,
    )
    _check(round_)
    round_.save()
    if copy_criteria_from is not None:
        _copy_criteria(copy_criteria_from, round_)
    record_action(
        actor=actor,
        actor_label=ACTOR_LABEL,
        action="onderwijsregios.round.create",
        sentence="Ronde aangemaakt",
        obj=round_,
        audiences=[Audience.STAFF],
        dossier=dossier_of(round_),
        after=values_of(round_),
    )
    return round_


@transaction.atomic
def update_round(*, actor: User, round_: Round, version: int, **changes: Any) -> Round:
    """Change fields of a round (those in ``FIELDS``) and write old and new in the log.

    What applicants may count on stays: an opened round keeps its opening, sectors and
    toets, its closing only moves later and only before it has closed, as does grace
    that everybody knows of; a closed round keeps its grace, so that nobody decides
    afterwards who was in time; and a published round does not change. Raises
    :class:`EditConflict` when somebody else saved since ``version``, :class:`TooLate`,
    :class:`Refused` or :class:`NotAllowed`.
    """
    _allow(actor)
    fresh = lock(round_)
    mine = {name: _in_words(value) for name, value in changes.items()}
    _same_version(fresh, version, mine=mine)
    before = values_of(fresh)
    _keep_promises(fresh, changes)
    for name in FIELDS:
        setattr(fresh, name, changes.get(name, getattr(fresh, name)))
    _check(fresh)
    after = values_of(fresh)
    changed = [name for name in FIELDS if before[name] != after[name]]
    if not changed:
        return fresh
    fresh.version += 1
    fresh.save()
    is_deadline = "closes_at" in changed
    record_action(
        actor=actor,
        actor_label=ACTOR_LABEL,
        action="onderwijsregios.round.update",
        sentence="Sluitingsmoment van de ronde verzet" if is_deadline else "Ronde gewijzigd",
        obj=fresh,
        audiences=[*Audience] if is_deadline and fresh.announced_at else [Audience.STAFF],
        dossier=dossier_of(fresh),
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return fresh


@transaction.atomic
def save_criterion(
    *,
    actor: User,
    round_: Round,
    version: int,
    title: str,
    explanation: str,
    weight: int,
    anchors: Mapping[int, str],
    criterion: Criterion | None = None,
) -> Criterion:
    """Add a criterion to ``round_``, or change ``criterion``; ``anchors`` explains each score 1–5.

    Raises :class:`TooLate` once a review has been handed in, :class:`EditConflict`,
    :class:`Refused` or :class:`NotAllowed`.
    """
    fresh = _open_criteria(actor, round_, version)
    missing = [score for score in SCORES if not anchors.get(score, "").strip()]
    if missing:
        raise Refused(f"Leg elke score uit. Nog leeg: {', '.join(map(str, missing))}.")
    before = {} if criterion is None else _criterion_values(criterion)
    if criterion is None:
        last = fresh.criteria.aggregate(last=Max("position"))["last"]
        criterion = Criterion(round=fresh, key=_free_key(fresh, title), position=(last or 0) + 1)
    criterion.title, criterion.explanation, criterion.weight = title, explanation, weight
    _clean(criterion)
    criterion.save()
    for score in SCORES:
        ScoreAnchor.objects.update_or_create(
            criterion=criterion, score=score, defaults={"text": anchors[score].strip()}
        )
    _log_criteria(
        actor, fresh, "Criterium gewijzigd" if before else "Criterium toegevoegd", before, criterion
    )
    return criterion


@transaction.atomic
def remove_criterion(*, actor: User, round_: Round, version: int, criterion: Criterion) -> None:
    """Take a criterion out of a round in which nobody has scored on it yet.

    Raises as :func:`save_criterion`; :class:`Refused` when a reviewer has begun on it.
    """
    fresh = _open_criteria(actor, round_, version)
    if criterion.scores.filter(score__isnull=False).exists():
        raise Refused("Een beoordelaar heeft dit criterium al gescoord. Wijzig het, of laat het staan.")
    before = _criterion_values(criterion)
    criterion.scores.all().delete()
    criterion.delete()
    _log_criteria(actor, fresh, "Criterium verwijderd", before, None)


def values_of(round_: Round) -> dict[str, str]:
    """Return the fields of a round as words, for the log and for laying versions side by side."""
    return {name: _in_words(getattr(round_, name)) for name in FIELDS}


def _allow(actor: User) -> None:
    if not actor.has_perm("onderwijsregios.manage_rounds"):
        raise NotAllowed("Alleen een coördinator van de Realisatie-Eenheid beheert rondes.")


def _same_version(round_: Round, version: int, *, mine: dict[str, str]) -> None:
    if round_.version != version:
        raise EditConflict(
            "Deze ronde is intussen gewijzigd, door uzelf in een ander venster of door een collega. "
            "Vergelijk en bewaar opnieuw.",
            mine=mine,
            theirs=values_of(round_),
        )


def _keep_promises(round_: Round, changes: Mapping[str, Any]) -> None:
    now = clock.now()
    phase = round_.phase_at(now)
    if phase == RoundPhase.PUBLISHED:
        raise TooLate("De uitslag van deze ronde is bekend. De ronde verandert niet meer.")
    changed = {name for name, value in changes.items() if value != getattr(round_, name)}
    if phase != RoundPhase.ANNOUNCED:
        _keep_opened(round_, changes, changed)
    if "closes_at" in changed and phase == RoundPhase.CLOSED:
        raise TooLate("De ronde is al gesloten. Het sluitingsmoment kan niet meer veranderen.")
    if "closes_at" in changed and phase == RoundPhase.OPEN and changes["closes_at"] < round_.closes_at:
        raise Refused("De ronde is open. Het sluitingsmoment kan alleen later worden, niet eerder.")
    if phase == RoundPhase.CLOSED and changed & {"grace_kind", "grace_seconds"}:
        raise TooLate("De ronde is al gesloten. Het respijt kan niet meer veranderen.")
    if "publish_at" in changed and changes["publish_at"] <= now:
        raise Refused("Dit moment is al voorbij. Kies een later moment om de uitslag openbaar te maken.")


def _keep_opened(round_: Round, changes: Mapping[str, Any], changed: set[str]) -> None:
    if "opens_at" in changed:
        raise TooLate("De ronde is al geopend. Het openingsmoment kan niet meer veranderen.")
    if "sectors" in changed and set(changes["sectors"]) != set(round_.sectors):
        raise TooLate("De ronde is al geopend. De sectoren kunnen niet meer veranderen.")
    if "announced_at" in changed and changes["announced_at"] is None:
        raise TooLate("De ronde is al geopend en kan niet meer worden verborgen.")
    if "rule_set" in changed:
        raise TooLate("De ronde is al geopend. De toets kan niet meer veranderen.")
    if "signing" in changed and changes["signing"] == Signing.REQUIRED:
        raise TooLate("De ronde is al geopend. Ondertekenen kan niet meer verplicht worden.")
    after = {"grace_kind": round_.grace_kind, "grace_seconds": round_.grace_seconds, **changes}
    is_promised = round_.grace_kind == Grace.DISCLOSED
    if is_promised and (
        after["grace_kind"] != Grace.DISCLOSED or after["grace_seconds"] < round_.grace_seconds
    ):
        raise TooLate("Het respijt is al bekendgemaakt. Het kan alleen langer worden.")


def _check(round_: Round) -> None:
    _clean(round_)
    if not round_.sectors:
        raise Refused("Kies ten minste één sector.")
    if round_.selection_date < round_.closes_at.astimezone(clock.AMSTERDAM).date():
        raise Refused("De selectie is voordat de ronde sluit. Kies een latere datum.")


def _clean(instance: Round | Criterion) -> None:
    try:
        instance.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _open_criteria(actor: User, round_: Round, version: int) -> Round:
    _allow(actor)
    fresh = lock(round_)
    if fresh.published_at or has_handed_in_review(fresh):
        raise TooLate(
            "Er is al een beoordeling ingeleverd. De criteria veranderen niet meer, zodat iedereen "
            "met dezelfde maat wordt gemeten."
        )
    _same_version(fresh, version, mine={})
    fresh.version += 1
    fresh.save(update_fields=["version"])
    return fresh


def _log_criteria(
    actor: User, round_: Round, sentence: str, before: Mapping[str, Any], criterion: Criterion | None
) -> None:
    after = {} if criterion is None else _criterion_values(criterion)
    record_action(
        actor=actor,
        actor_label=ACTOR_LABEL,
        action="onderwijsregios.round.criteria",
        sentence=f"{sentence}: {(after or before)['title']}",
        obj=round_,
        audiences=[Audience.REVIEWER, Audience.STAFF],
        dossier=dossier_of(round_),
        before=before,
        after=after,
    )


def _criterion_values(criterion: Criterion) -> dict[str, Any]:
    return {
        "title": criterion.title,
        "explanation": criterion.explanation,
        "weight": criterion.weight,
        "anchors": dict(criterion.anchors.order_by("score").values_list("score", "text")),
    }


def _copy_criteria(source: Round, target: Round) -> None:
    for criterion in source.criteria.prefetch_related("anchors"):
        anchors = list(criterion.anchors.all())
        criterion.pk, criterion.round = None, target
        criterion.save()
        ScoreAnchor.objects.bulk_create(
            ScoreAnchor(criterion=criterion, score=anchor.score, text=anchor.text) for anchor in anchors
        )


def _free_slug(title: str) -> str:
    base = slugify(title)[:50] or "ronde"
    taken = set(Round.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in _numbered(base) if slug not in taken)


def _free_key(round_: Round, title: str) -> str:
    base = slugify(title)[:50] or "criterium"
    taken = set(round_.criteria.values_list("key", flat=True))
    return next(key for key in _numbered(base) if key not in taken)


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(clock.AMSTERDAM):%d-%m-%Y %H:%M:%S}"
    if isinstance(value, dt.date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, list | tuple):
        return ", ".join(sorted(value))
    return "" if value is None else str(value)
