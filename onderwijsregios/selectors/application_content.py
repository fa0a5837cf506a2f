"""The whole content of an application as plain data: what is shown, hashed and frozen."""

from typing import Any

from onderwijsregios.enums import PartKey
from onderwijsregios.models import Application
from regio.models import Document, School


def content_of(application: Application) -> dict[str, Any]:
    """Return the content of ``application`` as it stands now, names and codes included.

    The same dictionary is shown on the check page, hashed into the fingerprint and
    frozen in ``Revision.content``. Its order is fixed, so that equal content is equal.
    """
    texts = dict(application.parts.values_list("key", "text"))
    return {
        "title": application.title,
        "sectors": sorted(application.sectors),
        "isNational": application.is_national,
        "municipalities": [
            {"code": code, "name": name}
            for code, name in application.municipalities.order_by("code").values_list("code", "name")
        ],
        "parts": {key.value: texts.get(key.value, "") for key in PartKey},
        "members": [
            {
                "id": str(member.organisation_id),
                "code": member.organisation.register_code,
                "name": member.organisation.display_name,
                "kind": member.organisation.kind,
                "role": member.role,
            }
            for member in application.members.select_related("organisation").order_by("organisation_id")
        ],
        "schools": [
            {
                "code": school.brin6,
                "name": school.name,
                "sector": school.sector,
                "boardId": str(school.board_id) if school.board_id else "",
                "municipality": school.municipality_id,
            }
            for school in School.objects.filter(application_rows__application=application).order_by("brin6")
        ],
        "attachments": _attachments(application),
        "plan": plan_facts(application.plan) if application.plan else None,
    }


def _attachments(application: Application) -> dict[str, list[dict[str, Any]]]:
    """Return the attachments of each section that has any, in the order in which they were added."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in application.attachments.select_related("document"):
        found.setdefault(one.section, []).append({**plan_facts(one.document), "title": one.title})
    return found


def plan_facts(document: Document) -> dict[str, Any]:
    """Return what is frozen of a file: enough to recognise it for ever."""
    return {
        "id": str(document.pk),
        "name": document.original_name,
        "size": document.size,
        "sha256": document.sha256,
        "pages": document.pages,
    }
