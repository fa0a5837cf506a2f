"""Documents and questions of a round: what coordinators tell everybody who might apply."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from onderwijsregios.models import Round, RoundDocument, RoundQuestion
from onderwijsregios.services.rounds import ACTOR_LABEL, dossier_of
from regio.core import clock
from regio.core.errors import EditConflict, NotAllowed, Refused
from regio.enums import Audience
from regio.models import Document, User
from regio.services.audit import record_action
from regio.services.transitions import lock


@transaction.atomic
def add_document(*, actor: User, round_: Round, document: Document, title: str) -> RoundDocument:
    """Put a file that was received on the public page of ``round_``, as the last one.

    It can be downloaded once the scanner found it clean. One row in the log. Raises
    :class:`NotAllowed`, or :class:`Refused` for a file that is in use or without a title.
    """
    fresh = _lock(actor, round_)
    last = fresh.documents.aggregate(last=Max("position"))["last"]
    row = RoundDocument(round=fresh, document=document, title=title.strip(), position=(last or 0) + 1)
    _clean(row)
    row.save()
    _log(actor, fresh, f"Document toegevoegd: {row.title}", after=_document_values(row))
    return row


@transaction.atomic
def remove_document(*, actor: User, round_: Round, row: RoundDocument) -> None:
    """Take a file off the public page; the file itself is kept, and the log says which it was.

    Raises :class:`NotAllowed`.
    """
    fresh = _lock(actor, round_)
    before = _document_values(row)
    row.delete()
    _log(actor, fresh, f"Document verwijderd: {before['title']}", before=before)


@transaction.atomic
def save_question(
    *,
    actor: User,
    round_: Round,
    question: str,
    answer: str,
    is_public: bool,
    row: RoundQuestion | None = None,
    was: dict[str, str] | None = None,
) -> RoundQuestion:
    """Add a question to ``round_``, or change ``row``; with an answer it can be made public.

    What is public keeps the moment since which it is. ``was`` holds the texts from which a
    change was made. One row in the log. Raises :class:`EditConflict` when somebody changed
    these since, :class:`NotAllowed`, or :class:`Refused` for a public question without an
    answer.
    """
    fresh = _lock(actor, round_)
    if row is None:
        last = fresh.questions.aggregate(last=Max("position"))["last"]
        row, before = RoundQuestion(round=fresh, position=(last or 0) + 1), {}
    else:
        row = RoundQuestion.objects.select_for_update().get(pk=row.pk, round=fresh)
        before = question_values(row)
        if was is not None and was != texts_of(row):
            raise EditConflict(
                "Een collega heeft deze vraag intussen gewijzigd. Vergelijk en bewaar opnieuw.",
                mine={"question": question, "answer": answer},
                theirs=texts_of(row),
            )
    row.question, row.answer = question.strip(), answer.strip()
    row.published_at = (row.published_at or clock.now()) if is_public else None
    _clean(row)
    row.save()
    after = question_values(row)
    if before != after:
        _log(actor, fresh, _what_happened(before, after), before=before, after=after)
    return row


def texts_of(row: RoundQuestion) -> dict[str, str]:
    """Return the texts that a form shows and may overwrite."""
    return {"question": row.question, "answer": row.answer}


def question_values(row: RoundQuestion) -> dict[str, Any]:
    """Return a question as the log keeps it."""
    return {**texts_of(row), "published_at": _moment(row.published_at)}


def _what_happened(before: dict[str, Any], after: dict[str, Any]) -> str:
    if not before:
        done = "toegevoegd"
    elif before["published_at"] == after["published_at"]:
        done = "gewijzigd"
    else:
        done = "openbaar gemaakt" if after["published_at"] else "niet meer openbaar"
    return f"Vraag {done}: {after['question'][:100]}"


def _moment(value: dt.datetime | None) -> str:
    return value.isoformat() if value else ""


def _document_values(row: RoundDocument) -> dict[str, str]:
    return {
        "title": row.title,
        "document": str(row.document_id),
        "name": row.document.original_name,
        "sha256": row.document.sha256,
    }


def _lock(actor: User, round_: Round) -> Round:
    if not actor.has_perm("onderwijsregios.manage_rounds"):
        raise NotAllowed("Alleen een coördinator van de Realisatie-Eenheid beheert rondes.")
    return lock(round_)


def _clean(row: RoundDocument | RoundQuestion) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _log(
    actor: User,
    round_: Round,
    sentence: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_action(
        actor=actor,
        actor_label=ACTOR_LABEL,
        action="onderwijsregios.round.information",
        sentence=sentence,
        obj=round_,
        audiences=[Audience.STAFF],
        dossier=dossier_of(round_),
        before=before or {},
        after=after or {},
    )
