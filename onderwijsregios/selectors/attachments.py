"""Files beside the texts of an application: which there are, and where one was handed in."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from onderwijsregios.enums import Section
from onderwijsregios.models import Application, Attachment
from regio.models import Document


def attachments_of(application: Application, section: Section) -> QuerySet[Attachment]:
    """Return the files of a section with their facts, in the order in which they were added."""
    return Attachment.objects.filter(application=application, section=section).select_related("document")


def handed_in_with(document: Document) -> Q:
    """Return the condition that a revision holds ``document``, as the plan or in any section.

    Served by the indexes on the plan and on the attachments of revisions.
    """
    condition = Q(plan=document)
    for section in Section:
        condition |= Q(content__attachments__contains={section.value: [{"id": str(document.pk)}]})
    return condition


def holds(content: Mapping[str, Any], document: Document) -> bool:
    """Tell whether frozen ``content`` names ``document`` among its attachments."""
    key = str(document.pk)
    return any(one["id"] == key for files in content.get("attachments", {}).values() for one in files)
