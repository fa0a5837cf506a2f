"""Put files beside the texts of a section, say what they are, and take them out again.

A file is stored before any of this (:func:`regio.services.documents.receive_upload`), so
nothing that is refused here loses one.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from onderwijsregios.enums import Section
from onderwijsregios.models import Application, Attachment
from onderwijsregios.selectors.attachments import attachments_of
from onderwijsregios.services.applications.gates import lock_for_editing
from onderwijsregios.services.applications.recording import record_for_applicant, touch
from regio.core.errors import EditConflict, NotAllowed, Refused
from regio.core.storable import storable
from regio.core.wording import in_figures
from regio.models import Document, User

LONGEST_TITLE = 150


@dataclass
class Addition:
    """What became of files that were to be added."""

    added: list[Attachment] = field(default_factory=list)
    refused: list[tuple[Document, str]] = field(default_factory=list)
    """With the reason, as a sentence."""


@dataclass(frozen=True)
class TitleChange:
    """A new description, and the one that the form showed."""

    was: str
    becomes: str


@transaction.atomic
def add_attachments(
    *,
    application: Application,
    actor: User,
    section: Section,
    documents: Sequence[Document],
    arrived_at: dt.datetime,
) -> Addition:
    """Add each of ``documents`` that fits; what cannot be added is returned with its reason.

    Only files that the actor sent in. A file that is there already, by its content, is
    not added twice, and a section holds at most ``UPLOAD_MAX_ATTACHMENTS``, however many
    people add at once. Raises what :func:`lock_for_editing` raises.
    """
    application = lock_for_editing(application, actor=actor, arrived_at=arrived_at, section=section)
    if any(document.created_by_id != actor.pk for document in documents):
        raise NotAllowed("U kunt alleen een bestand toevoegen dat u zelf hebt verstuurd.")
    present = {
        one.document.sha256: one.document.original_name for one in attachments_of(application, section)
    }
    result = Addition()
    for document in documents:
        reason = _reason_against(document, present)
        if reason:
            result.refused.append((document, reason))
            continue
        present[document.sha256] = document.original_name
        result.added.append(
            Attachment.objects.create(
                application=application, section=section, document=document, added_by=actor
            )
        )
    if result.added:
        names = [one.document.original_name for one in result.added]
        facts = {"added": [_recognised(one.document) for one in result.added]}
        what = f"Bijlagen bij {section.label} toegevoegd: {', '.join(names)}"
        touch(application)
        record_for_applicant(
            application, actor, "onderwijsregios.application.add_attachments", what, after=facts
        )
    return result


@transaction.atomic
def describe_attachments(
    *,
    application: Application,
    actor: User,
    section: Section,
    titles: Mapping[int, TitleChange],
    arrived_at: dt.datetime,
) -> None:
    """Save descriptions, by attachment; whoever is not there any more is left out.

    Raises :class:`EditConflict`, and then saves nothing, when somebody else changed the
    same one since the form was made, and :class:`Refused` for one that is too long.
    """
    application = lock_for_editing(application, actor=actor, arrived_at=arrived_at, section=section)
    present = {one.pk: one for one in attachments_of(application, section)}
    changed, mine, theirs = [], {}, {}
    for pk, change in titles.items():
        title = storable(change.becomes).strip()
        one = present.get(pk)
        if one is None or title in (change.was, one.title):
            continue
        if len(title) > LONGEST_TITLE:
            raise Refused(
                f"De omschrijving van “{one.document.original_name}” heeft {in_figures(len(title))} tekens. "
                f"Maak haar korter: ten hoogste {LONGEST_TITLE}."
            )
        if one.title != change.was:
            mine[str(pk)], theirs[str(pk)] = title, one.title
        one.title = title
        changed.append(one)
    if mine:
        raise EditConflict(
            "Een omschrijving is intussen gewijzigd, door uzelf in een ander venster of door een collega. "
            "Hieronder staat wat nu bewaard is, met daaronder wat u typte.",
            mine=mine,
            theirs=theirs,
        )
    for one in changed:
        one.save(update_fields=["title"])
    if changed:
        names = ", ".join(one.document.original_name for one in changed)
        facts = {"changed": {one.document.original_name: one.title for one in changed}}
        what = f"Bijlagen bij {section.label} omschreven: {names}"
        touch(application)
        record_for_applicant(
            application, actor, "onderwijsregios.application.describe_attachments", what, after=facts
        )


@transaction.atomic
def remove_attachment(
    *, application: Application, actor: User, section: Section, attachment: int, arrived_at: dt.datetime
) -> None:
    """Take a file out of the draft; the file itself stays, for revisions that hold it.

    Nothing happens when it is not there any more.
    """
    application = lock_for_editing(application, actor=actor, arrived_at=arrived_at, section=section)
    one = attachments_of(application, section).filter(pk=attachment).first()
    if one is None:
        return
    one.delete()
    touch(application)
    record_for_applicant(
        application,
        actor,
        "onderwijsregios.application.remove_attachment",
        f"Bijlagen bij {section.label} verwijderd: {one.document.original_name}",
        after={"removed": [_recognised(one.document)]},
    )


def _recognised(document: Document) -> dict[str, str]:
    return {"name": document.original_name, "sha256": document.sha256}


def _reason_against(document: Document, present: Mapping[str, str]) -> str:
    most = settings.UPLOAD_MAX_ATTACHMENTS
    if document.sha256 in present:
        return f"Dit bestand staat al bij dit onderdeel, als “{present[document.sha256]}”."
    if len(present) >= most:
        return f"Bij dit onderdeel staan al {most} bijlagen, en meer kan niet. Verwijder er eerst een."
    return ""
