"""The whole content of an application as plain data: what is shown, hashed and frozen."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from onderwijsregios.enums import PartKey
from onderwijsregios.models import Application, PlanPart
from regio.models import Document, Municipality, School


def content_of(application: Application) -> dict[str, Any]:
    """Return the content of ``application`` as it stands now, names and codes included.

    The same dictionary is shown on the check page, hashed into the fingerprint and
    frozen in ``Revision.content``. Its order is fixed, so that equal content is equal.
    """
    texts, municipalities, schools = _rows_of(application)
    return {
        "title": application.title,
        "sectors": sorted(application.sectors),
        "isNational": application.is_national,
        "municipalities": municipalities,
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
        "schools": schools,
        "attachments": _attachments(application),
        "plan": plan_facts(application.plan) if application.plan else None,
    }


def _rows_of(
    application: Application,
) -> tuple[dict[str, str], list[dict[str, str]], list[dict[str, str]]]:
    """Return texts by key, municipalities and schools; in one query, because every page asks for them."""
    mine = OuterRef("pk")
    parts = PlanPart.objects.filter(application=mine).values(row=JSONObject(key="key", text="text"))
    municipalities = Municipality.objects.filter(applications=mine).order_by("code")
    schools = School.objects.filter(application_rows__application=mine).order_by("brin6")
    school = JSONObject(
        code="brin6", name="name", sector="sector", board="board_id", municipality="municipality_id"
    )
    rows = Application.objects.filter(pk=application.pk).values_list(
        ArraySubquery(parts),
        ArraySubquery(municipalities.values(row=JSONObject(code="code", name="name"))),
        ArraySubquery(schools.values(row=school)),
    )
    texts, areas, found = rows.get()
    return (
        {one["key"]: one["text"] for one in texts},
        [{"code": one["code"], "name": one["name"]} for one in areas],
        [
            {
                "code": one["code"],
                "name": one["name"],
                "sector": one["sector"],
                "boardId": one["board"] or "",
                "municipality": one["municipality"],
            }
            for one in found
        ],
    )


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
