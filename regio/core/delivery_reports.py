"""Read what a mail server reports about a mail that it could not deliver (RFC 3464)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from typing import Final
from uuid import UUID

_TROUBLE: Final = re.compile(r"[45]\.\d{1,3}\.\d{1,3}")
_HAS_TROUBLE: Final = ("failed", "delayed")
_RECEIVED_BY: Final = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
_MESSAGE_ID: Final = re.compile(r"<([0-9a-f-]{36})@", re.IGNORECASE)
_PLAIN: Final = policy.compat32  # reads anything; the newer policies raise on headers that are badly wrong


@dataclass(frozen=True)
class DeliveryReport:
    """One report about one of our mails."""

    status: str
    """The code of RFC 3463: 5.x.x for ever, 4.x.x for now."""
    sent_to: tuple[str, ...]
    """The addresses at which the report came in."""
    message_id: UUID | None
    """The Message-ID of the mail that came back, where it is one of ours."""


def read_report(mail: bytes) -> DeliveryReport | None:
    """Return what ``mail`` reports; None when it is no report, or one of good news.

    Answers of people and of their absence, read receipts and plain text are no reports.
    Never raises for what is in a mail.
    """
    report = message_from_bytes(mail, policy=_PLAIN)
    kind = str(report.get_param("report-type", "")).lower()
    if report.get_content_type() != "multipart/report" or kind != "delivery-status":
        return None
    parts = _inside(report)
    statuses = sorted(status for part in parts for status in _statuses(part))
    if not statuses:
        return None
    named = [str(value) for name in _RECEIVED_BY for value in report.get_all(name, [])]
    return DeliveryReport(
        status=statuses[-1],
        sent_to=tuple(address for _, address in getaddresses(named, strict=False) if address),
        message_id=next((found for part in parts if (found := _returned(part))), None),
    )


def _inside(message: Message) -> list[Message]:
    content = message.get_payload()
    return [part for part in content if isinstance(part, Message)] if isinstance(content, list) else []


def _statuses(part: Message) -> Iterator[str]:
    """Yield the code of each receiver for whom something went wrong."""
    if part.get_content_type() != "message/delivery-status":
        return
    for receiver in _inside(part):
        action = str(receiver.get("Action", "")).split("(")[0].strip().lower()
        status = _TROUBLE.match(str(receiver.get("Status", "")).strip())
        if status and action in _HAS_TROUBLE:
            yield status.group()


def _returned(part: Message) -> UUID | None:
    """Return the Message-ID in a part that holds our mail, or only its headers."""
    headers: Message | None = None
    text = part.get_payload(decode=True)
    if part.get_content_type() == "message/rfc822":
        headers = next(iter(_inside(part)), None)
    elif part.get_content_type() == "text/rfc822-headers" and isinstance(text, bytes):
        headers = BytesHeaderParser(policy=_PLAIN).parsebytes(text)
    if headers is None:
        return None
    found = _MESSAGE_ID.match(str(headers.get("Message-ID", "")).strip())
    try:
        return UUID(found[1]) if found else None
    except ValueError:
        return None
