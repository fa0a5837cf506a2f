"""Why staff and reviewers may read a document, and what awaits them on "Mijn overzicht"."""

import datetime as dt
from typing import Any

from django.db.models import Q

from onderwijsregios.enums import ReviewState
from onderwijsregios.models import Application, Revision, Round
from onderwijsregios.selectors.attachments import handed_in_with, holds
from onderwijsregios.selectors.reviews import is_to_do, review_of, sealed_count, worklist_of
from onderwijsregios.selectors.rounds import last_revision
from regio.core.registry import DocumentUse
from regio.enums import StaffRole
from regio.models import Document, User
from regio.selectors.accounts import Person, roles_of


def use_by_reviewer(user: Person, document: Document) -> DocumentUse | None:
    """Let a reviewer read the files of the revision that counts, of what is assigned to him or her."""
    if not isinstance(user, User) or StaffRole.REVIEWER not in roles_of(user):
        return None
    revision = Revision.objects.filter(handed_in_with(document)).select_related("application__round").first()
    if revision is None or review_of(user, revision.application) is None:
        return None
    counting = last_revision(revision.application)
    if counting is None or not (counting.plan_id == document.pk or holds(counting.content, document)):
        return None
    return DocumentUse(dossier=revision.application.dossier, actor_label="beoordelaar")


def use_by_staff(user: Person, document: Document) -> DocumentUse | None:
    """Let coordinators and administrators read what was handed in, and letters."""
    roles = roles_of(user) & {StaffRole.COORDINATOR, StaffRole.ADMINISTRATOR}
    if not roles:
        return None
    application = Application.objects.filter(
        Q(pk__in=Revision.objects.filter(handed_in_with(document)).values("application"))
        | Q(decision__letter=document)
    ).first()
    if application is None:
        return None
    label = "coördinator" if StaffRole.COORDINATOR in roles else "beheerder"
    return DocumentUse(dossier=application.dossier, actor_label=label)


def reviews_panel(user: Person, moment: dt.datetime) -> dict[str, Any] | None:
    """Return what "Mijn overzicht" shows to a reviewer; None for anybody else."""
    if not isinstance(user, User) or StaffRole.REVIEWER not in roles_of(user):
        return None
    reviews = worklist_of(user)
    return {
        "to_do": sum(map(is_to_do, reviews)),
        "done": sum(review.state == ReviewState.SUBMITTED for review in reviews),
        "sealed": sealed_count(user),
    }


def rounds_panel(user: Person, moment: dt.datetime) -> dict[str, Any] | None:
    """Return what "Mijn overzicht" shows to coordinators and administrators; None for anybody else."""
    if not roles_of(user) & {StaffRole.COORDINATOR, StaffRole.ADMINISTRATOR}:
        return None
    current = Round.objects.filter(published_at__isnull=True).order_by("closes_at")
    return {"rounds": [(round_, round_.phase_at(moment)) for round_ in current]}
