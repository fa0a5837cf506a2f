"""What a bewijs van ontvangst states, and finding one by its number and fingerprint."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from onderwijsregios.enums import Admission, Grace, Section, Standing
from onderwijsregios.models import Application, Receipt, Revision
from regio.core.clock import AMSTERDAM
from regio.core.moments import in_words
from regio.core.signed_statements import ALGORITHM
from regio.enums import MembershipRole

KIND = "bewijs van ontvangst"
FORM = 1
"""Rises when the statement gets other fields."""


def receipt_number(application: Application, revision: Revision) -> str:
    """Return the number under which the receipt of ``revision`` is known."""
    return f"{application.dossier_number}-{revision.number}"


def statement_of(application: Application, revision: Revision) -> dict[str, Any]:
    """Return what the portal declares about ``revision``, as plain data in Dutch.

    Names organisations, files and moments; no people, and nothing of the texts, so that
    a receipt can be shown to others. It says nothing that changes later: whether the
    revision still counts is told only to the applicant.
    """
    content = revision.content
    return {
        "soort": KIND,
        "vorm": FORM,
        "nummer": receipt_number(application, revision),
        "dossiernummer": application.dossier_number,
        "versie": revision.number,
        "ronde": {"naam": application.round.title, "adres": application.round.slug},
        "aanvrager": _applicant(application, content),
        "regio": content["title"],
        "aangekomenOp": to_the_second(revision.arrived_at),
        "aangekomenInWoorden": in_words(revision.arrived_at, seconds=True),
        "toegelaten": admission_in_words(application, revision),
        "vingerafdruk": revision.fingerprint,
        "bestanden": files_of(content),
        "deelnemers": _members(content),
        "ondertekening": [_signature(one) for one in revision.signatures],
        "portaal": settings.SITE_URL,
        "voorbeeld": application.is_sample,
    }


def files_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the files of ``content`` with their hashes: the plan first, then by section."""
    found = [("Plan", "", content["plan"])] if content["plan"] else []
    attachments = content.get("attachments", {})
    found += [
        (str(section.label), one["title"], one)
        for section in Section
        for one in attachments.get(section.value, [])
    ]
    return [
        {
            "onderdeel": part,
            "naam": one["name"],
            "omschrijving": title,
            "grootte": one["size"],
            "bladzijden": one["pages"],
            "sha256": one["sha256"],
        }
        for part, title, one in found
    ]


def admission_in_words(application: Application, revision: Revision) -> str:
    """Return why it was admitted; silent grace stays silent."""
    is_silent = application.round.grace_kind == Grace.SILENT
    if revision.admission == Admission.GRACE and is_silent:
        return "toegelaten"
    return str(Admission(revision.admission).label)


def to_the_second(moment: dt.datetime) -> str:
    """Return a moment as ISO 8601 to the second, on Dutch clocks, with its offset."""
    return moment.astimezone(AMSTERDAM).isoformat(timespec="seconds")


HOW_TO_CHECK = (
    "Zet “verklaring” om naar JSON met gesorteerde sleutels, zonder spaties tussen de delen en in UTF-8. "
    "De handtekening (base64) is Ed25519 over die bytes, met de sleutel die hieronder is genoemd."
)


def signed_text(receipt: Receipt, *, keys: str) -> dict[str, Any]:
    """Return a receipt as it is downloaded; ``keys`` is the address of the public keys."""
    return {
        "verklaring": receipt.statement,
        "handtekening": receipt.signature,
        "algoritme": ALGORITHM,
        "sleutel": receipt.key_id,
        "sleutels": keys,
        "controleren": HOW_TO_CHECK,
    }


def confirmed_receipt(number: str, fingerprint: str) -> Receipt | None:
    """Return the receipt that has this number and states this fingerprint; None for either wrong."""
    return Receipt.objects.filter(number=number, revision__fingerprint=fingerprint).first()


def receipts_without_pdf() -> QuerySet[Receipt]:
    """Return the receipts of which the PDF was not made yet, the oldest first."""
    return Receipt.objects.filter(pdf__isnull=True).order_by("made_at")


def _applicant(application: Application, content: dict[str, Any]) -> dict[str, str]:
    lead = next(one for one in content["members"] if one["role"] == MembershipRole.LEAD)
    return {"naam": lead["name"], "code": lead["code"]}


def _members(content: dict[str, Any]) -> list[dict[str, str]]:
    """Return who take part: the penvoerder first, then by role and name."""
    order = list(MembershipRole)
    members = sorted(content["members"], key=lambda one: (order.index(one["role"]), one["name"]))
    return [
        {"naam": one["name"], "code": one["code"], "rol": str(MembershipRole(one["role"]).label)}
        for one in members
    ]


def _signature(one: dict[str, Any]) -> dict[str, str]:
    """Return how an organisation stood to what was handed in; who signed for it is not for others."""
    by_handing_in = {Standing.BY_HANDING_IN, Standing.NOT_YET}  # the second in revisions of before the first
    gave_its_word = one["role"] == MembershipRole.LEAD and one["standing"] in by_handing_in
    return {
        "organisatie": one["name"],
        "stand": "dient in als penvoerder" if gave_its_word else str(Standing(one["standing"]).label),
        "op": to_the_second(dt.datetime.fromisoformat(one["signedAt"])) if one["signedAt"] else "",
    }
